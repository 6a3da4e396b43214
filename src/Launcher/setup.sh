# Prerequisites. Sourced, never run. Repeatable: what is there is left alone.
. "$root/src/Launcher/build.sh"
. "$root/src/Launcher/packages.sh"

# setup [--packages cpu|cuda]
setup() {
    local wanted=""
    while [ $# -gt 0 ]; do
        case $1 in
            --packages) wanted=${2-}; shift $(($# > 1 ? 2 : 1)) ;;
            --packages=*) wanted=${1#*=}; shift ;;
            *) fail 2 "setup knows --packages cpu|cuda, not '$1'" ;;
        esac
        case $wanted in
            cpu | cuda) ;;
            *) fail 2 "--packages is '$wanted'; it must be cpu or cuda" ;;
        esac
    done
    mkdir -p "$state"
    check_dotnet
    [ -z "$wanted" ] || choose_packages "$wanted"
    system_packages
    build_cli
    fastest_blas
    touch "$state/ready.${HOSTNAME:-here}"
    say "ready: $(flavour) packages; ./harness doctor shows the environment."
}

check_dotnet() {
    have dotnet || fail 3 "the .NET SDK 10 is missing; get it from https://dotnet.microsoft.com/download/dotnet/10.0 (or put its folder into DOTNET_ROOT), then run ./harness setup again"
    (cd "$root" && dotnet --version > /dev/null 2>&1) ||
        fail 3 "the .NET SDK found ($(command -v dotnet)) is too old; global.json asks for 10.0, see https://dotnet.microsoft.com/download/dotnet/10.0"
}

# Debian and Ubuntu packages: Chromium draws static figures, OpenBLAS takes MKL's place where it is faster (AMD's processors), libhdf5
# reads the papers' region features. The harness works without each of them, and says what is left out.
system_packages() {
    local missing=() name
    have chromium || have chromium-browser || have google-chrome || missing+=(chromium)
    [ "$(uname -m)" != x86_64 ] || grep -qs GenuineIntel /proc/cpuinfo || has_library openblas-openmp/libopenblas.so.0 || missing+=(libopenblas0-openmp)
    has_library libhdf5_serial.so || missing+=(libhdf5)
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! have apt-get || ! may_be_root; then
        say "note: not installed: ${missing[*]} (Debian's names); without them: no static figures, slower products on AMD's processors, no HDF5 files."
        return 0
    fi
    say "installing system packages: ${missing[*]} …"
    as_root apt-get update > "$state/apt.log" 2>&1 || true
    for name in "${missing[@]}"; do
        # libhdf5's name holds its version, and that of the archive's release.
        [ "$name" != libhdf5 ] || name=$(apt-cache search --names-only '^libhdf5-[0-9]+(-1)?(t64)?$' | sort | head -1 | cut -d' ' -f1)
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$name" >> "$state/apt.log" 2>&1 ||
            say "note: ${name:-libhdf5} could not be installed (.harness/apt.log)."
    done
}

has_library() { ls /usr/lib/*/"$1"* > /dev/null 2>&1; }

# fastest_blas: measures libtorch's MKL and the system's OpenBLAS in a process each, best of three by turns, and notes the faster one.
# OpenBLAS must win by more than a tenth: MKL comes with libtorch and is what others use.
fastest_blas() {
    local round mkl=0 openblas=0 chosen=mkl
    if has_library openblas-openmp/libopenblas.so.0; then
        for round in 1 2 3; do
            mkl=$(larger "$mkl" "$(product_rate mkl)")
            openblas=$(larger "$openblas" "$(product_rate openblas)")
        done
        ! awk "BEGIN { exit !($openblas > 1.1 * $mkl) }" || chosen=openblas
        say "products of 1024³: MKL $mkl, OpenBLAS $openblas GFLOP/s; using $chosen."
    fi
    {
        echo "export HARNESS_BLAS_MEASURED=$chosen HARNESS_BLAS_RATES='mkl $mkl, openblas $openblas'"
        echo 'case ${HARNESS_BLAS:-auto} in auto) export HARNESS_BLAS=$HARNESS_BLAS_MEASURED ;; esac'
        echo "export OMP_NUM_THREADS=\${OMP_NUM_THREADS:-$(nproc)}"
    } > "$state/machine.env.new"
    mv "$state/machine.env.new" "$state/machine.env"
}

# A library that does not run here rates 0.
product_rate() { HARNESS_BLAS=$1 OMP_NUM_THREADS=$(nproc) dotnet "$cli" measure-product 2> /dev/null || echo 0; }

larger() { awk "BEGIN { print ($1 > $2) ? $1 : $2 }"; }
