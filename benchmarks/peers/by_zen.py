"""GoRules ZEN: a decision graph of two expression nodes and a decision table, over 100 sheets a call."""
import json

import numpy as np
import zen

from timing import run

AT_ONCE = 100


def graph_of(rules):
    """Points of the criteria, then the sums over them, then the first row of the table whose conditions hold."""
    worth = {c["field"]: f"{c['points']}[{c['field']}]" for c in rules["criteria"]}
    points = {}
    for c in rules["criteria"]:
        has_points = " and ".join(f"{worth[other]} > 0" for other in c["zero_at"])
        points[c["field"]] = f"{has_points} ? {worth[c['field']]} : 0" if has_points else worth[c["field"]]
    sums = {"total": " + ".join(points)}
    for level in rules["levels"]:
        unmet = [f"({m['field']} < {m['least']} ? 1 : 0)" for m in rules["marks"] if m["stars"] == level]
        sums[f"unmet_{level}"] = " + ".join(unmet)
    rows = [
        {"_id": f"stars-{b['stars']}", "total": f">= {b['first']}", "stars": str(b["stars"])}
        | {f"unmet_{level}": "0" if level <= b["stars"] else "" for level in rules["levels"]}
        for b in reversed(rules["bands"])
    ]
    column = lambda name: {"id": name, "name": name, "field": name, "type": "expression"}
    table = {
        "hitPolicy": "first", "rules": rows, "inputs": [column(name) for name in sums], "outputs": [column("stars")],
        "passThrough": True,
    }  # fmt: skip
    nodes = [
        node("input", "inputNode"),
        node("points", "expressionNode", {"expressions": expressions(points)}),
        node("sums", "expressionNode", {"expressions": expressions(sums)}),
        node("stars", "decisionTableNode", table),
        node("output", "outputNode"),
    ]
    names = [n["id"] for n in nodes]
    edges = [{"id": f"to-{to}", "sourceId": at, "targetId": to, "type": "edge"} for at, to in zip(names, names[1:])]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def node(name, kind, content=None):
    """A node of the graph; one with content runs over each of the sheets."""
    over_sheets = {"executionMode": "loop", "inputField": "sheets", "outputPath": "sheets"}
    return {
        "id": name, "name": name, "type": kind, "content": content | over_sheets if content else {},
        "position": {"x": 0, "y": 0},
    }  # fmt: skip


def expressions(values):
    """Named expressions of a node."""
    return [{"id": name, "key": name, "value": value} for name, value in values.items()]


def prepare(rules, sheets):
    """Sheets as dicts of numbers."""
    decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(graph_of(rules))))
    fields = [c["field"] for c in rules["criteria"]]
    rows = [dict(zip(fields, row)) for row in sheets.tolist()]
    calls = [{"sheets": rows[at : at + AT_ONCE]} for at in range(0, len(rows), AT_ONCE)]
    names = ["total", "stars", *(f"unmet_{level}" for level in rules["levels"])]

    def rate():
        found = [result for call in calls for result in decision.evaluate(call)["result"]["sheets"]]
        return [np.array([result[name] for result in found], dtype=np.uint8) for name in names]

    return rate


run(prepare)
