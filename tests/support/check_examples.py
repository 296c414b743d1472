#!/usr/bin/env python3
"""Checks that the illustrative submissions come to what their README promises.

usage: check_examples.py OCOP SUBMISSIONS

- README.md has one row for each file, with its product, set, outcome, mean, stars by points, stars and what holds it;
- every id begins with ILLUSTRATIVE-, members are named M1, M2, …, and the filing chooses the rules;
- all.jsonl holds the same submissions, one per line, in the order of the file names;
- OCOP, the command, scores each file and all.jsonl alike, and as the README says.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

COLUMNS = ['file', 'product', 'recognised by', 'shows', 'outcome', 'mean', 'by points', 'stars', 'held by']
PROMISED = ['outcome', 'mean', 'by points', 'stars', 'held by']
FIRST_DAY = '2026-05-22'


def read_promises(readme):
    """Rows of the README's table by file name."""
    rows = {}
    header = None
    for line in readme.read_text(encoding='utf8').splitlines():
        if not line.startswith('|'):
            continue
        cells = [cell.strip() for cell in line.strip().strip('|').split('|')]
        cells += [''] * (len(COLUMNS) - len(cells))
        if header is None:
            header = cells
        elif set(line) - set('|-'):
            rows[re.sub(r'\[.*\]\((.*)\)', r'\1', cells[0])] = dict(zip(header, cells))
    if header != COLUMNS:
        raise SystemExit(f'{readme.name}: the table must have the columns {", ".join(COLUMNS)}')
    return rows


def score(ocop, *arguments):
    """Results of the command, one object for each line."""
    run = subprocess.run([ocop, 'score', *arguments], capture_output=True, text=True, encoding='utf8')
    if run.returncode != 0:
        raise SystemExit(f'ocop score ended with {run.returncode}:\n{run.stdout}{run.stderr}')
    return [json.loads(line) for line in run.stdout.splitlines()]


def found(result):
    """What a result says, in the words of the README."""
    text = lambda value: '' if value is None else str(value)
    by_points, stars = result['stars_by_points'], result['stars']
    held = [g for g in result['unmet_gates'] if by_points is not None and stars < g['stars'] <= by_points]
    lowest = min(held, key=lambda g: g['stars'], default=None)
    return dict(zip(PROMISED, [result['outcome'], result['mean']['exact'], text(by_points), text(stars),
                               lowest['criterion'] if lowest else '']))


def check_submission(name, submission, promise):
    if not submission['submission'].startswith('ILLUSTRATIVE-'):
        yield f'{name}: id {submission["submission"]} does not begin with ILLUSTRATIVE-'
    if set(submission['product']) != {'name', 'set'}:
        yield f'{name}: a product has its name and set, nothing else'
    if submission['product']['name'] != promise['product']:
        yield f'{name}: the product is {submission["product"]["name"]}, README says {promise["product"]}'
    if not promise['shows'].startswith(f'set {submission["product"]["set"]},'):
        yield f'{name}: the set is {submission["product"]["set"]}, README says {promise["shows"]}'
    filing = submission.get('filing', {})
    in_order = FIRST_DAY <= filing.get('filed_on', '') < filing.get('decided_on', '')
    if 'rules' in submission or filing.get('kind') != 'first' or not in_order:
        yield f'{name}: not a first filing on or after {FIRST_DAY}, decided later'
    for i, sheet in enumerate(submission['sheets'], 1):
        if sheet['member'] != f'M{i}':
            yield f'{name}: sheet {i} is by {sheet["member"]}; members are M1, M2, …'


def check(ocop, folder):
    promises = read_promises(folder / 'README.md')
    files = sorted(folder.glob('*.json'))
    if [p.name for p in files] != sorted(promises):
        yield f'README.md has rows for {sorted(promises)}; the files are {[p.name for p in files]}'
        return
    submissions = [json.loads(p.read_text(encoding='utf8')) for p in files]
    lines = (folder / 'all.jsonl').read_text(encoding='utf8').splitlines()
    # Compared as text of one form, so that the order of keys counts too.
    if [json.dumps(json.loads(line)) for line in lines] != [json.dumps(s) for s in submissions]:
        yield 'all.jsonl does not hold the submissions of the files, one per line, in their order'
    ids = [s['submission'] for s in submissions]
    if len(set(ids)) != len(ids):
        yield f'two submissions have one id: {ids}'

    results = [score(ocop, str(p))[0] for p in files]
    if score(ocop, str(folder / 'all.jsonl')) != results:
        yield 'all.jsonl is not scored as the files are'
    for path, submission, result in zip(files, submissions, results):
        promise = promises[path.name]
        yield from check_submission(path.name, submission, promise)
        for key, value in found(result).items():
            if value != promise[key]:
                yield f'{path.name}: {key} is {value or "nothing"}, README says {promise[key] or "nothing"}'


def main():
    problems = list(check(sys.argv[1], Path(sys.argv[2])))
    print('\n'.join(problems) or 'the submissions come to what their README promises')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
