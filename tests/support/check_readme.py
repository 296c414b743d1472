#!/usr/bin/env python3
"""Checks that the C++ in README.md compiles and that the files it names exist.

usage: check_readme.py REPOSITORY COMPILER
"""
import re
import subprocess
import sys
from pathlib import Path


def main():
    root, compiler = Path(sys.argv[1]), sys.argv[2]
    text = (root / 'README.md').read_text(encoding='utf8')
    found = [f'{target}: does not exist' for target in re.findall(r'\]\((?!https?:)([^)#]+)\)', text) if not (root / target).exists()]
    found += [f'{target}: does not exist' for target in re.findall(r'^(\./\S+\.sh)', text, re.M) if not (root / target).exists()]
    programs = re.findall(r'```cpp\n(.*?)```', text, re.S)
    for program in programs:
        run = subprocess.run([compiler, '-std=c++20', '-fsyntax-only', '-Wall', '-Wextra', '-Werror', f'-I{root / "include"}', '-x', 'c++', '-'],
                             input=program, capture_output=True, text=True)
        if run.returncode:
            found.append(run.stderr[:2000])
    print('\n'.join(found) or f'{len(programs)} programs compile')
    return 1 if found or not programs else 0


if __name__ == '__main__':
    sys.exit(main())
