# The torch that is built on: TorchSharp with libtorch for the processor, or with CUDA. Sourced, never run.

# choose_packages cpu|cuda: writes the ignored Harness.packages.props; a feed that lacks a package changes nothing and ends with 3.
choose_packages() {
    [ "$(flavour)" != "$1" ] || return 0
    if ! probe_feed "$1"; then
        fail 3 "the feed lacks $(missing_package "$1"), which --packages $1 needs; going on with $(flavour) packages."
    fi
    printf '<Project>\n  <PropertyGroup>\n    <HarnessPackages>%s</HarnessPackages>\n  </PropertyGroup>\n</Project>\n' "$1" > "$root/Harness.packages.props"
}

# probe_feed FLAVOUR: restores a program that asks for the torch bundle; its log lies beside it.
probe_feed() {
    local folder=$state/feed-probe
    rm -rf "$folder"
    mkdir -p "$folder"
    printf '%s\n' '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>' \
        '<ItemGroup><PackageReference Include="$(TorchBundle)" /></ItemGroup></Project>' > "$folder/Probe.csproj"
    dotnet restore "$folder/Probe.csproj" -v q --nologo -p:HarnessPackages="$1" > "$folder/log" 2>&1
}

# missing_package FLAVOUR: the first package that the probe's log tells of.
missing_package() {
    case $1 in cuda) set -- TorchSharp-cuda-linux ;; *) set -- libtorch-cpu ;; esac
    grep -oiE '(package |id=|/)(TorchSharp|libtorch)[A-Za-z0-9.-]*[A-Za-z0-9]' "$state/feed-probe/log" 2> /dev/null | head -1 | sed -E 's#^(package |id=|/)##' | grep . || echo "$1"
}
