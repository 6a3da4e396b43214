# The package flavour: stand-ins over the system's libtorch, or the published packages. Sourced, never run.

# choose_packages auto|standin|cpu|cuda: writes the ignored Harness.packages.props; a feed that lacks a package changes nothing.
choose_packages() {
    local wanted=$1 tried missing
    case $wanted in
        standin) write_flavour standin; return ;;
        auto) tried=cpu; if have nvidia-smi && nvidia-smi -L > /dev/null 2>&1; then tried=cuda; fi ;;
        *) tried=$wanted ;;
    esac
    if missing=$(probe_feed "$tried"); then
        write_flavour "$tried"
        return
    fi
    say "the feed lacks $missing, which --packages $tried needs; going on with $(flavour) packages."
    [ "$wanted" = auto ] || exit 3
}

write_flavour() {
    [ "$(flavour)" != "$1" ] || return 0
    printf '<Project>\n  <PropertyGroup>\n    <HarnessPackages>%s</HarnessPackages>\n  </PropertyGroup>\n</Project>\n' "$1" > "$root/Harness.packages.props"
}

# probe_feed FLAVOUR: restores a project that asks for every published package; prints the first that cannot be had.
probe_feed() {
    local folder=$state/feed-probe packages torch
    case $1 in cuda) torch=TorchSharp-cuda-linux ;; *) torch=TorchSharp-cpu ;; esac
    packages="$torch TorchSharp Deedle Plotly.NET Plotly.NET.ImageExport Microsoft.DotNet.Interactive.Formatting"
    rm -rf "$folder"
    mkdir -p "$folder"
    {
        echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>'
        for package in $packages; do echo "<PackageReference Include=\"$package\" />"; done
        echo '</ItemGroup></Project>'
    } > "$folder/Probe.csproj"
    dotnet restore "$folder/Probe.csproj" -v q --nologo -p:HarnessPackages="$1" > "$folder/log" 2>&1 && return
    for package in $packages; do
        if grep -qiE "(package |'|id=|/)$package(['. /]|\$)" "$folder/log"; then echo "$package"; return 1; fi
    done
    echo "a package ($(grep -m1 -oE 'error.*' "$folder/log" | cut -c1-160))"
    return 1
}
