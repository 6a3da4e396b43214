# The whole test suite. Sourced, never run.
. "$root/src/Launcher/build.sh"

# run_tests [PROJECT-NAME-PART…]: everything, or the test projects whose path holds one of the words.
run_tests() {
    local passed=0 failed=0 skipped=0 project
    [ -e "$state/ready.${HOSTNAME:-here}" ] || { . "$root/src/Launcher/setup.sh"; setup; }
    say "building ${*:-everything}, warnings are errors …"
    local status=0
    exclusively build_tests "$@" || status=$?
    [ $status -ne 75 ] || fail 3 "a running harness uses the build; wait for it to end, then test"
    [ $status -eq 0 ] || exit $status
    . "$state/machine.env"
    for project in $(test_projects "$@"); do
        run_project "$project"
    done
    [ $# -gt 0 ] || run_checks
    [ $((passed + failed)) -gt 0 ] || fail 2 "no test project's path holds '$*'"
    local line="$passed passed, $failed failed"
    [ $skipped -eq 0 ] || line="$line, $skipped skipped"
    echo "$line"
    [ $failed -eq 0 ]
}

# Test projects of the tree.
test_projects() {
    local word project
    find "$root/tests" \( -name '*.Tests.csproj' -o -name '*.Tests.fsproj' \) 2> /dev/null | sort | while read -r project; do
        if [ $# -eq 0 ]; then echo "$project"; continue; fi
        for word in "$@"; do
            case ${project#"$root"/} in *"$word"*) echo "$project"; break ;; esac
        done
    done
}

# build_tests [PART…]: the solution and every test project; only the test projects named, where some are.
build_tests() {
    local project now
    now=$(mktemp "${TMPDIR:-/tmp}/harness.XXXXXX")
    [ $# -gt 0 ] || [ ! -e "$root/Harness.sln" ] || quiet_build "$root/Harness.sln"
    quiet_build "$root/src/Harness.Cli/Harness.Cli.csproj"
    for project in $(test_projects "$@"); do
        [ $# -eq 0 ] && grep -qs "$(basename "$project")" "$root/Harness.sln" || quiet_build "$project"
    done
    stamp_built "$now"
    rm -f "$now"
}

# run_project PROJECT: adds its counts to passed, failed and skipped.
run_project() {
    local name log line started=$SECONDS
    name=$(basename "${1%.*proj}")
    log=$state/test-$name.log
    local code=0
    # One thread a process: test projects that use torch must not fight for the cores.
    OMP_NUM_THREADS=1 dotnet test "$1" -c Release --no-build --nologo -v q --logger "console;verbosity=minimal" < /dev/null > "$log" 2>&1 || code=$?
    line=$(grep -E 'Failed: +[0-9]+, Passed: +[0-9]+' "$log" | tail -1)
    if [ -z "$line" ]; then
        failed=$((failed + 1))
        say "FAILED  $name did not run:"
        tail -20 "$log" >&2
        return
    fi
    local f p s
    f=$(sed -E 's/.*Failed: +([0-9]+).*/\1/' <<< "$line")
    p=$(sed -E 's/.*Passed: +([0-9]+).*/\1/' <<< "$line")
    s=$(sed -E 's/.*Skipped: +([0-9]+).*/\1/' <<< "$line")
    # A crash after the last test still counts.
    if [ $code -ne 0 ] && [ "$f" -eq 0 ]; then f=1; fi
    passed=$((passed + p)); failed=$((failed + f)); skipped=$((skipped + s))
    echo "$name: $p passed, $f failed, $s skipped ($((SECONDS - started)) s)"
    [ "$f" -eq 0 ] || sed -n '/\[FAIL\]\|^  Failed /,$p' "$log" | head -60
}

# check NAME COMMAND…: one more test, passed when the command ends with 0.
check() {
    local name=$1 log="$state/check.log" started=$SECONDS
    shift
    if "$@" < /dev/null > "$log" 2>&1; then
        passed=$((passed + 1))
        echo "$name: passed ($((SECONDS - started)) s)"
    else
        failed=$((failed + 1))
        echo "$name: FAILED"
        tail -20 "$log"
    fi
}

# What no test project covers: notebooks run, committed tables are what the code makes of the committed results.
run_checks() {
    local notebook set paper
    check "./harness --help" dotnet "$cli" --help
    for notebook in "$root"/notebooks/*.ipynb; do
        [ ! -e "$notebook" ] || check "notebooks/${notebook##*/}" dotnet "$cli" nb run "$notebook" -o "$state/notebooks"
    done
    [ ! -d "$root/fsharp/scripts" ] || check "notebooks are what their scripts give" dotnet "$cli" nb sync --check
    for paper in "$root"/paper/*/claims.json; do
        paper=${paper%/claims.json}
        # A paper without runs has a report all the same: what counting and laws decide.
        compgen -G "$paper/results/*/runs.csv" > /dev/null || check "outputs of ${paper##*/}" dotnet "$cli" report "${paper##*/}" --check
        for scale in quick proxy full; do
            [ ! -e "$paper/results/$scale/runs.csv" ] || check "outputs of ${paper##*/} at scale $scale" dotnet "$cli" report "${paper##*/}" --scale "$scale" --check
        done
    done
}
