#!/usr/bin/env python3
"""Writes the records of a release: sealed exports of a ledger that every later version must replay as they are.

usage: make_records.py OCOP FOLDER      (FOLDER: tests/records/VERSION)

Run once for each release, and never again for one that is published.
"""
import csv
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

DAYS = {'qd-1048-2019': [('2019-09-01', '2019-10-01'), ('2021-05-05', '2021-06-06')],
        'qd-148-2023': [('2024-05-05', '2024-06-06'), ('2025-07-05', '2025-08-01'), ('2026-05-21', '2026-07-01')],
        'qd-26-2026': [('2026-06-05', '2026-08-06')]}
COUNCILS = {'qd-1048-2019': ['tay-ninh', 'dong-thap', 'software-2019', 'agreed-score'],
            'qd-148-2023': ['default', 'software-2023'], 'qd-26-2026': ['default', 'tay-ninh']}
READINGS = [None, {'R-05': 'reject'}, {'R-07': 'all', 'R-01': 'own-marks'}, {'R-09': 'undetermined', 'R-08': 'rounded'},
            {'R-29': 'filed', 'R-15': 'zero'}]
FACTS = [None, {'material': {'all_imported': True}}, {'dossier': {'forged': True}}]


def sets_of(ocop, rule_set):
    """Per set and criterion the number of options of each case."""
    rows = csv.DictReader(subprocess.run([ocop, 'rules', 'table', rule_set], capture_output=True, text=True, check=True).stdout.splitlines())
    sets = {}
    for row in rows:
        cases = sets.setdefault(int(row['set_no']), {}).setdefault(row['criterion_code'], {})
        cases[row['case']] = int(row['option_no'])
    return sets


def sheet(rng, criteria, number, best):
    choices = {}
    for code, cases in criteria.items():
        case, options = rng.choice(list(cases.items()))
        option = options if rng.random() < best else rng.randint(0, options)
        choices[code] = {'case': int(case), 'option': option} if case and option else option
    return {'member': f'M{number}', 'role': 'chair' if number == 1 else 'member', 'choices': choices}


def submissions(ocop):
    rng = random.Random(26)
    for rule_set, days in DAYS.items():
        sets = sets_of(ocop, rule_set)
        for n in range(16):
            number = rng.choice(list(sets))
            filed, decided = days[n % len(days)]
            council = COUNCILS[rule_set][n % len(COUNCILS[rule_set])] if n % 4 else None
            members = 1 if council in (None, 'agreed-score') else 3
            best = rng.choice([0.6, 0.9, 1.0])
            made = {'format': 'ocop-submission/1', 'submission': f'{rule_set}-{n}',
                    'product': {'set': number, 'name': f'Sản phẩm "{n}" é \U0001f34a'},
                    'filing': {'kind': rng.choice(['first', 'upgrade', 'renewal']) if decided < '2026-06-30' else 'first', 'filed_on': filed, 'decided_on': decided},
                    'sheets': [sheet(rng, sets[number], m + 1, best) for m in range(members)]}
            if council:
                made['council'] = {'regulation': council, 'level': 'province', 'members': members}
            if READINGS[n % 5]:
                made['readings'] = READINGS[n % 5]
            if FACTS[n % 3]:
                made['facts'] = FACTS[n % 3]
            yield json.dumps(made, ensure_ascii=False)


def main():
    ocop, folder = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    lines = list(submissions(ocop))
    with tempfile.TemporaryDirectory() as scratch:
        secret = Path(scratch, 'secret.pem')
        subprocess.run(['openssl', 'genpkey', '-algorithm', 'ed25519', '-out', secret], check=True, capture_output=True)
        subprocess.run(['openssl', 'pkey', '-in', secret, '-pubout', '-out', folder / 'public.pem'], check=True)
        for name, some, key in (('records', lines, []), ('signed', lines[::4], ['--key', secret])):
            ledger = Path(scratch, name + '.db')
            run = subprocess.run([ocop, 'ledger', 'append', ledger, '-', '--format', 'record/1', '--on', '2026-11-23', *key], input='\n'.join(some) + '\n', capture_output=True, text=True)
            refused = [line for line in run.stdout.splitlines() if line.startswith('{')]
            if run.returncode or refused:
                sys.exit('\n'.join(refused) + run.stderr)
            exported = subprocess.run([ocop, 'ledger', 'export', ledger, *key], capture_output=True, text=True, check=True)
            (folder / f'{name}.jsonl').write_text(exported.stdout)
            print(f'{folder / name}.jsonl: {len(exported.stdout.splitlines()) - 1} records')


if __name__ == '__main__':
    main()
