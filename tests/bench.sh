#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The benchmark itself, with counts so small that its figures mean nothing: every measuring program works, every row
# is there, and table, targets, chart and README come out of one JSON. What foster costs is `make bench`, not a test.
set -u

here=$(cd "$(dirname "$0")" && pwd)
bench=$here/bench
failures=0

skip() {
	echo "skip: $*"
	exit 77
}

ok() {
	echo "ok - $*"
}

not_ok() {
	echo "not ok - $*"
	failures=$((failures + 1))
}

# check DESCRIPTION COMMAND...: ok where the command succeeds; what it printed is shown where it does not.
check() {
	local description=$1 said
	shift
	if said=$("$@" 2>&1); then
		ok "$description"
	else
		not_ok "$description"
		printf '%s\n' "$said" | tail -n 15 | sed 's/^/# /'
	fi
}

# ask PYTHON: runs it with the run's JSON as `run` and the benchmark's own modules in reach.
ask() {
	python3 -B -c "import json, sys; sys.path.insert(0, '$bench'); import report, rows, targets
run = json.load(open('$out/bench.json'))
$1"
}

command -v python3 >/dev/null || skip "no python3"
command -v cc >/dev/null || command -v gcc >/dev/null || skip "no C compiler"
if [ "$(id -u)" = 0 ]; then unshare -pf true; else unshare -Urpf true; fi 2>/dev/null ||
	skip "no PID namespace to be had here"
[ -x "${FOSTER:-}" ] || skip "FOSTER names no program"

out=$(mktemp -d "${TMPDIR:-/tmp}/foster-bench.XXXXXX")
trap 'rm -rf "$out"' EXIT
chmod 755 "$out"

if ! "$bench/run" --foster "$FOSTER" --out "$out" --tiny --no-install >"$out/stdout" 2>"$out/stderr"; then
	not_ok "the benchmark runs"
	tail -n 20 "$out/stderr" | sed 's/^/# /'
	exit 1
fi
ok "the benchmark runs"

check "every row has a figure of foster's, or the reason is told" ask "
excused = ('calls.', 'inspect.') if run['warnings'] else ()
missing = [r.id for r in rows.table(run['counts']) if r.who not in run['rows'].get(r.id, {})
           and not r.id.startswith(excused)]
sys.exit(f'no figure: {missing}' if missing else 0)"
check "no row is measured that the table lacks" ask "
extra = set(run['rows']) - {r.id for r in rows.table(run['counts'])}
sys.exit(f'not in the table: {extra}' if extra else 0)"
check "no init lost its workload's exit status" ask "
lost = [text for text in run['warnings'] if 'foster' in text and 'ended with' in text]
sys.exit('; '.join(lost) if lost else 0)"
check "queued real-time signals all arrive through foster, with value and in turn" ask "
intact = run['rows']['queue.intact']['foster']['median']
sys.exit(0 if intact == run['counts']['queue'] else f'{intact} of {run[\"counts\"][\"queue\"]}')"
check "every target gets a verdict" ask "
found = targets.verdicts(run)
known = ('reached', 'not reached', \"can't tell\")
sys.exit(0 if len(found) == len(targets.TARGETS) and all(f[2] in known for f in found) else str(found))"
check "a row whose rounds lie far apart is called noise" ask "
entry = run['rows']['start.first.over']['foster']
entry['spread'] = 10 * max(figure['median'] for figure in run['rows']['start.first.over'].values())
row = next(r for r in rows.table(run['counts']) if r.id == 'start.first.over')
line = report.line(run, row)
sys.exit(0 if line[1].startswith('noise') and line[-1] == '' else str(line))"
check "a target that noise hides is not called reached" ask "
for name in ('foster', 'floor'):
    run['rows']['signal.cpu'][name].update(median=10, spread=9)
verdict = [f[2] for f in targets.verdicts(run) if 'CPU a signal within' in f[1]]
sys.exit(0 if verdict == [\"can't tell\"] else str(verdict))"
check "the median and the spread are right" ask "
got = rows.summary([5, 1, 2, 3, 100])
sys.exit(0 if (got['median'], got['best'], got['spread']) == (3, 1, 3) else str(got))"

readme=$out/README.md
printf 'before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n' >"$readme"
check "README's table is written" python3 -B "$bench/report.py" "$out/bench.json" --readme "$readme"
check "what lies around the markers stays" sh -c \
	"head -n 1 '$readme' | grep -qx before && tail -n 1 '$readme' | grep -qx after"
check "what lies between them is new" sh -c "! grep -qx old '$readme' && grep -q '^| size of the binary' '$readme'"
check "with five rows" test "$(grep -c '^| [^- |]' "$readme")" = 5
python3 -B "$bench/report.py" "$out/bench.json" --table "$readme"
check "the whole table has all" test "$(grep -c '^| [^- |]' "$readme")" = "$(ask 'print(len(report.lines(run)[1]))')"
python3 -B "$bench/report.py" "$out/bench.json" --readme "$readme"
cp "$readme" "$readme.first"
python3 -B "$bench/report.py" "$out/bench.json" --readme "$readme"
check "writing it twice changes nothing" cmp "$readme" "$readme.first"
printf 'no markers\n' >"$readme"
check "a README without the markers is refused, and left alone" sh -c \
	"! python3 -B '$bench/report.py' '$out/bench.json' --readme '$readme' && grep -qx 'no markers' '$readme'"

if command -v gnuplot >/dev/null; then
	check "the chart is drawn" grep -q '</svg>' "$out/chart.svg"
	check "the chart names foster" grep -q 'foster' "$out/chart.svg"
fi

printf '#!/bin/sh\nexit 7\n' >"$out/seven"
chmod 755 "$out/seven"
"$out/floor" "$out/seven"
check "the floor gives its workload's status" test $? -eq 7

[ "$failures" -eq 0 ]
