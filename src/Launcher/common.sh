# Shared by the launcher's parts; sourced, never run. Expects root, state and cli.

say() { printf '%s\n' "$*" >&2; }

# fail CODE MESSAGE: one line, then the exit code of the design (2 usage, 3 something is missing).
fail() { local code=$1; shift; say "harness: $*"; exit "$code"; }

have() { command -v "$1" > /dev/null 2>&1; }

# as_root COMMAND…: runs it as root when that needs no password.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_be_root() { [ "$(id -u)" = 0 ] || { have sudo && sudo -n true 2> /dev/null; }; }

# The torch bundle in force: cpu unless setup wrote another.
flavour() {
    local props=$root/Harness.packages.props name=""
    [ ! -e "$props" ] || name=$(sed -n 's#.*<HarnessPackages>\(.*\)</HarnessPackages>.*#\1#p' "$props")
    echo "${name:-cpu}"
}
