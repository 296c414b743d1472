#!/usr/bin/env python3
"""Names keys that are none wherever a key can be named, and looks whether each is refused; types the phrase of an
encrypted key on a terminal; and gives the other options of records.

usage: check_keys.py OCOP
"""
import json
import os
import pty
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DECREE = Path(__file__).resolve().parent.parent / 'cases' / 'made-up-decree'
SUBMISSION = json.dumps({'format': 'ocop-submission/1', 'submission': 'K-1', 'product': {'set': 12}, 'rules': 'made-up-2030',
                         'sheets': [{'member': 'M1', 'choices': {'1.1': 1, '1.2': 1, '2': 1}}]}) + '\n'
AT = ['--at', '2030-06-02T10:00:00+07:00']
PHRASE = 'open sesame'
FAILURES = []


def expect(holds, what, run=None):
    if not holds:
        shown = '' if run is None else f'\n  exit {run.returncode}\n  out: {run.stdout[:600]}\n  err: {run.stderr[:600]}'
        FAILURES.append(what + shown)


class Command:
    def __init__(self, ocop):
        self.ocop = ocop

    def __call__(self, *args, stdin=''):
        return subprocess.run([self.ocop, *map(str, args), '--rules', DECREE], input=stdin, capture_output=True, text=True, timeout=60)

    def on_a_terminal(self, *args, typed):
        """Runs with a terminal as standard input on which some text is typed when something is asked; exit code, output
        and everything that stood on the terminal."""
        ours, theirs = pty.openpty()
        run = subprocess.Popen([self.ocop, *map(str, args), '--rules', DECREE], stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        os.close(theirs)
        shown, end = b'', time.time() + 30
        while time.time() < end and run.poll() is None:
            if select.select([ours], [], [], 0.05)[0]:
                try:
                    shown += os.read(ours, 4096)
                except OSError:
                    break
                if shown.endswith(b': '):
                    os.write(ours, typed.encode())
        out = run.communicate(timeout=30)[0].decode()
        os.close(ours)
        return run.returncode, out, shown.decode()


def make_keys(folder):
    """Files of keys by what they hold."""
    def openssl(*args):
        return subprocess.run(['openssl', *map(str, args)], check=True, capture_output=True).stdout

    files = {name: Path(folder, name.replace(' ', '-') + '.pem') for name in (
        'private', 'public', 'locked', 'opened', 'RSA', 'public RSA', 'X25519', 'certificate', 'two private', 'two public', 'empty', 'blank', 'text',
        'half', 'large')}
    for name in ('private', 'RSA', 'X25519'):
        openssl('genpkey', '-algorithm', 'ed25519' if name == 'private' else name, '-out', files[name])
    openssl('genpkey', '-algorithm', 'ed25519', '-aes256', '-pass', f'pass:{PHRASE}', '-out', files['locked'])
    openssl('pkey', '-in', files['private'], '-pubout', '-out', files['public'])
    openssl('pkey', '-in', files['RSA'], '-pubout', '-out', files['public RSA'])
    openssl('pkey', '-in', files['locked'], '-passin', f'pass:{PHRASE}', '-pubout', '-out', files['opened'])
    openssl('req', '-x509', '-key', files['private'], '-subj', '/CN=x', '-out', files['certificate'])
    files['two private'].write_text(files['private'].read_text() * 2)
    files['two public'].write_text(files['public'].read_text() + files['opened'].read_text())
    files['empty'].write_text('')
    files['blank'].write_text(' \n\n')
    files['text'].write_text('no key\n')
    files['half'].write_text(files['private'].read_text()[:60])
    files['large'].write_bytes(b'\n' * (1 << 20) + files['public'].read_bytes())
    return files


def check_what_is_no_key(ocop, folder, keys):
    """Everywhere that a key can be named, everything that is none: nothing is written, nothing is called right."""
    records = ocop('record', '-', *AT, stdin=SUBMISSION).stdout
    ledger = Path(folder, 'ledger.db')
    ocop('ledger', 'append', ledger, '-', *AT, stdin=SUBMISSION)
    nothing = Path(folder, 'nothing.pem')
    for name in ('empty', 'blank', 'text', 'half', 'large', 'RSA', 'public RSA', 'X25519', 'certificate', 'two private', 'two public', 'folder', 'absent'):
        file = {'folder': folder, 'absent': nothing}.get(name) or keys[name]
        for args, stdin in ((['record', '-', *AT], SUBMISSION), (['ledger', 'append', ledger, '-', *AT], SUBMISSION), (['ledger', 'export', ledger], ''),
                            (['replay', '-'], records)):
            run = ocop(*args, '--key', file, stdin=stdin)
            expect(run.returncode == 3 and not run.stdout and f'{file}: ' in run.stderr and '(bad-key)' in run.stderr, f'{name} at {args[:2]}', run)
    for args in (['record', '-', *AT], ['ledger', 'append', ledger, '-', *AT], ['ledger', 'export', ledger]):
        run = ocop(*args, '--key', keys['public'], stdin=SUBMISSION)
        expect(run.returncode == 3 and not run.stdout and 'name the private one of the pair' in run.stderr, f'a public key at {args[:2]}', run)
    run = ocop('replay', '-', '--key', keys['private'], stdin=records)
    expect(run.returncode == 3 and not run.stdout and 'make the public one of it' in run.stderr, 'a private key to verify with', run)
    run = ocop('replay', '-', '--key', keys['public'], '--key', keys['empty'], stdin=records)
    expect(run.returncode == 3 and not run.stdout and 'bad-key' in run.stderr, 'one of two keys is none', run)
    expect(len(ocop('ledger', 'export', ledger).stdout.splitlines()) == 2, 'nothing more was kept')
    if os.geteuid() != 0:
        keys['private'].chmod(0)
        run = ocop('record', '-', *AT, '--key', keys['private'], stdin=SUBMISSION)
        expect(run.returncode == 3 and 'cannot be read' in run.stderr, 'a key that may not be read', run)
        keys['private'].chmod(0o600)


def check_phrases(ocop, folder, keys):
    submissions, phrase = Path(folder, 'submissions.jsonl'), Path(folder, 'phrase')
    submissions.write_text(SUBMISSION * 3)
    signs = ['record', submissions, *AT, '--key', keys['locked']]

    def is_signed(out):
        return ocop('replay', '-', '--key', keys['opened'], stdin=out).returncode == 0 and len(out.splitlines()) == 3

    code, out, shown = ocop.on_a_terminal(*signs, typed=PHRASE + '\n')
    expect(code == 0 and is_signed(out), f'a phrase typed: {code} {out[:300]} {shown}')
    expect(shown.count('phrase of') == 1 and PHRASE not in shown, f'asked once, and not shown: {shown}')
    code, out, shown = ocop.on_a_terminal(*signs, typed='open\n')
    expect(code == 3 and 'bad-key' in out and 'not given or wrong' in out and shown.count('phrase of') == 1, f'a wrong phrase: {code} {out} {shown}')
    code, out, shown = ocop.on_a_terminal(*signs, typed='\n')
    expect(code == 3 and 'bad-key' in out and shown.count('phrase of') == 1, f'an empty phrase: {code} {out} {shown}')
    code, out, shown = ocop.on_a_terminal(*signs, typed='\x04')
    expect(code == 3 and 'bad-key' in out, f'no phrase: {code} {out} {shown}')
    code, out, shown = ocop.on_a_terminal('record', submissions, *AT, '--key', keys['private'], typed='')
    expect(code == 0 and not shown, f'a key without a phrase asks for none: {shown}')
    run = ocop(*signs)
    expect(run.returncode == 3 and not run.stdout and 'Standard input is no terminal on which to ask for it; give it by --phrase-file FILE.' in run.stderr,
           'no terminal', run)
    phrase.write_text(PHRASE + '\r\nmore\n')
    run = ocop(*signs, '--phrase-file', phrase)
    expect(run.returncode == 0 and is_signed(run.stdout), 'a phrase from a file', run)
    phrase.write_text('open\n')
    run = ocop(*signs, '--phrase-file', phrase)
    expect(run.returncode == 3 and 'bad-key' in run.stderr and f'Look at {phrase}.' in run.stderr, 'a wrong phrase from a file', run)
    for none in (Path(folder, 'none'), folder):
        run = ocop(*signs, '--phrase-file', none)
        expect(run.returncode == 3 and 'bad-key' in run.stderr and f'{none} cannot be read.' in run.stderr, 'a phrase from no file', run)
    expect(ocop('record', '-', '--phrase-file', phrase, stdin=SUBMISSION).returncode == 2, 'a phrase without a key')


def check_periods(ocop, folder, keys):
    signed = ocop('record', '-', *AT, '--key', keys['private'], stdin=SUBMISSION).stdout
    undated = ocop('record', '-', '--key', keys['private'], stdin=SUBMISSION).stdout
    public, other = keys['public'], keys['opened']

    def told(records, *texts):
        run = ocop('replay', '-', *(part for text in texts for part in ('--key', text)), stdin=records)
        return run.returncode, json.loads(run.stdout)['message'] if run.stdout else run.stderr

    for text in (f'{public}', f'{public},from=2030-06-02', f'{public},until=2030-06-03', f'{public},from=2030-06-02,until=2030-06-03',
                 f'{public},until=2030-06-03,from=2030-06-02'):
        expect(told(signed, text) == (0, ''), f'a key that held: {text}')
        expect(told(signed, other, text) == (0, ''), f'one of two: {text}')
    file = Path(folder, 'records.jsonl')
    file.write_text(signed)
    expect(ocop('replay', '--key', public, file).returncode == 0, 'a file behind a key is a file')
    for text in (f'{public},from=2030-06-03', f'{public},until=2030-06-02'):
        code, message = told(signed, text)
        expect(code == 4 and 'did not hold on 2030-06-02' in message, f'a key that did not hold: {text}: {message}')
        code, message = told(undated, text)
        expect(code == 4 and 'the record has no day' in message, f'a record without a day: {text}: {message}')
    expect(told(undated, public) == (0, ''), 'a record without a day, a key without a period')
    for text, why in ((f'{public},from=2030-13-01', 'a day is written YYYY-MM-DD'), (f'{public},from=', 'a day is written'),
                      (f'{public},from=2030-06-02,until=2030-06-02', 'such a key holds on no day'),
                      (f'{public},from=2030-06-02,from=2030-06-03', '`from` stands there twice'), (',from=2030-06-02', 'a file stands before the days')):
        code, message = told(signed, text)
        expect(code == 2 and why in message, f'{text}: {code} {message}')
    code, message = told(signed, f'{public},since=2030-06-02')
    expect(code == 3 and 'bad-key' in message, f'a period of another name: {code} {message}')


def check_what_records_are_made_with(ocop, folder):
    def made(*options):
        run = ocop('record', '-', *options, stdin=SUBMISSION)
        return json.loads(run.stdout) if run.returncode == 0 else (run.returncode, run.stderr)

    plain = made()
    expect(plain['format'] == 'ocop-record/2' and plain['recorded_at'] is plain['decision'] is plain['decided_by'] is plain['key'] is None, f'{plain}')
    whole = made(*AT, '--decision-number', '12/QĐ-UBND', '--decision-day', '2030-06-01', '--decision-authority', 'UBND huyện', '--office', 'Phòng', '--by', 'Lan')
    expect(whole['decision'] == {'number': '12/QĐ-UBND', 'day': '2030-06-01', 'authority': 'UBND huyện'} and whole['decided_by'] == {'office': 'Phòng', 'name': 'Lan'}
           and whole['recorded_at'] == AT[1], f'{whole}')
    first = made('--format', 'record/1', '--on', '2030-06-02')
    expect(first['format'] == 'ocop-record/1' and first['recorded_on'] == '2030-06-02' and 'preferences' not in first, f'{first}')
    ledger = Path(folder, 'two-formats.db')
    for options in (['--format', 'record/1', '--on', '2030-06-02'], AT, ['--format', 'record/1']):
        run = ocop('ledger', 'append', ledger, '-', *options, stdin=SUBMISSION)
        expect(run.returncode == 0, f'{options} are kept', run)
    exported = ocop('ledger', 'export', ledger).stdout
    expect([json.loads(line)['format'][-1] for line in exported.splitlines()[:3]] == ['1', '2', '1'], 'both formats in one ledger')
    expect(ocop('replay', '-', '--sealed', stdin=exported).returncode == 0, 'both formats in one chain')
    for options, why in ((['--on', '2030-06-02'], 'give --at, e.g. --at 2030-06-02T10:00:00+07:00, or --format record/1'),
                         (['--on', ''], '--on'), (['--at', ''], '--at'), (['--at', '2030-06-02'], 'a time is written with its day and its offset'),
                         (['--at', '2030-06-02T10:00:00'], 'offset'), (['--format', 'record/3'], 'record/3'),
                         (['--format', 'record/1', *AT], 'its day is given by --on'), (['--format', 'record/1', '--office', 'x'], 'a record/1 does not hold it'),
                         (['--decision-number', '1'], '--decision-day: it is missing'), (['--decision-day', '2030-06-01'], '--decision-number: it is missing'),
                         (['--decision-number', '1', '--decision-day', '2030-06-31', '--decision-authority', 'x'], 'YYYY-MM-DD'), (['--by', 'x'], '--office'),
                         (['--previous', ''], ''), (['--previous', 'ab'], '64 hex digits')):
        for command in (['record', '-'], ['ledger', 'append', ledger, '-']):
            if command[0] == 'ledger' and '--previous' in options:
                continue
            run = ocop(*command, *options, stdin=SUBMISSION)
            expect(run.returncode == 2 and not run.stdout and why in run.stderr, f'{command[:2]} {options}', run)
    run = ocop('record', '-', '--office', ' ', stdin=SUBMISSION)
    expect(run.returncode == 2 and '--office' in run.stderr, 'a blank office', run)
    run = ocop('replay', '-', '--previous', '', stdin=exported)
    expect(run.returncode == 2, 'no record before the first, by name', run)


def main():
    ocop = Command(str(Path(sys.argv[1]).resolve()))
    with tempfile.TemporaryDirectory() as folder:
        keys = make_keys(folder)
        check_what_is_no_key(ocop, folder, keys)
        check_phrases(ocop, folder, keys)
        check_periods(ocop, folder, keys)
        check_what_records_are_made_with(ocop, folder)
    for failure in FAILURES[:20]:
        print('FAILED:', failure)
    print(f'{len(FAILURES)} failures')
    return 1 if FAILURES else 0


if __name__ == '__main__':
    sys.exit(main())
