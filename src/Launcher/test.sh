# The whole test suite. Sourced, never run.
. "$root/src/Launcher/build.sh"

# run_tests [PART…]: everything, or the test projects whose path holds one of the words.
run_tests() {
    local projects status=0
    cd "$root"
    projects=$(test_projects "$@") || true
    [ -n "$projects" ] || fail 2 "no test project's path holds '$*'"
    [ -e "$state/ready.${HOSTNAME:-here}" ] || { . "$root/src/Launcher/setup.sh"; setup; }
    say "building ${*:-everything}, warnings are errors …"
    if [ $# -eq 0 ]; then exclusively build_now Harness.sln || status=$?; else exclusively build_now $projects || status=$?; fi
    [ $status -ne 75 ] || fail 3 "a running harness uses the build; wait for it to end, then test"
    [ $status -eq 0 ] || exit $status
    . "$state/machine.env"
    # As many processes as cores, with one thread each: those that use torch must not fight for the cores. They are too short for what the
    # runtime measures in order to compile better. (nproc would count the threads that OMP_NUM_THREADS allows.)
    export DOTNET_TieredPGO=0 OMP_NUM_THREADS=1 MKL_CBWR=${MKL_CBWR:-AUTO,STRICT} TESTINGPLATFORM_TELEMETRY_OPTOUT=1
    export state
    export -f run_program
    sed -E 's#([^/]+)\.[cf]sproj$#bin/Release/net10.0/\1.dll#' <<< "$projects" |
        xargs -P "$(env -u OMP_NUM_THREADS nproc)" -I{} bash -c 'run_program {}' | tee "$state/test.log" | summary
}

# Test projects of the tree, those that take longest first: `dotnet test` over all of them takes them as the file system lists them, and
# the longest then runs alone at the end.
test_projects() {
    local all words first='Notebooks|Cli|Adapters|Runs|Backbones|Laws'
    all=$(find tests -name '*.Tests.[cf]sproj' | sort)
    words=$(printf '%s\n' "$@")
    { for part in ${first//|/ }; do grep "\.$part\.Tests/" <<< "$all"; done; grep -vE "\.($first)\.Tests/" <<< "$all"; } | grep -F -- "$words"
}

# run_program FILE: the tests of one program; what it prints comes out in one piece.
run_program() {
    local log
    log=$(mktemp "${TMPDIR:-/tmp}/harness.XXXXXX")
    trap 'rm -f "$log"' EXIT
    dotnet test --test-modules "$1" --no-progress --no-ansi < /dev/null > "$log" 2>&1 || echo "ended with $?" >> "$log"
    flock "$state/test.lock" cat "$log"
}

# build_now SOLUTION-OR-PROJECT…
build_now() {
    local now
    now=$(mktemp "${TMPDIR:-/tmp}/harness.XXXXXX")
    quiet_build "$@" src/Harness.Cli/Harness.Cli.csproj
    stamp_built "$now"
    rm -f "$now"
}

# From what the programs print: a line a project, every failure, and the sum; ends with 1 unless all passed. A process that dies, a project
# that does not start or has no test is an error.
summary() {
    awk -v root="$root/" '
        { while (i = index($0, root)) $0 = substr($0, 1, i - 1) substr($0, i + length(root)) }
        /^Running tests / { ended = 0 }
        /^Test run summary/ { ended = 1 }
        /^ +(error|failed): / { failed += $2 }
        /^ended with / { if (failed == before) failed++; before = failed }
        /^ +succeeded: / { passed += $2 }
        /^ +skipped: / { skipped += $2 }
        ended || /Could not initialize NNPACK/ { next }
        /^tests\/.*\.dll .*\)$/ { sub(/^.*\//, ""); sub(/\.dll \([^)]*\)/, ":"); print; fflush(); left = 30; next }
        /^failed / { left = 31 }
        /^Exit code: 2$/ || /^(Running tests|skipped) / { left = 0 }
        left-- > 0 { print substr($0, 1, 300); fflush() }
        END {
            printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : ""
            exit failed > 0
        }'
}
