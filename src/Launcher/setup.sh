# Prerequisites. Sourced, never run. Repeatable: what is there is left alone.
. "$root/src/Launcher/build.sh"
. "$root/src/Launcher/packages.sh"

# setup [--packages auto|standin|cpu|cuda]
setup() {
    local wanted=""
    while [ $# -gt 0 ]; do
        case $1 in
            --packages) wanted=${2-}; shift $(($# > 1 ? 2 : 1)) ;;
            --packages=*) wanted=${1#*=}; shift ;;
            *) fail 2 "setup knows --packages auto|standin|cpu|cuda, not '$1'" ;;
        esac
        case $wanted in
            auto | standin | cpu | cuda) ;;
            *) fail 2 "--packages is '$wanted'; it must be auto, standin, cpu or cuda" ;;
        esac
    done
    mkdir -p "$state"
    check_dotnet
    [ -z "$wanted" ] || choose_packages "$wanted"
    system_packages
    optional_libraries
    [ "$(flavour)" != standin ] || prefer_openblas
    fetch_plotly
    build_cli
    touch "$state/ready.${HOSTNAME:-here}"
    say "ready: $(flavour) packages; ./harness doctor shows the environment."
}

check_dotnet() {
    have dotnet || fail 3 "the .NET SDK 10 is missing; get it from https://dotnet.microsoft.com/download/dotnet/10.0 (or put its folder into DOTNET_ROOT), then run ./harness setup again"
    (cd "$root" && dotnet --version > /dev/null 2>&1) ||
        fail 3 "the .NET SDK found ($(command -v dotnet)) is too old; global.json asks for 10.0, see https://dotnet.microsoft.com/download/dotnet/10.0"
}

# Debian/Ubuntu packages, each with the file that shows that it (or something as good) is there.
system_packages() {
    local missing=()
    if [ "$(flavour)" = standin ]; then
        has_libtorch || missing+=(libtorch-dev)
        have g++ || missing+=(g++)
        ls /usr/lib/*/openblas-openmp/libblas.so.3 > /dev/null 2>&1 || [ -n "${LIBTORCH-}" ] || missing+=(libopenblas0-openmp)
    fi
    have chromium || have chromium-browser || have google-chrome || missing+=(chromium)
    have npm || has_plotly || missing+=(npm)
    [ ${#missing[@]} -eq 0 ] && return
    local command="apt-get install -y --no-install-recommends ${missing[*]}"
    have apt-get || fail 3 "missing: ${missing[*]} (Debian names); install them with this system's package manager, then run ./harness setup again"
    may_be_root || fail 3 "missing: ${missing[*]}; run: sudo $command"
    say "installing system packages: ${missing[*]} …"
    export DEBIAN_FRONTEND=noninteractive
    if ! install_packages "${missing[@]}" > "$state/apt.log" 2>&1; then
        tail -3 "$state/apt.log" >&2
        fail 3 "apt-get could not install ${missing[*]}; the whole log is .harness/apt.log"
    fi
}

# Libraries that only some inputs need: JPEG and WebP pictures, HDF5 features. Without one everything else works, and what needs it
# says so. Each line: the file that shows that it is there, then the package's names in Debian and Ubuntu.
optional_libraries() {
    local missing=() library names name
    while read -r library names; do
        ls /usr/lib/*/"$library"* > /dev/null 2>&1 || missing+=("$names")
    done << 'EOF'
libturbojpeg.so.0 libturbojpeg0 libturbojpeg
libwebp.so.7 libwebp7
libhdf5_serial.so libhdf5-103-1 libhdf5-310 libhdf5-103-1t64
EOF
    [ ${#missing[@]} -gt 0 ] && have apt-get && may_be_root || return 0
    say "installing optional libraries for JPEG, WebP or HDF5: ${missing[*]%% *} …"
    as_root apt-get update > "$state/apt.log" 2>&1 || true
    for names in "${missing[@]}"; do
        for name in $names; do
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$name" >> "$state/apt.log" 2>&1 && continue 2
        done
        say "note: ${names%% *} could not be installed; only the inputs that need it are affected (.harness/apt.log)."
    done
}

install_packages() {
    as_root apt-get update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

has_libtorch() {
    [ -n "${LIBTORCH-}" ] && return
    [ -e /usr/include/ATen/ATen.h ]
}

# Debian's libtorch takes its BLAS from the system; OpenBLAS's OpenMP build shares threads with torch (2.3 ms for a layer
# that takes 4.1 with the pthread build, and forty times less than the reference BLAS).
prefer_openblas() {
    local library link current
    [ -z "${LIBTORCH-}" ] || return 0
    for library in libblas.so.3 liblapack.so.3 libopenblas.so.0; do
        for link in /usr/lib/*/openblas-openmp/"$library"; do
            [ -e "$link" ] || continue
            local triplet=${link#/usr/lib/}; triplet=${triplet%%/*}
            current=$(readlink "/etc/alternatives/$library-$triplet" || true)
            [ "$current" = "$link" ] && continue
            [ -n "$current" ] || continue
            may_be_root || { say "note: $library is $current; for speed run: sudo update-alternatives --set $library-$triplet $link"; continue; }
            say "making OpenBLAS (OpenMP) the system's $library"
            as_root update-alternatives --set "$library-$triplet" "$link" > /dev/null
        done
    done
}

# plotly.js draws the figures; it lies beside other downloads and is embedded into every page, so that pages work offline.
# The published packages bring their own.
plotly_setup=$root/src/Standins/Plotly.NET/setup.sh

has_plotly() {
    [ "$(flavour)" != standin ] || [ ! -e "$plotly_setup" ] ||
        [ -n "$(find "$(cache_folder)/plotly.js" -name '*.min.js' -print -quit 2> /dev/null)" ]
}

fetch_plotly() {
    [ "$(flavour)" = standin ] && [ -e "$plotly_setup" ] || return 0
    has_plotly || say "fetching the npm package plotly.js-dist-min …"
    sh "$plotly_setup" >&2 || exit 3
}
