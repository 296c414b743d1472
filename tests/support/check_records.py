#!/usr/bin/env python3
"""Damages exports of a ledger in every way and looks whether each damage is reported in its place; runs the same archive
in other locales, time zones and numbers of threads; and takes the ledger's file and disk away.

usage: check_records.py OCOP
"""
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
DECREE = TESTS / 'cases' / 'made-up-decree'
FAILURES = []


def expect(holds, what, run=None):
    if not holds:
        shown = '' if run is None else f'\n  exit {run.returncode}\n  out: {run.stdout[:600]}\n  err: {run.stderr[:600]}'
        FAILURES.append(what + shown)


def submission(n):
    return json.dumps({'format': 'ocop-submission/1', 'submission': f'K-{n}', 'product': {'set': 12}, 'rules': 'made-up-2030',
                       'sheets': [{'member': 'M1', 'choices': {'1.1': 1 + n % 4, '1.2': 1 + n % 3, '2': 1 + n % 8}}]})


class Command:
    def __init__(self, ocop):
        self.ocop = ocop

    def __call__(self, *args, rules=DECREE, stdin=None, **options):
        by = [] if rules is None else ['--rules', rules]
        return subprocess.run([self.ocop, *args, *by], input=stdin, capture_output=True, text=isinstance(stdin, (str, type(None))), timeout=300, **options)


def made_ledger(ocop, folder, count, name='ledger.db'):
    ledger = Path(folder, name)
    run = ocop('ledger', 'append', ledger, '-', stdin=''.join(submission(n) + '\n' for n in range(count)))
    expect(run.returncode == 0 and len(run.stdout.splitlines()) == count, f'{count} records are kept', run)
    exported = ocop('ledger', 'export', ledger)
    expect(exported.returncode == 0 and len(exported.stdout.splitlines()) == count + 1, 'records and a seal', exported)
    return ledger, exported.stdout.encode()


def told_lines(run):
    """Lines that a replay reports, and its exit code."""
    out = run.stdout if isinstance(run.stdout, str) else run.stdout.decode('utf-8', 'replace')
    return [json.loads(line)['line'] for line in out.splitlines()], run.returncode


def check_lines(ocop, folder):
    """Every line of a small export removed, repeated, and exchanged with every other."""
    _, export = made_ledger(ocop, folder, 5, 'lines.db')
    lines = export.decode().splitlines()
    count = len(lines)

    def damaged(changed, what, first):
        run = ocop('replay', '-', '--sealed', '--differences', stdin='\n'.join(changed) + '\n')
        reported, code = told_lines(run)
        expect(code == 4, f'{what} is found', run)
        expect(not reported or reported[0] == first, f'{what} is told on line {first}, not {reported}', run)
        expect(bool(reported) or 'no seal' in run.stderr, f'{what} has a place', run)

    for n in range(count):
        damaged(lines[:n] + lines[n + 1:], f'line {n + 1} removed', n + 1)
        damaged(lines[:n + 1] + lines[n:], f'line {n + 1} repeated', n + 2)
        for m in range(n + 1, count):
            changed = lines[:]
            changed[n], changed[m] = changed[m], changed[n]
            damaged(changed, f'lines {n + 1} and {m + 1} exchanged', n + 1)
    whole = ocop('replay', '-', '--sealed', stdin='\n'.join(lines) + '\n')
    expect(whole.returncode == 0 and len(whole.stdout.splitlines()) == count, 'the whole export is as it was', whole)
    cut = ocop('replay', '-', stdin='\n'.join(lines[:-1]) + '\n')
    expect(cut.returncode == 0 and 'not sealed' in cut.stderr, 'without a seal it says what it cannot tell', cut)
    part = ocop('ledger', 'export', Path(folder, 'lines.db'), '--from', '3').stdout
    before = json.loads(lines[1])['sha256']
    expect(ocop('replay', '-', '--sealed', stdin=part).returncode == 4, 'a part does not begin a ledger')
    expect(ocop('replay', '-', '--sealed', '--previous', before, stdin=part).returncode == 0, 'a part after its record')
    imported = ocop('ledger', 'import', Path(folder, 'again.db'), '-', stdin='\n'.join(lines) + '\n')
    expect(imported.returncode == 0 and imported.stdout.splitlines()[-1].startswith('sealed '), 'imported with its seal', imported)
    short = ocop('ledger', 'import', Path(folder, 'short.db'), '-', stdin='\n'.join(lines[:-2] + lines[-1:]) + '\n')
    expect(short.returncode == 3 and 'the seal does not fit' in short.stdout, 'imported without its last record', short)


def check_a_large_ledger(ocop, folder):
    """Random damage to an export of two hundred records."""
    ledger, export = made_ledger(ocop, folder, 200, 'large.db')
    rng = random.Random(200)
    for _ in range(20):
        copy = bytearray(export)
        at = rng.randrange(len(copy))
        copy[at] ^= 1 << rng.randrange(8)
        line = export.count(b'\n', 0, at) + 1
        run = ocop('replay', '-', '--sealed', '--differences', stdin=bytes(copy))
        reported, code = told_lines(run)
        expect(code == 4 and reported and reported[0] in (line, line + 1), f'byte {at} on line {line}: {reported[:3]}')
    # The same in the file itself, past the program.
    for what, sql in (('altered', "UPDATE records SET json=replace(json,'K-7\"','K-8\"') WHERE position=8"),
                      ('gap', 'DELETE FROM records WHERE position=100'),
                      ('chain-broken', 'UPDATE records SET position=position+1000 WHERE position=150')):
        copy = Path(folder, 'tampered.db')
        shutil.copy(ledger, copy)
        with sqlite3.connect(copy) as db:
            db.execute(sql)
        db.close()
        run = ocop('ledger', 'verify', copy)
        expect(run.returncode == 4 and what in run.stdout, f'{what} is found by verify', run)
        copy.unlink()


def check_everywhere_the_same(ocop, folder):
    """One archive, on one thread and two, in other locales and time zones."""
    archive = TESTS / 'records' / max((p.name for p in (TESTS / 'records').iterdir()), key=lambda name: [int(n) for n in name.split('.')]) / 'records.jsonl'
    plain = ocop('replay', archive, '--sealed', '--threads', '1', rules=None)
    expect(plain.returncode == 0, 'the archive is as it was', plain)
    under = ocop('replay', archive, '--under', 'qd-26-2026', '--threads', '1', rules=None)
    locales = Path(folder, 'locales')
    locales.mkdir()
    for name in ('tr_TR', 'vi_VN'):
        if shutil.which('localedef') and Path('/usr/share/i18n/locales', name).exists():
            subprocess.run(['localedef', '-i', name, '-f', 'UTF-8', locales / f'{name}.UTF-8'], capture_output=True)
    for settings in ({'LC_ALL': 'tr_TR.UTF-8', 'TZ': 'America/Los_Angeles'}, {'LC_ALL': 'vi_VN.UTF-8', 'TZ': 'Pacific/Kiritimati'}):
        env = {**os.environ, 'LOCPATH': str(locales), **settings}
        run = ocop('replay', archive, '--sealed', '--threads', '2', rules=None, env=env)
        expect((run.returncode, run.stdout) == (0, plain.stdout), f'the same with {settings} on two threads', run)
        again = ocop('replay', archive, '--under', 'qd-26-2026', '--threads', '2', rules=None, env=env)
        expect((again.returncode, again.stdout, again.stderr) == (under.returncode, under.stdout, under.stderr), f'--under the same with {settings}', again)


def check_ill_fortune(ocop, folder):
    """Files and disks that fail: each says so, and nothing that was acknowledged is lost."""
    ledger, export = made_ledger(ocop, folder, 5, 'fortune.db')

    def kept():
        return ocop('ledger', 'export', ledger).stdout.encode() == export

    none = Path(folder, 'none.db')
    none.write_text('this is no database, it is text and longer than a page header of SQLite would be\n' * 9)
    for run, what in ((ocop('ledger', 'verify', none), 'It is no ledger'),
                      (ocop('ledger', 'append', none, '-', stdin=submission(1)), 'It is no ledger'),
                      (ocop('ledger', 'verify', Path(folder, 'absent.db')), 'cannot be opened'),
                      (ocop('ledger', 'append', Path(folder, 'no', 'folder.db'), '-', stdin=submission(1)), 'Does its folder exist')):
        expect(run.returncode == 3 and what in run.stderr, what, run)
    other = Path(folder, 'other.db')
    with sqlite3.connect(other) as db:
        db.execute('CREATE TABLE things(x)')
    db.close()
    run = ocop('ledger', 'append', other, '-', stdin=submission(1))
    expect(run.returncode == 3 and 'no ledger' in run.stderr, 'another database is left alone', run)

    # Locked by somebody who does not let go.
    holder = sqlite3.connect(ledger, isolation_level=None)
    holder.execute('BEGIN IMMEDIATE')
    run = ocop('ledger', 'append', ledger, '-', '--patience', '200', stdin=submission(9))
    expect(run.returncode == 3 and 'Another process holds it' in run.stdout + run.stderr, 'a locked ledger', run)
    expect(ocop('ledger', 'verify', ledger).returncode == 0, 'readers go on')
    holder.execute('ROLLBACK')
    holder.close()
    expect(kept(), 'nothing was lost to the lock')

    # No more room: a limit on the size of files stands for a full disk everywhere, a small file system where one may be made.
    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    full = Path(folder, 'full.db')
    work = ''.join(submission(n) + '\n' for n in range(200))
    out = Path(folder, 'full.out')
    with out.open('w') as sink:
        run = subprocess.run([ocop.ocop, 'ledger', 'append', full, '-', '--rules', DECREE], input=work, stdout=sink, stderr=subprocess.PIPE,
                             text=True, preexec_fn=small_files, restore_signals=False, timeout=300)
    answers = out.read_text().splitlines()
    acknowledged = [a.split()[1] for a in answers if not a.startswith('{')]
    expect(run.returncode == 3 and 0 < len(acknowledged) < 200, f'a file that may not grow: {len(acknowledged)} kept, exit {run.returncode}')
    records = [json.loads(line) for line in ocop('ledger', 'export', full).stdout.splitlines()]
    expect(set(acknowledged) <= {r['sha256'] for r in records}, 'every acknowledged record is there')
    expect(ocop('ledger', 'verify', full).returncode == 0, 'and none is half')
    mount = Path(folder, 'disk')
    mount.mkdir()
    script = f'mount -t tmpfs -o size=300k none {mount} && {ocop.ocop} ledger append {mount}/l.db - --rules {DECREE}; code=$?; ' \
             f'{ocop.ocop} ledger verify {mount}/l.db --rules {DECREE} >&2 && echo verified >&2; exit $code'
    run = subprocess.run(['unshare', '-rm', 'sh', '-c', script], input=work, capture_output=True, text=True)
    if 'mount' in run.stderr or 'unshare' in run.stderr:
        print('no small disk can be made here; the limit on the size of files stands for it')
    else:
        told = [a for a in run.stdout.splitlines() if a.startswith('{')]
        expect(run.returncode == 3 and told and 'disk is full' in told[0] and 'verified' in run.stderr, 'a full disk', run)

    # Read only: root may write all the same, so the write bit counts only for others.
    readable = Path(folder, 'readable.db')
    shutil.copy(ledger, readable)
    readable.chmod(0o444)
    if os.access(readable, os.W_OK):
        run = subprocess.run(['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ocop.ocop, 'ledger', 'append', readable, '-', '--rules', DECREE],
                             input=submission(9), capture_output=True, text=True) if shutil.which('setpriv') else None
    else:
        run = ocop('ledger', 'append', readable, '-', stdin=submission(9))
    if run is not None and 'setpriv' not in run.stderr:
        expect(run.returncode == 3 and ('read only' in run.stderr or 'cannot be opened' in run.stderr), 'a ledger that may only be read', run)

    # A record of 50 MB, and one after it.
    lines = export.decode().splitlines()
    huge = lines[0].replace('"K-0"', '"K-' + '0' * (50 << 20) + '"')
    run = ocop('replay', '-', '--differences', stdin=huge + '\n' + lines[1] + '\n')
    reported = [json.loads(line) for line in run.stdout.splitlines()]
    expect(run.returncode == 4 and 'larger than 32 MiB' in reported[0]['message'], 'a record of 50 MB')
    run = ocop('ledger', 'import', Path(folder, 'huge.db'), '-', stdin=huge + '\n' + lines[0] + '\n')
    expect(run.returncode == 3 and 'too-large' in run.stdout and run.stdout.splitlines()[1].startswith('1 '), 'the one after it is kept', run)

    # A key that is none, and one of somebody else.
    key = Path(folder, 'no-key.pem')
    key.write_text('no key\n')
    run = ocop('record', '-', '--key', key, stdin=submission(1))
    expect(run.returncode == 3 and not run.stdout and 'bad-key' in run.stderr, 'a private key that is none', run)
    run = ocop('replay', '-', '--key', key, '--differences', stdin=export.decode())
    expect(run.returncode == 3 and not run.stdout and 'no Ed25519 key' in run.stderr, 'a public key that is none', run)
    expect(kept(), 'the ledger is as it was')


def main():
    ocop = Command(str(Path(sys.argv[1]).resolve()))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        check_lines(ocop, folder)
        check_a_large_ledger(ocop, folder)
        check_everywhere_the_same(ocop, folder)
        check_ill_fortune(ocop, folder)
    for failure in FAILURES[:20]:
        print('FAILED:', failure)
    print(f'{len(FAILURES)} failures')
    return 1 if FAILURES else 0


if __name__ == '__main__':
    sys.exit(main())
