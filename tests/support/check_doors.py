#!/usr/bin/env python3
"""Checks how the command takes what it is given and gives what it has: empty values, lines, pipes, signals, full disks, no memory.

usage: check_doors.py OCOP [--sanitized]

With --sanitized the checks that bound the memory are left out: a sanitizer needs more.

All runs are under the made-up decree of tests/cases/made-up-decree. Each check is a function whose name says what must hold.
"""
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DECREE = Path(__file__).resolve().parent.parent / 'cases' / 'made-up-decree'
OCOP = ''
HAS_LEDGER = True
FAILURES = []


class Run:
    """One run of the command to its end."""

    def __init__(self, *args, stdin=b'', **options):
        self.args = args
        data = stdin if isinstance(stdin, bytes) else stdin.encode()
        if 'stdin_file' in options:
            source = {'stdin': options.pop('stdin_file')}
        else:
            source = {'input': data}
        options.setdefault('stdout', subprocess.PIPE)
        done = subprocess.run([OCOP, *map(str, args)], **source, stderr=subprocess.PIPE, timeout=120, **options)
        self.code, self.bytes, self.err = done.returncode, done.stdout or b'', done.stderr.decode('utf8', 'replace')
        self.out = self.bytes.decode('utf8', 'replace')

    @property
    def answers(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def __str__(self):
        return f'ocop {" ".join(map(str, self.args))[:200]} -> {self.code}\n  out: {self.out[:300]!r}\n  err: {self.err[:300]!r}'


def expect(holds, what, run=''):
    if not holds:
        FAILURES.append(f'{sys._getframe(1).f_code.co_name}: {what}\n  {run}')


def decree(*args, **options):
    return Run(*args, '--rules', DECREE, **options)


def salt(identity='S-1', name='Muối', **more):
    return json.dumps({'format': 'ocop-submission/1', 'submission': identity, 'product': {'set': 12, 'name': name}, 'rules': 'made-up-2030',
                       'sheets': [{'member': 'M1', 'choices': {'1.1': 4, '1.2': 3, '2': 8}}], **more}, ensure_ascii=False)


def salts(count):
    return ''.join(salt(f'S-{n}') + '\n' for n in range(count))


def certificate(identity='C-1'):
    return json.dumps({'format': 'ocop-issued-certificate/1', 'certificate': identity, 'stars': 3, 'issued': '2030-02-28'})


def entry(product='P'):
    return json.dumps({'format': 'ocop-programme-entry/1', 'product': product, 'group': 'Thực phẩm', 'unit': 'X', 'kind': 'first',
                       'decided_on': '2025-05-01', 'stars': 4})


# Every command that reads lines: its arguments before the file, and a good line for it.
def line_commands(folder):
    commands = [(['score'], salt()), (['record'], salt()), (['explain'], salt()), (['dossier'], None), (['certificate', '--on', '2031-07-01'], certificate()),
                (['programme', 'dong-nai-2025'], entry()), (['logic'], '{"rule":1}'), (['replay'], decree('record', stdin=salt()).out.strip())]
    if HAS_LEDGER:
        commands += [(['ledger', 'append', folder / 'a.db'], salt()), (['ledger', 'import', folder / 'i.db'], commands[-1][1])]
    return commands


def with_rules(args):
    return [*map(str, args)] + ([] if args[0] in ('logic', 'programme') else ['--rules', str(DECREE)])


# --- options

def commands_of(help_text):
    listed = help_text.split('Subcommands:')[1].split('Example:')[0] if 'Subcommands:' in help_text else ''
    return re.findall(r'^  ([\w-]+)', listed, re.M)


def check_every_option_and_argument_that_is_named_and_empty_is_exit_2_and_named():
    seen = 0
    paths = [[]]
    while paths:
        path = paths.pop()
        text = Run(*path, '--help').out
        below = commands_of(text)
        paths += [[*path, name] for name in below]
        options = re.findall(r'^  (?:-\w,)?(--[\w-]+) [^\s,]', text, re.M)
        arguments = re.findall(r'^  ([A-Z]+) ', text.split('Options:')[0].split('Positionals:')[1], re.M) if 'Positionals:' in text else []
        for option in options:
            if option in ('--help', '--version') or not re.search(rf'{option} (?:[A-Z]|\S+:)', text):
                continue
            for blank in ('', ' \t\n'):
                given = Run(*path, option, blank, *(['list'] if not path else []), stdin='')
                expect(given.code == 2 and option in given.err and not given.out, f'{option} and an empty value', given)
                joined = Run(*path, f'{option}={blank}', 'next', stdin='')
                expect(joined.code == 2 and option in joined.err and not joined.out, f'{option}= takes nothing for its value', joined)
            seen += 1
        for n, argument in enumerate(arguments):
            run = Run(*path, *['x'] * n, '', stdin='')
            expect(run.code == 2 and argument in run.err and not run.out, f'an empty {argument}', run)
            seen += 1
    expect(seen > 40, f'all options are looked at, and there are {seen}')


def check_values_that_the_parser_would_make_vanish_are_refused():
    for args in (['score', '[]'], ['score', '--reading', '[]'], ['score', '--reading=[]', '-'], ['score', '[a,b]'], ['record', '[]'], ['--rules', '[]', 'rules', 'list']):
        run = Run(*args)
        expect(run.code == 2 and 'brackets' in run.err and not run.out, 'brackets', run)
    for reading in ('=', 'R-05=', '=cap', '{}', 'R-05'):
        run = decree('score', '--reading', reading, stdin=salt())
        expect(run.code == 2 and '--reading' in run.err and 'write a reading and its alternative' in run.err, 'half a reading', run)
    run = decree('record', '--on', ' ', stdin=salt())
    expect(run.code == 2 and '--on' in run.err, 'a blank day', run)


# --- lines

def check_arguments_are_text():
    with tempfile.TemporaryDirectory() as folder:
        files = [os.fsencode(folder) + b'/' + name for name in (b'x\xff.json', b'x\xed\xa0\x80.json', b'x\x1b[31m.json', b'x\ny.json', b'x\x7f.json')]
        for file in files:
            Path(os.fsdecode(file)).write_text(salt() + '\n', encoding='utf8')
        paths = [['score'], ['record'], ['explain'], ['dossier'], ['certificate'], ['programme', 'dong-nai-2025'], ['logic'], ['replay'], ['rules', 'lint'],
                 ['receipt', 'verify'], ['--rules'], ['score', '--reading'], ['govern', '--kind'], ['rules', 'show']]
        for path in paths:
            for file in files:
                run = subprocess.run([OCOP, *path, file], capture_output=True, timeout=60)
                said = run.stderr.decode('utf8')  # strictly
                expect(run.returncode == 2 and run.stdout == b'' and f'argument {len(path) + 1}' in said and '\x1b' not in said
                       and ('no UTF-8' in said or 'control character' in said), f'{path}: {file!r} is no text', said)
        good = Path(folder) / 'muối «mới».json'
        good.write_text(salt() + '\n', encoding='utf8')
        expect(decree('score', good).code == 0, 'a name in Vietnamese')


def check_one_bad_line_never_stops_the_others():
    with tempfile.TemporaryDirectory() as folder:
        for args, good in line_commands(Path(folder)):
            if good is None:
                continue
            bad = [b'{"broken', b'\x00', good.encode() + b'\x00', b'\xff\xfe', b'[' * 100000, b'{"format":"' + b'x' * (33 << 20) + b'"}']
            lines = [good.encode()]
            for line in bad:
                lines += [line, good.encode()]
            run = Run(*with_rules([*args, '-']), stdin=b'\xef\xbb\xbf' + b'\r\n'.join(lines))  # the last without an end
            expect(run.code in (3, 4), 'some lines are bad', run)
            whole = run.out + run.err
            count = len(lines)
            if args[0] == 'explain':
                expect(run.out.count('KẾT QUẢ:') == len(bad) + 1 and run.err.count('\n') == len(bad), f'a page for every good line: {run.out.count("KẾT QUẢ:")}', run)
            elif args[0] == 'programme':
                expect(run.err.count('- line ') == len(bad), 'the bad lines are named', run)
            else:
                expect(len(run.out.splitlines()) == count, f'{count} answers', run)
            expect('memory' not in run.err and 'could not be' not in whole.split('submissions')[0], 'nothing else', run)


def check_an_error_keeps_the_id_wherever_score_keeps_it():
    cases = [salt('A')[:-5], salt('B').replace('"set": 12', '"set": 13'), salt('C').replace('"M1"', '7'), '{"submission":"D","x":1}', salt('E') + '\x00',
             '{"submission":"F"}', salt('G').replace('"1.1": 4', '"1.1": 99'), '{"x":1,"submission":"H"}', '{"submission":5}']
    text = '\n'.join(cases) + '\n'
    name = lambda run: [(a['submission'], a['code'], a['line']) for a in run.answers if a.get('format') == 'ocop-error/1']
    score = name(decree('score', stdin=text))
    expect(len(score) == len(cases) and score[0][0] == 'A' and score[4][0] == 'E', f'score keeps them: {score}')
    with tempfile.TemporaryDirectory() as folder:
        runs = [decree('record', stdin=text)] + ([decree('ledger', 'append', Path(folder) / 'a.db', '-', stdin=text)] if HAS_LEDGER else [])
        for run in runs:
            expect(name(run) == score, f'the same ids, codes and lines as {score}', run)


def check_nothing_at_all_is_one_bad_line():
    with tempfile.TemporaryDirectory() as folder:
        for args, _ in line_commands(Path(folder)):
            for nothing in (b'', b'\xef\xbb\xbf'):
                run = Run(*with_rules([*args, '-']), stdin=nothing)
                expect(run.code in (3, 4) and (run.out or run.err), 'nothing to read is said', run)


def check_blank_lines_of_an_archive_are_no_accusation():
    records = decree('record', stdin=salts(3)).out
    with tempfile.TemporaryDirectory() as folder:
        archives = [records]
        if HAS_LEDGER:
            decree('ledger', 'import', Path(folder) / 'a.db', '-', stdin=records)
            archives.append(decree('ledger', 'export', Path(folder) / 'a.db').out)
        for n, archive in enumerate(archives):
            lines = archive.splitlines()
            commands = [['replay', '-'], ['replay', '-', '--under', 'made-up-2030'], ['replay', '-', '--threads', '1']]
            if HAS_LEDGER:
                commands.append(['ledger', 'import', None, '-'])
            if n == 1:
                commands.append(['replay', '-', '--sealed'])
            for command in commands:
                def run(text):
                    fresh = Path(folder) / f'i{time.monotonic_ns()}.db'
                    return decree(*[fresh if a is None else a for a in command], stdin=text)

                plain = run(archive)
                for behind in ('\n', '\n\n\n', ' \r\n\t\n', '  '):
                    found = run(archive + behind)
                    expect((found.code, found.out, found.err) == (plain.code, plain.out, plain.err), f'blank lines behind it: {behind!r}', found)
                between = run('\n'.join([lines[0], '', ' ', *lines[1:-1], '', lines[-1], '']))
                expect(between.code == plain.code == 0, 'blank lines between records, and before the seal', between)
                expect('lines 2 to 3 are blank and were passed over' in between.err and f'line {len(lines) + 2} is blank' in between.err, 'are noted', between)
                expect(len(between.out.splitlines()) == len(plain.out.splitlines()), 'and have no answer', between)
                empty = run('\n\n \n')
                expect(empty.code in (3, 4) and len(empty.out.splitlines() + empty.err.splitlines()) >= 1, 'nothing but blank lines is said', empty)
    kept = decree('score', stdin=salt() + '\n\n' + salt() + '\n\n')
    expect([a.get('code') for a in kept.answers] == [None, 'empty-input', None, 'empty-input'], 'a submission has an answer in its place, a blank line too', kept)


# --- pipes, signals, disks, memory

class Talk:
    """A run to which a slow writer writes."""

    def __init__(self, args, **options):
        self.errors = tempfile.TemporaryFile()
        options.setdefault('stdout', subprocess.PIPE)
        self.run = subprocess.Popen([OCOP, *with_rules(args)], stdin=subprocess.PIPE, stderr=self.errors, **options)

    def write(self, text):
        self.run.stdin.write(text.encode())
        self.run.stdin.flush()

    def read(self, seconds):
        """What comes within so many seconds, up to an end of line."""
        os.set_blocking(self.run.stdout.fileno(), False)
        end, got = time.monotonic() + seconds, b''
        while time.monotonic() < end and not got.endswith(b'\n'):
            got += self.run.stdout.read(1 << 16) or b''
            time.sleep(0.005)
        return got

    def end(self):
        try:
            code = self.run.wait(60)
        except subprocess.TimeoutExpired:
            self.run.kill()
            code = None
        self.errors.seek(0)
        return code, self.errors.read().decode('utf8', 'replace')


def check_a_line_is_answered_while_the_next_is_waited_for():
    with tempfile.TemporaryDirectory() as folder:
        for args, good in line_commands(Path(folder)):
            if good is None or args[0] == 'programme':  # one page of all
                continue
            for more in ([[], ['--threads', '4']] if args[0] in ('score', 'replay') else [[]]):
                talk = Talk([*args, '-', *more])
                for n in range(3):
                    talk.write(good + '\n')
                    got = talk.read(20 if n == 0 else 2)  # the first waits for the rules too
                    expect(got.endswith(b'\n'), f'{args} {more}: line {n + 1} has its answer: {got[:100]}')
                    talk.write(good[:len(good) // 2])
                    expect(talk.read(0.1) == b'', f'{args}: half a line has none')
                    talk.write(good[len(good) // 2:] + '\n' + good + '\n')
                    got = talk.read(2)
                    expect(got.endswith(b'\n'), f'{args}: two lines have theirs: {got[:100]}')
                    talk.read(0.1)
                talk.run.stdin.close()
                code, said = talk.end()
                expect(code in (0, 3, 4), f'{args}: it ends well: {code} {said}')


def check_a_signal_leaves_whole_lines_and_a_sentence():
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / 'many.jsonl'
        line = salt(name='x' * 300)
        source.write_text((line + '\n') * 200000, encoding='utf8')
        expected = {}
        for number in (signal.SIGINT, signal.SIGTERM):
            for args in (['score', source], ['score', source, '--threads', '1'], ['score', source, '--format', 'csv'], ['record', source], ['explain', source],
                         *([['ledger', 'append', Path(folder) / f'{number}.db', source]] if HAS_LEDGER else [])):
                out = Path(folder) / 'out'
                with out.open('wb') as to:
                    run = subprocess.Popen([OCOP, *with_rules(args)], stdout=to, stderr=subprocess.PIPE)
                    end = time.monotonic() + 30
                    while out.stat().st_size == 0 and time.monotonic() < end and run.poll() is None:
                        time.sleep(0.001)
                    run.send_signal(number)
                    said = run.communicate(timeout=60)[1].decode()
                text = out.read_bytes()
                expect(run.returncode in (-number, 128 + number), f'{args}: the exit says the signal: {run.returncode}', said[:300])
                expect(text.endswith(b'\n') and number.name in said, f'{args}: whole lines and a sentence: {text[-50:]}', said[:300])
                if args[0] == 'ledger':
                    kept = Run('ledger', 'verify', args[2])
                    told = len(text.splitlines())
                    expect(kept.code == 0 and int(kept.err.split()[0].replace(',', '')) == told, f'all that is kept is told: {told}', kept)
        # Asked to stop while it waits, also in the middle of a line.
        for args, good in line_commands(Path(folder)):
            if good is None or args[0] == 'programme':
                continue
            for number in (signal.SIGINT, signal.SIGTERM):
                talk = Talk([*args, '-'])
                talk.write(good + '\n' + good[:20])
                first = talk.read(20)
                talk.run.send_signal(number)
                code, said = talk.end()
                rest = talk.run.stdout.read() or b''
                expect(code in (-number, 128 + number) and number.name in said, f'{args}: it stops: {code}', said)
                expect(first.endswith(b'\n') and not rest, f'{args}: half a line is not answered: {first[-50:]} {rest[:100]}', said)
    # A list of all answers is a list also where it ends early.
    talk = Talk(['score', '-', '--format', 'json'])
    talk.write(salt() + '\n')
    time.sleep(0.5)
    talk.run.send_signal(signal.SIGTERM)
    talk.end()
    try:
        json.loads(talk.run.stdout.read())
    except ValueError as error:
        expect(False, f'a JSON list: {error}')
    # Who ignores a signal for us goes on ignoring it.
    talk = Talk(['score', '-'], preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    talk.write(salt() + '\n')
    talk.read(20)
    talk.run.send_signal(signal.SIGINT)
    talk.write(salt() + '\n')
    expect(talk.read(2).endswith(b'\n'), 'an ignored signal is ignored')
    talk.run.stdin.close()
    expect(talk.end()[0] == 0, 'and it ends well')


def check_a_reader_who_leaves_is_told_of():
    records = decree('record', stdin=salts(2000)).out
    with tempfile.TemporaryDirectory() as folder:
        lines, kept = Path(folder) / 'lines.jsonl', Path(folder) / 'records.jsonl'
        lines.write_text(salts(2000), encoding='utf8')
        kept.write_text(records, encoding='utf8')
        commands = [['score', lines], ['score', lines, '--threads', '5'], ['score', lines, '--format', 'table'], ['record', lines], ['explain', lines], ['replay', kept],
                    ['rules', 'table', 'made-up-2030']]
        if HAS_LEDGER:
            commands += [['ledger', 'append', Path(folder) / 'a.db', lines], ['ledger', 'import', Path(folder) / 'i.db', kept]]
        for args in commands:
            for restore in (True, False):  # SIGPIPE as a shell has it, and ignored
                from_it, to_it = os.pipe()
                run = subprocess.Popen([OCOP, *with_rules(args)], stdout=to_it, stderr=subprocess.PIPE, restore_signals=restore)
                os.close(to_it)
                if args[0] == 'rules':
                    os.close(from_it)  # its table is short: nobody reads from the beginning
                else:
                    expect(os.read(from_it, 10), f'{args} begins')
                    os.close(from_it)
                said = run.communicate(timeout=60)[1].decode()
                expect(run.returncode not in (0, None) and run.returncode > 0 and 'could not be written' in said, f'{args} says so: {run.returncode}', said[:300])
                if args[:2] == ['ledger', 'append']:
                    found = re.search(r'kept and not acknowledged: ([\d,]+)', said)
                    expect(found and int(found[1].replace(',', '')) <= 1024, 'how many were kept and not told: one group at most', said[:300])
                    count = int(Run('ledger', 'verify', args[2]).err.split()[0].replace(',', ''))
                    expect(count < 4000, f'and it stopped: {count}')


def check_a_full_disk_leaves_whole_lines_and_a_sentence():
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / 'lines.jsonl'
        lines.write_text(salts(1500), encoding='utf8')
        kept = Path(folder) / 'records.jsonl'
        kept.write_text(decree('record', lines).out, encoding='utf8')
        archives = [['ledger', 'append', Path(folder) / 'a.db', lines], ['ledger', 'export', Path(folder) / 'a.db']] if HAS_LEDGER else []
        commands = [['score', lines], ['score', lines, '--format', 'json'], ['score', lines, '--format', 'csv'], ['record', lines], ['explain', lines], ['replay', kept],
                    ['rules', 'table', 'made-up-2030'], ['rules', 'list'], ['certificate', '--stars', '3', '--issued', '2030-02-28', '--on', '2031-07-01'],
                    ['govern', '--kind', 'first', '--filed', '2030-06-15'], ['rules', 'lint'], ['--help'], ['--version'], *archives]
        for args in commands:
            if Path('/dev/full').exists():
                with open('/dev/full', 'wb') as full:
                    run = Run(*with_rules(args), stdout=full)
                expect(run.code == 70 and 'could not be written' in run.err, 'no room at all', run)
            closed = subprocess.run(['sh', '-c', 'exec "$0" "$@" >&-', OCOP, *with_rules(args)], capture_output=True, timeout=60)
            expect(closed.returncode == 70 and b'could not be written' in closed.stderr, f'{args}: no output', closed.stderr[:300])
        # A file that may not grow on: what is in it are whole lines.
        for args in commands[:6]:
            for limit in (5000, 70001):
                out = Path(folder) / 'out'
                with out.open('wb') as to:
                    run = Run(*with_rules(args), stdout=to, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
                text = out.read_bytes()
                expect(run.code == 70 and 'could not be written' in run.err, f'{limit} bytes', run)
                expect(limit - 4000 < len(text) <= limit and (not text or text.endswith(b'\n')), f'{args}: whole lines within {limit} bytes: {text[-50:]}')
        with (Path(folder) / 'joined').open('ab') as to:
            to.write(b'before\n')
            to.flush()
            Run(*with_rules(['score', lines]), stdout=to, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000)))
        text = (Path(folder) / 'joined').read_bytes()
        expect(text.startswith(b'before\n{') and text.endswith(b'}\n'), f'behind what was there: {text[:20]} {text[-20:]}')


def check_closed_input_and_what_cannot_be_read_are_said():
    with tempfile.TemporaryDirectory() as folder:
        for args, good in line_commands(Path(folder)):
            closed = subprocess.run(['sh', '-c', 'exec "$0" "$@" <&-', OCOP, *with_rules([*args, '-'])], capture_output=True, timeout=60)
            expect(closed.returncode == 70 and b'standard input could not be read' in closed.stderr, f'{args}: no input', closed.stderr[:300])
            handle = os.open(folder, os.O_RDONLY)
            run = Run(*with_rules([*args, '-']), stdin_file=handle)
            os.close(handle)
            expect(run.code == 70 and 'standard input could not be read' in run.err, 'a folder for its input', run)
            for name in ('/no/such/file', folder, '/proc/self/mem'):
                run = Run(*with_rules([*args, name]))
                expect(run.code in (3, 70) and 'read' in run.err and name in run.err, f'{name} is named', run)
        # Files of ours never take the place of a closed output.
        if HAS_LEDGER:
            ledger = Path(folder) / 'closed.db'
            subprocess.run(['sh', '-c', 'exec "$0" "$@" >&- 2>&-', OCOP, *with_rules(['ledger', 'append', ledger, '-'])], input=salts(3).encode(), timeout=60)
            expect(Run('ledger', 'verify', ledger).code == 0, 'a ledger stays one')


def check_no_memory_leaves_whole_lines_and_a_sentence():
    big = salt('A') + '\n' + salt('B', name='x' * 7_000_000) + '\n' + salt('C') + '\n'
    logic = '{"rule":1}\n{"rule":{"cat":[' + ','.join(f'"{"x" * 1000}"' for _ in range(7000)) + ']}}\n{"rule":2}\n'
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / 'big.jsonl'
        lines.write_text(big, encoding='utf8')
        rules = Path(folder) / 'logic.jsonl'
        rules.write_text(logic, encoding='utf8')
        records = Path(folder) / 'records.jsonl'
        records.write_text(decree('record', lines).out, encoding='utf8')
        commands = [['score', lines], ['score', lines, '--threads', '4'], ['score', lines, '--format', 'json'], ['record', lines], ['explain', lines], ['dossier', lines],
                    ['certificate', lines, '--on', '2031-07-01'], ['programme', 'dong-nai-2025', lines], ['logic', rules], ['replay', records],
                    ['rules', 'table', 'made-up-2030'], ['rules', 'lint']]
        if HAS_LEDGER:
            commands += [['ledger', 'append', None, lines], ['ledger', 'import', None, records]]
        short = 0
        for mebibytes in (26, 42, 58, 74):
            for args in commands:
                args = [Path(folder) / f'{time.monotonic_ns()}.db' if a is None else a for a in args]
                limit = mebibytes << 20
                run = Run(*with_rules(args), preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
                if run.code == 127 or 'error while loading shared libraries' in run.err:
                    continue
                expect(run.code in (0, 3, 4, 70), f'{mebibytes} MiB: it does not crash', run)
                expect(not run.out or run.out.endswith('\n'), f'{mebibytes} MiB: whole lines', run)
                if run.code == 70 or 'memory' in run.out + run.err:
                    short += 1
                    expect('memory' in run.err + run.out and run.code != 0, f'{mebibytes} MiB: it says why', run)
                elif args[0] in ('score', 'record', 'logic'):
                    answers = json.loads(run.out) if 'json' in args else run.out.splitlines()
                    expect(len(answers) == 3, f'{mebibytes} MiB: all answers where nothing is said', run)
        expect(short > 10, f'the limits are reached: {short}')


# --- rule folders

def check_a_rule_folder_is_read_by_one_rule():
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / 'rules'
        for source in DECREE.rglob('*.json'):
            target = rules / source.relative_to(DECREE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
        commands = (['rules', 'lint', rules], ['rules', 'lint', '--rules', rules], ['rules', 'list', '--rules', rules], ['score', '--rules', rules, '-'])

        def all_are(codes, words, what):
            for args in commands:
                run = Run(*args, stdin=salt())
                expect(run.code == codes and words in run.out + run.err, f'{what}: {words}', run)

        (rules / '._made-up.json').write_bytes(b'\x00\x05\x16\x07')
        (rules / 'made-up-2030' / 'bands.json~').write_text('old')
        (rules / '..data').symlink_to('/no/such/folder')
        all_are(0, '', 'what tools leave behind')
        odd = rules / 'made-up-2030' / 'odd.json'
        for make, words in ((lambda: odd.symlink_to('/no/such.json'), 'leads to nothing'), (lambda: odd.symlink_to('/etc/hostname'), 'leads out of the folder'),
                            (lambda: os.mkfifo(odd), 'not a regular file'), (lambda: os.truncate(os.open(odd, os.O_CREAT | os.O_WRONLY), 3 << 30), 'larger than 16 MiB')):
            make()
            begin = time.monotonic()
            all_are(3, words, 'an odd file')
            all_are(3, 'odd.json', 'and its name')
            expect(time.monotonic() - begin < 20, 'at once')
            odd.unlink()
        all_are(0, '', 'as before')


def main():
    global OCOP, HAS_LEDGER
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ['--sanitized']):
        sys.exit(__doc__)
    OCOP = str(Path(sys.argv[1]).resolve())
    HAS_LEDGER = 'ledger' in commands_of(Run('--help').out)
    left_out = ['check_no_memory_leaves_whole_lines_and_a_sentence'] if sys.argv[2:] else []
    checks = [(name, f) for name, f in globals().items() if name.startswith('check_') and name not in left_out]
    for name, check in checks:
        before, start = len(FAILURES), time.monotonic()
        try:
            check()
        except Exception as error:  # what a check stumbles over is a failure of what it looks at
            FAILURES.append(f'{name}: {type(error).__name__}: {error}')
        print(f'{"ok    " if len(FAILURES) == before else "FAILED"} {name[6:].replace("_", " ")}: {time.monotonic() - start:.1f} s', flush=True)
    print('\n'.join(FAILURES))
    print(f'{len(checks)} checks, {len(FAILURES)} failures')
    sys.exit(1 if FAILURES else 0)


if __name__ == '__main__':
    main()
