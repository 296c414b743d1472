#!/usr/bin/env python3
"""Checks the files as files: layout, JSON text, citations that no test names.

usage: check_repository.py REPOSITORY

- the top level holds the agreed folders and tool files only;
- every JSON file is UTF-8 in normal form C, ends in a newline and has no duplicate key;
- every wording, title, note, fact and authority is used, every option id and reading of a case exists in the rules;
- every citation of the rules, or one above it (annex-2.1 for annex-2.1/1.5), is named by a test or a case;
- no absolute path of a machine stands in a file.
"""
import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

FOLDERS = {'include', 'src', 'bindings', 'rules', 'benchmarks', 'tests', 'examples'}
FILES = {'CMakeLists.txt', 'README.md', 'LICENSE', 'CHANGELOG.md', 'CMakePresets.json', 'pyproject.toml'}


def pairs(members):
    """Objects as dicts, refusing a key that stands twice."""
    keys = [k for k, _ in members]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f'key {key!r} stands twice')
    return dict(members)


def texts(value):
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)


def check_layout(files):
    for name in sorted({f.split('/')[0] for f in files}):
        if name not in FOLDERS | FILES and not name.startswith('.'):
            yield f'{name}: does not belong at the top level'


def check_text(root, files):
    for name in files:
        if not name.endswith(('.json', '.hpp', '.ipp', '.cpp', '.py', '.md', '.sh', '.txt', '.cmake')):
            continue
        text = (root / name).read_bytes().decode('utf8')
        if text and not text.endswith('\n'):
            yield f'{name}: does not end in a newline'
        if re.search(r'(?<![\w.])/(work|root|home|tmp)/\w', text) and not name.startswith('tests/support/check_repository'):
            yield f'{name}: names a path of a machine'
        if name.startswith('rules/') and unicodedata.normalize('NFC', text) != text:
            yield f'{name}: is not in normal form C'


def conditions_in(tree):
    """Every "when" at any depth."""
    if isinstance(tree, dict):
        if 'when' in tree:
            yield tree['when']
        tree = list(tree.values())
    if isinstance(tree, list):
        for below in tree:
            yield from conditions_in(below)


def check_use(root):
    """Everything shared is used somewhere."""
    shared = root / 'rules/shared'
    load = lambda path: json.loads(path.read_text(encoding='utf8'), object_pairs_hook=pairs)
    sets = [load(p) for p in sorted((root / 'rules').glob('qd-*/**/*.json'))]
    used = set(texts(sets))
    notes = load(shared / 'notes.json')['notes']
    facts = [f['fact'] for f in load(shared / 'facts.json')['facts']]
    plans = [load(p) for p in sorted((root / 'rules/programmes').rglob('*.json'))]
    conditions = json.dumps([*conditions_in([notes, sets, plans])])
    for path in sorted((shared / 'wordings').glob('*.json')):
        for w in load(path)['wordings']:
            if f"{w['wording']}@{w['version']}" not in used:
                yield f"{path.name}: wording {w['wording']}@{w['version']} is not used"
    for n in notes:
        if f"{n['note']}@{n['version']}" not in used:
            yield f"notes.json: note {n['note']}@{n['version']} is not used"
    for t in load(shared / 'titles.json')['titles']:
        if t['title'] not in used:
            yield f"titles.json: title {t['title']} is not used"
    for fact in facts:
        if f'"{fact}"' not in conditions:
            yield f'facts.json: fact {fact} is not used by any condition'


def check_citations(root):
    """Every citation has a test, its own or that of the clause around it."""
    tested = set()
    for path in [*(root / 'tests/unit').rglob('*_test.cpp'), *(root / 'tests/cases').rglob('*.json')]:
        tested |= set(re.findall(r'[\["]((?:qd|council|software|dong-nai|ocop)-[\w-]+/[^\]"\s]+)[\]"]', path.read_text(encoding='utf8')))
    cited = set()
    for path in sorted([p for folder in ('qd-*', 'councils', 'programmes')
                        for p in (root / 'rules').glob(f'{folder}/**/*.json')]):
        cited |= set(re.findall(r'"at": "([^"]+)"', path.read_text(encoding='utf8')))
    for cite in sorted(cited):
        steps = cite.split('/')
        if not any('/'.join(steps[:n]) in tested for n in range(2, len(steps) + 1)):
            yield f'rules: no test names {cite}'


def main():
    root = Path(sys.argv[1])
    listed = subprocess.run(['git', '-C', str(root), 'ls-files', '-co', '--exclude-standard'], capture_output=True, text=True)
    files = [f for f in listed.stdout.splitlines() if (root / f).is_file()]
    if not files:
        print('no git here: files are taken from the folders')
        files = [p.relative_to(root).as_posix() for p in root.rglob('*') if p.is_file() and '.build' not in p.parts]
    found = [*check_layout(files), *check_text(root, files), *check_use(root), *check_citations(root)]
    for name in files:
        if name.startswith('rules/') and name.endswith('.json'):
            try:
                json.loads((root / name).read_text(encoding='utf8'), object_pairs_hook=pairs)
            except ValueError as error:
                found.append(f'{name}: {error}')
    print('\n'.join(found) or f'{len(files)} files are in order')
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
