#!/usr/bin/env python3
"""Kills writers of a ledger at random moments and looks whether every acknowledged record is there and none is half; then
takes the disk, the memory, the reader and the right to write away.

usage: check_ledger.py OCOP [--all]      (--all: 200 kills with one writer and 80 with two, each in groups and one by one)
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
import time
from pathlib import Path

DECREE = Path(__file__).resolve().parent.parent / 'cases' / 'made-up-decree'
OLD = Path(__file__).resolve().parent.parent / 'ledgers' / '0.1.0' / 'ledger.db'


def submission(n):
    return json.dumps({'format': 'ocop-submission/1', 'submission': f'K-{n}', 'product': {'set': 12}, 'rules': 'made-up-2030',
                       'sheets': [{'member': 'M1', 'choices': {'1.1': 1 + n % 4, '1.2': 1 + n % 3, '2': 1 + n % 8}}]})


def expect(is_so, what, run=None):
    if not is_so:
        shown = '' if run is None else f'\n{run.returncode}\n{run.stdout[:2000]!r}\n{run.stderr[:2000]!r}'
        sys.exit(f'not so: {what}{shown}')


class Command:
    def __init__(self, ocop):
        self.ocop = ocop

    def line(self, *args):
        return [self.ocop, 'ledger', *map(str, args), '--rules', str(DECREE)]

    def __call__(self, *args, prefix=(), **more):
        return subprocess.run([*prefix, *self.line(*args)], capture_output=True, text=True, timeout=300, **more)


def acknowledged(text):
    """Position and hash of each whole line that acknowledges a record."""
    return [line.split() for line in text.splitlines(keepends=True) if line.endswith('\n') and not line.startswith('{')]


def check_kills(ocop, folder, kills, writers, in_groups):
    """Each writer that is killed counts; a group is what comes from one file, one by one each file holds one line."""
    rng = random.Random(200 + writers)
    ledger = Path(folder, f'ledger-{writers}-{in_groups}.db')
    if in_groups:
        work = [Path(folder, 'work.jsonl')]
        work[0].write_text(''.join(submission(n) + '\n' for n in range(4000)))
    else:
        work = [Path(folder, f'work-{n}.jsonl') for n in range(300)]
        for n, file in enumerate(work):
            file.write_text(submission(n) + '\n')
    told = {}
    for _ in range(kills // writers):
        outs = [Path(folder, f'out-{w}') for w in range(writers)]
        running = []
        for out in outs:
            with out.open('w') as sink:
                running.append(subprocess.Popen(ocop.line('append', ledger, *work), stdout=sink, stderr=subprocess.DEVNULL))
        if rng.random() < 0.8:  # most are killed while they write, some before
            end = time.time() + 10
            while time.time() < end and not any(out.stat().st_size for out in outs):
                time.sleep(0.002)
        time.sleep(rng.uniform(0.0, 0.05))
        for writer in running:
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        for out in outs:
            for position, sha256 in acknowledged(out.read_text()):
                expect(told.setdefault(position, sha256) == sha256, f'position {position} is acknowledged once')
    verified = ocop('verify', ledger)
    exported = ocop('export', ledger).stdout
    kept = [json.loads(line)['sha256'] for line in exported.splitlines()[:-1]]
    missing = [position for position, sha256 in told.items() if kept[int(position) - 1:int(position)] != [sha256]]
    print(f'{kills} kills, {writers} at once, {"in groups" if in_groups else "one by one"}: {len(told)} acknowledged, {len(kept)} kept, '
          f'{len(missing)} missing; {verified.stderr.strip()}')
    expect(told and not missing, 'every acknowledged record stands at its position')
    expect(verified.returncode == 0 and '0 lỗi' in verified.stderr, 'no record is half', verified)
    again = Path(folder, f'again-{writers}-{in_groups}.db')
    imported = ocop('import', again, '-', input=exported)
    expect(imported.returncode == 0 and ocop('export', again).stdout == exported, 'what was exported is imported', imported)
    replayed = subprocess.run([ocop.ocop, 'replay', '-', '--rules', DECREE, '--differences'], input=exported, capture_output=True, text=True)
    expect(replayed.returncode == 0, 'what was kept is derived again', replayed)
    expect(ocop('append', ledger, '-', input=submission(1) + '\n').returncode == 0, 'the ledger goes on')
    expect(not list(Path(folder).glob(ledger.name + '-*')), 'nothing is left beside the ledger')


def check_two_writers_take_turns(ocop, folder):
    """Two that write long files at once both end, and each was given its turn."""
    ledger, work = Path(folder, 'turns.db'), Path(folder, 'turns.jsonl')
    work.write_text(''.join(submission(n) + '\n' for n in range(600)))
    outs = [Path(folder, f'turn-{w}') for w in range(2)]
    running = []
    for out in outs:
        with out.open('w') as sink:
            running.append(subprocess.Popen(ocop.line('append', ledger, work), stdout=sink))
    expect([w.wait(timeout=120) for w in running] == [0, 0], 'both writers end well')
    positions = [[int(p) for p, _ in acknowledged(out.read_text())] for out in outs]
    expect(sorted(positions[0] + positions[1]) == list(range(1, 1201)), 'each record has a position of its own')
    expect(min(positions[0][-1], positions[1][-1]) > max(positions[0][0], positions[1][0]), 'they take turns')


def check_bad_lines(ocop, folder):
    """One bad line never stops the others; each is answered in its place, in groups and one by one."""
    lines = [submission(n) for n in range(40)]
    lines[3], lines[17], lines[39] = '{', '"text"', '{"format":"ocop-submission/1"}'
    run = ocop('append', Path(folder, 'bad.db'), '-', input='\n'.join(lines) + '\n')
    told = run.stdout.splitlines()
    expect(run.returncode == 3 and len(told) == 40, 'a line each', run)
    expect([n for n, line in enumerate(told) if line.startswith('{')] == [3, 17, 39], 'bad lines in their places', run)
    expect([json.loads(told[n])['line'] for n in (3, 17, 39)] == [4, 18, 40], 'with their numbers', run)
    expect([line.split()[0] for line in told if not line.startswith('{')] == [str(n) for n in range(1, 38)], 'the others are kept', run)


def check_busy(ocop, folder):
    """A group that cannot be kept is answered by an error for each of its lines."""
    ledger = Path(folder, 'busy.db')
    ocop('append', ledger, '-', input=submission(0) + '\n')
    holder = sqlite3.connect(ledger, isolation_level=None)
    for held in ('BEGIN IMMEDIATE', 'BEGIN; SELECT count(*) FROM records'):
        for statement in held.split('; '):
            holder.execute(statement).fetchall()
        run = ocop('append', ledger, '-', '--patience', '100', input=''.join(submission(n) + '\n' for n in range(9)))
        told = run.stdout.splitlines()
        expect(run.returncode == 3 and len(told) == 9 and all('Another process holds it' in line for line in told), f'held by {held}', run)
        holder.execute('ROLLBACK')
    holder.close()
    expect(ocop('verify', ledger).stderr.startswith('1 '), 'nothing of it was kept')


def check_closed_pipe(ocop, folder):
    """Whoever reads the acknowledgements goes: what was acknowledged is there."""
    ledger, work = Path(folder, 'pipe.db'), Path(folder, 'pipe.jsonl')
    work.write_text(''.join(submission(n) + '\n' for n in range(3000)))
    writer = subprocess.Popen(ocop.line('append', ledger, work), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    first = [writer.stdout.readline() for _ in range(3)]
    writer.stdout.close()
    writer.stderr.read()
    expect(writer.wait(timeout=60) != 0, 'a closed pipe is no success')
    kept = [json.loads(line)['sha256'] for line in ocop('export', ledger).stdout.splitlines()[:-1]]
    expect(len(kept) >= 3 and all(kept[int(p) - 1] == sha256 for p, sha256 in acknowledged(''.join(first))), 'what was acknowledged is kept')
    expect(ocop('verify', ledger).returncode == 0, 'and none is half')


def check_no_memory(ocop, folder):
    """With too little memory nothing is half, and what was acknowledged is there."""
    ledger, work = Path(folder, 'memory.db'), Path(folder, 'memory.jsonl')
    # Long lines, so that memory runs out in the middle.
    long = [json.dumps({**json.loads(submission(n)), 'product': {'set': 12, 'name': 'n' * (10_000 * n)}}) for n in range(40)]
    work.write_text(''.join(line + '\n' for line in long))
    told = 0
    for megabytes in (12, 16, 20, 24, 28, 32):
        limit = megabytes << 20
        run = ocop('append', ledger, work, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
        told += len(acknowledged(run.stdout))
        whole = run.stdout.endswith('\n') or not run.stdout
        expect(run.returncode == 0 or whole, f'{megabytes} MB: whole lines only', run)
    if not ledger.exists():
        return
    verified = ocop('verify', ledger)
    kept = ocop('export', ledger).stdout.count('\n') - 1
    expect(verified.returncode == 0 and kept >= told, f'{told} acknowledged, {kept} kept', verified)
    print(f'little memory: {told} acknowledged, {kept} kept')


def check_read_only(ocop, folder):
    """Evidence on media that may only be read: every subcommand that reads works, and nothing is left beside it."""
    evidence = Path(folder, 'evidence')
    evidence.mkdir()
    ledger = evidence / 'ledger.db'
    ocop('append', ledger, '-', '--name', 'example.org/evidence', input=''.join(submission(n) + '\n' for n in range(20)))
    shutil.copy(OLD, evidence / 'old.db')
    with sqlite3.connect(evidence / 'old.db') as db:  # a write-ahead log without its side files
        expect(db.execute('PRAGMA journal_mode').fetchone() == ('wal',), 'a ledger of 0.1.0 has a write-ahead log')
    db.close()
    before = {p.name: p.read_bytes() for p in evidence.iterdir()}
    expect(set(before) == {'ledger.db', 'old.db'}, f'nothing beside the ledgers: {set(before)}')
    for file in evidence.iterdir():
        file.chmod(0o444)
    evidence.chmod(0o555)
    Path(folder).chmod(0o755)

    def look(how, prefix=(), at=evidence, unless=()):
        for name, count in (('ledger.db', 20), ('old.db', 5)):
            for args, out in ((['verify'], ''), (['show', '--most', '2'], 'Dossier'), (['export'], 'ocop-record-seal/1')):
                run = ocop(args[0], at / name, *args[1:], prefix=prefix)
                if any(word in run.stderr for word in unless):
                    return print(f'{how}: cannot be made here')
                expect(run.returncode == 0 and out in run.stdout, f'{how}: {args[0]} {name}', run)
            expect(ocop('export', at / name, prefix=prefix).stdout.count('\n') == count + 1, f'{how}: all of {name}')
            run = ocop('append', at / name, '-', prefix=prefix, input=submission(1) + '\n')
            expect(run.returncode == 3 and 'read only' in run.stderr, f'{how}: {name} is not written', run)
        return None

    if os.geteuid() != 0:
        look('without rights')
    elif shutil.which('setpriv'):
        look('without rights', prefix=['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'], unless=('setpriv', 'Permission denied'))
    mount = Path(folder, 'mount')
    mount.mkdir()
    script = f'mount -t tmpfs none {mount} && cp {evidence}/*.db {mount} && mount -o remount,ro {mount} && exec "$0" "$@"'
    look('read-only mount', prefix=['unshare', '-rm', 'sh', '-c', script], at=mount, unless=('mount:', 'unshare:'))
    expect({p.name: p.read_bytes() for p in evidence.iterdir()} == before, 'nothing changed, nothing left behind')
    evidence.chmod(0o755)

    # A reader in a folder that it may write leaves nothing behind either, and does not stop the writer.
    shared = Path(folder, 'shared')
    shutil.copytree(evidence, shared)
    for name in before:
        (shared / name).chmod(0o640)
        expect(ocop('verify', shared / name).returncode == 0 and {p.name for p in shared.iterdir()} == set(before), f'a reader of {name}')
        expect((shared / name).read_bytes() == before[name], f'{name} is as it was')
        expect(ocop('append', shared / name, '-', input=submission(1) + '\n').returncode == 0, f'{name} is written after a reader')
        expect({p.name for p in shared.iterdir()} == set(before), f'a writer of {name} leaves nothing behind')


def check_rights(ocop, folder):
    ledger = Path(folder, 'rights.db')
    for mask, rights in ((0o000, 0o640), (0o022, 0o640), (0o077, 0o600)):
        ledger.unlink(missing_ok=True)
        ocop('append', ledger, '-', input=submission(1) + '\n', preexec_fn=lambda: os.umask(mask))
        expect(ledger.stat().st_mode & 0o777 == rights, f'rights with umask {mask:o}')


def main():
    ocop = Command(str(Path(sys.argv[1]).resolve()))
    kills = {1: 200, 2: 80} if '--all' in sys.argv else {1: 24, 2: 16}
    with tempfile.TemporaryDirectory() as folder:
        for check in (check_bad_lines, check_busy, check_closed_pipe, check_no_memory, check_read_only, check_rights, check_two_writers_take_turns):
            start = time.time()
            check(ocop, folder)
            print(f'{check.__name__}: {time.time() - start:.1f} s')
        for in_groups in (True, False):
            for writers, count in kills.items():
                start = time.time()
                check_kills(ocop, folder, count, writers, in_groups)
                print(f'{time.time() - start:.1f} s')
    return 0


if __name__ == '__main__':
    sys.exit(main())
