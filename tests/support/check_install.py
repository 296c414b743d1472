#!/usr/bin/env python3
"""Installs the library, moves it, and builds a consumer against it: find_package, pkg-config, add_subdirectory; then the
cases of tests/install/cases: components, the ledger in both modes, and the words where something does not go.

usage: check_install.py REPOSITORY BUILD-FOLDER COMPILER
"""
import os
import shutil
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


def check_cases(repository, prefix, work, compiler):
    """What the package gives, and what it says where something does not go."""
    apart = work / 'rapidjson'  # RapidJSON outside of the system's folders
    (apart / 'include').mkdir(parents=True)
    (apart / 'RapidJSONConfig.cmake').write_text('set(RAPIDJSON_INCLUDE_DIRS "${CMAKE_CURRENT_LIST_DIR}/include")\n', encoding='utf8')
    no_sqlite = '-DCMAKE_DISABLE_FIND_PACKAGE_SQLite3=ON'

    def configure(case, *options):
        return subprocess.run(['cmake', '-S', repository / 'tests/install/cases', '-B', work / case, '-G', 'Ninja', f'-DCASE={case}',
                               f'-DOCOP_FOLDER={repository}', f'-DCMAKE_PREFIX_PATH={prefix}', f'-DCMAKE_CXX_COMPILER={compiler}',
                               '-DCMAKE_BUILD_TYPE=Debug', *options], capture_output=True, text=True)

    for case, options, words in (
            ('no_ledger', [no_sqlite], None),
            ('folder_without_sqlite', [no_sqlite], None),
            ('rapidjson_folder', [f'-DRapidJSON_DIR={apart}'], None),
            ('ledger_without_sqlite', [no_sqlite], 'SQLite3'),
            ('unknown_component', [], 'moon'),
            ('both_modes', [], 'OCOP_MODE'),
            ('twice', [], 'A project holds ocop once'),
            ('after_package', [], 'A project holds ocop once'),
            ('same_name', [], 'the target ocop_rules exists already')):
        run_ = configure(case, *options)
        said = ' '.join(run_.stderr.split())
        if words is None:
            assert run_.returncode == 0, f'{case}: {run_.stderr[-2000:]}'
        else:
            assert run_.returncode and words in said, f'{case}: must say «{words}»: {run_.stderr[-2000:]}'

    run_ = configure('ledger')
    assert run_.returncode == 0, run_.stderr[-2000:]
    run('cmake', '--build', work / 'ledger')
    for order in ('first', 'last'):
        said = run(work / 'ledger' / f'ledger_{order}', work / f'{order}.db')
        assert said.startswith('0 records, ') and not said.endswith(' 0 editions\n'), said
    print('components, ledger and refusals: as they should be')


def main():
    repository, build, compiler = Path(sys.argv[1]).resolve(), Path(sys.argv[2]), sys.argv[3]
    with tempfile.TemporaryDirectory() as folder:
        prefix, work = Path(folder) / 'moved/prefix', Path(folder)
        run('cmake', '--install', build, '--prefix', work / 'prefix')
        prefix.parent.mkdir()
        shutil.move(work / 'prefix', prefix)
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
        flags = run('pkg-config', '--cflags', '--libs', 'ocop', env=env).split()
        assert str(prefix) in ' '.join(flags), f'pkg-config: {flags} does not stand where the file does'
        run(compiler, '-std=c++20', repository / 'tests/install/main.cpp', *flags, '-o', work / 'by_pkg_config')
        assert 'qd-26-2026@' in run(work / 'by_pkg_config'), 'pkg-config: no edition'
        print('pkg-config: consumer runs')
        check_cases(repository, prefix, work, compiler)


if __name__ == '__main__':
    main()
