#!/usr/bin/env python3
"""Checks that #include lines keep to the table of rooms: data goes one way.

usage: check_includes.py REPOSITORY

Each room of include/ocop may include itself and the rooms in its row; only
detail/json/rapidjson.hpp includes RapidJSON, only detail/crypto OpenSSL, only detail/unicode.hpp utf8proc, only ledger SQLite;
the command, the bindings and the examples include public headers only.
"""
import re
import sys
from pathlib import Path

ROWS = ['score', 'dossier', 'rank', 'certificate', 'programme']  # each may include those before it
MAY = {
    'base': {'detail/unicode'},
    'logic': {'base'},
    'model': {'base', 'logic'},
    'load': {'base', 'logic', 'model', 'detail/json'},
    'compile': {'base', 'logic', 'model', 'load', 'detail/crypto'},
    'exchange': {'base', 'logic', 'compile', 'detail/json', *ROWS},
    'stream': {'base', 'exchange'},
    'explain': {'base', 'compile', *ROWS},
    'detail/json': {'base'},
    'detail/crypto': set(),
    'detail/unicode': set(),
}
for i, room in enumerate(ROWS):
    MAY[room] = {'base', 'logic', 'compile', *ROWS[:i]}
MAY['record'] = set(MAY) - {'load', 'model'}
MAY['ledger'] = MAY['record'] | {'record'}
TOP = {'config.hpp', 'version.hpp', 'detail/linking.hpp'}
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]', re.M)
OUTSIDE = {'rapidjson/': {'detail/json/rapidjson.hpp'}, 'openssl/': {'detail/crypto'},
           'sqlite3.h': {'ledger'}, 'utf8proc.h': {'detail/unicode'}}


def room_of(path):
    """Room of a header named below ocop/: 'rank/ranking.hpp' is in 'rank'."""
    parts = path.split('/')
    if parts[0] == 'detail':
        return '/'.join(parts[:2]).removesuffix('.hpp')
    return parts[0]


def check(repository):
    """Yields one message per include line that breaks the table."""
    include = repository / 'include'
    for file in sorted((include / 'ocop').rglob('*.[hi]pp')):
        name = file.relative_to(include / 'ocop').as_posix()
        if name == 'ocop.hpp' or name in TOP:
            continue
        room = room_of(name)
        if room not in MAY:
            yield f'{name}: room {room} is not in the table'
            continue
        for target in INCLUDE.findall(file.read_text(encoding='utf8')):
            for prefix, owners in OUTSIDE.items():
                if target.startswith(prefix) and room not in owners and name not in owners:
                    yield f'{name}: only {" and ".join(sorted(owners))} may include {target}'
            if not target.startswith('ocop/') or target.removeprefix('ocop/') in TOP:
                continue
            other = room_of(target.removeprefix('ocop/'))
            if other != room and other not in MAY[room]:
                yield f'{name}: room {room} may not include {target}'
            if other != room and '/detail/' in target.removeprefix('ocop/detail/'):
                yield f'{name}: {target} is private to its room'
    for folder in ('src/cli', 'bindings', 'examples'):
        for file in sorted((repository / folder).rglob('*.[ch]pp')):
            for target in INCLUDE.findall(file.read_text(encoding='utf8')):
                if target.startswith('ocop/') and ('/detail/' in target or '/impl/' in target):
                    yield f'{folder}/{file.name}: {target} is not public'


def main():
    found = list(check(Path(sys.argv[1])))
    print('\n'.join(found) or 'every include line keeps to the table')
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
