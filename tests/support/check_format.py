#!/usr/bin/env python3
"""Checks that the C++ sources are laid out by .clang-format.

usage: check_format.py REPOSITORY CLANG-FORMAT [--fix]
"""
import subprocess
import sys
from pathlib import Path


def main():
    root, clang_format = Path(sys.argv[1]), sys.argv[2]
    files = [p for folder in ('include', 'src', 'tests', 'examples', 'benchmarks', 'bindings')
             for p in sorted((root / folder).rglob('*.[chi]pp'))]
    if '--fix' in sys.argv:
        return subprocess.run([clang_format, '-i', *files]).returncode
    run = subprocess.run([clang_format, '--dry-run', '--Werror', *files], capture_output=True, text=True)
    print(run.stderr[:3000] or f'{len(files)} files are laid out')
    return run.returncode


if __name__ == '__main__':
    sys.exit(main())
