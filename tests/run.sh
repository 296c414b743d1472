#!/usr/bin/env bash
# Installs what the tests need, builds with GCC and Clang, header-only and compiled, and runs every test, once under the
# address and undefined-behaviour sanitizers; then builds the Python package and tests what was built. Safe to repeat.
# Needs Debian 12, as root or with sudo.
#
# usage: tests/run.sh [STEP ...]      a preset of CMakePresets.json, or python
#                                     (default: gcc asan-ubsan python clang-header-only)
set -eu
cd "$(dirname "$0")/.."
steps=("$@")
[ ${#steps[@]} -gt 0 ] || steps=(gcc asan-ubsan python clang-header-only)  # the longest first

./tests/support/install_packages.sh test

launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
mkdir -p .build

# Two steps go side by side and share the processors: a step alone often waits for its one long compilation.
processors=$(nproc)
lanes=$((${#steps[@]} > 1 && processors > 1 ? 2 : 1))
jobs=$((processors / lanes))

# Runs a part of a step quietly; shows the end of what it printed if it fails.
quietly() {
  local log=$1
  shift
  if ! "$@" >"$log" 2>&1; then
    tail -n 60 "$log"
    echo "failed: $*"
    exit 1
  fi
}

# Configures, builds and tests a preset.
test_preset() {
  local preset=$1 start=$SECONDS
  quietly ".build/$preset-configure.log" cmake --preset "$preset" "${launcher[@]}"
  quietly ".build/$preset-build.log" cmake --build --preset "$preset" --parallel "$jobs"
  echo "== $preset: built in $((SECONDS - start)) s"
  ctest --preset "$preset" --parallel "$jobs"
  echo "== $preset: built and tested in $((SECONDS - start)) s"
}

# An environment with what the Python package needs, the package itself not among it; then source distribution, wheel from
# it, both in isolation; then the tests against the installed wheel.
test_python() {
  local environment=.build/python start=$SECONDS
  [ -x "$environment/bin/pip" ] || python3 -m venv "$environment"
  python3 tests/support/test_requirements.py pyproject.toml >"$environment/requirements.txt"
  quietly .build/python-prepare.log "$environment/bin/pip" install --quiet --requirement "$environment/requirements.txt"
  # Verifies receipts by code that is not ours. It asks for Python 3.12 and runs on 3.11.
  "$environment/bin/pip" install --quiet cryptography &&
    "$environment/bin/pip" install --quiet --no-deps --ignore-requires-python 'aics-tlog==0.2.1' ||
    echo 'aics-tlog cannot be installed: no second implementation verifies receipts'
  rm -rf .build/dist
  quietly .build/python-build.log "$environment/bin/python" -m build --outdir .build/dist .
  quietly .build/python-install.log "$environment/bin/pip" install --quiet --no-deps --force-reinstall .build/dist/ocop-*.whl
  echo "== python: built in $((SECONDS - start)) s"
  "$environment/bin/python" -m pytest -p no:cacheprovider -rs
  echo "== python: built and tested in $((SECONDS - start)) s"
}

declare -A running=()
stop_all() {
  for process in "${!running[@]}"; do kill -- "-$process" 2>/dev/null || true; done
}
trap stop_all EXIT
trap 'exit 130' INT TERM

# Waits for the step that ends next, and shows what it printed.
finish_one() {
  local process status=0
  wait -n -p process "${!running[@]}" || status=$?
  cat ".build/${running[$process]}.log"
  if [ "$status" -ne 0 ]; then
    echo "failed: ${running[$process]}" >&2
    exit 1
  fi
  unset "running[$process]"
}

set -m  # each step is a process group, which ends as one
for step in "${steps[@]}"; do
  [ ${#running[@]} -lt "$lanes" ] || finish_one
  echo "== $step: begins"
  if [ "$step" = python ]; then
    (test_python) >".build/$step.log" 2>&1 </dev/null &
  else
    (test_preset "$step") >".build/$step.log" 2>&1 </dev/null &
  fi
  running[$!]=$step
done
while [ ${#running[@]} -gt 0 ]; do finish_one; done
echo "All tests passed in ${SECONDS} s: ${steps[*]}"
