#!/usr/bin/env python3
"""Checks the command from outside: help, exit codes, every layout of results, hostile surroundings.

usage: check_command.py OCOP [--made-up]

With --made-up the checks that load the built-in law, which takes its time under sanitizers, are left out.

Each check is a function whose name says what must hold. Those that need no law of Viet Nam run under the made-up decree of
tests/cases/made-up-decree, which loads quickly.
"""
import copy
import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
DECREE = TESTS / 'cases' / 'made-up-decree'
OCOP = ''
FAILURES = []


class Run:
    """One run of the command."""

    def __init__(self, *args, stdin='', env=None, **options):
        surroundings = {k: v for k, v in os.environ.items() if not k.startswith(('LC_', 'LANG', 'TZ'))}
        surroundings.update(env or {})
        data = stdin if isinstance(stdin, bytes) else stdin.encode()
        done = subprocess.run([OCOP, *map(str, args)], input=data, capture_output=True, env=surroundings, timeout=300, **options)
        self.args, self.code, self.bytes = args, done.returncode, done.stdout
        self.out = done.stdout.decode('utf8')
        self.err = done.stderr.decode('utf8')

    def __str__(self):
        return f'ocop {" ".join(map(str, self.args))[:200]} -> {self.code}\n  out: {self.out[:300]!r}\n  err: {self.err[:300]!r}'


def expect(holds, what, run=''):
    if not holds:
        FAILURES.append(f'{sys._getframe(1).f_code.co_name}: {what}\n  {run}')


def decree(*args, **options):
    return Run(*args, '--rules', DECREE, **options)


def salt(identity='S-1', grain=4, pan=3, sparkle=8, **more):
    """A submission of one sheet under the made-up decree, on one line."""
    return json.dumps({'format': 'ocop-submission/1', 'submission': identity, 'product': {'set': 12, 'name': more.pop('name', 'Muối, "biển"')},
                       'rules': 'made-up-2030', **more,
                       'sheets': [{'member': 'M1', 'choices': {'1.1': grain, '1.2': pan, '2': sparkle}}]}, ensure_ascii=False)


def some_lines():
    """Lines of which the third and the fifth are bad."""
    return '\n'.join([salt('A'), salt('B', sparkle=2), '{"submission":"C",', salt('D', grain=9), '', salt('F', grain=1)]) + '\n'


def many_lines(count):
    """So many good lines, but for line 123, which is cut short."""
    lines = [salt('N', grain=1 + i % 4, pan=1 + i % 3, sparkle=1 + i % 8) for i in range(24)]
    return ''.join((lines[i % 24].replace('"N"', f'"N{i + 1}"') if i != 122 else lines[0][:-1]) + '\n' for i in range(count))


def width(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in text)


# --- help and usage

def check_every_command_helps_with_an_example():
    for command in ([], ['score'], ['explain'], ['rules'], ['rules', 'list'], ['rules', 'show'], ['rules', 'table'], ['rules', 'diff'],
                    ['rules', 'lint'], ['rules', 'verify'], ['govern'], ['dossier'], ['certificate'], ['programme'], ['record'], ['replay'], ['logic']):
        run = Run(*command, '--help')
        expect(run.code == 0 and not run.err, 'help ends well and says nothing on the other stream', run)
        expect('Example: ' in run.out and 'ocop' in run.out.split('Example: ')[1], 'help has an example', run)
        expect('--reading' in run.out or command, 'the options of every command are named at the top', run)


def check_the_version_is_that_of_the_library():
    text = (TESTS.parent / 'include' / 'ocop' / 'version.hpp').read_text(encoding='utf8')
    run = Run('--version')
    expect(run.code == 0 and run.out == re.search(r'OCOP_VERSION "([0-9.]+)"', text)[1] + '\n', 'the version is printed alone', run)


def check_a_wrong_command_line_is_exit_2():
    for args in ([], ['scores'], ['--nonsense'], ['score', '--format', 'xml'], ['score', '--threads', '0'], ['score', '--threads', '257'],
                 ['score', '--threads', 'many'], ['score', '--threads', '-1'], ['score', '--reading'], ['score', '--reading', 'R-05', '-'],
                 ['score', '--reading', '=cap', '-'], ['score', '--reading', 'R-05=', '-'], ['explain'], ['explain', '-', '--lang', 'fr'],
                 ['explain', '-', '-'], ['rules'], ['rules', 'lists'], ['rules', 'show'], ['rules', 'table'], ['rules', 'show', 'made-up-2030', '--set', '0'],
                 ['rules', 'show', 'made-up-2030', '--set', 'one'], ['logic', '-', '-']):
        run = decree(*args) if args else Run()
        expect(run.code == 2 and not run.out and run.err, 'exit 2, words on the other stream', run)
    for args in (['rules', 'show', 'made-up-2031'], ['rules', 'show', 'made-up-2030', '--set', '2'], ['rules', 'table', 'made-up-2030', '--set', '13']):
        run = decree(*args)
        expect(run.code == 2 and not run.out and run.err, 'exit 2 for an edition or a set that there is not', run)


# --- score

def check_results_as_lines():
    run = decree('score', stdin=some_lines())
    expect(run.code == 3, 'some lines are bad', run)
    answers = [json.loads(line) for line in run.out.splitlines()]
    expect([a['format'] for a in answers] == [f'ocop-{k}/1' for k in ('result', 'result', 'error', 'error', 'error', 'result')], 'an answer for every line', run)
    expect([a['submission'] for a in answers] == ['A', 'B', 'C', 'D', None, 'F'], 'in order', run)
    expect([a.get('line') for a in answers] == [None, None, 3, 4, 5, None], 'errors name their line', run)
    expect([a.get('code') for a in answers] == [None, None, 'invalid-json', 'unknown-option', 'empty-input', None], 'and their code', run)
    expect([a.get('stars') for a in answers if 'stars' in a] == [4, 3, None], 'stars', run)
    expect(run.err == 'standard input: 3 of 6 submissions could not be evaluated, the first on line 3\n', 'a summary on the other stream', run)
    well = decree('score', '-', stdin=salt())
    expect(well.code == 0 and not well.err, 'all well is exit 0 and silence', well)
    nothing = decree('score')
    expect(nothing.code == 3 and json.loads(nothing.out)['code'] == 'empty-input', 'nothing at all is one bad submission', nothing)


def check_results_as_one_array():
    run = decree('score', '--format', 'json', stdin=some_lines())
    expect(run.code == 3 and len(json.loads(run.out)) == 6, 'one array of all answers', run)
    expect(json.loads(run.out) == [json.loads(line) for line in decree('score', stdin=some_lines()).out.splitlines()], 'the same answers as lines', run)
    one = decree('score', '--format', 'json', stdin=json.dumps(json.loads(salt()), indent=2))
    expect(one.code == 0 and len(json.loads(one.out)) == 1, 'an array of one', one)


def check_an_array_stays_an_array_without_any_answer():
    run = decree('score', '--format', 'json', 'no-such-file.json')
    try:
        expect(json.loads(run.out) == [], 'an empty array', run)
    except ValueError:
        expect(False, 'an empty array, not a piece of one', run)


def check_results_as_comma_separated_values():
    run = decree('score', '--format', 'csv', stdin=some_lines())
    rows = list(csv.DictReader(io.StringIO(run.out, newline=''), strict=True))
    expect(run.code == 3 and len(rows) == 6, 'a row for every answer', run)
    expect(all(None not in r and None not in r.values() for r in rows), 'as many cells as headings', run)
    expect([r['submission'] for r in rows] == ['A', 'B', 'C', 'D', '', 'F'], 'in order', run)
    expect([r['line'] for r in rows] == list('123456'), 'with their lines', run)
    expect([r['stars'] for r in rows] == ['4', '3', '', '', '', ''], 'stars', run)
    expect([r['outcome'] for r in rows] == ['ranked', 'ranked', '', '', '', 'rejected'], 'outcomes', run)
    expect(rows[0]['product'] == 'Muối, "biển"', 'quotes and commas survive', run)
    expect((rows[0]['P'], rows[0]['Q'], rows[0]['X']) == ('60.00', '40.00', ''), 'parts by their codes', run)
    expect(all(line.endswith('\r\n') for line in run.bytes.decode().splitlines(keepends=True)), 'rows end as RFC 4180 has it', run)
    odd = decree('score', '--format', 'csv', stdin=salt('x\ny"z', name='a\r\nb,"c"'))
    row = list(csv.DictReader(io.StringIO(odd.out, newline='')))[0]
    expect((row['submission'], row['product']) == ('x\ny"z', 'a\r\nb,"c"'), 'line ends in a cell survive', odd)


def check_results_as_a_table():
    run = decree('score', '--format', 'table', stdin=some_lines())
    lines = run.out.splitlines()
    expect(run.code == 3 and len(lines) == 8, 'two lines of headings and one for every answer', run)
    # Where "Sản phẩm" and "Product" begin, every last cell begins: the cells before it are padded.
    start = width(lines[0][:lines[0].index('Sản phẩm')])
    expect(start == width(lines[1][:lines[1].index('Product')]), 'both headings are aligned', run)
    for line in lines[2:]:
        cell = next(cell for cell in ('Muối', 'line ') if cell in line)
        expect(width(line[:line.index(cell)]) == start, 'every row is aligned', line)
    expect(any('★★★★' in line for line in lines) and any('lỗi / error' in line for line in lines), 'stars and errors are shown', run)
    expect(not any(line != line.rstrip() for line in lines), 'no blanks at the end of a line', run)


def check_a_name_with_control_characters_cannot_break_a_table_or_a_page():
    name = 'đỏ\x1b[31m\x1f, rồi\n\r\tbình thường'
    table = decree('score', '--format', 'table', stdin=salt(name=name))
    expect(len(table.out.splitlines()) == 3 and '\x1b' not in table.out, 'one row, nothing that a terminal obeys', table)
    expect('bình thường' in table.out, 'all of the name', table)
    page = decree('explain', '-', stdin=salt(name=name))
    expect('\x1b' not in page.out and '\r' not in page.out, 'nothing that a terminal obeys', page)
    bad = decree('explain', '-', stdin='{"submission":"\\u001b[31mX","product":5}')
    expect('\x1b' not in bad.err, 'nothing that a terminal obeys among the errors', bad)


def check_several_files_are_scored_one_after_the_other():
    with tempfile.TemporaryDirectory() as folder:
        one, two, lines = (Path(folder) / n for n in ('một.json', 'two with blanks.json', 'three.jsonl'))
        one.write_text(json.dumps(json.loads(salt('A')), indent=4), encoding='utf8')
        two.write_text(salt('B'), encoding='utf8')
        lines.write_text(salt('C') + '\n' + salt('D') + '\n', encoding='utf8')
        for form, ids in (('jsonl', lambda t: [json.loads(x)['submission'] for x in t.splitlines()]), ('json', lambda t: [a['submission'] for a in json.loads(t)]),
                          ('csv', lambda t: [r['submission'] for r in csv.DictReader(io.StringIO(t, newline=''))]),
                          ('table', lambda t: [x.split()[0] for x in t.splitlines()[2:]])):
            run = decree('score', one, two, lines, '--format', form)
            expect(run.code == 0 and ids(run.out) == ['A', 'B', 'C', 'D'], 'answers of all files in order', run)
        mixed = decree('score', one, Path(folder) / 'missing.json', '-', folder, lines, stdin=salt('IN'))
        expect([json.loads(x)['submission'] for x in mixed.out.splitlines()] == ['A', 'IN', 'C', 'D'], 'what can be read is scored', mixed)
        expect(mixed.code == 3 and mixed.err.count('cannot be read') == 2, 'what cannot is named', mixed)
        pretty_as_lines = Path(folder) / 'pretty.jsonl'
        pretty_as_lines.write_text(one.read_text(encoding='utf8'), encoding='utf8')
        run = decree('score', pretty_as_lines)
        expect(run.code == 3 and len(run.out.splitlines()) == len(one.read_text(encoding='utf8').splitlines()), 'a file named .jsonl has lines', run)


def check_a_missing_file_and_a_folder_are_exit_3():
    for command in (['score'], ['explain'], ['logic']):
        for name in ('no-such-file.json', str(TESTS)):
            run = (Run if command == ['logic'] else decree)(*command, name)
            expect(run.code == 3 and name in run.err and 'cannot be read' in run.err, 'named, with a reason', run)
            expect(not run.out, 'no result', run)


def check_twenty_thousand_lines_have_their_answers_in_order():
    text = many_lines(20000)
    run = decree('score', '--threads', 5, stdin=text)
    answers = run.out.splitlines()
    expect(run.code == 3 and len(answers) == 20000, 'an answer for every line', run)
    expect(run.err == 'standard input: 1 of 20,000 submissions could not be evaluated, the first on line 123\n', 'the bad line is named', run)
    expect(all(f'"submission":"N{i + 1}"' in a for i, a in enumerate(answers) if i != 122), 'in order', run)
    expect('"line":123,"code":"invalid-json"' in answers[122], 'the bad line is answered in its place', answers[122])


def check_any_number_of_threads_gives_the_same_bytes():
    for form, count in (('jsonl', 1600), ('json', 600), ('csv', 600), ('table', 600)):
        one, *others = (decree('score', '--format', form, '--threads', threads, stdin=many_lines(count)) for threads in (1, 2, 5))
        for run in others:
            expect((run.bytes, run.err, run.code) == (one.bytes, one.err, 3), f'the same {form}', run)


def check_readings_of_the_command_line():
    line = salt(grain=3)  # 90 points, the mark of the highest level unmet; the decree rejects
    answer = lambda *args, text=line: json.loads(decree('score', *args, stdin=text).out)
    expect(answer()['outcome'] == 'rejected', 'the decree rejects', answer())
    capped = answer('--reading', 'R-05=cap')
    expect((capped['outcome'], capped['stars'], 'R-05=cap' in capped['readings']) == ('ranked', 3, True), 'another reading caps', capped)
    both = answer('--reading', 'R-05=cap', '--reading', 'R-03=points')
    expect('R-03=points' in both['readings'] and 'R-05=cap' in both['readings'], 'several readings', both)
    own = answer('--reading', 'R-05=cap', text=salt(grain=3, readings={'R-05': 'reject'}))
    expect(own['outcome'] == 'rejected', 'the choice of the submission wins', own)
    for reading, words in (('R-99=cap', 'there is no reading "R-99"'), ('R-05=whatever', 'no alternative "whatever"; allowed are cap, reject')):
        run = decree('score', '--reading', reading, stdin=line)
        expect(run.code == 2 and not run.out and words in run.err, 'an unknown reading or alternative is a wrong command line', run)


# --- explain

def check_a_page_in_both_languages():
    text = salt('A', grain=3) + '\n'
    vi = decree('explain', '-', '--reading', 'R-05=cap', stdin=text)
    en = decree('explain', '-', '--reading', 'R-05=cap', '--lang', 'en', stdin=text)
    expect(vi.code == 0 and not vi.err and 'KẾT QUẢ' in vi.out and '3 đèn' in vi.out and 'ĐỂ ĐẠT 4 đèn' in vi.out, 'Vietnamese', vi)
    expect(en.code == 0 and not en.err and 'OUTCOME' in en.out and '3 lanterns' in en.out and 'TO REACH 4 lanterns' in en.out, 'English', en)
    expect('made-up-2030/annex-12/1.1' in vi.out and 'R-05' in vi.out, 'clauses and readings are named', vi)
    expect(decree('explain', '-', '--lang', 'vi', '--reading', 'R-05=cap', stdin=text).bytes == vi.bytes, 'Vietnamese is what is spoken first', vi)
    for word in ('KẾT QUẢ', 'ĐIỂM', 'CÁCH ĐỌC'):
        expect(word not in en.out, 'no Vietnamese heading on an English page', en)
    several = decree('explain', '-', '--lang', 'en', stdin=some_lines())
    expect(several.code == 3 and several.out.count('OUTCOME') == 3 and several.out.count('────') >= 2, 'a page for every good submission', several)
    expect(len(several.err.splitlines()) == 3 and 'line 3' in several.err and '(C)' in several.err, 'the others on the other stream', several)


# --- rules

def check_the_digests_of_the_law_are_computed_again():
    run = Run('rules', 'verify')
    expect(run.code == 0 and not run.err, 'the built-in rules mean what their digests say', run)
    lines = run.out.splitlines()
    expect(all(line.endswith(': ok') for line in lines), 'one line for each that is as it should be', run)
    listed = Run('rules', 'list').out.split('\n\n')[0]
    editions = [line.split()[0].removesuffix('#1') for line in listed.splitlines()[2:]]
    expect([f'{edition}: ok' for edition in editions] == lines[:len(editions)], 'every edition has its line', run)
    expect('council default: ok' in lines and 'programme dong-nai-2025: ok' in lines, 'regulations and plans too', run)
    folder = decree('rules', 'verify')
    expect(folder.code == 0 and 'made-up-2030@2031-07-01: ok' in folder.out, 'the rules of a folder', folder)
    none = Run('--rules', '/no/such/folder', 'rules', 'verify')
    expect(none.code == 3 and not none.out and none.err, 'a folder that cannot be read', none)


def check_the_law_as_data_is_listed_shown_and_tabled():
    run = Run('rules', 'list')
    expect(run.code == 0 and 'qd-26-2026@2026-05-22' in run.out, 'the built-in editions', run)
    listed = decree('rules', 'list')
    expect(listed.code == 0 and [x.split()[0] for x in listed.out.splitlines()[2:]] ==
           ['made-up-2028@2028-01-01', 'made-up-2030@2030-01-01', 'made-up-2030@2031-07-01'], 'the editions of a folder', listed)
    shown = decree('rules', 'show', 'made-up-2030@2030-01-01')
    for what in ('3 đèn / 3 lanterns', '60 – 84', '12  Muối biển / Sea salt', 'R-05', 'reject (cap)', '[made-up-2030/2.3]'):
        expect(what in shown.out, f'an edition is shown with {what}', shown)
    page = decree('rules', 'show', 'made-up-2030', '--set', 1)
    for what in ('folds-12', '2|3★', 'Làm máy / By machine', 'dossier is forged', '{"<":[0,{"var":"maker.workers"},5]}', 'II.đ'):
        expect(what in page.out, f'a set is shown with {what}', page)
    table = decree('rules', 'table', 'made-up-2030')
    rows = list(csv.DictReader(io.StringIO(table.out), strict=True))
    expect(table.code == 0 and len(rows) == 64, 'a row for every option', table)
    expect(table.out.splitlines()[0] == 'set_no,part,section_no,criterion_code,criterion_max,case,option_no,points,option_star,criterion_star,label_vi,label_en', 'headings', table)
    expect(all(None not in r and None not in r.values() for r in rows), 'as many cells as headings', table)
    find = lambda **k: [r for r in rows if all(r[x] == v for x, v in k.items())]
    expect([(r['points'], r['option_star']) for r in find(criterion_code='I.1')][8:] == [('8', ''), ('9', '2|3'), ('10', ''), ('12', '4')], 'marks on options', table)
    expect([(r['case'], r['criterion_star'], r['option_star']) for r in find(criterion_code='I.2.b')] ==
           [('1', '', '2'), ('1', '', '3'), ('1', '', ''), ('2', '4', ''), ('2', '4', '')], 'marks on headings of cases', table)
    one = decree('rules', 'table', 'made-up-2030', '--set', 12)
    expect({r['set_no'] for r in csv.DictReader(io.StringIO(one.out))} == {'12'}, 'one set alone', one)


def check_a_set_is_shown_with_the_notes_of_its_sections():
    page = decree('rules', 'show', 'made-up-2030', '--set', 1)
    expect('an indicator has 0 points' in page.out, 'the note of section III is shown', page)


def check_lint_of_good_rules():
    run = decree('rules', 'lint', DECREE)
    expect(run.code == 0 and run.out == '0 issues\n', 'no issue', run)
    expect(decree('rules', 'lint').out == '0 issues\n', 'the folder may come by --rules', run)
    expect(Run('rules', 'lint').out == '0 issues\n', 'the built-in rules have none')


def patched(tree, name, patch):
    """The text of one file of the decree after the patches that name it."""
    value = json.loads((tree / name).read_text(encoding='utf8'))
    for step in patch:
        if step['file'] != name:
            continue
        tokens = [t.replace('~1', '/').replace('~0', '~') for t in step['at'].split('/')[1:]]
        at = value
        for token in tokens[:-1]:
            at = at[int(token)] if isinstance(at, list) else at[token]
        key = int(tokens[-1]) if isinstance(at, list) else tokens[-1]
        if 'set' in step:
            at[key] = copy.deepcopy(step['set'])
        else:
            del at[key]
    return json.dumps(value, ensure_ascii=False)


def check_broken_rules_give_every_issue_and_no_result():
    for name in ('wrong-type', 'sum-of-section', 'unknown-authority'):
        case = TESTS / 'bad_rules' / f'{name}.json'
        patch = json.loads(case.read_text(encoding='utf8'))['patch']
        expected = case.with_suffix('.expected').read_text(encoding='utf8')
        count = len(expected.splitlines())
        words = expected + f'{count} issue{"" if count == 1 else "s"}\n'
        with tempfile.TemporaryDirectory() as folder:
            for source in DECREE.rglob('*.json'):
                target = Path(folder) / source.relative_to(DECREE)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(patched(DECREE, source.relative_to(DECREE).as_posix(), patch), encoding='utf8')
            linted = Run('rules', 'lint', folder)
            expect(linted.code == 3 and linted.out == words, f'all issues of {name}', linted)
            for args in (['score', '-'], ['explain', '-'], ['rules', 'list'], ['rules', 'show', 'made-up-2030'], ['rules', 'table', 'made-up-2030']):
                run = Run(*args, '--rules', folder, stdin=salt())
                expect(run.code == 3 and not run.out and run.err == words, f'{args} refuses {name}', run)


def check_a_folder_without_rules_is_refused():
    for args in (['rules', 'lint', 'no-such-folder'], ['score', '--rules', 'no-such-folder'], ['rules', 'list', '--rules', Path(OCOP)]):
        run = Run(*args)
        expect(run.code == 3 and 'it is not a folder' in run.out + run.err, 'it is named', run)
    with tempfile.TemporaryDirectory() as folder:
        run = Run('rules', 'lint', folder)
        expect(run.code == 3 and 'no rule set was found' in run.out, 'an empty folder has no rule set, and that is said', run)


# --- logic

def check_conditions_line_by_line():
    lines = ['{"rule":{"<":[{"var":"n"},5]},"data":{"n":3}}', '{"rule":{"+":["1",0.5]}}', '{"rule":{"nonsense":[]}}', 'x', '[]', '{"data":1}', '{"rule":1,"date":2}',
             '{"rule":{"cat":["đèn"," ",1]}}', '{"rule":{"/":[1,0]}}', '', '{"rule":{"var":""},"data":{"b":1,"a":[null]}}', '{"rule":1,"rule":2}']
    run = Run('logic', stdin='\n'.join(lines) + '\n')
    answers = [json.loads(line) for line in run.out.splitlines()]
    expect(run.code == 3 and len(answers) == len(lines), 'a value or an error for every line', run)
    values = {0: True, 1: 1.5, 7: 'đèn 1', 8: None, 10: {'b': 1, 'a': [None]}}
    for i, answer in enumerate(answers):
        if i in values:
            expect(answer == values[i], f'line {i + 1} is {values[i]!r}', answer)
        else:
            expect(answer['format'] == 'ocop-error/1' and answer['line'] == i + 1, f'line {i + 1} is an error', answer)
    expect([answers[i]['code'] for i in (2, 3, 4, 5, 6, 9, 11)] ==
           ['invalid-rule', 'invalid-json', 'wrong-type', 'missing-key', 'unknown-key', 'invalid-json', 'duplicate-key'], 'codes', run)
    expect(answers[2]['where'] == '/rule/nonsense', 'where a rule is wrong', answers[2])
    good = Run('logic', '-', stdin=lines[0])
    expect(good.code == 0 and good.out == 'true\n', 'a last line without an end', good)


# --- surroundings

def check_what_is_no_character_is_told_before_all_else():
    halves = ['\\udc00', '\\ud800', '\\ud83d\\u0041']
    places = [salt('S-%'), salt(name='%'), salt().replace('"set"', '"%": 1, "set"'), salt().replace('submission/1', 'submission/%'),
              salt(filing={'kind': '%', 'filed_on': '%'}), salt().replace('"M1"', '"M1", "role": "%"'), '{"z": 1, "a": 2, "a": "%"}', '{"%": {"rule": 1}}']
    lines = [place.replace('%', half).encode() for place in places for half in halves]
    lines += [place.replace('%', 'x').encode().replace(b'x', bad, 1) for place in places for bad in (b'\xff', b'\xc3', b'\xed\xb0\x80')]
    text = b'\n'.join([salt('FIRST').encode(), *lines])
    for command in (['score', '-'], ['score', '-', '--format', 'table'], ['score', '-', '--format', 'csv'], ['record', '-'], ['dossier', '-'],
                    ['certificate', '-', '--on', '2026-09-01'], ['explain', '-'], ['replay', '-']):
        run = decree(*command, stdin=text)  # what is printed is read as UTF-8
        expect(run.code in (3, 4), f'{command[0]} refuses them', run)
        if command in (['score', '-'], ['record', '-']):
            answers = [json.loads(line) for line in run.out.splitlines()][1:]
            expect(len(answers) == len(lines), 'one answer a line', run)
            for line, answer in zip(lines, answers):
                expect(answer.get('code') == 'invalid-json' and answer['submission'] is None, f'{command[0]}: {line!r}', answer)
    run = Run('logic', '-', stdin=b'\n'.join(lines))
    expect(run.code == 3 and run.out.count('invalid-json') == len(lines), 'logic refuses them', run)
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / 'rules'
        for source in DECREE.rglob('*.json'):
            target = tree / source.relative_to(DECREE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
        titles = tree / 'shared' / 'titles.json'
        for bad in (b'\\udc00', b'\xff'):
            titles.write_bytes((DECREE / 'shared' / 'titles.json').read_bytes().replace(b'{', b'{"' + bad + b'": 1, ', 1))
            run = Run('rules', 'lint', tree)
            expect(run.code == 3 and 'shared/titles.json#' in run.out + run.err and 'not valid JSON' in run.out + run.err, 'lint says where', run)


def check_one_member_is_one_however_the_name_is_written():
    def two(a, b):
        document = json.loads(salt())
        sheet = document['sheets'][0]
        return json.dumps({**document, 'sheets': [{**sheet, 'member': a}, {**sheet, 'member': b}]}, ensure_ascii=False)

    pairs = [('Ủy viên', unicodedata.normalize('NFD', 'Ủy viên')), ('An', 'An '), ('An', '\u00a0An'), ('Bình', 'Bình\u200b'), ('An', 'An'), ('An', ''), ('An', '\u3000')]
    text = '\n'.join([two('An', 'Bình'), *(two(a, b) for a, b in pairs)])
    for command in ('score', 'record'):
        first, *answers = [json.loads(line) for line in decree(command, '-', stdin=text).out.splitlines()]
        expect(first['format'] != 'ocop-error/1' and len(answers) == len(pairs), f'{command}: names that differ are scored', first)
        for (a, b), answer in zip(pairs, answers):
            expect(answer.get('where') == '/sheets/1/member', f'{command}: {a!r} and {b!r}', answer)
            expect(answer.get('code') == ('repeated-member' if b.strip() else 'bad-value'), f'{command}: {a!r} and {b!r}', answer)
            expect(a == b or not b or 'U+' in answer['message'], f'{command}: code points of {a!r} and {b!r}', answer)
    with tempfile.TemporaryDirectory() as folder:
        run = decree('ledger', 'append', Path(folder) / 'l.db', '-', stdin=text)
        is_built = run.code != 2
        expect(not is_built or run.out.count('"/sheets/1/member"') == len(pairs), 'ledger append refuses them too', run)
    run = decree('explain', '-', stdin=two(*pairs[0]))
    expect(run.code == 3 and 'U+1EE6' in run.err, 'explain says so', run)


def check_a_reader_who_leaves_early_does_no_harm():
    lines = (salt() + '\n') * 500
    for args, stdin in ((['rules', 'table', 'made-up-2030'], ''), (['score'], lines), (['score', '--format', 'json', '--threads', 5], lines),
                        (['explain', '-'], lines), (['logic'], '{"rule":1}\n' * 20000)):
        command = [OCOP, *map(str, args)] + ([] if args[0] == 'logic' else ['--rules', str(DECREE)])
        for restore in (True, False):  # SIGPIPE as a shell has it, and ignored
            with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as errors:
                source.write(stdin.encode())
                source.seek(0)
                run = subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE, stderr=errors, restore_signals=restore)
                run.stdout.readline()
                run.stdout.close()
                code = run.wait(300)
                errors.seek(0)
                said = errors.read().decode('utf8')
            expect(code in (0, 3, 70, -signal.SIGPIPE), f'it ends without a crash: {args} {code}', said)
            expect('Sanitizer' not in said and 'runtime error' not in said, 'no fault', said)


def check_results_that_cannot_be_written_are_exit_70():
    if not Path('/dev/full').exists():
        return
    for args in (['rules', 'table', 'made-up-2030'], ['score', '-'], ['explain', '-']):
        with open('/dev/full', 'wb') as full:
            run = subprocess.run([OCOP, *args, '--rules', str(DECREE)], input=(salt() + '\n').encode() * 2000, stdout=full, stderr=subprocess.PIPE, timeout=300)
        expect(run.returncode == 70 and b'could not be written' in run.stderr, f'{args} says so', f'{run.returncode} {run.stderr[:300]}')


def check_standard_input_that_cannot_be_read_is_exit_70():
    with tempfile.TemporaryDirectory() as folder:
        handle = os.open(folder, os.O_RDONLY)
        for command in ('score', 'explain', 'certificate'):
            more = ['--on', '2026-09-01'] if command == 'certificate' else []
            run = subprocess.run([OCOP, command, '-', *more], stdin=handle, capture_output=True, timeout=300)
            expect(run.returncode == 70 and b'standard input could not be read' in run.stderr, f'{command} says so',
                   f'{run.returncode} {run.stderr[:300]}')
        os.close(handle)


def check_closed_streams_do_no_harm():
    for closed in ('<&-', '>&-', '2>&-', '<&- >&- 2>&-'):
        run = subprocess.run(['sh', '-c', f'exec "$0" score - --rules "$1" {closed}', OCOP, str(DECREE)], capture_output=True, input=salt().encode(), timeout=300)
        expect(run.returncode in (0, 3, 70), f'{closed} ends without a crash: {run.returncode}', run.stderr[:300])


def check_neither_locale_nor_time_zone_changes_a_byte():
    text = some_lines() + salt('I', facts={'test': {'strength': 9.5}}) + '\n'
    commands = [['score', '--format', f] for f in ('jsonl', 'json', 'csv', 'table')] + [['explain', '-'], ['rules', 'list']]
    surroundings = [{'LC_ALL': 'tr_TR.UTF-8', 'LANG': 'tr_TR.UTF-8', 'TZ': 'Asia/Tokyo'}, {'LC_ALL': 'de_DE.UTF-8', 'LC_NUMERIC': 'de_DE', 'TZ': 'America/New_York'},
                    {'LC_ALL': 'C', 'TZ': 'UTC+14', 'COLUMNS': '20', 'TERM': 'dumb'}]
    for args in commands:
        plain = decree(*args, stdin=text)
        for env in surroundings:
            run = decree(*args, stdin=text, env=env)
            expect((run.bytes, run.err, run.code) == (plain.bytes, plain.err, plain.code), f'the same under {env}', run)


def check_the_built_in_law_scores():
    line = {'format': 'ocop-submission/1', 'submission': 'B-1', 'product': {'set': 27}, 'filing': {'kind': 'first', 'filed_on': '2026-06-15'},
            'sheets': [{'member': 'M1', 'choices': {}}]}
    run = Run('score', stdin=json.dumps(line) + '\n' + json.dumps({**line, 'product': {'set': 1}}) + '\n')
    answers = [json.loads(x) for x in run.out.splitlines()]
    expect([a['code'] for a in answers] == ['unknown-product-set', 'missing-criteria'], 'sets and criteria of Decision 26/2026', run)


# --- the law through time

def check_the_governing_edition():
    def governing(kind, filed, decided, *more):
        run = decree('govern', '--kind', kind, '--filed', filed, '--decided', decided, *more)
        return tuple(json.loads(run.out).values()) if run.code == 0 else (run.code, run.err)

    old, new = 'made-up-2028@2028-01-01', 'made-up-2030@2030-01-01'
    expect(governing('first', '2029-12-31', '2030-01-20') == (old, 'made-up-2030/9.2.a', '2030-02-15'), 'the old decree by its transition')
    expect(governing('renewal', '2029-12-31', '2030-01-20') == (old, 'made-up-2030/9.2.b', '2030-02-21'), 'another one for renewals')
    expect(governing('upgrade', '2030-01-01', '2030-01-01') == (new, 'made-up-2030/9.1', None), 'the new decree from its first day')
    moved = ('--reading', 'R-13=next-working-day')
    expect(governing('first', '2029-12-31', '2030-01-20', *moved)[2] == '2030-02-15', 'a Friday stays')
    expect(governing('first', '2029-12-31', '2030-01-20', *moved, '--day-off', '2030-02-15')[2] == '2030-02-18', 'a holiday moves over the weekend')
    code, why = governing('first', '2027-12-31', '2027-12-31')
    expect(code == 3 and 'no-governing-rules' in why and '2028-01-01' in why, 'before the first decree', why)
    for wrong in (['--kind', 'second', '--filed', '2030-05-21'], ['--kind', 'first', '--filed', '21/05/2030'], ['--kind', 'first']):
        expect(decree('govern', *wrong).code == 2, f'usage: {wrong}')


def check_certificates_on_any_day():
    def status(issued, on, *more, stars=3):
        run = decree('certificate', '--stars', stars, '--issued', issued, '--on', on, *more)
        expect(run.code == 0 and not run.err, 'a status', run)
        return json.loads(run.out)

    leap = json.loads(Run('certificate', '--stars', '4', '--issued', '2024-02-29', '--on', '2026-09-01').out)
    expect(list(leap) == ['status', 'first_day_without_effect', 'renewal_opens', 'renewal_closes', 'extension_until', 'next_deadline', 'readings'],
           'the keys that are promised', leap)
    expect([leap[k] for k in list(leap)[:5]] == ['renewal-open', '2027-02-28', '2026-09-01', '2026-10-31', '2027-08-27'], 'a leap day under the built-in law', leap)
    expect(leap['next_deadline'] == {'on': '2026-10-31', 'what': 'file-renewal', 'cite': 'qd-26-2026/7.6.a'}, 'the next deadline', leap)
    first = status('2030-02-28', '2031-07-01')
    expect([first[k] for k in list(first)[:4]] == ['renewal-open', '2031-08-29', '2031-06-01', '2031-07-29'], 'another law', first)
    expect(status('2030-02-28', '2031-07-30')['status'] == 'renewal-late' and status('2030-02-28', '2031-08-29')['status'] == 'expired', 'day by day')
    expect(status('2030-02-28', '2031-09-01', '--filed', '2031-07-30', '--reading', 'R-14=any-late')['status'] == 'extended', 'an extension')
    expect(status('2030-02-28', '2031-09-01', '--filed', '2031-07-30', '--refused', '2031-09-01', '--reading', 'R-14=any-late')['status'] == 'expired', 'and its end')
    expect(status('2030-02-28', '2031-01-01', '--revoked', '2030-12-31')['status'] == 'revoked', 'revoked')
    expect(status('2030-02-28', '2031-01-01', stars=2)['status'] == 'none', 'a level without certificate')
    expect(status('2030-02-28', '2031-07-01', '--edition', 'made-up-2028', stars=1)['renewal_opens'] is None, 'under the terms of an edition')
    lines = ''.join(json.dumps({'format': 'ocop-issued-certificate/1', 'certificate': f'C-{i}', 'stars': 3, 'issued': day}) + '\n'
                    for i, day in enumerate(['2030-02-28', '2030-02-30', '2031-01-01']))
    run = decree('certificate', '-', '--on', '2031-07-01', stdin=lines)
    answers = [json.loads(x) for x in run.out.splitlines()]
    expect(run.code == 3 and [a.get('status') or a['code'] for a in answers] == ['renewal-open', 'bad-date', 'valid'], 'a portfolio, one line each', run)
    expect(answers[1]['submission'] == 'C-1' and answers[1]['where'] == '/issued', 'an error names its certificate', run)
    page = decree('explain', '-', '--on', '2031-07-01', '--lang', 'en', stdin=lines.splitlines()[0])
    expect(page.code == 0 and 'valid, renewal open' in page.out and 'made-up-2030/5.2' in page.out, 'a page', page)
    for wrong in (['--on', '2030-09-01'], ['--stars', '3', '--issued', '2030-02-30', '--on', '2030-09-01'], ['--stars', '3', '--issued', '2030-02-03'],
                  ['--stars', '3', '--issued', '2030-02-03', '--on', '2030-09-01', '--edition', 'qd-1']):
        expect(decree('certificate', *wrong).code == 2, f'usage: {wrong}')
    early = decree('certificate', '--stars', '3', '--issued', '2027-12-31', '--on', '2030-09-01')
    expect(early.code == 3 and '2028-01-01' in early.err and not early.out, 'before the first decree', early)


def check_dossiers_lack_what_the_law_asks_for():
    line = {'format': 'ocop-dossier/1', 'dossier': 'H-1', 'product': {'set': 12, 'code': '30-001'}, 'filing': {'kind': 'first', 'filed_on': '2030-06-15'},
            'stage': 'commune', 'applicant': {'kind': 'guild'}, 'papers': ['scroll', 'salt-map'], 'facts': {'test': {'lead': {'ppm': 3}}}}
    less = {**line, 'dossier': 'H-2', 'papers': [], 'facts': {'test': {'lead': {'ppm': 11}}}}
    wrong = {**line, 'dossier': 'H-3', 'stage': 'village'}
    run = decree('dossier', stdin='\n'.join(json.dumps(x) for x in (line, less, wrong)) + '\n')
    full, lacking, error = [json.loads(x) for x in run.out.splitlines()]
    expect(run.code == 3 and full['complete'] and not full['missing'], 'a complete one', run)
    expect([m['id'] for m in lacking['missing']] == ['scroll', 'lead-test', 'salt-map'], 'what is missing, in order', run)
    expect(all(m['cite'].startswith('made-up-2030/4') for m in lacking['missing']), 'each with its clause', run)
    expect(error['code'] == 'bad-value' and error['where'] == '/stage' and error['submission'] == 'H-3', 'an error in its place', run)
    page = decree('explain', '-', '--lang', 'en', stdin=json.dumps(less))
    expect(page.code == 0 and 'MISSING' in page.out and '[made-up-2030/4.2]' in page.out, 'a page', page)


def check_two_editions_are_compared():
    run = Run('rules', 'diff', 'qd-148-2023', 'qd-26-2026', '--set', '1', '--lang', 'en')
    expect(run.code == 0 and 'Unchanged: 7 lists' in run.out and re.search(r'^1\.2  -    added', run.out, re.M), 'one set', run)
    whole = Run('rules', 'diff', 'qd-1048-2019', 'qd-148-2023')
    expect(whole.code == 0 and whole.out.count('→  qd-148-2023, bộ') == 24, 'all sets: 22 continue one of 1048, two of them two', whole)
    expect(decree('rules', 'diff', 'made-up-2030', 'qd-27').code == 2 and decree('rules', 'diff', 'made-up-2030').code == 2, 'usage')
    gone = decree('rules', 'diff', 'made-up-2028', 'made-up-2030', '--set', '1')
    expect(gone.code == 0 and not gone.out and 'set 1' in gone.err, 'a set that is new', gone)


def check_revisions_are_listed_compared_and_replayed():
    salt_file = 'made-up-2030/product_sets/12-sea-salt.json'
    revision = {'format': 'ocop-revision/1', 'revision': 2, 'dated': '2032-01-05', 'why': {'vi': 'Thử', 'en': 'Trial'}, 'source': 'made-up-2030',
                'editions': ['2031-07-01'],
                'changes': [{'file': 'shared/wordings/salt.json', 'at': '/wordings/wording=grain/options/id=mid/en', 'was': 'Middling', 'set': 'Middle'},
                            {'file': salt_file, 'at': '/sections/id=1/criteria/id=1.1/gates/3', 'was': 'mid', 'set': 'high'}]}
    lines = ''.join(salt(f'V-{n}', grain=n, readings={'R-05': 'cap'}) + '\n' for n in (1, 2, 3, 4))
    before = decree('record', '-', stdin=lines)
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder, 'rules')
        shutil.copytree(DECREE, rules)
        (rules / 'made-up-2030' / 'revisions').mkdir()
        Path(rules, 'made-up-2030', 'revisions', '02-trial.json').write_text(json.dumps(revision))
        run = lambda *args, **options: Run(*args, '--rules', rules, **options)
        expect(run('rules', 'lint').out == '0 issues\n', 'the revision has no issue', run('rules', 'lint'))
        listed = run('rules', 'list')
        table, revisions = listed.out.split('\n\n')
        expect([x.split()[0] for x in table.splitlines()[2:]] == ['made-up-2028@2028-01-01', 'made-up-2030@2030-01-01', 'made-up-2030@2031-07-01#1',
                                                                  'made-up-2030@2031-07-01#2'], 'every revision is listed', listed)
        expect(revisions == 'made-up-2030@2031-07-01#2  2032-01-05  Thử / Trial  [made-up-2030]  quy định / rules\n', 'with its day and reason', listed)
        verified = run('rules', 'verify')
        expect(verified.code == 0 and 'made-up-2030@2031-07-01: ok' in verified.out and 'made-up-2030@2031-07-01#2: ok' in verified.out, 'verified', verified)
        tables = [run('rules', 'table', f'made-up-2030{n}', '--set', 12).out for n in ('#1', '#2', '')]
        expect(tables[0] == decree('rules', 'table', 'made-up-2030', '--set', 12).out and tables[0] != tables[1] == tables[2], 'the table of each')
        page = run('rules', 'show', 'made-up-2030')
        expect('made-up-2030@2031-07-01#2' in page.out and '2032-01-05: Thử / Trial  [made-up-2030]' in page.out, 'the newest is shown', page)
        expect(run('rules', 'show', 'made-up-2030#1').out == decree('rules', 'show', 'made-up-2030').out, 'the first as it was')
        unknown = run('rules', 'show', 'made-up-2030#3')
        expect(unknown.code == 2 and 'has no revision "#3"; it has #1, #2' in unknown.err, 'one that is not there', unknown)
        diff = run('rules', 'diff', 'made-up-2030#1', 'made-up-2030#2', '--lang', 'en')
        for what in ('#2  2032-01-05  Trial  [made-up-2030]', 'What is decided differs.', 'mark moved', '3★ ≥20 → ≥30'):
            expect(diff.code == 0 and what in diff.out, f'the comparison says {what}', diff)
        expect(re.search(r'^1\.1/mid en +Middling +Middle$', diff.out, re.M) and 'set 1 ' not in diff.out, 'and each word, of that set alone', diff)
        back = run('rules', 'diff', 'made-up-2030', 'made-up-2030#1', '--lang', 'en')
        expect('3★ ≥30 → ≥20' in back.out, 'and the other way round', back)
        stars = lambda name: [json.loads(x)['stars'] for x in run('score', '-', stdin=lines.replace('"made-up-2030"', json.dumps(name))).out.splitlines()]
        expect(stars('made-up-2030#1') == [None, 2, 3, 4] and stars('made-up-2030#2') == stars('made-up-2030') == [None, 2, 2, 4], 'scored by the one named')
        replayed = run('replay', '-', stdin=before.out)
        reports = [json.loads(x) for x in replayed.out.splitlines()]
        expect(replayed.code == 0 and [r['status'] for r in reports] == ['same'] * 4, 'records of before are the same', replayed)
        todays = [r['today'] for r in reports if 'today' in r]
        expect({'pointer': '/result/stars', 'then': '3', 'now': '2'} in todays[2]['differences'] and
               todays[2]['by'][0]['revision'] == 'made-up-2030@2031-07-01#2' and todays[2]['by'][0]['why']['en'] == 'Trial',
               'what is otherwise today is said with the reason', replayed)
        expect(re.search(r'otherwise today, by made-up-2030@2031-07-01#2 +' + str(len(todays)), replayed.err), 'and counted', replayed)
        expect(not run('replay', '-', '--differences', stdin=before.out).out, 'it is no difference of the record')
        under = run('replay', '-', '--under', 'made-up-2030#3', stdin=before.out)
        expect(under.code == 2 and 'has no revision "#3"' in under.err, 'not ranked again under one that is not there', under)


def check_the_documents_of_the_examples():
    folder = TESTS.parent / 'examples' / 'documents'
    dossier = Run('dossier', folder / 'dossier.json')
    expect(dossier.code == 0 and [m.get('id', m['what']) for m in json.loads(dossier.out)['missing']] == ['form-03', 'samples'], 'the dossier', dossier)
    certificates = Run('certificate', folder / 'certificates.jsonl', '--on', '2026-10-01')
    expect(certificates.code == 0 and [json.loads(x)['status'] for x in certificates.out.splitlines()] == ['expired', 'extended', 'renewal-open', 'revoked'],
           'the certificates', certificates)
    plan = Run('programme', 'dong-nai-2025', folder / 'programme-results.jsonl', '--lang', 'en', '--amount', '3=8000000', '--amount', '4=10000000')
    expect(plan.code == 0 and ' 2000000' in plan.out and ' 8000000' in plan.out and plan.out.index('P3') > 0, 'the plan', plan)


def check_a_plan_over_its_results():
    entry = {'format': 'ocop-programme-entry/1', 'product': 'Bưởi', 'group': 'Thực phẩm', 'unit': 'Tân Triều', 'kind': 'first', 'decided_on': '2025-05-01', 'stars': 4}
    text = json.dumps(entry) + '\n' + json.dumps({**entry, 'kind': 'second'}) + '\n'
    run = Run('programme', 'dong-nai-2025', '-', '--lang', 'en', '--amount', '4=10000000', stdin=text)
    expect(run.code == 3 and '10000000' in run.out and '[dong-nai-2025/V.1.d]' in run.out and 'line 2: /kind' in run.err, 'a page, and what could not be counted', run)
    unknown = Run('programme', 'dong-nai-2026', '-', stdin=text)
    expect(unknown.code == 2 and 'loaded are dong-nai-2025' in unknown.err, 'usage', unknown)
    expect(decree('programme', 'dong-nai-2025', '-', '--amount', 'four', stdin=text).code == 2, 'an amount that is none')


def check_records_are_written_and_replayed():
    lines = ''.join(salt(f'R-{n}', grain=1 + n % 4, pan=1 + n % 3) + '\n' for n in range(600))
    written = decree('record', '-', '--at', '2030-06-02T10:00:00+07:00', stdin=lines)
    records = written.out.splitlines()
    expect(written.code == 0 and len(records) == 600 and not written.err, 'a record for every submission', written)
    hashes = [json.loads(r)['sha256'] for r in records]
    expect([json.loads(r)['previous'] for r in records] == [None, *hashes[:-1]], 'each names the one before it')
    replayed = decree('replay', '-', stdin=written.out)
    expect(replayed.code == 0 and all(json.loads(x)['status'] == 'same' for x in replayed.out.splitlines()) and '600' in replayed.err,
           'the same, derived again', replayed)
    for threads in (1, 2, 5):
        expect(decree('replay', '-', '--threads', threads, stdin=written.out).bytes == replayed.bytes, f'whatever the threads: {threads}')
    altered = [*records[:3], records[3].replace('"stars":', '"stars": '), records[4].replace('"total":', '"tota1":'), records[6], *records[7:9]]
    run = decree('replay', '-', '--differences', stdin='\n'.join(altered) + '\n')
    found = [json.loads(x) for x in run.out.splitlines()]
    expect(run.code == 4 and [(f['line'], f['cause']) for f in found] == [(4, 'input-altered'), (5, 'input-altered'), (6, 'chain-broken')],
           'changed ones and a gap are named, white space too', run)
    some = decree('record', '-', stdin=salt('A') + '\n{"format":\n' + salt('B') + '\n')
    answers = [json.loads(x) for x in some.out.splitlines()]
    expect(some.code == 3 and [a['format'] for a in answers] == ['ocop-record/2', 'ocop-error/1', 'ocop-record/2'], 'an error in its place', some)
    expect(answers[2]['previous'] == answers[0]['sha256'], 'and the chain goes on after it', some)
    unknown = Run('replay', '-', stdin=records[0] + '\n')
    expect(unknown.code == 4 and json.loads(unknown.out)['status'] == 'unknown-edition', 'an edition that is not loaded', unknown)
    expect(decree('replay', '-', stdin='no record\n').code == 4, 'what is no record differs')
    with tempfile.TemporaryDirectory() as folder:
        key, public = Path(folder, 'key.pem'), Path(folder, 'public.pem')
        subprocess.run(['openssl', 'genpkey', '-algorithm', 'ed25519', '-out', key], check=True, capture_output=True)
        subprocess.run(['openssl', 'pkey', '-in', key, '-pubout', '-out', public], check=True, capture_output=True)
        signed = decree('record', '-', '--key', key, stdin=salt('A') + '\n')
        expect(decree('replay', '-', '--key', public, stdin=signed.out).code == 0, 'signed and verified', signed)
        expect(decree('replay', '-', '--key', public, stdin=records[0]).code == 4, 'not signed')
        wrong = decree('record', '-', '--key', public, stdin=salt('A') + '\n')
        expect(wrong.code == 3 and not wrong.out and 'bad-key' in wrong.err, 'a key of the wrong kind', wrong)
        expect(decree('record', '-', '--key', Path(folder, 'none.pem'), stdin=salt('A')).code == 3, 'a key that is not there')


OF_THE_BUILT_IN_LAW = (check_the_law_as_data_is_listed_shown_and_tabled, check_lint_of_good_rules, check_the_built_in_law_scores,
                       check_two_editions_are_compared, check_the_documents_of_the_examples, check_a_plan_over_its_results)


def main():
    global OCOP
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ['--made-up']):
        sys.exit(__doc__)
    OCOP = str(Path(sys.argv[1]).resolve())
    checks = [(name, f) for name, f in globals().items() if name.startswith('check_') and (len(sys.argv) == 2 or f not in OF_THE_BUILT_IN_LAW)]
    for name, check in checks:
        before = len(FAILURES)
        try:
            check()
        except Exception as error:  # what a check stumbles over is a failure of what it looks at
            FAILURES.append(f'{name}: {type(error).__name__}: {error}')
        print(f'{"ok    " if len(FAILURES) == before else "FAILED"} {name[6:].replace("_", " ")}')
    print('\n'.join(FAILURES))
    print(f'{len(checks)} checks, {len(FAILURES)} failures')
    sys.exit(1 if FAILURES else 0)


if __name__ == '__main__':
    main()
