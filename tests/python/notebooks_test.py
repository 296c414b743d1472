"""The notebooks run from top to bottom, and their closing words quote what they computed."""

import ast
import json
import re
import shutil
import unicodedata
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

EXAMPLES = Path(__file__).parents[2] / "examples"
NOTEBOOKS = sorted((EXAMPLES / "notebooks").glob("*.ipynb"))
SHOW_ALL = "import warnings\nwarnings.simplefilter('always')"

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def without_twice(pairs):
    """Objects as dicts, refusing a key that stands twice."""
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"a key stands twice: {keys}"
    return dict(pairs)


def read(path):
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """A notebook as it is after running, each in a folder of its own beside the submissions."""

    @cache
    def run(path):
        folder = tmp_path_factory.mktemp(path.stem)
        shutil.copytree(EXAMPLES / "submissions", folder / "submissions")
        (folder / "notebooks").mkdir()
        notebook = read(path)
        notebook.cells.insert(0, nbformat.v4.new_code_cell(SHOW_ALL))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("IPYTHONDIR", str(folder / "ipython"))
            patch.setenv("JUPYTER_RUNTIME_DIR", str(folder / "runtime"))
            NotebookClient(
                notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder / "notebooks"}}
            ).execute()
        return notebook

    return run


def answer_of(notebook):
    """What the last code cell shows."""
    shown = [out for out in code_cells(notebook)[-1].outputs if out.output_type == "execute_result"]
    assert len(shown) == 1
    return ast.literal_eval(shown[0].data["text/plain"])


def closing_words(notebook):
    """The last words, Vietnamese and English."""
    assert notebook.cells[-1].cell_type == "markdown"
    heading, *paragraphs = notebook.cells[-1].source.split("\n\n")
    assert heading == "## Trả lời · Answer"
    assert len(paragraphs) == 2
    return paragraphs


def test_there_are_notebooks_and_the_table_names_each():
    assert len(NOTEBOOKS) == 4
    table = (EXAMPLES / "notebooks" / "README.md").read_text(encoding="utf8")
    assert sorted(re.findall(r"\]\((\S+\.ipynb)\)", table)) == [path.name for path in NOTEBOOKS]


@every_notebook
def test_a_notebook_is_kept_without_outputs(path):
    text = path.read_text(encoding="utf8")
    assert text.endswith("}\n")
    assert unicodedata.normalize("NFC", text) == text
    json.loads(text, object_pairs_hook=without_twice)
    notebook = read(path)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert [cell.id for cell in code_cells(notebook) if cell.outputs or cell.execution_count is not None] == []
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    assert [cell.id for cell in notebook.cells if not re.fullmatch(r"[a-z][a-z-]*", cell.id)] == []


@every_notebook
def test_a_notebook_opens_with_its_question_in_both_languages(path):
    opening = read(path).cells[0].source
    assert opening.startswith(f"# {int(path.stem[:2])}. ")
    assert -1 < opening.index("**Câu hỏi.**") < opening.index("**Question.**")
    assert "minh họa" in opening
    assert "illustrative" in opening


@every_notebook
def test_every_cell_runs_without_warnings(path, executed):
    notebook = executed(path)
    assert all(cell.execution_count for cell in code_cells(notebook))
    complaints = [
        (cell.id, out) for cell in code_cells(notebook) for out in cell.outputs
        if out.output_type == "error" or out.get("name") == "stderr"
    ]  # fmt: skip
    assert complaints == []


@every_notebook
def test_every_notebook_draws_one_picture(path, executed):
    pictures = [
        cell.id for cell in code_cells(executed(path)) for out in cell.outputs if "image/png" in out.get("data", {})
    ]
    assert pictures == ["picture"]


@every_notebook
def test_the_closing_words_quote_what_was_computed(path, executed):
    notebook = executed(path)
    computed = {str(value) for value in answer_of(notebook).values()}
    for words in closing_words(notebook):
        assert set(re.findall(r"\*\*([^*]+)\*\*", words)) == computed
        unproved = re.sub(r"\*\*[^*]+\*\*|`[^`]+`", "", words)
        assert not re.search(r"\d", unproved), f"a figure that no cell computed: {unproved}"
