#!/usr/bin/env python3
"""Kills writers of a ledger at random moments and looks whether every acknowledged record is there and none is half.

usage: check_ledger.py OCOP [KILLS]
"""
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DECREE = Path(__file__).resolve().parent.parent / 'cases' / 'made-up-decree'


def submission(n):
    return json.dumps({'format': 'ocop-submission/1', 'submission': f'K-{n}', 'product': {'set': 12}, 'rules': 'made-up-2030',
                       'sheets': [{'member': 'M1', 'choices': {'1.1': 1 + n % 4, '1.2': 1 + n % 3, '2': 1 + n % 8}}]})


def main():
    ocop, kills = str(Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 200
    rng = random.Random(200)
    with tempfile.TemporaryDirectory() as folder:
        ledger, work = Path(folder, 'ledger.db'), Path(folder, 'work.jsonl')
        work.write_text('\n'.join(submission(n) for n in range(2000)) + '\n')
        acknowledged = set()

        def run(*args):
            return subprocess.run([ocop, 'ledger', *args, '--rules', DECREE], capture_output=True, text=True, timeout=120)

        for _ in range(kills // 2):
            outs = [Path(folder, f'out-{w}') for w in range(2)]
            writers = [subprocess.Popen([ocop, 'ledger', 'append', ledger, work, '--rules', DECREE], stdout=out.open('w'), stderr=subprocess.DEVNULL)
                       for out in outs]
            if rng.random() < 0.8:  # most are killed while they write, some before
                end = time.time() + 10
                while time.time() < end and not any(out.stat().st_size for out in outs):
                    time.sleep(0.002)
            time.sleep(rng.uniform(0.0, 0.05))
            for writer in writers:
                writer.send_signal(signal.SIGKILL)
                writer.wait()
            for out in outs:
                acknowledged |= {line.split()[1] for line in out.read_text().splitlines(keepends=True) if line.endswith('\n')}
        verified = run('verify', ledger)
        kept = [json.loads(line) for line in run('export', ledger).stdout.splitlines()]
        missing = acknowledged - {r['sha256'] for r in kept}
        print(f'{kills} kills, {len(acknowledged)} acknowledged, {len(kept)} kept, {len(missing)} missing; verify: {verified.returncode} {verified.stderr.strip()}')
        again = Path(folder, 'again.db')
        imported = subprocess.run([ocop, 'ledger', 'import', again, '-', '--rules', DECREE], input=run('export', ledger).stdout, capture_output=True, text=True)
        same = run('export', again).stdout == run('export', ledger).stdout
        replayed = subprocess.run([ocop, 'replay', '-', '--rules', DECREE, '--differences'], input=run('export', ledger).stdout, capture_output=True, text=True)
        well = not missing and verified.returncode == 0 and acknowledged and imported.returncode == 0 and same and replayed.returncode == 0
        if not well:
            print(verified.stdout[:2000], imported.stderr[:500], same, replayed.stdout[:500])
        return 0 if well else 1


if __name__ == '__main__':
    sys.exit(main())
