"""NumPy: one table per criterion that holds points and unmet marks side by side in one number; take and add."""
import numpy as np

from timing import run


def tables_of(rules):
    """Worth of each option: total in the lowest byte, then the unmet marks of each level, a byte each."""
    tables = {}
    for c in rules["criteria"]:
        table = np.array(c["points"], dtype=np.uint32)
        for mark in (m for m in rules["marks"] if m["field"] == c["field"]):
            unmet = np.array(c["points"]) < mark["least"]
            table += unmet.astype(np.uint32) << 8 * (1 + rules["levels"].index(mark["stars"]))
        tables[c["field"]] = table
    return tables


def prepare(rules, sheets):
    """Sheets as one array per criterion; a criterion that does not count is looked up as nothing ticked."""
    tables = tables_of(rules)
    columns = {c["field"]: np.ascontiguousarray(sheets[:, at]) for at, c in enumerate(rules["criteria"])}
    has_points = {c["field"]: np.array(c["points"], dtype=np.uint8) > 0 for c in rules["criteria"]}
    edges = np.array([b["first"] for b in rules["bands"][1:]], dtype=np.uint8)
    band_stars = np.array([b["stars"] for b in rules["bands"]], dtype=np.uint8)

    def rate():
        packed = np.zeros(len(sheets), dtype=np.uint32)
        for c in rules["criteria"]:
            ticks = columns[c["field"]]
            for other in c["zero_at"]:
                ticks = ticks * has_points[other].take(columns[other])
            packed += tables[c["field"]].take(ticks)
        taken = packed.view(np.uint8).reshape(-1, 4)
        total, unmet = taken[:, 0], taken[:, 1 : 1 + len(rules["levels"])]
        stars = band_stars.take(np.searchsorted(edges, total, side="right"))
        for at, level in enumerate(rules["levels"]):
            stars = np.where(unmet[:, at] > 0, np.minimum(stars, level - 1), stars)
        return [total, stars, *unmet.T]

    return rate


run(prepare)
