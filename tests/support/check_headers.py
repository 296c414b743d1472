#!/usr/bin/env python3
"""Checks that every public header compiles alone, and every body with nothing but its header and what it includes itself;
and that every benchmark compiles, which no test runs.

usage: check_headers.py REPOSITORY COMPILER
"""
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def main():
    repository, compiler = Path(sys.argv[1]), sys.argv[2]
    include = repository / 'include'
    headers = [h.relative_to(include).as_posix() for h in sorted(include.rglob('*.hpp'))
               if 'detail' not in h.relative_to(include).parts]
    bodies = {b.relative_to(include).as_posix() for b in include.rglob('*.ipp')}
    # Alone means: without the bodies that others would bring along. Header-only, all of them come together.
    jobs = [([h, h, *sorted({h.replace('.hpp', '.ipp').replace(name, 'impl/' + name)} & bodies)], [])
            for h in headers for name in [h.rsplit('/', 1)[-1].replace('.hpp', '.ipp')]]
    lone = bodies - {f for files, _ in jobs for f in files}
    jobs += [([body], []) for body in sorted(lone)]
    benchmarks = [b.name for b in sorted((repository / 'benchmarks').glob('*.cpp'))]
    jobs += [([name], [f'-I{repository / "benchmarks"}', '-DOCOP_COMMAND=""']) for name in benchmarks]

    def compile_alone(job):
        files, mode = job
        return subprocess.run([compiler, '-std=c++20', '-fsyntax-only', '-Wall', '-Wextra', '-Wpedantic', '-Werror', *mode,
                               f'-I{include}', '-x', 'c++', '-'],
                              input=''.join(f'#include "{f}"\n' for f in files), capture_output=True, text=True)

    failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for job, run in zip(jobs, pool.map(compile_alone, jobs)):
            if run.returncode:
                failed += 1
                print(*job[0], *job[1], run.stderr[:2000], sep='\n')
    print(f'{len(headers)} headers, {len(bodies)} bodies, {len(benchmarks)} benchmarks, {len(jobs)} compilations, '
          f'{failed} do not compile')
    return 1 if failed or not headers or not benchmarks else 0


if __name__ == '__main__':
    sys.exit(main())
