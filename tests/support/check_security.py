#!/usr/bin/env python3
"""Checks that the limits that .github/SECURITY.md names are those of the source.

usage: check_security.py REPOSITORY
"""
import re
import sys
from pathlib import Path

ROW = re.compile(r'^\| (?P<what>[^|]+) \| (?P<number>[\d,]+)(?P<unit> [A-Za-z]+)? \| `(?P<name>\w+)` \| `(?P<file>[^`]+)` \|$', re.M)
UNITS = {None: 1, ' KiB': 1 << 10, ' MiB': 1 << 20, ' GiB': 1 << 30}


def value_of(expression):
    """Value of a constant as the headers write one: 10'000, std::size_t{8} << 20U."""
    plain = re.sub(r"(?<=\d)[Uu](?:ll|LL)?\b|'|std::size_t", '', expression)
    plain = re.sub(r'[{}]', lambda m: '(' if m[0] == '{' else ')', plain)
    if not re.fullmatch(r'[\d\s()<*]+', plain):
        raise ValueError(f'{expression}: is not a constant that this check reads')
    return eval(plain)  # digits, brackets, << and * only


def main():
    root = Path(sys.argv[1])
    page = (root / '.github/SECURITY.md').read_text(encoding='utf8')
    rows = list(ROW.finditer(page))
    wrong = []
    limits = page[page.index('## Limits'):page.index('## What each hash')]
    lines = [line for line in limits.splitlines() if line.startswith('| ') and not line.startswith('| what')]
    if len(lines) != len(rows):
        wrong.append(f'{len(lines)} limits, {len(rows)} of them with number, constant and file')
    for row in rows:
        file = root / row['file']
        if not file.is_file():
            wrong.append(f"{row['what']}: {row['file']} does not exist")
            continue
        found = {value_of(m) for m in re.findall(rf'\b{row["name"]} = ([^;,)]+)[;,)]', file.read_text(encoding='utf8'))}
        stated = int(row['number'].replace(',', '')) * UNITS[row['unit']]
        if found != {stated}:
            wrong.append(f"{row['what']}: the page says {stated}, {row['name']} in {row['file']} is {sorted(found)}")
    # Constants that a reader of bytes has, and the page does not name.
    named = {row['name'] for row in rows}
    for file in sorted((root / 'include').rglob('*.hpp')):
        for name in re.findall(r'inline constexpr std::size_t (max_\w+)', file.read_text(encoding='utf8')):
            if name not in named:
                wrong.append(f'{file.relative_to(root)}: {name} is not on the page')
    print('\n'.join(wrong) or f'{len(rows)} limits are those of the source')
    return 1 if wrong or not rows else 0


if __name__ == '__main__':
    sys.exit(main())
