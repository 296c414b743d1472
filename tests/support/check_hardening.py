#!/usr/bin/env python3
"""Checks that programs and modules of ours have the protections that compiler and linker give.

usage: check_hardening.py [--optimised] FILE...

Position independent, no stack that can be run, relocations read-only and bound at the start, stack protection; with
--optimised, calls that check the size of the buffer they write to.
"""
import re
import subprocess
import sys


def faults(file, is_optimised):
    """What a program or module lacks."""
    read = lambda *options: subprocess.run(['readelf', '-W', *options, file], capture_output=True, text=True, check=True).stdout
    head, segments, dynamic, symbols = read('-h'), read('-l'), read('-d'), read('--dyn-syms')
    stack = re.search(r'GNU_STACK.* (R\w*) ', segments)
    checked = re.findall(r'UND __(\w+)_chk\b', symbols)
    for is_there, what in (
            (re.search(r'Type:\s+DYN', head), 'is not position independent'),
            ('GNU_RELRO' in segments, 'has relocations that stay writable'),
            (re.search(r'BIND_NOW|\(FLAGS_1\).*NOW', dynamic), 'binds its relocations late'),
            (stack and 'E' not in stack[1], 'has a stack that can be run'),
            ('TEXTREL' not in dynamic, 'relocates its text'),
            ('__stack_chk_fail' in symbols, 'has no stack protection'),
            (not is_optimised or checked, 'calls nothing that checks the size of a buffer')):
        if not is_there:
            yield f'{file}: {what}'


def main():
    is_optimised = '--optimised' in sys.argv
    files = [a for a in sys.argv[1:] if not a.startswith('--')]
    found = [f for file in files for f in faults(file, is_optimised)]
    print('\n'.join(found) or f'{len(files)} files have every protection')
    return 1 if found or not files else 0


if __name__ == '__main__':
    sys.exit(main())
