#!/usr/bin/env python3
"""Writes tests/cases/qd-26-2026/NN-NAME.json: score sheets and what they come to under Decision 26/2026.

usage: make_cases.py LAW-TABLES [--check]

LAW-TABLES is the folder with the criteria tables of the law (qd-26-2026.csv, sets.csv), which are not part of this
repository. Everything expected in a case is computed here, from those tables and the articles of the decision alone:
this program reads nothing of rules/ and shares nothing with the library, so that the two can be held against each
other. The same tables give the same files, byte for byte. With --check nothing is written; exit 1 if a file differs.
"""
import csv
import itertools
import json
import random
import sys
from collections import namedtuple
from fractions import Fraction
from functools import cached_property
from pathlib import Path

RULES = 'qd-26-2026'
OUT = Path(__file__).resolve().parent.parent / 'cases' / RULES
ABOUT = ('A sheet is one string: the option ticked at each of "criteria" in order, 0 for nothing; [case:option] where '
         'there are cases; "5*" before it: five such sheets. An unmet gate is [stars, criterion, option needed, '
         'option of each sheet]. Made by tests/support/make_cases.py.')
NAMES = '''fresh-vegetables fresh-meat rice honey fast-food rice-products vegetable-products meat-products sauces spices
tea herbal-tea coffee-cocoa white-spirits alcoholic-drinks bottled-water soft-drinks functional-food cosmetics
essential-oils handicrafts textiles flowers ornamental-plants ornamental-animals tourism'''.split()

# Article 3.3: the least mean of each star level.
FLOORS = {1: 0, 2: 30, 3: 50, 4: 70, 5: 90}
ARTICLE = RULES + '/3.3'

# Readings on which a case may depend: what is taken unless a case says otherwise.
OWN = {'R-01': 'cumulative', 'R-03': 'points', 'R-05': 'cap', 'R-06': 'stop', 'R-07': 'majority', 'R-08': 'exact',
       'R-21': 'none', 'R-22': 'zero', 'R-23': 'reject', 'R-24': 'none', 'R-25': 'majority'}

# Notes of the tables, known by a few words of theirs: kind, facts that make them hold, effect or its reading.
NoteKind = namedtuple('NoteKind', 'words name facts effect')
NOTES = [NoteKind(*n) for n in [
    ('yêu cầu: 100%', 'origin', ['product.outside_province'], 'R-22'),
    ('sản phẩm chủ lực', 'staple', ['product.staple_without_distinction'], 'R-23'),
    ('giống hệt', 'copied', ['product.copied'], 'reject'),
    ('nguyên liệu nhập khẩu', 'imported', ['material.all_imported', 'material.origin_unknown'], 'reject'),
    ('sở hữu trí tuệ', 'ip breach', ['product.infringes_intellectual_property'], 'reject'),
    ('chỉ áp dụng khi', 'story', [], 'zero'),
    ('nội dung câu chuyện', 'story content', [], 'R-24'),
    ('tạp chất', 'impurity', ['product.dangerous_impurity'], 'R-06'),
    ('được 0 điểm', 'zero stop', [], 'R-06'),
    ('sản phẩm mỹ phẩm', 'slip', ['declaration.cosmetic_slip_missing'], 'R-06'),
    ('phiếu công bố', 'slip', ['declaration.product_slip_missing'], 'R-06'),
    ('áp dụng bắt buộc', 'mandatory', ['declaration.not_mandatory'], 'R-21'),
    ('phiếu kiểm nghiệm', 'evidence', [], 'none'),
    ('hợp đồng xuất khẩu', 'evidence', [], 'none'),
    ('hai trường hợp', 'cases', [], 'none'),
]]
DISQUALIFIERS = [NoteKind(*n) for n in [
    ('giả mạo', 'forged', ['dossier.forged'], 'reject'),
    ('hồ sơ đăng ký theo', 'registration', ['dossier.registration_inadequate'], 'reject'),
    ('an toàn thực phẩm', 'food safety', ['food_safety.certificate_rules_breached'], 'reject'),
    ('giấy phép sản xuất', 'licence', ['licence.production_missing'], 'reject'),
    ('gmp', 'gmp', ['gmp.rules_breached'], 'reject'),
    ('quảng cáo', 'declaration file', ['declaration.file_inadequate'], 'reject'),
    ('điều kiện bắt buộc', 'production conditions', ['production.compulsory_conditions_missing'], 'reject'),
    ('bản công bố', 'declaration', ['declaration.missing'], 'reject'),
]]

Option = namedtuple('Option', 'points star')            # star: 3, 4, 5, or 0 where no mark is printed
Note = namedtuple('Note', 'kind first last')            # criteria [first, last) that it stands on
Mark = namedtuple('Mark', 'criterion level option points')


class Criterion:
    def __init__(self, code, part):
        self.code, self.part = code, part
        self.lists = {}                                  # case (0 where there are none) -> options
        self.printed = True

    def choices(self):
        """Everything that can be ticked: nothing, or an option of a case."""
        return [(0, 0)] + [(case, i + 1) for case, options in self.lists.items() for i in range(len(options))]

    def points(self, choice):
        return self.lists[choice[0]][choice[1] - 1].points if choice[1] else 0

    def best(self):
        return max(self.choices(), key=lambda c: (self.points(c), -c[0]))

    def marks(self):
        """Marks as (level, case, option), lowest level first."""
        return sorted((o.star, case, i + 1) for case, options in self.lists.items()
                      for i, o in enumerate(options) if o.star)


class ProductSet:
    def __init__(self, number):
        self.number, self.criteria, self.notes = number, [], []

    def index(self, code):
        return next(i for i, c in enumerate(self.criteria) if c.code == code)

    def note(self, name):
        return next((n for n in self.notes if n.kind.name == name), None)

    @cached_property
    def marks(self):
        """Marks in printed order, lower levels first at one criterion. No mark stands inside a case."""
        return [Mark(i, level, option, c.lists[case][option - 1].points)
                for i, c in enumerate(self.criteria) for level, case, option in c.marks()]

    def cite(self, *codes):
        return '/'.join(['%s/annex-2.%d' % (RULES, self.number), *codes])


def read_law(folder):
    sets = {}
    with open(folder / (RULES + '.csv'), encoding='utf8', newline='') as f:
        for row in csv.DictReader(f):
            s = sets.setdefault(int(row['set_no']), ProductSet(int(row['set_no'])))
            if not s.criteria or s.criteria[-1].code != row['criterion_code']:
                s.criteria.append(Criterion(row['criterion_code'], row['part']))
                for text in filter(None, row['condition'].split(' | ')):
                    kind = next((k for k in NOTES if k.words in text.lower()), None)
                    if kind is None:
                        raise SystemExit('set %d: a note that is not known: %s' % (s.number, text))
                    at = len(s.criteria) - 1
                    last = s.notes[-1] if s.notes else None
                    if kind.name == 'zero stop' and last and last.kind is kind and last.last == at:
                        s.notes[-1] = last._replace(last=at + 1)     # one note over its neighbours
                    else:
                        s.notes.append(Note(kind, at, at + 1))
            c = s.criteria[-1]
            options = c.lists.setdefault(int(row['case'] or 0), [])
            assert int(row['option_no']) == len(options) + 1 and not row['criterion_star']
            c.printed &= bool(row['option_text'])
            options.append(Option(int(row['points']), int(row['option_star'] or 0)))
    with open(folder / 'sets.csv', encoding='utf8', newline='') as f:
        for row in csv.DictReader(f):
            if row['generation'] == '26/2026':
                text = row['disqualifier'].lower()
                s = sets[int(row['set_no'])]
                form = [Note(k, 0, len(s.criteria)) for k in DISQUALIFIERS if k.words in text]
                assert bool(form) == bool(text)
                s.notes = form + s.notes
    for s in sets.values():
        assert s.number == 26 or s.note('story').first == s.index('5.2')
        assert sum(c.points(c.best()) for c in s.criteria) == 100
        assert all(0 not in c.lists or len(c.lists) == 1 for c in s.criteria)
        assert all(not level for c in s.criteria if len(c.lists) > 1 for level, _, _ in c.marks())
    return [sets[n] for n in sorted(sets)]


# --- The decision ------------------------------------------------------------------------------------------------

def has(facts, dotted):
    for word in dotted.split('.'):
        facts = facts.get(word, {}) if isinstance(facts, dict) else {}
    return facts is True


def holds_for_council(how, k, n):
    """Does what holds on k of n sheets hold for the council?"""
    return {'majority': 2 * k > n, 'all': k == n, 'any': k > 0}[how]


def level_of(mean):
    return max(level for level, floor in FLOORS.items() if mean >= floor)


def half_up(x, unit):
    """Rounded to a multiple of a unit, halves up."""
    return Fraction(int(x / unit + Fraction(1, 2))) * unit


def text_of(x):
    return str(x.numerator) if x.denominator == 1 else '%d/%d' % (x.numerator, x.denominator)


def expected(s, sheets, readings=None, facts=None):
    """What sheets come to: sheets are lists of (case, option), one for each criterion."""
    take = dict(OWN, **(readings or {}))
    n, count = len(sheets), len(s.criteria)
    ticked = [[c.points(choice) for c, choice in zip(s.criteria, sheet)] for sheet in sheets]
    counts = [[True] * count for _ in sheets]
    effects, waived = set(), set()
    for note in s.notes:
        effect = take.get(note.kind.effect, note.kind.effect)
        if note.kind.name in ('story', 'story content'):
            # The note binds its criterion on every sheet that gives the story itself no point.
            story = s.index('5.1')
            for i in range(n):
                if effect == 'zero' and ticked[i][story] == 0:
                    counts[i][note.first] = False
            continue
        if note.kind.name == 'zero stop':
            k = sum(0 in points[note.first:note.last] for points in ticked)
            holds = holds_for_council(take['R-25'], k, n)
        else:
            holds = any(has(facts or {}, f) for f in note.kind.facts)
        if not holds:
            continue
        effects.add(effect)
        if effect == 'zero':
            for one in counts:
                one[note.first:note.last] = [False] * (note.last - note.first)
        elif effect == 'later-zero':
            for one in counts:
                one[note.last:] = [False] * (count - note.last)
        elif effect == 'waive-marks':
            waived.update(range(note.first, note.last))
    points = [[p if counted else 0 for p, counted in zip(*pair)] for pair in zip(ticked, counts)]

    mean = Fraction(sum(map(sum, points)), n)
    by_part = {part: Fraction(sum(p for one in points for p, c in zip(one, s.criteria) if c.part == part), n)
               for part in 'ABC'}

    unmet = []
    for mark in s.marks:
        at = mark.criterion
        if at in waived:
            continue
        met = 0
        for i in range(n):
            option = sheets[i][at][1]
            if option and counts[i][at]:
                met += option >= mark.option if take['R-03'] == 'printed-order' else points[i][at] >= mark.points
        if take['R-07'] == 'mean':
            holds = met == n or Fraction(sum(one[at] for one in points), n) >= mark.points
        else:
            holds = holds_for_council(take['R-07'], met, n)
        if not holds:
            unmet.append(mark)

    tested = half_up(mean, Fraction(1, 100)) if take['R-08'] == 'rounded' else mean
    by_points = level_of(tested)

    def stands_in_the_way(mark, level):
        return mark.level == level or (mark.level < level and take['R-01'] == 'cumulative')

    stars = next(level for level in range(by_points, 0, -1) if not any(stands_in_the_way(m, level) for m in unmet))
    outcome = 'ranked'
    if 'reject' in effects:
        outcome = 'rejected'
    elif 'stop' in effects:
        outcome = 'stopped'
    elif take['R-05'] == 'reject' and stars < by_points:
        outcome = 'rejected'
    ranked = outcome == 'ranked'
    return {
        'outcome': outcome, 'stars_by_points': by_points if ranked else None, 'stars': stars if ranked else None,
        'mean': text_of(mean), 'A': text_of(by_part['A']), 'B': text_of(by_part['B']), 'C': text_of(by_part['C']),
        'unmet_gates': [[m.level, s.criteria[m.criterion].code, m.option, [sheet[m.criterion][1] for sheet in sheets]]
                        for m in unmet],
    }


# --- Finding sheets ----------------------------------------------------------------------------------------------

def meets(s, at, choice, level):
    """Are the marks up to a level met by a choice at one criterion?"""
    return all(choice[1] and s.criteria[at].points(choice) >= m.points
               for m in s.marks if m.criterion == at and m.level <= level)


class Finder:
    """Finds sheets of an exact total, at random but always the same ones."""

    def __init__(self, s):
        self.s = s

    def rng(self, *purpose):
        return random.Random('/'.join(map(str, (RULES, self.s.number, *purpose))))

    def atoms(self, allowed):
        """Choices that can be made independently: one criterion each, the story and its structure together."""
        s = self.s
        joint = {}
        if s.note('story'):
            joint[s.index('5.1')] = s.index('5.2')
        stop = s.note('zero stop')
        options = []
        for at, c in enumerate(s.criteria):
            fine = [x for x in c.choices() if allowed(at, x)]
            if stop and stop.first <= at < stop.last:
                fine = [x for x in fine if c.points(x)]
            options.append(fine)
        for at, c in enumerate(s.criteria):
            if at in joint:
                other = joint[at]
                yield [((at, x), (other, y)) for x in options[at] for y in options[other]]
            elif at not in joint.values():
                yield [((at, x),) for x in options[at]]

    def worth(self, picks):
        s = self.s
        points = [s.criteria[at].points(x) for at, x in picks]
        if len(picks) == 2 and points[0] == 0:
            points[1] = 0
        return sum(points)

    def sheet(self, total, allowed, rng):
        """A sheet of that total with only allowed choices, or None where there is none."""
        atoms = [[(self.worth(p), p) for p in atom] for atom in self.atoms(allowed)]
        reach = [{0}]
        for atom in reversed(atoms):
            reach.append({a + w for a in reach[-1] for w, _ in atom})
        reach.reverse()
        if total not in reach[0]:
            return None
        sheet, left = [None] * len(self.s.criteria), total
        for atom, after in zip(atoms, reach[1:]):
            worth, picks = rng.choice([(w, p) for w, p in atom if left - w in after])
            left -= worth
            for at, x in picks:
                sheet[at] = x
        return sheet

    def meeting(self, total, level, rng):
        """Every mark up to a level is met."""
        return self.sheet(total, lambda at, x: meets(self.s, at, x, level), rng)

    def missing(self, total, level, rng):
        """Some mark up to a level is unmet."""
        marks = [m for m in self.s.marks if m.level <= level]
        rng.shuffle(marks)
        for mark in marks:
            sheet = self.sheet(total, lambda at, x: at != mark.criterion or not meets(self.s, at, x, level), rng)
            if sheet:
                return sheet
        return None

    def missing_one(self, total, mark, rng):
        """That mark is unmet, and no other."""
        s = self.s
        others = [m for m in s.marks if m != mark]
        return self.sheet(total, lambda at, x: (at != mark.criterion or s.criteria[at].points(x) < mark.points)
                          and all(s.criteria[at].points(x) >= m.points for m in others if m.criterion == at), rng)

    def anything(self, rng):
        """Any sheet that is not stopped by its own zeros."""
        sheet = [rng.choice(c.choices()) for c in self.s.criteria]
        stop = self.s.note('zero stop')
        if stop:
            for at in range(stop.first, stop.last):
                c = self.s.criteria[at]
                sheet[at] = rng.choice([x for x in c.choices() if c.points(x)])
        return sheet

    def council(self, n, total, level, rng):
        """Sheets of one total together that meet all marks up to a level; some of them stand there several times."""
        base = total // n
        while True:
            kinds = [base + rng.randint(-4, 4) for _ in range(min(n, 3) - 1)]
            totals = sorted(kinds[i % len(kinds)] for i in range(n - 1))
            totals.append(total - sum(totals))
            if abs(totals[-1] - base) > 6 or not all(0 <= t <= 100 for t in totals):
                continue
            sheets = {t: self.meeting(t, level, rng) for t in totals}
            if all(sheets.values()):
                return [sheets[t] for t in totals]


# --- The cases of one product set -----------------------------------------------------------------------------------

def compact(s, sheet):
    return ''.join(str(option) if 0 in c.lists or not option else '[%d:%d]' % (case, option)
                   for c, (case, option) in zip(s.criteria, sheet))


def number(n, what):
    return '%d %s%s' % (n, what, '' if n == 1 else 's')


def nested(*dotted, value=True):
    facts = {}
    for key in dotted:
        room, name = key.split('.')
        facts.setdefault(room, {})[name] = value
    return facts


class Cases:
    """The cases of one product set. `where` of a case is a code of its form, or ARTICLE for the mean and the bands."""

    def __init__(self, s):
        self.s, self.find, self.all, self.names = s, Finder(s), [], set()
        self.best = [c.best() for c in s.criteria]

    def add(self, name, where, sheets, reading=None, facts=None):
        s = self.s
        assert sheets and all(len(sheet) == len(s.criteria) for sheet in sheets)
        readings = dict([reading.split('=')]) if reading else {}
        e = expected(s, sheets, readings, facts)
        name = name.format(result=e['stars'] and number(e['stars'], 'star'), **e)
        if name in self.names:
            raise SystemExit('set %d: two cases are named "%s"' % (s.number, name))
        self.names.add(name)
        case = {'name': name, 'cite': ARTICLE if where == ARTICLE else s.cite(*filter(None, [where])), 'sheets': []}
        for text, run in itertools.groupby(compact(s, sheet) for sheet in sheets):
            k = len(list(run))
            case['sheets'].append('%d*%s' % (k, text) if k > 1 else text)
        if readings:
            case['readings'] = readings
        if facts:
            case['facts'] = facts
        case['expect'] = e
        self.all.append(case)
        return e

    def code(self, mark):
        return self.s.criteria[mark.criterion].code

    def changed(self, *changes):
        """The best sheet with other choices at some criteria: pairs of index and option (of the first case)."""
        sheet = list(self.best)
        for at, option in changes:
            case = next(iter(self.s.criteria[at].lists))
            sheet[at] = (case if option else 0, option)
        return sheet

    def just_below(self, mark):
        """The best sheet with the highest option that misses a mark: 0 where the mark stands on the lowest points."""
        options = self.s.criteria[mark.criterion].lists[0]
        lower = [i + 1 for i, o in enumerate(options) if o.points < mark.points]
        return self.changed((mark.criterion, max(lower, default=0)))

    def alone(self, level):
        """Marks of a level that can be missed while every other mark is met."""
        return [m for m in self.s.marks
                if m.level == level and len(expected(self.s, [self.just_below(m)])['unmet_gates']) == 1]

    def run(self):
        self.plain()
        self.totals()
        self.each_mark()
        self.capped_by_one()
        self.councils()
        self.rounding()
        self.members_disagree()
        self.levels_and_minimum()
        self.equal_points()
        self.story()
        self.zero_stop()
        self.alternative_cases()
        self.facts()
        return self.all

    def plain(self):
        s = self.s
        e = self.add('the best option everywhere comes to 100 points and 5 stars', '', [self.best])
        assert e['mean'] == '100' and e['stars'] == 5
        self.add('nothing ticked anywhere is 0 points and meets no mark', '', [[(0, 0)] * len(s.criteria)])
        self.add('the lowest printed option everywhere comes to {mean} points', '',
                 [[(next(iter(c.lists)), 1) for c in s.criteria]])
        for at, c in enumerate(s.criteria):
            if not c.printed:
                self.add('%s without printed options: not ticked is 0 points' % c.code, c.code, [self.changed((at, 0))])

    def totals(self):
        for total in (29, 30, 49, 50, 69, 70, 89, 90):
            level = level_of(total)
            sheet = self.find.meeting(total, level, self.find.rng('total', total))
            if sheet:
                with_marks = ' with every mark up to %s' % number(level, 'star') if level > 2 else ''
                e = self.add('%d points%s are {result}' % (total, with_marks), ARTICLE, [sheet])
                assert e['stars'] == level and e['mean'] == str(total)
            sheet = self.find.missing(total, level, self.find.rng('capped', total))
            if sheet:
                e = self.add('%d points with an unmet mark are {result}' % total, ARTICLE, [sheet])
                assert e['stars'] < level and e['mean'] == str(total)

    def each_mark(self):
        for mark in self.s.marks:
            code = self.code(mark)
            e = self.add('%s just below its %d-star mark: {mean} points, {result}' % (code, mark.level), code,
                         [self.just_below(mark)])
            assert e['stars'] == min([e['stars_by_points']] + [g[0] - 1 for g in e['unmet_gates']])

    def capped_by_one(self):
        for level in (3, 4, 5):
            marks = self.alone(level)
            rng = self.find.rng('one mark', level)
            rng.shuffle(marks)
            for total, mark in itertools.product(range(90, 100), marks):
                sheet = self.find.missing_one(total, mark, rng)
                if sheet:
                    code = self.code(mark)
                    e = self.add('%d points are capped by one %d-star mark alone, at %s, to {result}' %
                                 (total, level, code), code, [sheet])
                    assert len(e['unmet_gates']) == 1 and e['stars'] == level - 1 and e['stars_by_points'] == 5
                    break

    def councils(self):
        for n, total in ((2, 59), (3, 149), (3, 150), (7, 489), (7, 490), (9, 809), (9, 810), (9, 811)):
            level = level_of(Fraction(total, n))
            sheets = self.find.council(n, total, min(level + 1, 5), self.find.rng('council', n, total))
            e = self.add('a council of %d with the mean {mean} is {result}' % n, ARTICLE, sheets)
            assert e['stars'] == level
        for n in (2, 3, 9) if self.s.number % 5 == 1 else (3,):
            rng = self.find.rng('any council', n)
            self.add('a council of %d whose members tick anything' % n, ARTICLE,
                     [self.find.anything(rng) for _ in range(n)])

    def rounding(self):
        for border in (30, 50, 70, 90) if self.s.number == 26 else (90,):
            level, rng = level_of(border), self.find.rng('rounding', border)
            over, under = (self.find.meeting(total, level, rng) for total in (border, border - 1))
            for n, how, expect in ((199, 'rounded', level - 1), (200, 'rounded', level), (201, 'rounded', level),
                                   (200, 'exact', level - 1)):
                e = self.add('R-08=%s: %d sheets with the mean {mean} are {result}' % (how, n), ARTICLE,
                             [over] * (n - 1) + [under], 'R-08=' + how)
                assert e['stars'] == expect

    def members_disagree(self):
        rng = self.find.rng('members')
        for level in (3, 4, 5):
            marks = [m for m in self.s.marks if m.level == level]
            if not marks:
                continue
            mark = rng.choice(marks)
            miss, code = self.just_below(mark), self.code(mark)
            for n, k in {3: ((2, 1), (3, 1), (3, 2)), 4: ((4, 1), (4, 2), (4, 3)), 5: ((2, 1), (9, 4), (9, 5))}[level]:
                e = self.add('a mark that %d of %d sheets meet is %s (%s, %d stars)' %
                             (k, n, 'met' if 2 * k > n else 'unmet', code, level), code,
                             [self.best] * k + [miss] * (n - k))
                assert any(g[:2] == [level, code] for g in e['unmet_gates']) == (2 * k <= n)
            n = level - 1
            self.add('R-07=all: a mark that %d of %d sheets meet is unmet (%s, %d stars)' % (n - 1, n, code, level),
                     code, [self.best] * (n - 1) + [miss], 'R-07=all')
            self.mean_of_points(marks)

    def mean_of_points(self, marks):
        """R-07=mean at the first mark where that can be: the mean points just under, on and just over the mark's."""
        for mark in marks:
            c, code = self.s.criteria[mark.criterion], self.code(mark)
            options = range(len(c.lists[0]) + 1)
            for low, high, n, k in itertools.product(options, options, range(4, 10), range(2, 8)):
                a, b = c.points((0, low)), c.points((0, high))
                if not a < mark.points < b or k > n - 2 or k * b + (n - k) * a != n * mark.points:
                    continue
                for tops, what in ((k - 1, 'under'), (k, 'on'), (k + 1, 'over')):
                    sheets = [self.changed((mark.criterion, high if i < tops else low)) for i in range(n)]
                    e = self.add('R-07=mean: points at %s just %s its %d-star mark in the mean of %d' %
                                 (code, what, mark.level, n), code, sheets, 'R-07=mean')
                    assert any(g[:2] == [mark.level, code] for g in e['unmet_gates']) == (what == 'under')
                return

    def levels_and_minimum(self):
        s = self.s
        for level in (3, 4, 5):
            marks = [m for m in self.alone(level) if expected(s, [self.just_below(m)])['stars_by_points'] == 5]
            if marks:
                mark = self.find.rng('own marks', level).choice(marks)
                for reading in ('R-01=own-marks', 'R-05=reject'):
                    self.add('%s: {mean} points with one %d-star mark unmet, at %s' % (reading, level, self.code(mark)),
                             self.code(mark), [self.just_below(mark)], reading)
        total = (49, 69, 89)[s.number % 3]
        rng, level = self.find.rng('marks above', total), level_of(total)
        above = [m for m in s.marks if m.level == level + 1]
        if above:
            at = rng.choice(above).criterion
            sheet = self.find.sheet(total, lambda i, x: meets(s, i, x, level) and
                                    (i != at or not meets(s, i, x, level + 1)), rng)
            e = self.add('R-05=reject: %d points with unmet marks above their band only are {result}' % total, ARTICLE,
                         [sheet], 'R-05=reject')
            assert e['stars'] == level

    def equal_points(self):
        for at, c in enumerate(self.s.criteria):
            if all(len({o.points for o in options}) == len(options) for options in c.lists.values()):
                continue
            for option, how in itertools.product(range(len(c.lists[0]) + 1), ('points', 'printed-order')):
                self.add('R-03=%s: option %d of %s, where two options have equal points' % (how, option, c.code),
                         c.code, [self.changed((at, option))], 'R-03=' + how)

    def story(self):
        s = self.s
        if not s.note('story'):
            return
        told = s.index('5.1')
        zeros = [i + 1 for i, o in enumerate(s.criteria[told].lists[0]) if o.points == 0]
        none = self.changed((told, 0))
        self.add('without a story ticked 5.2 counts 0', '5.2', [none])
        for option in zeros:
            self.add('with a story of 0 points 5.2 counts 0', '5.2', [self.changed((told, option))])
        self.add('with the least story 5.2 counts', '5.2', [self.changed((told, len(zeros) + 1))])
        self.add('5.2 counts 0 only on the sheet that has no story', '5.2', [self.best, none, self.best])
        for how in ('none', 'zero'):
            self.add('R-24=%s: content ticked at 5.3 where there is no story' % how, '5.3', [none], 'R-24=' + how)

    def zero_stop(self):
        s = self.s
        note = s.note('zero stop')
        if not note:
            return
        for at in range(note.first, note.last):
            c = s.criteria[at]
            assert c.lists[0][0].points == 0 and c.lists[0][1].points > 0
            for option, what in ((0, 'nothing ticked'), (1, 'the option of 0 points'), (2, 'the least option above 0')):
                e = self.add('%s at %s: {outcome}' % (what, c.code), '6', [self.changed((at, option))])
                assert e['outcome'] == ('stopped' if option < 2 else 'ranked')
            for how in ('later-zero', 'reject'):
                self.add('R-06=%s: 0 points at %s' % (how, c.code), '6', [self.changed((at, 1))], 'R-06=' + how)
        zeros = [self.changed((note.first, 1)), self.changed((note.last - 1, 0))] * 3
        for n, k in ((2, 1), (3, 1), (3, 2), (9, 4), (9, 5)):
            sheets = [self.best] * (n - k) + zeros[:k]
            for how in ('majority', 'all', 'any'):
                e = self.add('R-25=%s: %d of %d sheets have a 0 that stops' % (how, k, n), '6', sheets, 'R-25=' + how)
                assert (e['outcome'] == 'stopped') == holds_for_council(how, k, n)
            self.add('R-06=later-zero: %d of %d sheets have a 0' % (k, n), '6', sheets, 'R-06=later-zero')

    def alternative_cases(self):
        s = self.s
        at = [i for i, c in enumerate(s.criteria) if len(c.lists) > 1]
        for mixture in itertools.product((1, 2), repeat=len(at)) if at else ():
            sheet = list(self.best)
            for i, case in zip(at, mixture):
                sheet[i] = (case, len(s.criteria[i].lists[case]))
            self.add('cases are chosen independently: %s' %
                     ', '.join('case %d at %s' % (case, s.criteria[i].code) for i, case in zip(at, mixture)),
                     s.criteria[at[0]].code, [sheet])
        for i in at:
            c = s.criteria[i]
            for choice in c.choices():
                what = 'case %d, option %d' % choice if choice[1] else 'nothing ticked'
                self.add('%s at %s' % (what, c.code), c.code,
                         [[choice if j == i else x for j, x in enumerate(self.best)]])
            self.add('members may take different cases at %s' % c.code, c.code,
                     [[(case, 1) if j == i else x for j, x in enumerate(self.best)] for case in (1, 2, 2)])

    def facts(self):
        s = self.s
        keys = list(dict.fromkeys(f for note in s.notes for f in note.kind.facts))
        if not keys:
            return
        self.add('facts that are all denied change nothing', '', [self.best], facts=nested(*keys, value=False))
        others = {'R-06': ['later-zero', 'reject'], 'R-21': ['waive-marks'], 'R-22': ['reject'], 'R-23': ['stop']}
        for note, fact in [(note, fact) for note in s.notes for fact in note.kind.facts]:
            of_form = note.last - note.first == len(s.criteria)
            where = 'disqualifiers' if of_form else s.criteria[note.first].code
            effect = note.kind.effect
            e = self.add('%s%s: {outcome}' % (fact, '' if of_form else ' at ' + where), where, [self.best],
                         facts=nested(fact))
            assert e['outcome'] == {'reject': 'rejected', 'stop': 'stopped'}.get(OWN.get(effect, effect), 'ranked')
            for how in others.get(effect, []):
                name = '%s=%s: %s at %s' % (effect, how, fact, where)
                self.add(name, where, [self.best], '%s=%s' % (effect, how), nested(fact))
                if how in ('later-zero', 'waive-marks'):
                    self.add(name + ', nothing ticked there', where, [self.changed((note.first, 0))],
                             '%s=%s' % (effect, how), nested(fact))
        self.add('every fact at once: {outcome}', '', [self.best], facts=nested(*keys))
        stopping = [f for n in s.notes if n.kind.effect == 'R-06' for f in n.kind.facts]
        if stopping:
            self.add('what rejects wins over what stops', '', [self.best], facts=nested('dossier.forged', stopping[0]))


def text_of_file(s):
    def line(v):
        return json.dumps(v, ensure_ascii=False, separators=(',', ':'))
    head = {'format': 'ocop-cases/1', 'about': ABOUT, 'rules': RULES, 'set': s.number,
            'criteria': [c.code for c in s.criteria]}
    rows = ',\n'.join(line(case) for case in Cases(s).run())
    return '{\n%s,\n"cases":[\n%s\n]}\n' % (',\n'.join('%s:%s' % (line(k), line(v)) for k, v in head.items()), rows)


def main(arguments):
    check = '--check' in arguments
    folders = [a for a in arguments if a != '--check']
    if len(folders) != 1:
        sys.exit(__doc__)
    OUT.mkdir(parents=True, exist_ok=True)
    differ = 0
    for s, name in zip(read_law(Path(folders[0])), NAMES, strict=True):
        path, text = OUT / ('%02d-%s.json' % (s.number, name)), text_of_file(s)
        if not check:
            path.write_text(text, encoding='utf8', newline='\n')
        elif not path.exists() or path.read_text(encoding='utf8') != text:
            print('%s is not what the tables give' % path.name)
            differ += 1
    return 1 if differ else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
