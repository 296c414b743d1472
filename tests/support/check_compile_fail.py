#!/usr/bin/env python3
"""Checks that tests/compile_fail/*.cpp compile, and do not when OCOP_MUST_FAIL is defined.

usage: check_compile_fail.py REPOSITORY COMPILER
"""
import subprocess
import sys
from pathlib import Path


def main():
    repository, compiler = Path(sys.argv[1]), sys.argv[2]
    files = sorted((repository / 'tests/compile_fail').glob('*.cpp'))
    wrong = 0
    for file in files:
        command = [compiler, '-std=c++20', '-fsyntax-only', '-Werror=unused-result', f'-I{repository / "include"}', str(file)]
        twin = subprocess.run(command, capture_output=True, text=True)
        flipped = subprocess.run([*command, '-DOCOP_MUST_FAIL'], capture_output=True, text=True)
        if twin.returncode:
            wrong += 1
            print(f'{file.name}: must compile and does not\n{twin.stderr[:1000]}')
        if not flipped.returncode:
            wrong += 1
            print(f'{file.name}: must not compile and does')
    print(f'{len(files)} files, {wrong} wrong')
    return 1 if wrong or not files else 0


if __name__ == '__main__':
    sys.exit(main())
