"""The package as a package: types, docstrings, what an import loads, the command."""

import doctest
import importlib
import inspect
import pkgutil
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import ocop
import pytest
from numpydoc.validate import validate

MODULES = ["ocop", *(f"ocop.{m.name}" for m in pkgutil.iter_modules(ocop.__path__) if not m.name.startswith("_"))]
# Summaries and parameters are asked for; sections that would only repeat them are not.
NOT_ASKED = {"ES01", "SA01", "GL08", "RT03", "PR01", "PR02", "PR07", "PR10", "GL01", "GL02", "GL03", "YD01", "SS06"}
USER_PROGRAM = """
from datetime import date

import numpy as np
import numpy.typing as npt
import ocop


def stars_of(rules: ocop.ProductSet, choices: dict[str, int]) -> int | None:
    result: ocop.Result = ocop.Sheet(rules, choices).score()
    return result.stars


catalog = ocop.RuleCatalog.builtin()
edition: ocop.Edition = catalog.governing("first", date(2026, 6, 1)).edition
rules = edition.product_set(1)
total: int = sum(option.points for criterion in rules.criteria for option in criterion.options)
sheets: npt.NDArray[np.uint8] = np.zeros((2, len(rules.codes)), dtype=np.uint8)
scored: dict[str, npt.NDArray[np.generic]] = dict(ocop.frames.score_wide(sheets, rules))
path: ocop.analysis.Upgrade = ocop.analysis.upgrade_path(ocop.Sheet(rules, dict.fromkeys(rules.codes, 0)), 3)
print(stars_of(rules, dict.fromkeys(rules.codes, 0)), total, scored["total"].tolist(), path.cost)
"""


def public_objects():
    """Every class, function and method that a module offers, by its name."""
    seen = {}
    for module_name in MODULES[1:]:
        module = importlib.import_module(module_name)
        for name in module.__all__:
            value = getattr(module, name)
            if inspect.isclass(value) or inspect.isfunction(value):
                seen[f"{module_name}.{name}"] = value
            if inspect.isclass(value):
                for method, function in vars(value).items():
                    if not method.startswith("_") and (isinstance(function, (property, classmethod)) or callable(function)):
                        seen[f"{module_name}.{name}.{method}"] = function
    return seen


PUBLIC = public_objects()


def is_documented_by_examples(name, value):
    """Errors that only have a code, and properties, are said in a line."""
    is_error = inspect.isclass(value) and issubclass(value, ocop.RuleError) and value is not ocop.RuleError
    return not is_error and not isinstance(value, property)


def test_every_public_name_leads_to_what_it_says():
    for name in ocop.__all__:
        assert getattr(ocop, name) is not None
    assert set(ocop.__all__) <= set(dir(ocop))
    assert ocop.__version__.count(".") == 2
    with pytest.raises(AttributeError, match="no attribute 'no_such_name'"):
        _ = ocop.no_such_name


@pytest.mark.parametrize("name", sorted(n for n, v in PUBLIC.items() if is_documented_by_examples(n, v)))
def test_every_public_name_has_a_docstring_with_an_example(name):
    value = PUBLIC[name]
    docs = inspect.getdoc(value.__func__ if isinstance(value, classmethod) else value) or ""
    assert ">>> " in docs, f"{name} has no example"
    found = [(code, text) for code, text in validate(name)["errors"] if code not in NOT_ASKED]
    assert not found, f"{name}: {found}"


@pytest.mark.parametrize("name", sorted(n for n, v in PUBLIC.items() if isinstance(v, property)))
def test_every_property_says_what_it_holds(name):
    assert (inspect.getdoc(PUBLIC[name]) or "").rstrip().endswith((".", "?"))


@pytest.mark.parametrize("module", MODULES)
def test_every_example_runs(module):
    flags = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
    run = doctest.testmod(importlib.import_module(module), optionflags=flags)
    assert run.failed == 0


def test_importing_loads_nothing_that_is_heavy():
    program = "import sys; before = set(sys.modules); import ocop; print(sorted(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "['ocop']"


def test_rules_and_results_need_no_frame_library():
    program = (
        "import sys, ocop; rules = ocop.RuleCatalog.builtin().edition('qd-26-2026').product_set(1);"
        "ocop.Sheet(rules, dict.fromkeys(rules.codes, 0)).score().stars;"
        "print([m for m in ('pandas', 'polars', 'pyarrow', 'matplotlib', 'narwhals') if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("mypy")


def run_mypy(arguments, folder, cache):
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


def test_a_program_that_uses_the_package_is_typed(tmp_path, cache):
    program = tmp_path / "program.py"
    program.write_text(USER_PROGRAM, encoding="utf8")
    checked = run_mypy([str(program)], tmp_path, cache)
    assert checked.returncode == 0, checked.stdout
    ran = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("1 ")


def test_a_wrong_call_is_found_by_its_types(tmp_path, cache):
    program = tmp_path / "wrong.py"
    program.write_text("import ocop\nocop.RuleCatalog.builtin().edition(26)\n", encoding="utf8")
    assert 'incompatible type "int"; expected "str"' in run_mypy([str(program)], tmp_path, cache).stdout


def test_the_stub_is_that_of_the_built_module(tmp_path):
    # pybind11 gives every class a metaclass of its own, and an __init__ to those that have none.
    allowed = tmp_path / "allowed.txt"
    allowed.write_text(
        "ocop\\._core\\.(Catalog|Edition|Ledger|Prices|ProductSet|Scored|SetScorer)\n"
        "ocop\\._core\\.(Catalog|Edition|ProductSet|Scored)\\.__init__\n"
    )
    command = [sys.executable, "-m", "mypy.stubtest", "ocop._core", "--allowlist", str(allowed)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_module_is_the_command():
    ran = subprocess.run([sys.executable, "-m", "ocop", "--version"], capture_output=True, text=True, check=True)
    assert ocop.__version__ in ran.stdout
    document = '{"rule": {">=": [{"var": "n"}, 3]}, "data": {"n": 3}}'
    ran = subprocess.run([sys.executable, "-m", "ocop", "logic"], input=document, capture_output=True, text=True, check=True)
    assert ran.stdout == "true\n"
    ran = subprocess.run([sys.executable, "-m", "ocop", "rules", "show", "qd-99"], capture_output=True, check=False)
    assert ran.returncode == 2


def test_the_first_steps_of_the_readme_run():
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf8")
    (program,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    catalog = ocop.RuleCatalog.builtin()
    old_rules = catalog.edition("qd-148-2023").product_set(1)
    frame = np.ones((3, len(old_rules.codes)), dtype=np.uint8)
    # Both sets have their own criteria, so the frame of the comparison is another one than that of the scoring.
    head, found, comparison = program.rpartition("ocop.analysis.compare")
    names = {"frame": np.ones((3, len(catalog.edition("qd-26-2026").product_set(1).codes)), dtype=np.uint8)}
    exec(head, names)
    exec(found + comparison, {**names, "frame": frame, "old_rules": old_rules})
    assert (names["result"].stars, names["result"].capped_by) == (4, "1.5")
    assert names["scored"]["stars"].tolist() == [1, 1, 1]


def test_the_package_says_that_it_is_typed():
    assert (Path(ocop.__file__).parent / "py.typed").is_file()


@pytest.mark.skipif(not sys.platform.startswith("linux") or shutil.which("readelf") is None, reason="reads ELF files by readelf")
def test_the_module_and_the_command_have_every_protection():
    folder = Path(ocop.__file__).parent
    files = [importlib.import_module("ocop._core").__file__, folder / "bin/ocop"]
    check = Path(__file__).parents[1] / "support/check_hardening.py"
    run = subprocess.run([sys.executable, check, "--optimised", *files], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
