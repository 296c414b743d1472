#!/usr/bin/env python3
"""Checks which programs go with the libraries we build: a host with other settings of RapidJSON gets the same answers, and
what does not fit together does not link, by a name that says why.

usage: check_modes.py REPOSITORY BUILD-FOLDER COMPILER
"""
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

NAMESPACE = ['-DRAPIDJSON_NAMESPACE=host::rj', '-DRAPIDJSON_NAMESPACE_BEGIN=namespace host { namespace rj {',
             '-DRAPIDJSON_NAMESPACE_END=} }']
THROWING = '-DRAPIDJSON_ASSERT(x)=((x)?void():throw 1)'
# How a host may have RapidJSON for itself, beside what the whole programs below have.
SETTINGS = ['-DRAPIDJSON_SSE42', '-msse4.2', '-DRAPIDJSON_WRITE_DEFAULT_FLAGS=kWriteNanAndInfFlag', '-DRAPIDJSON_NOMEMBERITERATORCLASS']
# Header-only, these would change what is read; they are refused in a sentence.
REFUSED = {
    'no patterns in schemas': (['-DRAPIDJSON_SCHEMA_USE_INTERNALREGEX=0', '-DRAPIDJSON_SCHEMA_USE_STDREGEX=0'],
                               'RAPIDJSON_SCHEMA_USE_INTERNALREGEX is off'),
    'patterns by std::regex': (['-DRAPIDJSON_SCHEMA_USE_INTERNALREGEX=0', '-DRAPIDJSON_SCHEMA_USE_STDREGEX=1'],
                               'RAPIDJSON_SCHEMA_USE_INTERNALREGEX is off'),
    'errors that throw': (['-DRAPIDJSON_PARSE_ERROR_NORETURN(code,offset)=throw 1'], 'RAPIDJSON_PARSE_ERROR* is defined'),
    'errors in wide text': (['-DRAPIDJSON_ERROR_CHARTYPE=wchar_t', '-DRAPIDJSON_ERROR_STRING(x)=L##x'],
                            'RAPIDJSON_ERROR_CHARTYPE must be char'),
    'a signed size type': (['-DRAPIDJSON_NO_SIZETYPEDEFINE', '-DSIGNED_SIZE'], 'must be an unsigned type'),
    'both modes': (['-DOCOP_COMPILED'], 'is header-only (OCOP_HEADER_ONLY) and links ocop::compiled'),
}
# Words that systems define as macros.
SYSTEM_MACROS = ['near', 'far', 'small', 'hyper', 'interface', 'huge', 'cdecl', 'pascal', 'IN', 'OUT', 'OPTIONAL', 'ERROR',
                 'DELETE', 'STRICT', 'CONST', 'VOID', 'TRUE', 'FALSE', 'DIFFERENCE', 'ABSOLUTE', 'RELATIVE', 'TRANSPARENT',
                 'NO_ERROR', 'major', 'minor', 'makedev', 'unix', 'linux', 'I', 'complex', 'EOF_', 'Status', 'Success',
                 'None', 'Always', 'Never', 'Yes', 'No', 'slots', 'signals', 'emit', 'foreach']
# Intrinsics are included where the machine has them, and break on any other.
OTHER_MACHINES = {'immintrin.h', 'arm_neon.h'} - {'x86_64': {'immintrin.h'}, 'aarch64': {'arm_neon.h'}}.get(os.uname().machine, set())

RULES = '#include <ocop/load/builtin_rule_files.hpp>\nint main() { return ocop::builtin_rule_files().empty(); }\n'
IMAGE = '#include <ocop/compile/builtin_rule_image.hpp>\nint main() { return ocop::builtin_rule_image().empty(); }\n'
DAYS = '#include <ocop/base/day.hpp>\n'
DAY = DAYS + 'int main() { return !ocop::parse_day("2026-05-22"); }\n'
LEDGER = ('#include <ocop/ledger/ledger.hpp>\n'
          'int main() { return ocop::ledger::open("", ocop::ledger::access::read).has_value(); }\n')


def main():
    repository, build, compiler = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3]
    archives = {name: str(build / f'libocop_{name}.a') for name in ('ledger_compiled', 'rules', 'compiled')}
    after = ['-lsqlite3', '-lcrypto', '-lutf8proc', '-pthread']
    wrong = []

    def compile_(work, name, text, *options, syntax=False):
        source = text if isinstance(text, Path) else work / f'{name}.cpp'
        if source != text:
            source.write_text(text, encoding='utf8')
        output = work / f'{name}.o'
        run = subprocess.run([compiler, '-std=c++20', f'-I{repository / "include"}', f'-I{repository / "tests/modes"}', *options,
                              *(['-fsyntax-only'] if syntax else ['-c', '-o', output]), source], capture_output=True, text=True)
        return output, run

    def link(work, name, *objects_and_options):
        program = work / name
        run = subprocess.run([compiler, *map(str, objects_and_options), *after, '-o', program], capture_output=True, text=True)
        return program, run

    def says(condition, sentence, output=''):
        if not condition:
            wrong.append(f'{sentence}\n{output[-1500:]}')

    def answers(work, name, options, archived):
        """The host with these settings runs, and finds the one fault."""
        made, run = compile_(work, name, repository / 'tests/modes/broken_rules.cpp', *options)
        if run.returncode:
            return says(False, f'{name}: does not compile', run.stderr)
        program, run = link(work, name, made, *archived)
        if run.returncode:
            return says(False, f'{name}: does not link', run.stderr)
        run = subprocess.run([program], capture_output=True, text=True, timeout=60)
        says(run.returncode == 0 and run.stdout.startswith('1 1\nshared/titles.json#/'), f'{name}: finds another fault',
             f'{run.returncode} {run.stdout}{run.stderr}')

    def refuses_to_link(work, name, units, archived, symbol, options=()):
        objects = []
        for number, (text, flags) in enumerate(units):
            made, run = compile_(work, f'{name}-{number}', text, *flags)
            if run.returncode:
                return says(False, f'{name}: does not compile', run.stderr)
            objects.append(made)
        _, run = link(work, name, *objects, *archived, *options)
        if symbol is None:
            return says(run.returncode == 0, f'{name}: must link', run.stderr)
        says(run.returncode and symbol in run.stderr, f'{name}: the linker must name {symbol}', run.stderr)

    own_size = ['-DRAPIDJSON_NO_SIZETYPEDEFINE', '-include', 'size_type.hpp']
    compiled = [archives['rules'], archives['compiled']]
    all_three = [archives['ledger_compiled'], *compiled]
    debug, plain = ['-D_GLIBCXX_DEBUG'], []

    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        work = Path(folder)
        version = re.search(r'OCOP_VERSION "([0-9.]+)"', (repository / 'include/ocop/version.hpp').read_text(encoding='utf8'))[1]
        # The headers of another version.
        later = work / 'later'
        (later / 'ocop').mkdir(parents=True)
        for entry in (repository / 'include/ocop').iterdir():
            if entry.name != 'version.hpp':
                (later / 'ocop' / entry.name).symlink_to(entry)
        (later / 'ocop/version.hpp').write_text(
            (repository / 'include/ocop/version.hpp').read_text(encoding='utf8').replace(version, '97.98.99'), encoding='utf8')
        other_version = ['-iquote', str(later)]
        jobs = []

        def job(function, *arguments, **named):
            jobs.append(pool.submit(function, work, *arguments, **named))

        # Header-only first: it takes longest.
        one_namespace = [*NAMESPACE, *own_size, THROWING, '-DRAPIDJSON_HAS_STDSTRING=1', '-DRAPIDJSON_48BITPOINTER_OPTIMIZATION=0',
                         '-DRAPIDJSON_PARSE_DEFAULT_FLAGS=kParseNumbersAsStringsFlag']
        job(answers, 'header-only, all settings', ['-DOCOP_HEADER_ONLY', *one_namespace], [archives['rules']])
        job(answers, 'compiled, another size type', own_size, compiled)
        job(answers, 'compiled, all settings', one_namespace, compiled)

        body = '#include <ocop/load/validate.hpp>\n#include <ocop/exchange/json.hpp>\n'

        def header_only(work, name, options, sentence=None, text=body):
            _, run = compile_(work, name, text, '-DOCOP_HEADER_ONLY', '-Wall', '-Wextra', '-Wpedantic', '-Werror', *options, syntax=True)
            if sentence is None:
                says(run.returncode == 0, f'header-only, {name}: does not compile', run.stderr)
            else:
                says(run.returncode and sentence in run.stderr, f'header-only, {name}: must be refused by «{sentence}»', run.stderr)

        job(header_only, 'other settings', SETTINGS if os.uname().machine == 'x86_64' else SETTINGS[2:], text='#include <ocop/ocop.hpp>\n')
        job(header_only, 'a size type', own_size)
        for name, (options, sentence) in REFUSED.items():
            signed = 'namespace rapidjson { typedef int SizeType; }\n' if '-DSIGNED_SIZE' in options else ''
            job(header_only, name, options, sentence, text=signed + body)

        def macros(work):
            text = ''.join(f'#define {m} !\n' for m in SYSTEM_MACROS) + '#include <ocop/ocop.hpp>\n#include <ocop/ledger/ledger.hpp>\n'
            before = '#include "before.hpp"\n' + text
            names = sorted({h for h in re.findall(r'^#include <([^>]+)>', '\n'.join(
                p.read_text(encoding='utf8') for p in (repository / 'include').rglob('*.?pp')), re.M)} - OTHER_MACHINES)
            (work / 'before.hpp').write_text(''.join(f'#if __has_include(<{n}>)\n#include <{n}>\n#endif\n' for n in names), encoding='utf8')
            _, run = compile_(work, 'macros', before, '-DOCOP_HEADER_ONLY', '-Wall', '-Wextra', '-Wpedantic', '-Werror', f'-I{work}', syntax=True)
            says(run.returncode == 0, 'macros of systems: a header breaks', run.stderr[:1500])

        jobs.append(pool.submit(macros, work))

        # What does not fit together.
        for library, text, archived in (('compiled_library', DAY, compiled), ('rules_library', RULES, all_three),
                                        ('ledger_library', LEDGER, all_three)):
            job(refuses_to_link, f'{library}, as it is built', [(text, plain)], archived, None)
            job(refuses_to_link, f'{library}, _GLIBCXX_DEBUG', [(text, debug)], archived,
                f'ocop_{library}_was_built_without__GLIBCXX_DEBUG')
            job(refuses_to_link, f'{library}, version', [(text, other_version)], archived, f'<ocop::detail::{library}, 97, 98, 99>')
        job(refuses_to_link, 'strings', [(DAY, ['-D_GLIBCXX_USE_CXX11_ABI=0'])], archived,
            'ocop_compiled_library_was_built_with__GLIBCXX_USE_CXX11_ABI')
        job(refuses_to_link, 'image, _GLIBCXX_DEBUG', [(IMAGE, debug)], archived, 'ocop_rules_library_was_built_without__GLIBCXX_DEBUG')
        job(refuses_to_link, 'sections left out', [(DAY, [*debug, '-ffunction-sections', '-fdata-sections', '-O2'])], compiled,
            'ocop_compiled_library_was_built_without__GLIBCXX_DEBUG', options=['-Wl,--gc-sections'])
        job(refuses_to_link, 'NDEBUG', [(DAY, ['-DNDEBUG', '-O2'])], compiled, None)
        job(refuses_to_link, 'more checks, the same layout', [(DAY, ['-D_GLIBCXX_ASSERTIONS'])], compiled, None)

        one = DAYS + 'bool one() { return ocop::parse_day("2026-05-22").has_value(); }\n'
        two = DAYS + 'bool one();\nint main() { return !one() || !ocop::parse_day("2026-05-22"); }\n'
        alone = ['-DOCOP_HEADER_ONLY']
        job(refuses_to_link, 'a unit header-only, one compiled', [(one, alone), (two, plain)], compiled,
            'ocop_header_only_units_do_not_go_with_the_compiled_library')
        job(refuses_to_link, 'one compiled, a unit header-only', [(one, plain), (two, alone)], compiled,
            'ocop_header_only_units_do_not_go_with_the_compiled_library')
        job(refuses_to_link, 'two units header-only', [(one, alone), (two, alone)], [archives['rules']], None)
        job(refuses_to_link, 'two units compiled', [(one, plain), (two, plain)], compiled, None)
        job(refuses_to_link, 'no library', [(DAY, plain)], [], 'version_of<ocop::detail::compiled_library')
        for done in jobs:
            done.result()

    # What our own library shows of RapidJSON.
    symbols = subprocess.run(['nm', '-C', '--defined-only', archives['compiled']], capture_output=True, text=True).stdout
    says('ocop_rapidjson::' in symbols and not re.search(r'(?<![\w:])rapidjson::', symbols), 'the archive shows a RapidJSON that is not its own')
    print('\n'.join(wrong) or f'{len(jobs)} programs do as they should')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
