#!/usr/bin/env bash
# Installs the Debian packages that ocop needs: those that are missing, and nothing where none is.
#
# usage: install_packages.sh run|python|test|bench
#   run     what building and running the library and the command needs
#   python  also what building the Python package needs
#   test    also what the tests and the checks of the sources need
#   bench   what the benchmarks and counting instructions need
#
# Works as root or with sudo. Never removes a package that is installed.
set -eu

run_packages='g++ cmake ninja-build libboost1.81-dev rapidjson-dev libssl-dev libutf8proc-dev libsqlite3-dev libcli11-dev pkg-config'
python_packages='python3 python3-dev python3-venv'
test_packages='catch2 libbenchmark-dev clang-14 clang-tidy-14 clang-format-14 libclang-rt-14-dev openssl locales ccache git'
bench_packages='libbenchmark-dev python3 valgrind git'

case "${1-}" in
  run) packages=$run_packages ;;
  python) packages="$run_packages $python_packages" ;;
  test) packages="$run_packages $python_packages $test_packages" ;;
  bench) packages="$run_packages $bench_packages" ;;
  *)
    echo 'usage: install_packages.sh run|python|test|bench' >&2
    exit 2
    ;;
esac

if ! command -v dpkg >/dev/null || ! command -v apt-get >/dev/null; then
  echo "This system has no apt-get. Install the counterparts of: $packages" >&2
  exit 0  # whatever is missing, the configuration that follows names it
fi

missing=
for package in $packages; do
  case $(dpkg -s "$package" 2>/dev/null || true) in
    *'Status: install ok installed'*) ;;
    *) missing="$missing $package" ;;
  esac
done
if [ -z "$missing" ]; then
  echo 'all packages are there'
  exit 0
fi
echo "installing:$missing"

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Neither root nor sudo. Let an administrator run: apt-get install$missing" >&2
    exit 1
  fi
  as_root=sudo
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
update() { $as_root apt-get update -q >>"$log" 2>&1; }
# $missing and $as_root are lists of words.
# shellcheck disable=SC2086
install_missing() {
  $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends --no-remove $missing >>"$log" 2>&1
}

# A fresh system knows no packages yet.
for package in $missing; do
  if ! apt-cache show "$package" >/dev/null 2>&1; then
    update || true
    break
  fi
done
# An old list names versions that the mirror no longer has: a second try after an update.
if ! install_missing && ! { update && install_missing; }; then
  tail -n 20 "$log" >&2
  echo "apt-get could not install:$missing. What is installed is never removed; see above what stands in the way." >&2
  exit 1
fi
