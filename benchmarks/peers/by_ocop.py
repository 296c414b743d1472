"""ocop in four ways: arrays at once, one call a sheet, in JSON or in bytes, and the command over one submission a line."""
import json
import subprocess
import sys
import tempfile

import numpy as np
import ocop

from timing import run


def arrays(rules, levels, sheets):
    """One array of bytes per criterion; one thread, as all others."""
    columns = {code: np.ascontiguousarray(sheets[:, at]) for at, code in enumerate(rules.codes)}
    names = ["total", "stars", *(f"unmet_{level}" for level in levels)]

    def rate():
        scored = ocop.frames.score_wide(columns, rules, threads=1)
        return [scored[name] for name in names]

    return rate


def calls(rules, levels, sheets):
    """Each sheet a submission in JSON text."""
    texts = submissions(rules, sheets)
    return lambda: np.array([answer(ocop.score(text).to_dict(), levels) for text in texts]).T


def scorer(rules, levels, sheets):
    """Each sheet a row of bytes; total and stars, without the unmet marks."""
    rows = [row.tobytes() for row in sheets]
    score = ocop.SetScorer(rules).score

    def rate():
        found = [score(row) for row in rows]
        return [np.array([s.total for s in found]), np.array([s.stars for s in found])]

    return rate


def command(rules, levels, sheets):
    """A file of submissions, one a line; results in another, read outside the time."""
    folder = tempfile.TemporaryDirectory()
    given, answered = f"{folder.name}/submissions.jsonl", f"{folder.name}/results.jsonl"
    with open(given, "w") as file:
        file.writelines(text + "\n" for text in submissions(rules, sheets))

    def rate(folder=folder):
        with open(answered, "w") as file:
            subprocess.run([sys.executable, "-m", "ocop", "score", "--threads", "1", given], stdout=file, check=True)
        return columns()

    def columns():
        with open(answered) as file:
            yield from np.array([answer(json.loads(line), levels) for line in file]).T

    return rate


def submissions(rules, sheets):
    """The sheets as self-assessments."""
    document = {"format": "ocop-submission/1", "product": {"set": rules.number}, "rules": rules.edition.id}
    choices = (dict(zip(rules.codes, row)) for row in sheets.tolist())
    return [
        json.dumps(document | {"submission": f"S{at}", "sheets": [{"member": "M1", "choices": ticks}]})
        for at, ticks in enumerate(choices)
    ]


def answer(result, levels):
    """Total, stars and unmet marks of each level of one result."""
    unmet = [mark["stars"] for mark in result["unmet_gates"]]
    return [int(result["mean"]["exact"]), result["stars"], *map(unmet.count, levels)]


edition, number, way = sys.argv[2:]
rules = ocop.RuleCatalog.builtin().edition(edition).product_set(int(number))
ways = {"arrays": arrays, "calls": calls, "scorer": scorer, "command": command}
run(lambda plain, sheets: ways[way](rules, plain["levels"], sheets))
