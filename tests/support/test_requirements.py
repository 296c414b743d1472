#!/usr/bin/env python3
"""Prints what pip must install so that the Python package can be built and tested, one requirement per line.

usage: test_requirements.py PYPROJECT
"""
import sys
import tomllib
from pathlib import Path


def with_extras(project, wanted):
    """Requirements of extras, those of the project's own extras in their place."""
    for requirement in wanted:
        name, _, extras = requirement.partition('[')
        if name != project['name']:
            yield requirement
            continue
        for extra in extras.rstrip(']').split(','):
            yield from with_extras(project, project['optional-dependencies'][extra])


def main():
    project = tomllib.loads(Path(sys.argv[1]).read_text(encoding='utf8'))['project']
    found = ['build', *project['dependencies'], *with_extras(project, [f'{project["name"]}[test]'])]
    print('\n'.join(dict.fromkeys(found)))


if __name__ == '__main__':
    main()
