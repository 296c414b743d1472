#!/usr/bin/env python3
"""Tampers with files of decision records in every way and looks whether each is told, on which line and with which cause.

Each way is tried on the same six records: `chain` are records alone, `seal` are records with a seal, `key` are signed
records with a signed seal, checked by the public key; `signed` are these without the key. A way lists what each of them
tells: a line and a cause, `NO_SEAL` where a seal that must be there is not, or `SAME` where only more than that can tell,
so what needs a seal, a key or an anchor is known to need it. A list holds what may be told of an empty file.

usage: check_tampering.py OCOP [--list]
"""
import hashlib
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SUBMISSIONS = (ROOT / 'examples' / 'submissions' / 'all.jsonl').read_text('utf8').splitlines()[:6]
OLDER = 'qd-148-2023@2025-07-06'
AT, SAME, NO_SEAL = '2026-12-01T09:00:00+07:00', 'same', 'no seal'
WAYS = []


def canonical(document):
    return json.dumps(document, sort_keys=True, separators=(',', ':'), ensure_ascii=False)


def without(document, *keys):
    return {key: value for key, value in document.items() if key not in keys}


def hash_of(document):
    return hashlib.sha256(canonical(without(document, 'sha256', 'signature')).encode()).hexdigest()


def rehashed(document):
    """A document with its right hash; a signature stays as it was."""
    return {**document, 'sha256': hash_of(document)}


class Workshop:
    """The command, keys, and archives to tamper with."""

    def __init__(self, ocop, folder):
        self.ocop, self.folder = str(Path(ocop).resolve()), Path(folder)
        self.keys = {}
        for name in ('ours', 'theirs'):
            private = self.folder / f'{name}.pem'
            subprocess.run(['openssl', 'genpkey', '-algorithm', 'ed25519', '-out', private], check=True)
            subprocess.run(['openssl', 'pkey', '-in', private, '-pubout', '-out', self.folder / f'{name}.pub'], check=True)
            der = subprocess.run(['openssl', 'pkey', '-in', private, '-pubout', '-outform', 'DER'], check=True, capture_output=True).stdout
            self.keys[name] = hashlib.sha256(der).hexdigest()
        self.archives = {'chain': self.made(SUBMISSIONS), 'seal': self.made(SUBMISSIONS), 'key': self.made(SUBMISSIONS, key='ours')}
        self.seals = {how: None if how == 'chain' else self.seal(records, 'ours' if how == 'key' else None) for how, records in self.archives.items()}
        self.other = self.made(SUBMISSIONS[::-1])
        self.older_digest = self.digest_of(OLDER)

    def run(self, *args, stdin='', code=0):
        run = subprocess.run([self.ocop, *map(str, args)], input=stdin.encode(), capture_output=True, timeout=120)
        assert run.returncode == code, (args, run.returncode, run.stderr.decode()[:500])
        return run.stdout.decode()

    def made(self, submissions, key=None, previous=None, at=AT):
        more = (['--key', self.folder / f'{key}.pem'] if key else []) + (['--previous', previous] if previous else [])
        made = self.run('record', '-', '--at', at, '--reading', 'R-08=rounded', '--decision-number', '12/QĐ-UBND', '--decision-day', '2026-11-30',
                        '--decision-authority', 'UBND tỉnh', '--office', 'Văn phòng điều phối', *more, stdin='\n'.join(submissions) + '\n')
        return [json.loads(line) for line in made.splitlines()]

    def digest_of(self, edition):
        asked = {**json.loads(SUBMISSIONS[0]), 'rules': edition}
        choices = self.run('rules', 'table', edition).splitlines()
        codes = {row.split(',')[3] for row in choices[1:] if row.startswith('1,')}
        asked['sheets'] = [{'member': 'M1', 'choices': dict.fromkeys(sorted(codes), 0)}]
        del asked['council']
        return json.loads(self.run('record', '-', stdin=json.dumps(asked) + '\n'))['rules_sha256']

    def signed(self, document, key):
        document = rehashed(document)
        with tempfile.NamedTemporaryFile('w', dir=self.folder) as text:
            text.write(document['sha256'])
            text.flush()
            made = subprocess.run(['openssl', 'pkeyutl', '-sign', '-rawin', '-inkey', self.folder / f'{key}.pem', '-in', text.name], check=True, capture_output=True)
        return {**document, 'signature': made.stdout.hex()}

    def seal(self, records, key=None):
        made = rehashed({'format': 'ocop-record-seal/1', 'records': len(records), 'last': records[-1]['sha256'] if records else None})
        return self.signed(made, key) if key else made

    def told(self, lines, how):
        """Line and cause of the first line that is not as it was; SAME; or NO_SEAL."""
        options = {'chain': [], 'seal': ['--sealed'], 'key': ['--sealed', '--key', self.folder / 'ours.pub,from=2026-12-01']}[how]
        run = subprocess.run([self.ocop, 'replay', '-', '--differences', *map(str, options)], input=b''.join(lines), capture_output=True, timeout=120)
        found = [json.loads(line) for line in run.stdout.decode().splitlines()]
        if found:
            assert run.returncode == 4, run.returncode
            return found[0]['line'], found[0]['cause'] or found[0]['status']
        return NO_SEAL if run.returncode == 4 else SAME if run.returncode == 0 else f'exit {run.returncode}'


class Archive:
    """Records to tamper with, and what the one who tampers can do: all but sign with our key."""

    def __init__(self, workshop, how):
        self.workshop, self.how = workshop, how
        self.records = [dict(record) for record in workshop.archives[how]]
        self.seal = workshop.seals[how]
        self.raw = {}  # lines as they stand in the file, in place of what stands here
        self.after = []

    def change(self, change, n=2, rehash=True):
        """Changes record n, from 0; `change` gets a copy."""
        record = json.loads(json.dumps(self.records[n]))
        change(record)
        self.records[n] = rehashed(record) if rehash else record
        return self

    def rechain(self, start=1, sign=None):
        """Makes each record name the one before it again."""
        for n in range(start, len(self.records)):
            record = {**self.records[n], 'previous': self.records[n - 1]['sha256'] if n else None}
            self.records[n] = self.workshop.signed(record, sign) if sign else rehashed(record)
        return self

    def reseal(self, key=None):
        if self.seal:
            self.seal = self.workshop.seal(self.records, key)
        return self

    def text(self, change, n=2):
        """Changes the bytes of line n, from 0; of the seal where n is 6."""
        documents = [*self.records, self.seal]
        self.raw[n] = change(canonical(documents[n]).encode())
        return self

    def lines(self):
        documents = [*self.records, *([self.seal] if self.seal else []), *self.after]
        return [self.raw.get(n, canonical(document).encode()) + b'\n' for n, document in enumerate(documents)]


def way(name, chain, seal=None, key=None):
    """Registers a way; what is told by a seal and by a key is what the chain tells where they say nothing else."""
    def register(tamper):
        WAYS.append((name, tamper, {'chain': chain, 'seal': seal or chain, 'key': key or seal or chain}))
        return tamper
    return register


def put(pointer, to):
    """A change that puts something in place of what a path names; None in place of it takes it away."""
    *path, last = pointer.split('/')

    def change(record):
        at = record
        for key in path:
            at = at[int(key)] if isinstance(at, list) else at[key]
        if to is None:
            del at[last]
        else:
            at[int(last) if isinstance(at, list) else last] = to
    return change


def simple(name, change, *told):
    """One record changed, its hash made again, and nothing else."""
    way(name, *told)(lambda a: a.change(change))


def rechained(name, change, *told):
    """One record changed, and all hashes from there made again."""
    way(name, *told)(lambda a: a.change(change).rechain(3))


def of_bytes(name, change, *told, n=2):
    way(name, *told)(lambda a: a.text(change, n))


def flipped(text, mark, offset=0, bit=1, after=b''):
    """Bytes with a bit flipped behind a mark, the first behind another one."""
    at = text.index(mark, text.index(after)) + len(mark) + offset
    return text[:at] + bytes([text[at] ^ bit]) + text[at + 1:]


# --- Bytes: nothing is made again -------------------------------------------------------------------------
of_bytes('a bit of the product name flipped', lambda t: flipped(t, b'"name":"'), (3, 'input-altered'))
of_bytes('a bit of the stars flipped', lambda t: flipped(t, b'"stars":'), (3, 'input-altered'))
of_bytes('a bit of the hash flipped', lambda t: flipped(t, b',"sha256":"', after=b'"rules_sha256"'), (3, 'input-altered'))
of_bytes('a quote flipped', lambda t: flipped(t, b'"format"', -1), (3, 'unreadable'))
of_bytes('a line cut in its middle', lambda t: t[:len(t) // 2], (6, 'unreadable'), n=5)
of_bytes('a line split into two', lambda t: t[:len(t) // 2] + b'\n' + t[len(t) // 2:], (3, 'unreadable'))
of_bytes('two lines joined', lambda t: t + t, (3, 'unreadable'))
of_bytes('white space put in', lambda t: t.replace(b':', b': ', 1), (3, 'input-altered'))
of_bytes('keys put in another order', lambda t: b'{"format":"ocop-record/2",' + t[1:].replace(b'"format":"ocop-record/2",', b'', 1), (3, 'input-altered'))
of_bytes('a number written otherwise', lambda t: t.replace(b'"semantics":1', b'"semantics":1.0'), (3, 'unreadable'))
of_bytes('a character written as an escape', lambda t: t.replace(b'"kind"', b'"\\u006bind"'), (3, 'input-altered'))
of_bytes('a key written twice', lambda t: b'{"council":null,' + t[1:], (3, 'unreadable'))
of_bytes('a key put in', lambda t: b'{"a":1,' + t[1:], (3, 'unreadable'))
of_bytes('a byte order mark put before it', lambda t: b'\xef\xbb\xbf' + t, (3, 'unreadable'))
of_bytes('a zero byte put behind it', lambda t: t + b'\0', (3, 'unreadable'))


@way('the hash of the record before it altered', (3, 'input-altered'))
def _(a):
    a.change(put('previous', a.records[3]['sha256']), rehash=False)


@way('the hash exchanged for that of another record', (3, 'input-altered'))
def _(a):
    a.change(put('sha256', a.records[3]['sha256']), rehash=False)


# --- Lines: cut, swapped, repeated, spliced ---------------------------------------------------------------
@way('two records swapped', (2, 'chain-broken'))
def _(a):
    a.records[1:3] = a.records[2:0:-1]


@way('all records reversed', (1, 'chain-broken'))
def _(a):
    a.records.reverse()


@way('the last record moved to the front', (1, 'chain-broken'))
def _(a):
    a.records.insert(0, a.records.pop())


@way('a record taken out', (3, 'chain-broken'))
def _(a):
    del a.records[2]


@way('the first record taken off', (1, 'chain-broken'))
def _(a):
    del a.records[0]


@way('the last record taken off', SAME, (6, 'seal-broken'))
def _(a):
    del a.records[-1]


@way('all records taken out, the seal left', [SAME, (1, 'unreadable')], (1, 'seal-broken'))
def _(a):
    a.records.clear()


@way('everything taken out', [SAME, (1, 'unreadable')], [NO_SEAL, (1, 'unreadable')])
def _(a):
    a.records.clear()
    a.seal = None


@way('a record repeated', (4, 'chain-broken'))
def _(a):
    a.records.insert(2, a.records[2])


@way('the last record repeated', (7, 'chain-broken'))
def _(a):
    a.records.append(a.records[-1])


@way('a record of another archive in place of one', (3, 'chain-broken'), key=(3, 'signature-wrong'))
def _(a):
    a.records[2] = a.workshop.other[2]


@way('a record of another archive put between', (3, 'chain-broken'), key=(3, 'signature-wrong'))
def _(a):
    a.records.insert(2, a.workshop.other[2])


@way('two archives joined in one file', (7, 'chain-broken'), (8, 'seal-broken'), (8, 'signature-wrong'))
def _(a):
    a.after = a.workshop.other


@way('another future after the third record', SAME, (7, 'seal-broken'), (4, 'signature-wrong'))
def _(a):
    a.records[3:] = a.workshop.made(SUBMISSIONS[:2:-1], previous=a.records[2]['sha256'])


@way('a forged record put behind the last', SAME, (8, 'seal-broken'), (7, 'signature-wrong'))
def _(a):
    a.records += a.workshop.made(SUBMISSIONS[:1], previous=a.records[-1]['sha256'])


@way('a forged record put behind the seal', SAME, (8, 'seal-broken'), (8, 'signature-wrong'))
def _(a):
    a.after = a.workshop.made(SUBMISSIONS[:1], previous=a.records[-1]['sha256'])


# --- The seal ---------------------------------------------------------------------------------------------
@way('the seal taken off', SAME, NO_SEAL)
def _(a):
    a.seal = None


@way('the last record and the seal taken off', SAME, NO_SEAL)
def _(a):
    a.seal = a.records.pop() and None


@way('the seal repeated', SAME, (8, 'seal-broken'))
def _(a):
    a.after = [a.seal] if a.seal else []


@way('the seal moved to the front', SAME, (1, 'seal-broken'))
def _(a):
    if a.seal:
        a.records, a.seal = [a.seal, *a.records], None


@way('the count of the seal altered', SAME, (7, 'input-altered'))
def _(a):
    a.seal = a.seal and {**a.seal, 'records': 5}


@way('the count of the seal altered, its hash made again', SAME, (7, 'seal-broken'), (7, 'signature-wrong'))
def _(a):
    a.seal = a.seal and rehashed({**a.seal, 'records': 5})


@way('the last hash of the seal altered, its hash made again', SAME, (7, 'seal-broken'), (7, 'signature-wrong'))
def _(a):
    a.seal = a.seal and rehashed({**a.seal, 'last': a.records[4]['sha256']})


@way('the last record taken off and the seal made again', SAME, key=(6, 'signature-wrong'))
def _(a):
    del a.records[-1]
    a.reseal()


@way('the seal of another archive', SAME, (7, 'seal-broken'), (7, 'signature-wrong'))
def _(a):
    a.seal = a.seal and a.workshop.seal(a.workshop.other)


@way('the signature of the seal taken off', SAME, key=(7, 'signature-wrong'))
def _(a):
    a.seal = a.seal and without(a.seal, 'signature')


@way('the seal signed with another key', SAME, key=(7, 'signature-wrong'))
def _(a):
    a.seal = a.seal and a.workshop.signed(a.seal, 'theirs')


# --- One record altered and hashed again ------------------------------------------------------------------
simple('the stars altered', put('result/stars', 3), (3, 'result-altered'), None, (3, 'signature-wrong'))
simple('the outcome altered', put('result/outcome', 'rejected'), (3, 'result-altered'), None, (3, 'signature-wrong'))
simple('the points of a criterion altered', put('points/0/0', 0), (3, 'result-altered'), None, (3, 'signature-wrong'))
simple('a sheet taken out of the points', put('points', []), (3, 'result-altered'), None, (3, 'signature-wrong'))
simple('a tick altered', put('submission/sheets/0/choices/1.1', 0), (3, 'result-altered'), None, (3, 'signature-wrong'))
simple('a member renamed', put('submission/sheets/0/member', 'M9'), (3, 'result-altered'), None, (3, 'signature-wrong'))
simple('the submission renamed', put('submission/submission', 'DN-9'), (3, 'result-altered'), None, (3, 'signature-wrong'))
simple('the product set altered', put('submission/product/set', 1), (3, 'unreadable'), None, (3, 'signature-wrong'))
simple('the edition altered', put('edition', OLDER), (3, 'edition-not-governing'), None, (3, 'signature-wrong'))
simple('the clause altered', put('result/edition_because', 'qd-26-2026/12.2.a'), (3, 'because-differs'), None, (3, 'signature-wrong'))
simple('the filing moved to another edition', put('submission/filing/filed_on', '2026-05-01'), (3, 'edition-not-governing'), None, (3, 'signature-wrong'))
simple('the rules of another edition named by the submission', put('submission/rules', OLDER), (3, 'edition-not-governing'), None, (3, 'signature-wrong'))
simple('a reading altered', put('readings/R-05', 'reject'), (3, 'readings-not-asked'), None, (3, 'signature-wrong'))
simple('a reading left out', put('readings/R-05', None), (3, 'readings-not-asked'), None, (3, 'signature-wrong'))
simple('a preference left out', put('preferences', {}), (3, 'readings-not-asked'), None, (3, 'signature-wrong'))
simple('a preference added', put('preferences/R-05', 'reject'), (3, 'readings-not-asked'), None, (3, 'signature-wrong'))
simple('the digest of the rules altered', put('rules_sha256', '0' * 64), (3, 'rules-changed'), None, (3, 'signature-wrong'))
simple('the digest of the regulation altered', put('council/sha256', '0' * 64), (3, 'regulation-changed'), None, (3, 'signature-wrong'))
simple('the regulation left out', put('council', {}), (3, 'regulation-changed'), None, (3, 'signature-wrong'))
simple('the semantics renumbered', put('engine/semantics', 2), (3, 'semantics-changed'), None, (3, 'signature-wrong'))
simple('the format renamed', put('format', 'ocop-record/1'), (3, 'unreadable'))
simple('the format of another version', put('format', 'ocop-record/3'), (3, 'unreadable'))
simple('the record said to be the first', put('previous', ''), (3, 'unreadable'))
simple('a product renamed, the chain left', put('submission/product/name', 'Cam'), (4, 'chain-broken'), None, (3, 'signature-wrong'))


@way('the edition and its digest altered', (3, 'edition-not-governing'), key=(3, 'signature-wrong'))
def _(a):
    a.change(lambda r: r.update(edition=OLDER, rules_sha256=a.workshop.older_digest))


@way('the reading that the submission asks for altered', (6, 'readings-not-asked'), key=(6, 'signature-wrong'))
def _(a):
    a.change(put('readings/R-07', 'majority'), 5)


@way('the record cut off from those before it', (3, 'chain-broken'), key=(3, 'signature-wrong'))
def _(a):
    record = {**a.records[2], 'previous': None}
    a.records[2] = rehashed(record)


# --- All hashes made again --------------------------------------------------------------------------------
LATER = (SAME, (7, 'seal-broken'), (3, 'signature-wrong'))
rechained('the stars altered, all hashed again', put('result/stars', 3), (3, 'result-altered'), None, (3, 'signature-wrong'))
rechained('a product renamed, all hashed again', put('submission/product/name', 'Cam'), *LATER)
rechained('the moment moved, all hashed again', put('recorded_at', '2026-12-01T08:00:00+07:00'), *LATER)
rechained('the day of the decision moved, all hashed again', put('decision/day', '2026-11-29'), *LATER)
rechained('the filing decided on another day, all hashed again', put('submission/filing/decided_on', '2026-08-15'), *LATER)
rechained('the number of the decision altered, all hashed again', put('decision/number', '13/QĐ-UBND'), *LATER)
rechained('a name added to the office, all hashed again', put('decided_by/name', 'Chủ tịch'), *LATER)
rechained('the version of the engine altered, all hashed again', put('engine/version', '9.9.9'), *LATER)


@way('a preference moved into the submission, all hashed again', *LATER)
def _(a):
    a.change(lambda r: (r['preferences'].clear(), r['submission'].update(readings={'R-08': 'rounded'}))).rechain(3)


@way('a decision made again for other ticks, all hashed again', *LATER)
def _(a):
    other = json.loads(SUBMISSIONS[2])
    other['sheets'][0]['choices']['1.1'] = 0
    a.records[2:] = a.workshop.made([json.dumps(other), *SUBMISSIONS[3:]], previous=a.records[1]['sha256'])


@way('a record turned into a record of the first format, all hashed again', *LATER)
def _(a):
    record = without(a.records[2], 'recorded_at', 'decision', 'decided_by', 'preferences', 'key', 'signature')
    a.records[2] = rehashed({**record, 'format': 'ocop-record/1', 'recorded_on': '2026-12-01'})
    a.rechain(3)


@way('a record taken out, all hashed again', SAME, (6, 'seal-broken'), (3, 'signature-wrong'))
def _(a):
    del a.records[2]
    a.rechain(2)


@way('a record taken out, all hashed and sealed again', SAME, key=(3, 'signature-wrong'))
def _(a):
    del a.records[2]
    a.rechain(2).reseal()


@way('a product renamed, all hashed and sealed again', SAME, key=(3, 'signature-wrong'))
def _(a):
    a.change(put('submission/product/name', 'Cam')).rechain(3).reseal()


@way('another archive, hashed and sealed', SAME, key=(1, 'signature-wrong'))
def _(a):
    a.records = a.workshop.other
    a.reseal()


# --- Signatures -------------------------------------------------------------------------------------------
def signed_only(name, told, by_anybody=SAME):
    """A way that means something only where records are signed; without the key it tells `by_anybody`."""
    def register(tamper):
        WAYS.append((name, tamper, {'key': told, 'signed': by_anybody}))
        return tamper
    return register


@signed_only('a signature taken off', (3, 'signature-wrong'), (3, 'signature-wrong'))
def _(a):
    a.records[2] = without(a.records[2], 'signature')


@signed_only('a signature altered', (3, 'signature-wrong'))
def _(a):
    a.change(lambda r: r.update(signature='0' * 128), rehash=False)


@signed_only('a signature cut', (3, 'unreadable'), (3, 'unreadable'))
def _(a):
    a.change(lambda r: r.update(signature=r['signature'][:-2]), rehash=False)


@signed_only('the signature of another record', (3, 'signature-wrong'))
def _(a):
    a.change(lambda r: r.update(signature=a.records[3]['signature']), rehash=False)


@signed_only('a signature by another key', (3, 'signature-wrong'))
def _(a):
    a.records[2] = a.workshop.signed(a.records[2], 'theirs')


@signed_only('another key named', (3, 'input-altered'), (3, 'input-altered'))
def _(a):
    a.change(put('key', a.workshop.keys['theirs']), rehash=False)


@signed_only('no key named, the hash made again', (3, 'signature-wrong'), (3, 'signature-wrong'))
def _(a):
    a.change(lambda r: r.update(key=None))


@signed_only('key and signature taken off, all hashed again', (3, 'signature-wrong'), (7, 'seal-broken'))
def _(a):
    a.records[2] = rehashed({**without(a.records[2], 'signature'), 'key': None})
    a.rechain(3)


@signed_only('key and signature taken off all, all hashed and sealed again', (1, 'signature-wrong'))
def _(a):
    a.records = [{**without(record, 'signature'), 'key': None} for record in a.records]
    a.rechain(0).reseal()


@signed_only('all signed again by another key', (1, 'signature-wrong'))
def _(a):
    a.records = [{**record, 'key': a.workshop.keys['theirs']} for record in a.records]
    a.rechain(0, 'theirs').reseal('theirs')


@signed_only('signed before the key held', (1, 'signature-wrong'))
def _(a):
    a.records = a.workshop.made(SUBMISSIONS, key='ours', at='2026-11-30T23:59:59+07:00')
    a.reseal('ours')


@signed_only('signed by a key that has a period, without a day', (1, 'signature-wrong'))
def _(a):
    a.records = [{**record, 'recorded_at': None} for record in a.records]
    a.rechain(0, 'ours').reseal('ours')


# --- What only an anchor tells ----------------------------------------------------------------------------
@signed_only('an older export, signed and sealed then', SAME)
def _(a):
    del a.records[3:]
    a.seal = a.workshop.seal(a.records, 'ours')


@signed_only('another future by the holder of the key', SAME)
def _(a):
    a.records[3:] = a.workshop.made(SUBMISSIONS[:2:-1], key='ours', previous=a.records[2]['sha256'])
    a.seal = a.workshop.seal(a.records, 'ours')


def main():
    failures, counts = [], {}
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(sys.argv[1], folder)

        def tried(name, tamper, expected):
            archive_of = {'chain': 'chain', 'seal': 'seal', 'key': 'key', 'signed': 'key'}
            found = {}
            for how in expected:
                archive = Archive(workshop, archive_of[how])
                tamper(archive)
                found[how] = workshop.told(archive.lines(), 'seal' if how == 'signed' else how)
            return name, expected, found

        for how in ('chain', 'seal', 'key'):
            if (told := workshop.told(Archive(workshop, how).lines(), how)) != SAME:
                failures.append(f'the archive itself, {how}: {told}')
        with ThreadPoolExecutor(4) as pool:
            results = list(pool.map(lambda w: tried(*w), WAYS))
    for name, expected, found in results:
        needs = next((how for how in ('chain', 'signed', 'seal', 'key') if found.get(how, SAME) != SAME), 'an anchor')
        counts[needs] = counts.get(needs, 0) + 1
        if '--list' in sys.argv:
            print(f'{needs:10} {name}: {found}')
        failures += [f'{name}, {how}: told {found[how]}, expected {expected[how]}' for how in expected
                     if found[how] not in (expected[how] if isinstance(expected[how], list) else [expected[how]])]
    for failure in failures:
        print('FAILED:', failure)
    print(f'{len(WAYS)} ways, told by: ' + ', '.join(f'{needs} {count}' for needs, count in sorted(counts.items())) + f'; {len(failures)} failures')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
