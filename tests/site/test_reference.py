from __future__ import annotations

import re
from inspect import getdoc, isclass
from pathlib import Path

import pytest
import yaml

from qmslib._common.errors import CourseError
from qmslib.site import reference
from qmslib.site.reference import TOPICS, Name

FORMULAS = Path(__file__).parents[2] / "book" / "reference" / "formulas"
NAMES = [name for topic in TOPICS for name in reference.names(topic)]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_page_has_each_public_name_once(topic: str) -> None:
    page = reference.topic_page(topic)
    for name in reference.names(topic):
        assert page.count(f"({name.anchor})=\n") == 1


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_page_tells_no_place_in_memory(topic: str) -> None:
    # It would differ from build to build.
    assert "object at 0x" not in reference.topic_page(topic)


def test_a_function_that_keeps_its_results_is_described_as_a_function() -> None:
    assert ".. autofunction:: qmslib.improvement.control_constants" in reference.topic_page("improvement")
    assert "[`problem_types`](#complaints-problem-types)" in reference.index()


@pytest.mark.parametrize("name", NAMES, ids=lambda name: f"{name.topic}.{name.name}")
def test_a_public_name_says_what_it_is_and_has_an_example(name: Name) -> None:
    if name.is_function or isclass(name.value):
        said = getdoc(name.value) or ""
        assert said.split("\n")[0].endswith("."), "the first line is a sentence"
        assert ">>>" in said, "there is an example"


@pytest.mark.parametrize("topic", TOPICS)
def test_no_public_name_is_also_a_module(topic: str) -> None:
    # Importing qmslib.complaints.backlog would put the module where the function backlog should be.
    folder = Path(reference.__file__).parents[1] / topic
    modules = {path.stem for path in folder.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert {name.name for name in reference.names(topic)} & modules == set()


@pytest.mark.parametrize("path", sorted(FORMULAS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_formulas_of_a_topic_can_be_written(path: Path) -> None:
    page = reference.formulas(path.parent)
    for formula in yaml.safe_load(path.read_text(encoding="utf-8")):
        assert f"### {formula['name']}" in page


def test_a_formula_of_a_function_that_is_not_there_is_refused(tmp_path: Path) -> None:
    entry = {"name": "Gap", "functions": ["feedback.no_such"], "latex": "a-b", "source": "Nobody"}
    (tmp_path / "feedback.yaml").write_text(yaml.safe_dump([entry]), encoding="utf-8")
    with pytest.raises(CourseError, match="no such function"):
        reference.formulas(tmp_path)


def test_a_formula_without_a_source_is_refused(tmp_path: Path) -> None:
    entry = {"name": "Gap", "functions": ["feedback.rank_gaps"], "latex": "a-b"}
    (tmp_path / "feedback.yaml").write_text(yaml.safe_dump([entry]), encoding="utf-8")
    with pytest.raises(CourseError, match="source"):
        reference.formulas(tmp_path)


def test_the_code_on_the_first_page_of_the_toolbox_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (FORMULAS.parent / "toolbox.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        exec(block, {})
    assert "late" in capsys.readouterr().out
