"""CLIPS: sheets are facts, points, marks and stars are rules; 20 sheets a run."""
import tempfile
from pathlib import Path

import clips
import numpy as np

from timing import run

AT_ONCE = 20


def constructs_of(rules):
    """
    A rule adds the points, one per mark fires where it is not met, one per band from the highest down gives the stars.

    What was found is kept in two globals, from which it is read at once.
    """
    criteria = {c["field"]: c for c in rules["criteria"]}
    below = lambda field, least: [option for option, p in enumerate(criteria[field]["points"]) if p < least]
    words = lambda values: " ".join(map(str, values))
    worths = []
    for field, c in criteria.items():
        worth = f"(nth$ (+ ?{field} 1) (create$ {words(c['points'])}))"
        for other in c["zero_at"]:
            worth = f"(if (member$ ?{other} (create$ {words(below(other, 1))})) then 0 else {worth})"
        worths.append(worth)
    yield "(defglobal ?*answers* = (create$) ?*unmet* = (create$))"
    yield f"(deftemplate sheet (slot id) {words(f'(slot {field})' for field in criteria)})"
    ticks = words(f"({field} ?{field})" for field in criteria)
    yield f"""(defrule total (declare (salience 10)) (sheet (id ?id) {ticks})
        => (assert (total ?id (+ {words(worths)}))))"""
    for mark in rules["marks"]:
        causes = [(mark["field"], mark["least"]), *((other, 1) for other in criteria[mark["field"]]["zero_at"])]
        sheets = [f"(sheet (id ?id) ({field} {'|'.join(map(str, below(field, least)))}))" for field, least in causes]
        yield f"""(defrule mark-{mark["stars"]}-{mark["field"]} (declare (salience 10)) (or {words(sheets)})
            => (assert (unmet ?id {mark["stars"]} {mark["field"]})))"""
    for band in rules["bands"]:
        met = [f"(not (unmet ?id {level} ?))" for level in rules["levels"] if level <= band["stars"]]
        yield f"""(defrule stars-{band["stars"]} (declare (salience {band["stars"]}))
            (total ?id ?total&:(>= ?total {band["first"]})) {words(met)} (not (stars ?id ?))
            => (assert (stars ?id {band["stars"]})) (bind ?*answers* ?*answers* ?id ?total {band["stars"]}))"""
    yield "(defrule unmet (unmet ?id ?level ?) => (bind ?*unmet* ?*unmet* ?id ?level))"


def save_facts(environment, rules, sheets, folder):
    """Sheets as binary files of facts, the form that CLIPS loads fastest."""
    fields = [c["field"] for c in rules["criteria"]]
    for first in range(0, len(sheets), AT_ONCE):
        text, facts = folder / "facts.txt", folder / f"{first}.bin"
        rows = sheets[first : first + AT_ONCE].tolist()
        slots = (" ".join(f"({field} {tick})" for field, tick in zip(fields, row)) for row in rows)
        text.write_text("".join(f"(sheet (id {first + at}) {values})\n" for at, values in enumerate(slots)))
        environment.reset()
        environment.load_facts(str(text))
        environment.eval(f'(bsave-facts "{facts}" visible sheet)')
        yield f'(bload-facts "{facts}")'


def prepare(rules, sheets):
    """An environment with the rules, and the commands that load the facts."""
    environment = clips.Environment()
    for construct in constructs_of(rules):
        environment.build(construct)
    folder = tempfile.TemporaryDirectory()
    loads = list(save_facts(environment, rules, sheets, Path(folder.name)))

    def rate(folder=folder):
        answers, unmet = [], []
        for load in loads:
            environment.reset()
            environment.eval(load)
            environment.run()
            answers.extend(environment.eval("?*answers*"))
            unmet.extend(environment.eval("?*unmet*"))
        found = np.zeros((len(sheets), 2), dtype=np.uint8)
        ids, totals, stars = np.array(answers).reshape(-1, 3).T
        found[ids] = np.stack([totals, stars], axis=1)
        ids, levels = np.array(unmet).reshape(-1, 2).T
        return [*found.T, *(np.bincount(ids[levels == level], minlength=len(sheets)) for level in rules["levels"])]

    return rate


run(prepare)
