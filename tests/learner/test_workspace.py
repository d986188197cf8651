"""``work/`` is made, mended, and never overwrites what a learner did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.learner.chapters import plain_markdown, to_notebook
from qmslib.learner.contents import contents
from qmslib.learner.workspace import open_exercise, prepare
from tests.learner.fake_course import CHAPTER, FIRST, write

NOTEBOOK = Path("book/standards/4-1-identify.ipynb")


def test_the_contents_follow_the_table(course: Course) -> None:
    first, second = contents(course)
    assert (first.page, first.title, first.part, first.live) == (
        "standards/4-1-identify",
        "Identify your standards",
        "Quality standards",
        True,
    )
    assert not second.live


def test_a_wrong_entry_in_the_table_is_named(course: Course) -> None:
    write(course.book / "_toc.yml", "format: jb-book\nroot: index\nchapters:\n  - file: ../secret\n")
    with pytest.raises(CourseError, match="not the path of a page"):
        contents(course)


def test_prepare_makes_folders_and_chapters(course: Course) -> None:
    write(course.book / "_assets" / "hidden.svg", "<svg/>")
    write(course.book / "standards" / "map.svg", "<svg/>")
    done = prepare(course)
    assert (done.notes, done.problems) == ([], [])
    assert sorted(path.name for path in course.work.iterdir()) == ["book", "exercises", "feedback", "handed-in"]
    assert (course.work / "book/standards/map.svg").is_file()
    assert not (course.work / "book/_assets").exists()
    notebook = json.loads((course.work / NOTEBOOK).read_text(encoding="utf-8"))
    assert [cell["cell_type"] for cell in notebook["cells"]] == ["markdown", "code", "code"]
    assert notebook["cells"][1]["metadata"]["jupyter"]["source_hidden"]
    assert "editable" not in notebook["cells"][2]["metadata"]
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"


def test_preparing_twice_changes_nothing(course: Course) -> None:
    prepare(course)
    before = {path: path.read_bytes() for path in course.work.rglob("*") if path.is_file()}
    prepare(course)
    assert {path: path.read_bytes() for path in course.work.rglob("*") if path.is_file()} == before


def edit(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][2]["source"] = "my own note"
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_a_chapter_follows_its_text_when_nobody_edited_it(course: Course) -> None:
    prepare(course)
    path = course.work / NOTEBOOK
    # Running a cell and saving is no edit: Jupyter writes sources as lines, and outputs.
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    notebook["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "2"}]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    write(course.book / "standards" / "4-1-identify.md", CHAPTER.replace("is written", "is written down"))
    assert prepare(course).notes == []
    assert "is written down" in path.read_text(encoding="utf-8")
    assert len(list(path.parent.iterdir())) == 2


def test_an_edited_chapter_is_kept_beside_the_new_one(course: Course) -> None:
    prepare(course)
    path = course.work / NOTEBOOK
    edit(path)
    assert prepare(course).notes == []
    assert "my own note" in path.read_text(encoding="utf-8")
    write(course.book / "standards" / "4-1-identify.md", CHAPTER.replace("is written", "is written down"))
    (note,) = prepare(course).notes
    assert "4-1-identify.older-1.ipynb" in note
    assert "my own note" in path.with_name("4-1-identify.older-1.ipynb").read_text(encoding="utf-8")
    assert "is written down" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"nbformat": 4, "cells": 3, "metadata": {}}', "9" * 5000])
def test_a_damaged_chapter_is_kept_and_made_anew(course: Course, damage: str) -> None:
    prepare(course)
    (course.work / NOTEBOOK).write_text(damage, encoding="utf-8")
    (note,) = prepare(course).notes
    assert "damaged" in note
    assert (course.work / "book/standards/4-1-identify.damaged-1.ipynb").read_text(encoding="utf-8") == damage
    assert json.loads((course.work / NOTEBOOK).read_text(encoding="utf-8"))["nbformat"] == 4


def test_one_chapter_that_cannot_be_made_stops_no_other(course: Course) -> None:
    course.work.mkdir()
    (course.work / "book").mkdir()
    (course.work / "book" / "standards").mkdir()
    (course.work / NOTEBOOK).mkdir()
    done = prepare(course)
    assert (course.work / "book/standards/4-2-value.ipynb").is_file()
    # A folder in the notebook's place is put aside like any other damage.
    assert (course.work / NOTEBOOK).is_file()
    assert done.problems == []


def test_a_file_in_the_place_of_work_is_named(course: Course) -> None:
    course.work.write_text("", encoding="utf-8")
    with pytest.raises(CourseError, match="could not be made"):
        prepare(course)


def test_a_full_disk_is_said_and_nothing_is_lost(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(course)
    path = course.work / NOTEBOOK
    before = path.read_bytes()
    write(course.book / "standards" / "4-1-identify.md", CHAPTER.replace("is written", "is written down"))
    write(course.book / "standards" / "map.svg", "<svg/>")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    done = prepare(course)
    assert ["No space left" in str(problem) for problem in done.problems] == [True, True]
    assert path.read_bytes() == before
    with pytest.raises(CourseError, match="No space left"):
        open_exercise(course, FIRST)


def test_an_exercise_is_copied_once(course: Course) -> None:
    assert open_exercise(course, FIRST) == ""
    path = course.work / "exercises" / FIRST / f"{FIRST}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"].append({"cell_type": "markdown", "id": "mine", "metadata": {}, "source": "mine"})
    path.write_text(json.dumps(notebook), encoding="utf-8")
    write(course.exercises / FIRST / f"{FIRST}.ipynb", json.dumps({**notebook, "cells": []}))
    form = course.form_file(FIRST)
    form.write_text(form.read_text(encoding="utf-8").replace("Choose one.", "Choose just one."), encoding="utf-8")
    assert open_exercise(course, FIRST) == ""
    assert "mine" in path.read_text(encoding="utf-8")
    assert "just one" in path.with_name(form.name).read_text(encoding="utf-8")


def test_a_damaged_exercise_is_kept_and_copied_again(course: Course) -> None:
    open_exercise(course, FIRST)
    path = course.work / "exercises" / FIRST / f"{FIRST}.ipynb"
    path.write_text("{", encoding="utf-8")
    assert "damaged-1" in open_exercise(course, FIRST)
    assert path.with_name(f"{FIRST}.damaged-1.ipynb").read_text(encoding="utf-8") == "{"
    assert path.read_bytes() == (course.exercises / FIRST / f"{FIRST}.ipynb").read_bytes()


@pytest.mark.parametrize("name", ["unknown", "../book", ""])
def test_an_unknown_exercise_is_refused(course: Course, name: str) -> None:
    with pytest.raises(CourseError, match="no such exercise"):
        open_exercise(course, name)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("```{note}\nAsk first.\n```", "> **Note**\n>\n> Ask first."),
        (":::{admonition} In *China*\n:class: tip\n\nDifferent.\n:::", "> **In *China***\n>\n> Different."),
        (
            "::::{grid}\n:::{grid-item}\nOne\n:::\n:::{grid-item}\nTwo\n:::\n::::\nEnd",
            "One\nTwo\nEnd",
        ),
        (":::{note}\n:::{tip}\nInner\n:::\nOuter\n:::", "> **Note**\n>\n>\n> > **Tip**\n> >\n> > Inner\n>\n> Outer"),
        ("```{figure} map.svg\n:alt: A map\n:name: fig-map\n\nThe team.\n```", None),
        ("(good-ones)=\n## Good ones", '<a id="good-ones"></a>\n\n## Good ones'),
        ("See [4.2](4-2-value.md#why), {doc}`the map <../criteria>`.", None),
        ("A {term}`register <registers>` of {abbr}`SLA (agreement)`.", "A register of SLA (agreement)."),
        ("`[x](y.md)` [x](https://a.org/y.md)", "`[x](y.md)` [x](https://a.org/y.md)"),
        ("% a comment\nText", "Text"),
        ("```python\n{note}`x`\n```", "```python\n{note}`x`\n```"),
        ("````{code-block} text\n```{note}\n````", "```text\n```{note}\n```"),
        (
            "```{list-table} Owners\n:header-rows: 1\n\n* - Standard\n  - Owner\n* - Ten | days\n  - Priya\n```",
            "**Owners**\n\n| Standard | Owner |\n| --- | --- |\n| Ten \\| days | Priya |",
        ),
        ("```{note}\nNever closed", "> **Note**\n>\n> Never closed"),
    ],
)
def test_directives_and_roles_become_plain_markdown(source: str, expected: str | None) -> None:
    made = plain_markdown(source)
    if expected is not None:
        assert made == expected
    elif "figure" in source:
        assert made == '<a id="fig-map"></a>\n\n![A map](map.svg)\n\nThe team.'
    else:
        assert made == "See [4.2](4-2-value.ipynb#why), [the map](../criteria.ipynb)."


def test_the_same_text_gives_the_same_notebook() -> None:
    assert to_notebook(CHAPTER, "standards/4-1-identify") == to_notebook(CHAPTER, "standards/4-1-identify")


def test_contents_of_another_shape_are_named(course: Course) -> None:
    (course.book / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters: 7\n", encoding="utf-8")
    with pytest.raises(CourseError, match="field chapters: this must be a list"):
        prepare(course)
