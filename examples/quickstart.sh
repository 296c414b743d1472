#!/usr/bin/env bash
# From a fresh Debian 12 to ranked products: installs what is missing, builds the command ocop, scores the illustrative
# submissions and explains one. Safe to repeat; as root or with sudo.
#
# usage: examples/quickstart.sh
set -eu

root=$(CDPATH='' cd -P -- "$(dirname -- "$0")/.." && pwd -P)
build=$root/.build/default
ocop=$build/src/cli/ocop
log=$root/.build/quickstart.log
submissions=$root/examples/submissions
one=$submissions/04-ninety-points-held-by-one-mark.json

bold='' plain=''
if [ -t 1 ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); fi
say() { printf '%s%s%s\n' "$bold" "$*" "$plain"; }

# Runs a step with its output in the log; where it fails, shows the end of the log.
quietly() {
  if ! "$@" >>"$log" 2>&1; then
    tail -n 25 "$log" >&2
    printf '\nThất bại / failed: %s\nNhật ký / log: %s\n' "$*" "$log" >&2
    exit 1
  fi
}

# A path as a person types it here: relative to where they are, in quotes where it has spaces.
typed() {
  path=$(realpath --relative-to=. -- "$1")
  case $path in
    *[!A-Za-z0-9_./-]*) printf "'%s'" "$path" ;;
    *) printf '%s' "$path" ;;
  esac
}

say '1/4 Gói phần mềm / packages'
bash "$root/tests/support/install_packages.sh" run

mkdir -p "$root/.build"
: >"$log"
here=$PWD
cd "$root"

say '2/4 Cấu hình / configuring'
# A folder that was copied or moved together with its build is configured afresh.
fresh=
if [ -f "$build/CMakeCache.txt" ] && ! grep -Fxq "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt"; then
  fresh=--fresh
fi
quietly cmake --preset default ${fresh:+"$fresh"}

say '3/4 Biên dịch, lần đầu vài phút / building, a few minutes the first time'
quietly cmake --build --preset default --target ocop_cli --parallel "$(nproc)"

cd "$here"
say '4/4 Chấm hồ sơ minh họa / scoring illustrative submissions'
echo 'Sản phẩm có thật, điểm là ví dụ của chúng tôi / the products are real, the scores are our examples'
echo
"$ocop" score "$submissions/all.jsonl" --format table
echo
"$ocop" explain "$one"
echo
say 'Tiếng Anh / in English:'
echo "  $(typed "$ocop") explain $(typed "$one") --lang en"
say 'Hồ sơ của bạn / your own submissions:'
echo "  $(typed "$ocop") score dossiers.jsonl --format table"
