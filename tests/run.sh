#!/usr/bin/env bash
# Installs what the tests need, builds with GCC and Clang, header-only and compiled, and runs every test, once under the
# address and undefined-behaviour sanitizers; then builds the Python package and tests what was built. Safe to repeat.
# Needs Debian 12, as root or with sudo.
#
# usage: tests/run.sh [STEP ...]      a preset of CMakePresets.json, or python
#                                     (default: asan-ubsan header-only clang python)
set -eu
cd "$(dirname "$0")/.."
steps=("$@")
[ ${#steps[@]} -gt 0 ] || steps=(asan-ubsan header-only clang python)

./tests/support/install_packages.sh test

launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
mkdir -p .build

# Runs a step quietly; shows the end of what it printed if it fails.
step() {
  local log=$1
  shift
  if ! "$@" >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    echo "failed: $*" >&2
    exit 1
  fi
}

# An environment with what the Python package needs, the package itself not among it.
environment=.build/python
prepare_python() {
  [ -x "$environment/bin/pip" ] || python3 -m venv "$environment"
  python3 tests/support/test_requirements.py pyproject.toml >"$environment/requirements.txt"
  "$environment/bin/pip" install --quiet --requirement "$environment/requirements.txt"
  # Verifies receipts by code that is not ours. It asks for Python 3.12 and runs on 3.11.
  "$environment/bin/pip" install --quiet cryptography &&
    "$environment/bin/pip" install --quiet --no-deps --ignore-requires-python 'aics-tlog==0.2.1' ||
    echo 'aics-tlog cannot be installed: no second implementation verifies receipts' >&2
}

# Source distribution, wheel from it, both in isolation; then the tests against the installed wheel.
test_python() {
  local start=$SECONDS
  if ! wait "$preparation"; then
    tail -n 60 .build/python-prepare.log >&2
    echo 'failed: the Python environment' >&2
    exit 1
  fi
  rm -rf .build/dist
  step .build/python-build.log "$environment/bin/python" -m build --outdir .build/dist .
  step .build/python-install.log "$environment/bin/pip" install --quiet --no-deps --force-reinstall .build/dist/ocop-*.whl
  echo "== python: built in $((SECONDS - start)) s"
  "$environment/bin/python" -m pytest -p no:cacheprovider -rs
  echo "== python: built and tested in $((SECONDS - start)) s"
}

# Mostly waiting for the network, so it runs beside the first build.
case " ${steps[*]} " in
  *' python '*)
    prepare_python >.build/python-prepare.log 2>&1 &
    preparation=$!
    ;;
esac

for preset in "${steps[@]}"; do
  if [ "$preset" = python ]; then
    test_python
    continue
  fi
  start=$SECONDS
  step ".build/$preset-configure.log" cmake --preset "$preset" "${launcher[@]}"
  step ".build/$preset-build.log" cmake --build --preset "$preset" --parallel 2
  echo "== $preset: built in $((SECONDS - start)) s"
  ctest --preset "$preset" --parallel 2
  echo "== $preset: built and tested in $((SECONDS - start)) s"
done
echo "All tests passed in ${SECONDS} s: ${steps[*]}"
