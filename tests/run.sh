#!/usr/bin/env bash
# Installs what the tests need, builds with GCC and Clang, header-only and compiled, and runs every test, once under the
# address and undefined-behaviour sanitizers. Safe to repeat. Needs Debian 12, as root or with sudo.
#
# usage: tests/run.sh [PRESET ...]      (default: asan-ubsan header-only clang clang-header-only)
set -eu
cd "$(dirname "$0")/.."
presets=("$@")
[ ${#presets[@]} -gt 0 ] || presets=(asan-ubsan header-only clang clang-header-only)

./tests/support/install_packages.sh test

launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi

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

mkdir -p .build
for preset in "${presets[@]}"; do
  start=$SECONDS
  step ".build/$preset-configure.log" cmake --preset "$preset" "${launcher[@]}"
  step ".build/$preset-build.log" cmake --build --preset "$preset" --parallel 2
  echo "== $preset: built in $((SECONDS - start)) s"
  ctest --preset "$preset" --parallel 2
  echo "== $preset: built and tested in $((SECONDS - start)) s"
done
echo "All tests passed in ${SECONDS} s: ${presets[*]}"
