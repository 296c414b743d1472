#!/usr/bin/env python3
"""Installs the library and builds a consumer against it: find_package, pkg-config, add_subdirectory.

usage: check_install.py REPOSITORY BUILD-FOLDER COMPILER
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def run(*command, **options):
    """Runs a command; says what it printed and stops where it fails."""
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f'{" ".join(map(str, command))}\n{done.stdout[-3000:]}{done.stderr[-3000:]}')
    return done.stdout


def main():
    repository, build, compiler = Path(sys.argv[1]).resolve(), Path(sys.argv[2]), sys.argv[3]
    with tempfile.TemporaryDirectory() as folder:
        prefix, work = Path(folder) / 'prefix', Path(folder)
        run('cmake', '--install', build, '--prefix', prefix)
        command = [prefix / 'bin/ocop', 'rules', 'list']
        assert 'qd-26-2026@' in run(*command), 'the installed command lists no edition'

        def consume(name, *options):
            run('cmake', '-S', repository / 'tests/install', '-B', work / name, '-G', 'Ninja', f'-DCMAKE_CXX_COMPILER={compiler}',
                '-DCMAKE_BUILD_TYPE=Debug', *options)
            run('cmake', '--build', work / name)
            for mode in ('ocop', 'compiled'):
                assert 'qd-26-2026@' in run(work / name / f'consumer_{mode}'), f'{name}, {mode}: no edition'
            print(f'{name}: header-only and compiled consumers run')

        consume('find_package', f'-DCMAKE_PREFIX_PATH={prefix}')
        consume('add_subdirectory', f'-DOCOP_FOLDER={repository}')

        folders = [str(p.parent) for p in prefix.rglob('ocop.pc')]
        env = {**os.environ, 'PKG_CONFIG_PATH': folders[0]}
        flags = run('pkg-config', '--cflags', '--libs', '--define-prefix', 'ocop', env=env).split()
        run(compiler, '-std=c++20', repository / 'tests/install/main.cpp', *flags, '-o', work / 'by_pkg_config')
        assert 'qd-26-2026@' in run(work / 'by_pkg_config'), 'pkg-config: no edition'
        print('pkg-config: consumer runs')


if __name__ == '__main__':
    main()
