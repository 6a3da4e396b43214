# Building. Sourced, never run.
. "$root/src/Launcher/common.sh"

# quiet_build PROJECT…: Release builds; only problems are shown, each once. The locks are closed for the build, because the
# compiler servers that it leaves running would hold them.
quiet_build() {
    local project log="$state/build.log"
    mkdir -p "$state"
    for project in "$@"; do
        if ! dotnet build "$project" -c Release -v q --nologo -clp:NoSummary > "$log" 2>&1 7>&- 8>&-; then
            grep -E '(error|warning) [A-Z]+[0-9]+|error :' "$log" | sed "s#$root/##g; s# \[[^]]*\]\$##" | sort -u | head -20 >&2
            fail 1 "${project#"$root"/} does not build; the whole log is .harness/build.log"
        fi
    done
}

# exclusively FUNCTION…: waits for another build, and refuses while a running harness uses the files.
exclusively() {
    mkdir -p "$state"
    exec 8> "$state/build.lock"
    flock 8
    exec 7> "$state/in-use.lock"
    if ! flock -n 7; then
        exec 7>&- 8>&-
        return 75
    fi
    "$@"
    exec 7>&- 8>&-
}

build_cli() {
    local now
    now=$(mktemp "${TMPDIR:-/tmp}/harness.XXXXXX")
    if exclusively build_cli_now "$now"; then rm -f "$now"; return; fi
    rm -f "$now"
    [ -e "$cli" ] || fail 3 "a running harness holds the build; wait for it to end"
    say "note: sources changed, but a running harness uses the build; going on with the build as it is."
}

# stamp_built START: the stamp is as old as START only when a source changed during the build, so that it counts as newer. Else it is
# as old as the end of the build: the build makes folders of its own beside the sources, and those are no change.
stamp_built() {
    if [ -n "$(find "$root/src" "$root/fsharp" \( -name bin -o -name obj \) -prune -o -type f -newer "$1" -print -quit)" ]; then
        touch -r "$1" "$state/built"
    else
        touch "$state/built"
    fi
}

build_cli_now() {
    have dotnet || fail 3 "the .NET SDK is missing; run ./harness setup, which says how to get it"
    say "building (Release, $(flavour) packages) …"
    quiet_build "$root/src/Harness.Cli/Harness.Cli.csproj"
    [ -z "$(find "$state/torchsharp" -name libLibTorchSharp.so -newer "$1" 2> /dev/null)" ] ||
        say "note: this system's C++ library is older than GCC 13's; a copy of libLibTorchSharp.so that does without it is used (docs/gpu.md)."
    stamp_built "$1"
}
