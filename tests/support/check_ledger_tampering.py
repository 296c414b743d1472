#!/usr/bin/env python3
"""Tampers with the file of a ledger in every way of a table and looks what tells: opening it, `ledger verify`, `replay` of an
export, or only something that is kept elsewhere: a checkpoint (head), the seal of an earlier export, a public key.

usage: check_ledger_tampering.py OCOP

Who holds the file can write it anew from the first record; what has to be kept elsewhere to tell is part of the table.
"""
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent.parent / 'examples' / 'submissions' / 'all.jsonl'
RECORDS = 12
BACKED_UP = 8  # records that an older copy of the file holds
WITH_READING = 6  # the example that asks for an alternative
TABLE = 'CREATE TABLE records(position INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, json TEXT NOT NULL)'


def submissions(first):
    """Lines of the examples, called T-1, T-2 and so on."""
    examples = [json.loads(line) for line in EXAMPLES.read_text().splitlines()]
    return ''.join(json.dumps({**examples[n % len(examples)], 'submission': f'T-{first + n}'}) + '\n' for n in range(RECORDS))


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False)


def rehashed(record):
    """A record with the hash of what it holds; its signature is left out, as nobody else can make one."""
    body = {key: value for key, value in record.items() if key not in ('sha256', 'signature')}
    return {**body, 'sha256': hashlib.sha256(canonical(body).encode()).hexdigest()}


def rows_of(db):
    return [json.loads(text) for (text,) in db.execute('SELECT json FROM records ORDER BY position')]


def rewrite(db, records):
    db.execute('DELETE FROM records')
    db.executemany('INSERT INTO records VALUES(?,?,?)', [(n + 1, r['sha256'], canonical(r)) for n, r in enumerate(records)])


def chained(records):
    """Every record hashed anew, each naming the one before it."""
    last, made = None, []
    for record in records:
        made.append(rehashed({**record, 'previous': last}))
        last = made[-1]['sha256']
    return made


# --- The ways: each changes the file by an open database, or its bytes ------------------------------------------------------


def sql(text):
    return lambda db, _: db.executescript(text)


def change_one(db, change, position=5):
    """One record rewritten and hashed anew; those behind it stay."""
    records = rows_of(db)
    records[position - 1] = rehashed(change(records[position - 1]))
    rewrite(db, records)


def change_all(db, change, position=5):
    """One record rewritten, and everything behind it hashed and chained anew."""
    records = rows_of(db)
    records[position - 1] = change(records[position - 1])
    rewrite(db, chained(records))


def better(record):
    record['result']['stars'] = 1
    return record


def day_moved(record):
    record['recorded_at'] = '2030-05-15T10:00:00+07:00'
    return record


def reading_dropped(record):
    for asked in record['submission'].pop('readings'):
        record['readings'].pop(asked)
    return record


def other_answer(record):
    choices = record['submission']['sheets'][0]['choices']
    code = next(iter(choices))
    choices[code] = 1 if choices[code] != 1 else 2
    return record


def swapped(db, _):
    db.executescript('UPDATE records SET position=100 WHERE position=4; UPDATE records SET position=4 WHERE position=5;'
                     'UPDATE records SET position=5 WHERE position=100')


def joined(db, other):
    """The records of another ledger behind those of this one."""
    db.execute('DELETE FROM records WHERE position>6')
    db.executemany('INSERT INTO records VALUES(?,?,?)', [(p + 6, s, j) for p, s, j in other.execute('SELECT * FROM records WHERE position<=6')])


def joined_anew(db, other):
    rewrite(db, chained(rows_of(db)[:6] + rows_of(other)[:6]))


def without_unique(db, _):
    rows = db.execute('SELECT * FROM records').fetchall()
    db.executescript('DROP TABLE records;' + TABLE.replace(' UNIQUE', ''))
    db.executemany('INSERT INTO records VALUES(?,?,?)', rows)


def page_of(file, what):
    with sqlite3.connect(file) as db:
        root = db.execute('SELECT rootpage FROM sqlite_schema WHERE name=?', (what,)).fetchone()[0]
    db.close()
    return root


def zero_page(what):
    def change(file, _):
        size = 4096
        at = (page_of(file, what) - 1) * size
        content = bytearray(file.read_bytes())
        content[at:at + size] = bytes(size)
        file.write_bytes(content)
    return change


def truncate(file, _):
    content = file.read_bytes()
    file.write_bytes(content[:len(content) // 2 // 4096 * 4096])


def flip_in_text(file, _):
    content = bytearray(file.read_bytes())
    at = content.index(b'"T-5"') + 2
    content[at] ^= 1
    file.write_bytes(content)


def index_entry_gone(file, _):
    """The index forgets the hashes: the record would not be found."""
    with sqlite3.connect(file) as db:
        db.executescript('PRAGMA writable_schema=ON; DELETE FROM sqlite_schema WHERE type=\'index\'')
    db.close()


def old_backup(file, backup):
    shutil.copy(backup, file)


def two_futures(file, backup):
    """Other records follow those of the backup: each is well made, and two ledgers begin alike."""
    shutil.copy(backup, file)
    with sqlite3.connect(file) as db:
        rewrite(db, chained(rows_of(db) + rows_of(db)[:RECORDS - BACKED_UP]))
    db.close()


def removed_log(file, backup):
    """A ledger as 0.1.0 wrote it, whose last records stand in its write-ahead log, without the log."""
    rows = sqlite3.connect(file).execute('SELECT * FROM records WHERE position>?', (BACKED_UP,)).fetchall()
    log = sqlite3.connect(shutil.copy(backup, file), isolation_level=None)
    log.execute('PRAGMA journal_mode=WAL')
    log.execute('PRAGMA wal_autocheckpoint=0')
    log.executemany('INSERT INTO records VALUES(?,?,?)', rows)
    content = file.read_bytes()
    log.close()
    file.write_bytes(content)


DATABASE, BYTES = 'database', 'bytes'
OPENING, VERIFY, REPLAY, HEAD, KEY = 'opening', 'verify', 'replay', 'head', 'key'
# name, how it is done, what tells it, words of what is said. What only a head tells, neither opening nor verify may accuse.
WAYS = [
    ('a trigger that leaves out', DATABASE, sql('CREATE TRIGGER t BEFORE INSERT ON records BEGIN SELECT RAISE(IGNORE); END'), OPENING, 'trigger "t"'),
    ('a trigger that deletes', DATABASE, sql('CREATE TRIGGER t AFTER INSERT ON records BEGIN DELETE FROM records WHERE position=new.position; END'), OPENING, 'trigger "t"'),
    ('a trigger that alters', DATABASE, sql("CREATE TRIGGER t AFTER INSERT ON records BEGIN UPDATE records SET json='{}'; END"), OPENING, 'trigger "t"'),
    ('a view in place of the table', DATABASE, sql('ALTER TABLE records RENAME TO kept; CREATE VIEW records AS SELECT * FROM kept WHERE position<>5'), OPENING, 'kept'),
    ('a view beside it', DATABASE, sql('CREATE VIEW v AS SELECT * FROM records'), OPENING, 'view "v"'),
    ('the table renamed', DATABASE, sql('ALTER TABLE records RENAME TO kept'), OPENING, 'table "kept"'),
    ('a table more', DATABASE, sql('CREATE TABLE more(x)'), OPENING, 'table "more"'),
    ('a column more', DATABASE, sql('ALTER TABLE records ADD COLUMN hidden'), OPENING, 'table "records"'),
    ('an index more', DATABASE, sql('CREATE INDEX i ON records(json)'), OPENING, 'index "i"'),
    ('a hash need not be unique', DATABASE, without_unique, OPENING, 'table "records"'),
    ('the index of hashes taken away', BYTES, index_entry_gone, OPENING, ''),
    ('another mark of the file', DATABASE, sql('PRAGMA application_id=7'), OPENING, 'no ledger'),
    ('a later version', DATABASE, sql('PRAGMA user_version=9'), OPENING, 'version 9'),
    ('an earlier version', DATABASE, sql('PRAGMA user_version=1'), OPENING, 'table "name"'),
    ('the page of tables zeroed', BYTES, lambda f, _: f.write_bytes(bytes(4096) + f.read_bytes()[4096:]), OPENING, ''),
    ('the file emptied', BYTES, lambda f, _: f.write_bytes(b''), OPENING, 'no ledger'),
    ('a text in its place', BYTES, lambda f, _: f.write_text('no ledger ' * 900), OPENING, 'no ledger'),
    ('the page of records zeroed', BYTES, zero_page('records'), VERIFY, 'damaged'),
    ('the page of hashes zeroed', BYTES, zero_page('sqlite_autoindex_records_1'), VERIFY, 'damaged'),
    ('the file cut', BYTES, truncate, OPENING, 'damaged'),
    ('a byte of a record flipped', BYTES, flip_in_text, VERIFY, '5 altered'),
    ('a record altered', DATABASE, sql("UPDATE records SET json=replace(json,'\"T-6\"','\"T-7\"') WHERE position=6"), VERIFY, '6 altered'),
    ('a record altered in its result', DATABASE, sql("UPDATE records SET json=replace(json,'\"stars\":','\"stars\": ') WHERE position=5"), VERIFY, '5 altered'),
    ('a record emptied', DATABASE, sql("UPDATE records SET json='' WHERE position=5"), VERIFY, '5 unreadable'),
    ('a record as bytes', DATABASE, sql('UPDATE records SET json=CAST(json AS BLOB) WHERE position=5'), VERIFY, '5 unreadable'),
    ('a record deleted', DATABASE, sql('DELETE FROM records WHERE position=5'), VERIFY, '4 gap'),
    ('a record deleted and those behind it moved up', DATABASE,
     sql('DELETE FROM records WHERE position=5; UPDATE records SET position=-position WHERE position>5; UPDATE records SET position=-position-1 WHERE position<0'), VERIFY, '5 chain-broken'),
    ('the first record deleted', DATABASE, sql('DELETE FROM records WHERE position=1'), VERIFY, '0 gap'),
    ('two records swapped', DATABASE, swapped, VERIFY, '4 chain-broken'),
    ('a record twice', DATABASE, sql(f"INSERT INTO records SELECT {RECORDS + 1},'{'0' * 64}',json FROM records WHERE position=5"), VERIFY, f'{RECORDS + 1} hash-column'),
    ('a record before the first', DATABASE, sql(f"INSERT INTO records SELECT -3,'{'0' * 64}',json FROM records WHERE position=5"), VERIFY, '-3 extra'),
    ('another hash beside a record', DATABASE, sql(f"UPDATE records SET sha256='{'a' * 64}' WHERE position=5"), VERIFY, '5 hash-column'),
    ('one record changed and hashed anew', DATABASE, lambda db, _: change_one(db, better), VERIFY, '6 chain-broken'),
    ('a day moved in one record', DATABASE, lambda db, _: change_one(db, day_moved), VERIFY, '6 chain-broken'),
    ('two ledgers joined', DATABASE, joined, VERIFY, '7 chain-broken'),
    ('a result changed, all hashed anew', DATABASE, lambda db, _: change_all(db, better), REPLAY, '/result/stars'),
    ('an answer changed, all hashed anew', DATABASE, lambda db, _: change_all(db, other_answer), REPLAY, 'differs'),
    ('a reading dropped, all hashed anew', DATABASE, lambda db, _: change_all(db, reading_dropped, WITH_READING), REPLAY, 'differs'),
    ('a day moved, all hashed anew', DATABASE, lambda db, _: change_all(db, day_moved), HEAD, '5 day-goes-back'),
    ('a record left out, all hashed anew', DATABASE, lambda db, _: rewrite(db, chained(rows_of(db)[:4] + rows_of(db)[5:])), HEAD, None),
    ('two ledgers joined, all hashed anew', DATABASE, joined_anew, HEAD, None),
    ('records taken off the end', DATABASE, sql('DELETE FROM records WHERE position>9'), HEAD, None),
    ('an old backup put back', BYTES, old_backup, HEAD, None),
    ('two futures of one backup', BYTES, two_futures, HEAD, None),
    ('the write-ahead log removed', BYTES, removed_log, HEAD, None),
    ('all records taken off', DATABASE, sql('DELETE FROM records'), HEAD, None),
]


def main():
    ocop = str(Path(sys.argv[1]).resolve())

    def run(*args, **more):
        return subprocess.run([ocop, *map(str, args)], capture_output=True, text=True, timeout=120, **more)

    failed, by = [], {}
    with tempfile.TemporaryDirectory() as folder:
        secret, public = Path(folder, 'secret.pem'), Path(folder, 'public.pem')
        subprocess.run(['openssl', 'genpkey', '-algorithm', 'ed25519', '-out', secret], check=True, capture_output=True)
        subprocess.run(['openssl', 'pkey', '-in', secret, '-pubout', '-out', public], check=True)

        def made(name, first, *options):
            ledger = Path(folder, name)
            lines = submissions(first).splitlines(keepends=True)
            for some in lines[:BACKED_UP], lines[BACKED_UP:]:
                kept = run('ledger', 'append', ledger, '-', '--at', '2030-06-02T10:00:00+07:00', *options, input=''.join(some))
                if kept.returncode or len(kept.stdout.splitlines()) != len(some):
                    sys.exit(f'{name} cannot be made\n{kept.stdout}{kept.stderr}')
                if some == lines[:BACKED_UP]:
                    shutil.copy(ledger, ledger.with_suffix('.backup'))
            return ledger

        plain, signed, other = made('plain.db', 1), made('signed.db', 1, '--key', secret), made('other.db', 50)
        copy = Path(folder, 'tampered.db')

        def tampered(ledger, how, change):
            shutil.copy(ledger, copy)
            if how == BYTES:
                change(copy, ledger.with_suffix('.backup'))
                return
            with sqlite3.connect(copy) as db, sqlite3.connect(other) as beside:
                change(db, beside)
            db.close()
            beside.close()

        def told(*options, ledger=copy):
            """What tells, and its words."""
            verified = run('ledger', 'verify', ledger, *options)
            if verified.returncode == 3:
                return OPENING, verified.stderr
            if verified.returncode == 4:
                return VERIFY, verified.stdout
            replayed = run('replay', '-', '--differences', *options, input=run('ledger', 'export', ledger, *(['--key', secret] if options else [])).stdout)
            return (REPLAY, replayed.stdout) if replayed.returncode == 4 else (HEAD, verified.stdout)

        if told(ledger=plain)[0] != HEAD or told('--key', public, ledger=signed)[0] != HEAD:
            sys.exit('a ledger that nobody changed is accused')
        for name, how, change, by_what, words in WAYS:
            tampered(plain, how, change)
            by_which, text = told()
            by[by_which] = by.get(by_which, 0) + 1
            if by_which != by_what or (words is not None and words not in text):
                failed.append(f'{name}: told by {by_which}, not {by_what} with {words!r}:\n{text[:400]}')
            if by_what == OPENING:
                appended = run('ledger', 'append', copy, '-', input=submissions(99))
                if name != 'the file emptied' and (appended.returncode == 0 or appended.stdout):
                    failed.append(f'{name}: appending is acknowledged')
            # Whatever was hashed anew cannot be signed anew.
            if by_what in (REPLAY, HEAD) and 'anew' in name:
                tampered(signed, how, change)
                by_which, text = told('--key', public)
                if by_which != VERIFY or 'signature-wrong' not in text:
                    failed.append(f'{name}, signed: told by {by_which}, not by the key:\n{text[:400]}')
    print(f'{len(WAYS)} ways to tamper with a ledger: ' + ', '.join(f'{count} told by {what}' if what != HEAD else f'{count} need a head, a seal or a key'
                                                                 for what, count in by.items()))
    print('\n'.join(failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
