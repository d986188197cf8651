"""Learners' names where nbgrader itself shows them: above a notebook in formgrader, and in an exported table."""

from __future__ import annotations

from pathlib import Path

import nbformat
import nbgrader.server_extensions.formgrader as formgrader
import pytest
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from qmslib._common.errors import CourseError
from qmslib.course.people import check_name
from qmslib.trainer.safe_display import SafeDisplay

MARKUP = '<script>document.title = "changed"</script>'


def test_markup_in_a_name_is_text_in_formgrader() -> None:
    config = Config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [str(Path(formgrader.__file__).parent / "templates")]
    config.HTMLExporter.preprocessors = [SafeDisplay]
    notebook = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    said = {"first_name": MARKUP, "last_name": MARKUP, "notebook_path": f'a"{MARKUP}', "student": MARKUP}
    about = {"assignment_id": "sample-exercise", "notebook_id": "x", "submission_id": "1", "base_url": "", "index": 0}
    page, _ = HTMLExporter(config=config).from_notebook_node(notebook, resources={**said, **about, "total": 1})
    assert "&lt;script&gt;document.title" in page
    assert "<script>document.title" not in page


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "Ada =1+1", "@SUM(1)", "+44 Ada", "Ada -1"])
def test_no_name_begins_a_formula(name: str) -> None:
    with pytest.raises(CourseError, match="spreadsheet"):
        check_name(name)


@pytest.mark.parametrize("name", ["Zoë Smith-Jones", "'t Hooft", "O’Brien", "Ada (day shift)", "Ng"])
def test_ordinary_names_are_taken(name: str) -> None:
    assert check_name(name) == name
