"""Writes tests/cases/made-up-2033.json: what sheets come to under the decree of tests/cases/made-up-2033.

It reads the decree's tables and shares nothing with the library: fractions, one sheet after the other.
"""

import json
import pathlib
import random
from fractions import Fraction

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases"
DECREE = CASES / "made-up-2033"
RULES = json.loads((DECREE / "made-up-2033/rule_set.json").read_text())
BANDS = json.loads((DECREE / "made-up-2033/bands.json").read_text())["bands"]
SET = json.loads((DECREE / "made-up-2033/product_sets/01-kites.json").read_text())
WORDINGS = {
    f"{w['wording']}@{w['version']}": [o["id"] for o in w["options"]]
    for w in json.loads((DECREE / "shared/wordings/kites.json").read_text())["wordings"]
}


def tree():
    """Part, section, group or None, criterion, in printed order."""
    for section in SET["sections"]:
        for entry in section["criteria"]:
            for criterion in entry["criteria"] if "group" in entry else [entry]:
                yield section["part"], section, entry if "group" in entry else None, criterion


CODES = [criterion["id"] for _, _, _, criterion in tree()]


def ticked(text):
    """`4[1:2]22…` as pairs of a case and an option."""
    pairs, at = [], 0
    while at < len(text):
        if text[at] == "[":
            case, option = text[at + 1 : at + 4].split(":")
            pairs.append((int(case), int(option)))
            at += 5
        else:
            pairs.append((0, int(text[at])))
            at += 1
    return dict(zip(CODES, pairs, strict=True))


def list_of(criterion, case):
    return next(c for c in criterion["cases"] if c["case"] == case) if case else criterion


def points_of(criterion, pair):
    case, option = pair
    if option == 0:
        return Fraction(0)
    listed = list_of(criterion, case)
    return Fraction(listed["points"][WORDINGS[listed["wording"]][option - 1]])


def counted(heading, total):
    limit = heading.get("counts_at_most")
    return total if limit is None else min(total, Fraction(limit))


def sheet(text):
    """Points at every heading of one sheet, and the marks that it leaves unmet."""
    pairs = ticked(text)
    at, unmet = {}, set()
    for part, section, group, criterion in tree():
        code = criterion["id"]
        worth = points_of(criterion, pairs[code])
        if any(n["note"] == "no-tail@1" and pairs["5.1"][1] <= 1 for n in criterion.get("notes", [])):
            worth = Fraction(0)
        at[code] = worth
        for level, needs in criterion.get("gates", {}).items():
            if worth < Fraction(criterion["points"][needs]):
                unmet.add((int(level), code))
    for section in SET["sections"]:
        total = Fraction(0)
        for entry in section["criteria"]:
            if "group" in entry:
                at[entry["group"]] = counted(entry, sum(at[c["id"]] for c in entry["criteria"]))
                total += at[entry["group"]]
            else:
                total += at[entry["id"]]
        at[section["id"]] = counted(section, total)
    for part in RULES["parts"]:
        at[part["part"]] = sum(at[s["id"]] for s in SET["sections"] if s["part"] == part["part"])
    at["total"] = sum(at[p["part"]] for p in RULES["parts"])
    return at, unmet


def taken(values, regulation):
    values = sorted(values)
    if regulation == "kite-elders":
        values = values[1:-1]
    if regulation == "kite-median":
        drop = (len(values) - 1) // 2
        values = values[drop : len(values) - drop]
    return sum(values, Fraction(0)) / len(values)


def band_of(mean):
    return max(b["stars"] for b in BANDS if Fraction(b["from"]) <= mean)


def expected(case):
    sheets = [sheet(text) for text in case["sheets"]]
    regulation = case.get("regulation", "default")
    at = {p["part"]: taken([s[0][p["part"]] for s in sheets], regulation) for p in RULES["parts"]}
    total = taken([s[0]["total"] for s in sheets], regulation)
    marks = sorted({m for _, unmet in sheets for m in unmet}, key=lambda m: (CODES.index(m[1]), m[0]))

    def is_met(mark):
        met = sum(mark not in unmet for _, unmet in sheets)
        if 2 * met == len(sheets) and regulation == "kite-elders" and "chair" in case:
            return mark not in sheets[case["chair"] - 1][1]
        return 2 * met > len(sheets)

    village = "village" in str(case.get("facts", ""))
    unmet = [m for m in marks if not is_met(m) and not (village and m[1] == "1.1")]
    low = []
    for m in RULES["minimums"] + SET["minimums"]:
        found = total if m["at"] == "total" else taken([s[0][m["at"]] for s in sheets], regulation)
        if found < Fraction(m["points"]):
            low.append([m["stars"], m["at"], str(found)])
    by_points = band_of(total)
    lacking = sorted(level for level in [m[0] for m in unmet] + [m[0] for m in low] if level <= by_points)
    outcome, stars = "ranked", by_points
    if lacking:
        stars = max(1, lacking[0] - 1)
    if lacking and case.get("readings", {}).get("R-05") == "reject":
        outcome, by_points, stars = "rejected", None, None
    if "copied" in str(case.get("facts", "")):
        outcome, by_points, stars = "rejected", None, None
    return {
        "outcome": outcome,
        "stars_by_points": by_points,
        "stars": stars,
        "mean": str(total),
        **{code: str(points) for code, points in at.items()},
        "unmet_gates": [list(m) for m in unmet],
        "unmet_minimums": low,
    }


def border_cases(border, what):
    """Sheets that come to half a point less, to the border, and to half a point more."""
    draw = random.Random(1)
    for step, name in ((-1, "just under"), (0, "exactly"), (1, "just over")):
        wanted = Fraction(border) + Fraction(step, 2)
        while True:
            text = "4[1:3]" + "".join(draw.choice("12") for _ in range(8)) + "".join(draw.choice("123") for _ in range(4))
            text = text[:-3] + draw.choice("34") + text[-3:]
            at = sheet(text)[0]
            if at["total"] == wanted and at["2"] >= 5 and at["3.1"] >= Fraction("4.5"):
                break
        yield {"name": f"{wanted} points: {name} {what}", "sheets": [text]}


def main():
    cases = [
        {"name": "the best option everywhere is 100 points: two headings count up to their limits", "sheets": ["4[1:3]2222222234333"]},
        {"name": "nothing ticked anywhere meets no mark and no minimum", "sheets": ["000000000000000"]},
        {"name": "69 points: the least total of 5 kites is 70", "sheets": ["4[1:2]2222222223322"]},
        *border_cases("70", "the least total of 5 kites"),
        *border_cases("131/2", "the band of 5 kites"),
        *border_cases("165/2", "the band of 6 kites"),
        {"name": "the least points of part K keep it from 6 kites", "sheets": ["4[1:2]2222222234333"]},
        {"name": "one pair of hands: section 2 is below the least of 4 kites", "sheets": ["4[1:3]2111122234333"]},
        {"name": "two pairs of hands: exactly the least of 4 kites", "sheets": ["4[1:3]2211122234333"]},
        {"name": "one lesson: group 3.1 is below the least of 5 kites", "sheets": ["4[1:3]2222221134333"]},
        {"name": "two lessons are enough", "sheets": ["4[1:3]2222222134333"]},
        {"name": "four pairs of hands count as much as five", "sheets": ["4[1:3]2222122234333"]},
        {"name": "without a tail the flute counts nothing", "sheets": ["4[1:3]2222222234133"]},
        {"name": "a joint of paper", "sheets": ["4[2:1]2222222234333"]},
        {"name": "a colour below the mark of 5 kites", "sheets": ["4[1:3]2222222232333"]},
        {"name": "spars below the mark of 4 kites", "sheets": ["2[1:3]2222222234333"]},
        {"name": "a craft village needs no mark at its spars", "sheets": ["2[1:3]2222222234333"], "facts": {"maker": {"village": True}}},
        {"name": "a copied design is rejected", "sheets": ["4[1:3]2222222234333"], "facts": {"kite": {"copied": True}}},
        {"name": "under R-05=reject an unmet minimum rejects", "sheets": ["4[1:2]2222222223322"], "readings": {"R-05": "reject"}},
        {"name": "under R-05=reject the best is ranked", "sheets": ["4[1:3]2222222234333"], "readings": {"R-05": "reject"}},
        {"name": "the mean of two sheets is a quarter of a point", "sheets": ["4[1:2]2222222223322", "4[1:2]2222222213331"]},
        {"name": "the elders leave out the highest and the lowest", "regulation": "kite-elders", "chair": 1,
         "sheets": ["4[1:2]2222222234333", "4[1:2]2222222223322", "4[1:2]2222222213331", "3[1:3]2222222224322", "4[1:2]2222222223323"]},
        {"name": "two of four meet a mark and the chair met it", "regulation": "kite-elders", "chair": 1,
         "sheets": ["4[1:3]2222222223333", "4[1:3]2222222223333", "4[1:3]2222222222333", "4[1:3]2222222222333"]},
        {"name": "two of four meet a mark and the chair did not", "regulation": "kite-elders", "chair": 3,
         "sheets": ["4[1:3]2222222223333", "4[1:3]2222222223333", "4[1:3]2222222222333", "4[1:3]2222222222333"]},
        {"name": "the median of three", "regulation": "kite-median",
         "sheets": ["4[1:3]2222222234333", "000000000000000", "4[1:2]2222222223322"]},
        {"name": "the median of four lies between two", "regulation": "kite-median",
         "sheets": ["4[1:3]2222222234333", "000000000000000", "4[1:2]2222222223322", "4[1:2]2222222213331"]},
    ]
    for case in cases:
        case["expect"] = expected(case)
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    about = (
        "Sheets as in ocop-cases/1: options in the order of criteria, [case:option] where there are cases. An unmet gate "
        "is [stars, criterion], an unmet minimum [stars, where, what was found]. Made by tests/support/make_kite_cases.py."
    )
    head = {"format": "ocop-cases/2", "about": about, "rules": "made-up-2033", "set": 1, "criteria": CODES}
    text = json.dumps(head, ensure_ascii=False)[:-1] + ', "cases": [\n' + lines + "\n]}\n"
    (CASES / "made-up-2033.json").write_text(text)


if __name__ == "__main__":
    main()
