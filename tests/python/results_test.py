"""The page of results: what a run measured, whether it is what is promised, and what is missing."""

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "write_results.py"


@pytest.fixture(scope="module")
def results():
    spec = importlib.util.spec_from_file_location("write_results", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(name, **counters):
    return {"name": name, "run_name": f"{name}/manual_time", "run_type": "iteration", **counters}


def test_a_promise_is_judged_by_the_worst_of_its_benchmarks_and_the_median_of_their_runs(results):
    sheets = [run(f"BM_one_sheet/set:{n}", ratio=r, ours_ns=60.0, floor_ns=50.0)
              for n, r in [(1, 1.0), (1, 1.1), (1, 9.0), (13, 1.3), (13, 1.3), (13, 1.3)]]
    measured = results.Measured([{"benchmarks": sheets}])
    row = next(line for line in results.promises_of(measured).splitlines() if "BM_one_sheet" in line)
    assert "| <= 1.30 x | 1.30 x (1.30 x to 1.30 x) | yes | 60.0 ns | 50.0 ns | `BM_one_sheet/set:13` |" in row
    slower = [*sheets, *(run("BM_one_sheet/set:25", ratio=1.31, ours_ns=60.0, floor_ns=50.0) for _ in range(3))]
    assert "1.31 x) | **no** |" in results.promises_of(results.Measured([{"benchmarks": slower}]))


def test_a_benchmark_that_is_missing_and_a_counter_that_is_missing_are_named(results):
    measured = results.Measured([{"benchmarks": [run("BM_one_sheet/set:1", ours_ns=60.0, floor_ns=50.0)]}])
    results.promises_of(measured)
    assert "BM_one_sheet/set:1: no counter ratio" in measured.missing
    assert r"no benchmark is named like BM_dossier/members:\d+" in measured.missing


def test_what_failed_is_missing_and_what_a_processor_cannot_do_is_not(results):
    failed = {"error_occurred": True, "run_type": "iteration"}
    measured = results.Measured([{"benchmarks": [
        run("BM_a", **failed, error_message="wrong answer"), run("BM_b", **failed, error_message="not available"),
    ]}])  # fmt: skip
    assert measured.missing == ["BM_a: wrong answer"]


def test_the_time_of_a_run_is_in_nanoseconds_whatever_its_unit(results):
    rows, _ = results.rows_of({"benchmarks": [run("BM_a", real_time=2.5, time_unit="ms"),
                                              run("BM_b", real_time=2.5, time_unit="ns")]})  # fmt: skip
    assert [row.median["real_ns"] for row in rows] == [2.5e6, 2.5]


@pytest.mark.parametrize(("exponent", "words"), [(-1.0, "falls"), (0.0, "constant"), (0.5, "less than linear"),
                                                 (1.0, "linear"), (2.0, "**more than linear**")])
def test_the_exponent_that_fits_is_the_power_of_the_amount(results, exponent, words):
    fitted = results.exponent_of([(n, 3.0 * n**exponent) for n in (1, 10, 100, 1000)])
    assert fitted == pytest.approx(exponent)
    assert results.growth_in_words(fitted) == words


def test_figures_keep_three_digits_and_durations_their_unit(results):
    assert [results.figure(n) for n in (1234.5, 123.4, 12.34, 1.234, 0.01234)] == \
        ["1,234", "123", "12.3", "1.23", "0.0123"]
    assert [results.amount("ours_ns", n) for n in (999, 1000, 2.5e6, 3e9)] == ["999 ns", "1.00 µs", "2.50 ms", "3.00 s"]
    assert results.amount("share", 0.6) == "60 %"
