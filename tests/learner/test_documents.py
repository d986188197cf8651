"""Documents as files: what was written can be read again, and nothing in them is a formula."""

from __future__ import annotations

from base64 import b64decode
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.learner.documents import document_file
from qmslib.learner.replies import reply_to

PLAN: dict[str, Any] = {
    "title": "Action plan",
    "made": "Made on 21 November 2026",
    "heads": ["Field", "What you wrote"],
    "fields": [],
    "table": {
        "columns": ["Task", "Owner", "Cost"],
        "rows": [["Label the boxes", "Tom Ellis", "12.5"], ["=HYPERLINK(1)", "+44 20 7946", "-3"]],
    },
    "text": "",
    "shows": "What this shows",
    "sentence": "2 tasks: 0 done, 1 late.",
    "result": {"caption": "The plan", "columns": ["Task", "Days late"], "rows": [["Zoë", 2], ["档案", 0]]},
}
POLICY = {
    **PLAN,
    "title": "Our policy",
    "table": None,
    "fields": [["Purpose", "Files on time\nand right"], ["Owner", ""]],
    "text": "Our policy\n\nFiles on time.",
    "result": None,
}


def words(content: object) -> str:
    made = docx.Document(BytesIO(document_file("docx", content)[1]))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells])


def sheets(content: object) -> list[list[list[Any]]]:
    made = openpyxl.load_workbook(BytesIO(document_file("xlsx", content)[1]))
    return [[[cell.value for cell in row] for row in sheet] for sheet in made]


def test_a_table_for_word() -> None:
    made = docx.Document(BytesIO(document_file("docx", PLAN)[1]))
    assert [paragraph.text for paragraph in made.paragraphs][:2] == ["Action plan", "Made on 21 November 2026"]
    assert made.paragraphs[0].style.name == "Heading 1"
    assert made.core_properties.title == "Action plan"
    assert made.core_properties.author == made.core_properties.comments == ""
    first, second = made.tables
    assert [cell.text for cell in first.rows[0].cells] == ["Task", "Owner", "Cost"]
    assert [cell.text for cell in first.rows[1].cells] == ["Label the boxes", "Tom Ellis", "12.5"]
    assert "tblHeader" in first.rows[0]._tr.xml
    assert [cell.text for cell in second.rows[2].cells] == ["档案", "0"]
    assert "2 tasks: 0 done, 1 late." in words(PLAN)


def test_fields_for_word() -> None:
    said = words(POLICY)
    for part in ("Our policy", "Purpose", "Files on time\nand right", "Files on time.", "Made on 21 November 2026"):
        assert part in said


def test_many_columns_lie_across() -> None:
    wide = {**PLAN, "table": {"columns": list("abcdefg"), "rows": []}}
    section = docx.Document(BytesIO(document_file("docx", wide)[1])).sections[0]
    assert section.page_width > section.page_height


def test_a_table_for_excel() -> None:
    first, second = sheets(PLAN)
    assert [row[0] for row in first[:3]] == ["Action plan", "Made on 21 November 2026", "2 tasks: 0 done, 1 late."]
    assert first[4] == ["Task", "Owner", "Cost"]
    assert first[5] == ["Label the boxes", "Tom Ellis", 12.5]
    assert first[6] == ["'=HYPERLINK(1)", "'+44 20 7946", -3]
    assert second[3:] == [["Task", "Days late"], ["Zoë", 2], ["档案", 0]]


def test_fields_for_excel() -> None:
    (sheet,) = sheets(POLICY)
    assert ["Field", "What you wrote"] in sheet
    assert ["Purpose", "Files on time\nand right"] in sheet


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", " =1", "＝1", "'=1", "\t=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    content = {
        **PLAN,
        "title": text,
        "sentence": text,
        "table": {"columns": [text], "rows": [[text]]},
        "result": None,
    }
    made = openpyxl.load_workbook(BytesIO(document_file("xlsx", content)[1]))
    cells = [cell for row in made.worksheets[0] for cell in row if cell.value is not None]
    assert all(cell.data_type == "s" for cell in cells)
    assert all(not str(cell.value).lstrip().startswith(("=", "+", "-", "@")) for cell in cells)


@pytest.mark.parametrize("text", ["007", "1e5", "12.50", "1,000", "+5", "12345678901234567890"])
def test_a_text_that_only_looks_like_a_number_stays(text: str) -> None:
    content = {**PLAN, "table": {"columns": ["x"], "rows": [[text]]}}
    assert str(sheets(content)[0][5][0]).lstrip("'") == text


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(PLAN)), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None)
@given(
    content=st.fixed_dictionaries({}, optional=dict.fromkeys(PLAN, ANYTHING)),
    form=st.sampled_from(["docx", "xlsx"]),
)
def test_whatever_a_page_sends_becomes_a_file(content: dict[str, Any], form: str) -> None:
    made = document_file(form, content)[1]
    (docx.Document if form == "docx" else openpyxl.load_workbook)(BytesIO(made))


def test_letters_that_no_file_may_hold_are_left_out() -> None:
    content = {**PLAN, "title": "a\x00b\x0bc\ud800d\ufffe", "table": {"columns": ["\x01"], "rows": [["\x1f"]]}}
    assert "abc?d" in words(content)
    assert sheets(content)[0][0][0] == "abc?d"


@pytest.mark.parametrize(
    ("form", "content", "why"),
    [
        ("pdf", PLAN, "Choose docx, xlsx"),
        (None, PLAN, "Choose docx, xlsx"),
        ("docx", [], "no document"),
        ("xlsx", {**PLAN, "text": "x" * 2_100_000}, "too long"),
    ],
)
def test_what_cannot_be_made_is_refused(form: object, content: object, why: str) -> None:
    with pytest.raises(CourseError, match=why):
        document_file(form, content)


def test_the_page_gets_the_file_in_its_reply() -> None:
    reply = reply_to({"kind": "file", "seq": 7, "form": "xlsx", "content": PLAN}, lambda message: {"kind": "pong"})
    assert reply is not None
    assert reply["seq"] == 7
    assert reply["type"].endswith("spreadsheetml.sheet")
    assert openpyxl.load_workbook(BytesIO(b64decode(reply["data"]))).sheetnames == ["Action plan", "What this shows"]
    refused = reply_to({"kind": "file", "seq": 8, "form": "exe"}, lambda message: {"kind": "pong"})
    assert refused is not None
    assert refused["kind"] == "failed"
