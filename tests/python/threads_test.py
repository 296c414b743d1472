"""Many threads at once, and calls that leave nothing behind."""

import gc
import resource
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import ocop
import pandas as pd
import pytest
from conftest import best_of, columns_of, long, plain, random_sheets, wide
from ocop import _core
from ocop.frames import certificates, council_results, score_sheets, score_wide


@pytest.fixture(scope="module")
def large():
    """Half a million sheets that notes on zeros bear on: the engine looks at each of them by itself."""
    rules = ocop.RuleCatalog.builtin().edition("qd-26-2026").product_set(1)
    return {code: np.zeros(500_000, dtype=np.uint8) for code in rules.codes}


def test_other_threads_run_while_the_engine_works(fresh, large):
    columns = list(large.values())
    counted, done = 0, threading.Event()

    def count():
        nonlocal counted
        while not done.is_set():
            counted += 1
            time.sleep(0)  # gives the interpreter away

    def advances(call):
        before = counted
        call()
        return counted > before

    counting = threading.Thread(target=count)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)  # nobody is made to give the interpreter away; it must be released
    try:
        counting.start()
        assert not advances(lambda: sum(range(1_000_000)))
        assert any(advances(lambda: _core.score_columns(fresh._core, columns, [], "", [], 1, 1)) for _ in range(50))
    finally:
        sys.setswitchinterval(interval)
        done.set()
        counting.join()


def test_many_threads_come_to_the_same(catalog, fresh, tourism):
    work = []
    for rules in (fresh, tourism, catalog.edition("qd-1048-2019").product_set(1)):
        sheets = random_sheets(rules, 5, 300)
        work.append((score_wide, wide(rules, sheets), rules))
        dossiers = {f"DN-{n}": {f"M{m}": sheets[3 * n + m] for m in range(3)} for n in range(30)}
        work.append((score_sheets, columns_of(long(rules, dossiers)), rules))
        work.append((council_results, columns_of(long(rules, dossiers)), rules))
    expected = [plain(call(columns, rules, threads=1)) for call, columns, rules in work]
    with ThreadPoolExecutor(8) as pool:
        jobs = [(at, pool.submit(call, columns, rules, threads=1 + at % 3))
                for at, (call, columns, rules) in [*enumerate(work)] * 6]  # fmt: skip
        for at, job in jobs:
            assert plain(job.result()) == expected[at]


def test_one_set_is_scored_from_many_threads_at_once(fresh):
    sheets = [ocop.Sheet(fresh, choices) for choices in random_sheets(fresh, 9, 60)]
    expected = [sheet.score().to_dict() for sheet in sheets]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            assert list(pool.map(lambda sheet: sheet.score().to_dict(), sheets)) == expected


def counts_of(*objects):
    return [sys.getrefcount(one) for one in objects]


def test_no_call_keeps_its_input(fresh):
    best = best_of(fresh)
    columns = wide(fresh, [best] * 3)
    bad = {**columns, "1.5": np.array([4, 9, 4], dtype=np.uint8)}
    rows = columns_of(long(fresh, {"DN-1": {"M1": best}}))
    facts, readings = {"dossier": {"forged": False}}, {"R-05": "cap"}
    frame = pd.DataFrame(columns)
    issued = {"stars": np.array([4, 0]), "issued": np.array(["2024-02-29"] * 2, dtype="datetime64[D]")}
    frames = columns, bad, rows, issued
    objects = [fresh, fresh._core, facts, readings, frame, best, *frames, *(c for f in frames for c in f.values())]

    def calls():
        score_wide(columns, fresh, facts=facts, readings=readings)
        score_wide(frame, fresh, facts=facts, readings=readings)
        score_sheets(rows, fresh, facts=facts, readings=readings)
        council_results(rows, fresh, regulation="tay-ninh", facts=facts, readings=readings)
        ocop.Sheet(fresh, best, facts=facts, readings=readings).score().to_dict()
        ocop.analysis.what_blocks(columns, fresh)
        ocop.analysis.sensitivity(ocop.Sheet(fresh, best))
        ocop.analysis.compare(columns, fresh, fresh)
        certificates(issued, on="2026-09-01", on_error="collect")
        for wrong in (
            lambda: score_wide(bad, fresh), lambda: score_wide(columns, fresh, readings={"R-99": "x"}),
            lambda: ocop.Sheet(fresh, {**best, "1.5": 9}).score(), lambda: certificates(issued, on="2026-09-01"),
            lambda: ocop.analysis.upgrade_path(ocop.Sheet(fresh, best), 9),
        ):  # fmt: skip
            with pytest.raises(ocop.RuleError):
                wrong()

    calls()
    gc.collect()
    before = counts_of(*objects)
    for _ in range(5):
        calls()
    gc.collect()
    assert counts_of(*objects) == before


def peak_kib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_a_result_outlives_what_it_came_from(catalog):
    rules = catalog.edition("qd-26-2026").product_set(2)
    scored = score_wide(wide(rules, [best_of(rules)] * 1000), rules)
    result = ocop.Sheet(rules, best_of(rules)).score()
    criteria = rules.criteria
    del rules
    gc.collect()
    assert scored["total"].sum() == 100_000
    assert result.product_set.criteria == criteria


def test_memory_stays_flat_over_many_calls(fresh):
    sheet = ocop.Sheet(fresh, best_of(fresh))
    broken = ocop.Sheet(fresh, {**best_of(fresh), "1.5": 9})
    columns = wide(fresh, [best_of(fresh)] * 50)

    def calls(count):
        for _ in range(count):
            sheet.score().to_dict()
            try:
                broken.score()
            except ocop.RuleError:
                pass
            _core.score_columns(fresh._core, list(columns.values()), [], "", [], 1, 1)

    calls(3000)
    gc.collect()
    before = peak_kib()
    calls(12_000)
    assert peak_kib() - before < 4096  # a result is over 2 KiB: one kept per call would be over 24 MiB
