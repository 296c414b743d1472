#!/usr/bin/env python3
"""Checks that tests/compile_fail/*.cpp compile, and do not when OCOP_MUST_FAIL is defined; and that no source with the
bodies of the library compiles where a compiler may take it that there is no NaN.

usage: check_compile_fail.py REPOSITORY COMPILER
"""
import shutil
import subprocess
import sys
from pathlib import Path

HEADER_ONLY = '#define OCOP_HEADER_ONLY\n#include "ocop/config.hpp"\n'
COMPILED = '#include "ocop/config.hpp"\n'
INEXACT = ['-ffast-math', '-Ofast', '-ffinite-math-only']


def wrong_about_inexact_numbers(include, compiler):
    """Yields what a compiler takes and should not, or the other way round."""
    def compiles(source, *flags):
        command = [compiler, '-std=c++20', '-fsyntax-only', '-x', 'c++', f'-I{include}', *flags, '-']
        run = subprocess.run(command, input=source, capture_output=True, text=True)
        return run.returncode == 0, run.stderr

    for flag in INEXACT:
        is_taken, said = compiles(HEADER_ONLY, flag)
        if is_taken or 'conditions of the law' not in said or '-fno-fast-math' not in said:
            yield f'{compiler} {flag}: must not compile header-only, with a sentence that says why\n{said[:1000]}'
        if not compiles(COMPILED, flag)[0]:
            yield f'{compiler} {flag}: must compile where the bodies come from the library'
        if compiles(COMPILED, flag, '-DOCOP_COMPILES_BODIES')[0]:
            yield f'{compiler} {flag}: must not compile the library itself'
    for flags in ([], ['-O2'], ['-ffast-math', '-fno-fast-math']):
        if not compiles(HEADER_ONLY, *flags)[0]:
            yield f'{compiler} {" ".join(flags)}: must compile header-only'


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
    for each in dict.fromkeys([compiler, *filter(shutil.which, ('g++', 'clang++-14'))]):
        for message in wrong_about_inexact_numbers(repository / 'include', each):
            wrong += 1
            print(message)
    print(f'{len(files)} files, {wrong} wrong')
    return 1 if wrong or not files else 0


if __name__ == '__main__':
    sys.exit(main())
