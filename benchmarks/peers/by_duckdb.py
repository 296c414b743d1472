"""DuckDB: the sheets are a table, the rules one query."""
import duckdb
import numpy as np

from timing import run


def query_of(rules):
    """Points by CASE, then sums, then stars: the highest level that has its points and all marks up to it."""
    worth = {}
    for c in rules["criteria"]:
        whens = " ".join(f"WHEN {option} THEN {p}" for option, p in enumerate(c["points"]) if p)
        worth[c["field"]] = f"CASE {c['field']} {whens} ELSE 0 END"
    points, sums, stars = [], [f"{' + '.join(worth)} AS total"], []
    for c in rules["criteria"]:
        counted = worth[c["field"]]
        if c["zero_at"]:
            has_points = " AND ".join(f"{worth[other]} > 0" for other in c["zero_at"])
            counted = f"CASE WHEN {has_points} THEN {counted} ELSE 0 END"
        points.append(f"({counted})::UTINYINT AS {c['field']}")
    for level in rules["levels"]:
        unmet = [f"({m['field']} < {m['least']})::UTINYINT" for m in rules["marks"] if m["stars"] == level]
        sums.append(f"{' + '.join(unmet)} AS unmet_{level}")
    for band in reversed(rules["bands"]):
        needs = [f"total >= {band['first']}", *(f"unmet_{l} = 0" for l in rules["levels"] if l <= band["stars"])]
        stars.append(f"WHEN {' AND '.join(needs)} THEN {band['stars']}")
    return f"""
        WITH points AS (SELECT {", ".join(points)} FROM sheets), sums AS (SELECT {", ".join(sums)} FROM points)
        SELECT total, CASE {" ".join(stars)} END AS stars, {", ".join(f"unmet_{l}" for l in rules["levels"])} FROM sums
    """


def prepare(rules, sheets):
    """One column of bytes per criterion; one thread, as all others."""
    database = duckdb.connect()
    database.execute("SET threads = 1")
    columns = {c["field"]: np.ascontiguousarray(sheets[:, at]) for at, c in enumerate(rules["criteria"])}
    database.register("columns", columns)
    database.execute("CREATE TABLE sheets AS SELECT * FROM columns")
    query = query_of(rules)
    return lambda: list(database.execute(query).fetchnumpy().values())


run(prepare)
