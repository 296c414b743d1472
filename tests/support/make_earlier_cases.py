#!/usr/bin/env python3
"""Writes tests/cases/qd-148-2023 and qd-1048-2019: score sheets and what they come to under the earlier decisions.

usage: make_earlier_cases.py LAW-TABLES

LAW-TABLES is the folder with the criteria tables of the law, which are not part of this repository. As make_cases.py it
reads nothing of rules/ and shares nothing with the library. The bands of 148 are taken to have no gaps; those of 1048 are
read as thresholds (R-09). The minimums of 781 are not in the tables, so no sheet of 1048 misses a mark.
"""
import csv
import json
import random
import sys
from pathlib import Path

CASES = Path(__file__).resolve().parent.parent / 'cases'
FLOORS = [(90, 5), (70, 4), (50, 3), (30, 2), (0, 1)]
ABOUT = 'As in ../qd-26-2026, made by tests/support/make_earlier_cases.py.'
TOTALS = (29, 30, 49, 50, 69, 70, 89, 90)


def read_table(path):
    """Per set its criteria in printed order: code, part, lists by case, marks, notes."""
    sets = {}
    with open(path, encoding='utf8', newline='') as f:
        for row in csv.DictReader(f):
            criteria = sets.setdefault(int(row['set_no']), [])
            if not criteria or criteria[-1]['code'] != row['criterion_code']:
                criteria.append({'code': row['criterion_code'], 'part': row['part'], 'lists': {}, 'marks': [], 'note': row['condition'].lower(),
                                 'heading': int(row['criterion_star'] or 0)})
            case = int(row['case'] or 0)
            options = criteria[-1]['lists'].setdefault(case, [])
            options.append(int(row['points']))
            if row['option_star']:
                criteria[-1]['marks'].append((int(row['option_star']), len(options), int(row['points'])))
    for criteria in sets.values():
        for c in criteria:
            if c['heading']:
                first = next(i + 1 for i, p in enumerate(c['lists'][0]) if p > 0)
                c['marks'].append((c['heading'], first, 1))
            c['marks'].sort()
    return sets


def points(c, choice):
    return c['lists'][choice[0]][choice[1] - 1] if choice[1] else 0


def rate(criteria, sheet):
    """What a sheet comes to: parts, stars and every unmet mark."""
    ticked = [points(c, s) for c, s in zip(criteria, sheet)]
    story = next(i for i, c in enumerate(criteria) if c['code'] in ('5.a', '5.1'))
    counted = [0 if 'chỉ áp dụng khi có câu chuyện' in c['note'] and ticked[story] == 0 else p for c, p in zip(criteria, ticked)]
    stopped = any(p == 0 and '0 điểm' in c['note'] and 'không đánh giá các bước tiếp theo' in c['note'] for c, p in zip(criteria, ticked))
    parts = {p: sum(x for c, x in zip(criteria, counted) if c['part'] == p) for p in 'ABC'}
    total = sum(parts.values())
    unmet = [[level, c['code'], option, [s[1]]] for c, s, p in zip(criteria, sheet, counted) for level, option, needed in c['marks'] if p < needed]
    expect = {'outcome': 'stopped' if stopped else 'ranked', 'stars_by_points': None, 'stars': None, 'mean': str(total)}
    if not stopped:
        band = next(stars for floor, stars in FLOORS if total >= floor)
        lowest = min((g[0] for g in unmet), default=9)
        expect.update(stars_by_points=band, stars=min(band, lowest - 1))
    return {**expect, **{p: str(n) for p, n in parts.items()}, 'unmet_gates': unmet}


def text_of(sheet):
    return ''.join('[%d:%d]' % s if s[0] else str(s[1]) for s in sheet)


def best_of(c):
    return max(((case, i + 1) for case, options in c['lists'].items() for i in range(len(options))), key=lambda s: (points(c, s), -s[0]))


def choices_of(c):
    return [(0, 0)] + [(case, i + 1) for case, options in c['lists'].items() for i in range(len(options))]


def sheet_of_total(criteria, total, rng):
    """A random sheet of exactly that many points, by mending a random one step by step."""
    for _ in range(200):
        sheet = [rng.choice(choices_of(c)) for c in criteria]
        for _ in range(3000):
            now = int(rate(criteria, sheet)['mean'])
            if now == total:
                return sheet
            i = rng.randrange(len(criteria))
            other = rng.choice(choices_of(criteria[i]))
            step = points(criteria[i], other) - points(criteria[i], sheet[i])
            if abs(now + step - total) <= abs(now - total):
                sheet[i] = other
    return None


def cases_of(rules, number, criteria):
    cite = '%s/annex-criteria.%d' % (rules, number)
    rng = random.Random('%s %d' % (rules, number))
    best = [best_of(c) for c in criteria]

    def case(name, sheet, at=cite):
        return {'name': name, 'cite': at, 'sheets': [text_of(sheet)], 'expect': rate(criteria, sheet)}

    yield case('the best option everywhere', best)
    yield case('nothing ticked anywhere', [(0, 0)] * len(criteria))
    for total in TOTALS:
        sheet = sheet_of_total(criteria, total, rng)
        if sheet:
            yield case('%d points' % total, sheet)
    for i, c in enumerate(criteria):
        for level, option, needed in c['marks']:
            below = [s for s in choices_of(c) if points(c, s) < needed]
            sheet = list(best)
            sheet[i] = max(below, key=lambda s: (points(c, s), s[1]))
            yield case('only the mark of %d stars at %s is missed, or with it a higher one' % (level, c['code']), sheet, cite + '/' + c['code'])
    for n in range(8):
        yield case('random sheet %d' % (n + 1), [rng.choice(choices_of(c)) for c in criteria])


def main(folder):
    for rules in ('qd-148-2023', 'qd-1048-2019'):
        out = CASES / rules
        out.mkdir(parents=True, exist_ok=True)
        for number, criteria in sorted(read_table(folder / (rules + '.csv')).items()):
            lines = ',\n'.join(json.dumps(c, ensure_ascii=False, separators=(',', ':')) for c in cases_of(rules, number, criteria))
            head = json.dumps({'format': 'ocop-cases/1', 'about': ABOUT, 'rules': rules, 'set': number, 'criteria': [c['code'] for c in criteria]}, ensure_ascii=False,
                              separators=(',', ':'))
            (out / ('%02d.json' % number)).write_text(head[:-1] + ',\n"cases":[\n' + lines + '\n]}\n', encoding='utf8', newline='\n')


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
