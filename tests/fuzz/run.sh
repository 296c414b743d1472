#!/usr/bin/env bash
# Builds the fuzz targets with Clang's libFuzzer under the address and undefined-behaviour sanitizers and runs one, or all,
# for as long as asked. New inputs are kept in .build/fuzz/found/TARGET/; one that fails, in tests/fuzz/crashes/TARGET/,
# where every build of the tests runs it from then on.
#
# usage: tests/fuzz/run.sh TARGET|all SECONDS
set -eu
cd "$(dirname "$0")/../.."
[ $# -eq 2 ] || { sed -n 's/^# usage: /usage: /p' "$0" >&2; exit 2; }
launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
targets=$(cd tests/fuzz/corpus && echo *)
if [ "$1" != all ]; then
  case " $targets " in
    *" $1 "*) targets=$1 ;;
    *) echo "unknown target $1; there are: $targets" >&2; exit 2 ;;
  esac
fi
mkdir -p .build
cmake --preset fuzz "${launcher[@]}" >.build/fuzz-configure.log
# shellcheck disable=SC2086
cmake --build .build/fuzz --target $(printf 'fuzz_%s ' $targets) >.build/fuzz-build.log || { tail -40 .build/fuzz-build.log >&2; exit 1; }
failed=0
for target in $targets; do
  found=.build/fuzz/found/$target
  mkdir -p "$found" "tests/fuzz/crashes/$target"
  log=.build/fuzz/$target.log
  if ! ".build/fuzz/tests/fuzz/fuzz_$target" -max_total_time="$2" -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 \
      -dict=tests/fuzz/words.dict -artifact_prefix="tests/fuzz/crashes/$target/" \
      "$found" "tests/fuzz/corpus/$target" >"$log" 2>&1; then
    failed=1
    echo "$target: failed; the input stands in tests/fuzz/crashes/$target/, the report in $log" >&2
    grep -m 3 -e '^broken' -e 'ERROR' -e 'runtime error' "$log" >&2 || true
  fi
  echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs"
  rmdir --ignore-fail-on-non-empty "tests/fuzz/crashes/$target"
done
exit $failed
