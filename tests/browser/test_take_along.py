"""A document is taken along: CSV and picture from any page, Word and Excel from the notebook; tools come in packs."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from pydantic import TypeAdapter

from qmslib.course.items import Item
from qmslib.course.release import practice_item
from qmslib.frontend.bundle import PACKS, classic, css, esm, mount_html, pack, pack_file, packs_of
from qmslib.learner.replies import reply_to
from tests.browser.samples import _BASE

pytestmark = pytest.mark.browser


def form(tool: str, fields: dict[str, str], **more: Any) -> dict[str, Any]:
    """A practice form over a tool; `fields` are ids with their types."""
    raw = {
        "id": f"t-{tool.replace('_', '-')}",
        "kind": "form",
        "scoring": "checks_passed",
        "points": 1,
        "title": "Build it",
        "prompt": "Fill it in.",
        "layout": "table",
        "table": {"min": 1, "max": 8, "start": 3, "row": "Row"},
        "fields": [{"id": name, "label": name.capitalize(), "type": kind} for name, kind in fields.items()],
        "tool": tool,
        "document": {"title": "Kinds of complaint", "filename": "kinds"},
        "checks": [{"id": "one", "rule": "min_rows", "n": 1, "text": "Fill in a row.", "passed": "There is a row."}],
    }
    return practice_item(TypeAdapter(Item).validate_python(_BASE | raw | more))


PARETO = form("pareto", {"kind": "text", "count": "text"})


def page_of(folder: Path, items: list[dict[str, Any]], scripts: list[str]) -> str:
    """A page beside its scripts, as the site has them."""
    for name in PACKS:
        (folder / pack_file(name)).write_text(pack(name), encoding="utf-8")
    (folder / "qms-course.js").write_text(classic(packs=False), encoding="utf-8")
    links = "".join(f'<script src="{name}" defer></script>' for name in scripts)
    page = folder / "page.html"
    page.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title><style>{css()}</style>'
        f"{links}</head><body><main><h1>Chapter</h1><h2>Try it</h2>"
        f"{mount_html('practice', {'format': 1, 'items': items}, '')}</main></body></html>",
        encoding="utf-8",
    )
    return page.as_uri()


def fill(page: Any, rows: list[tuple[str, str]]) -> None:
    for place, row in enumerate(rows):
        card = page.locator(".qms-rowcard").nth(place)
        for field, text in zip(card.locator("input").all(), row, strict=True):
            field.fill(text)
    page.locator(".qms-chart svg").first.wait_for()


def take(page: Any, name: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize("order", ["before", "after", "twice"])
def test_tools_come_in_packs_of_their_own(page: Any, tmp_path: Path, order: str) -> None:
    packs = [pack_file(name) for name in packs_of(frozenset({"pareto"}))]
    scripts = {
        "before": [*packs, "qms-course.js"],
        "after": ["qms-course.js", *packs],
        "twice": ["qms-course.js", *packs, "qms-course.js"],
    }[order]
    page.goto(page_of(tmp_path, [PARETO], scripts))
    fill(page, [("late", "45"), ("lost", "30"), ("rude", "5")])
    assert "categories make up" in page.locator(".qms-finding").inner_text()


def test_csv_and_picture_on_a_static_page(page: Any, tmp_path: Path) -> None:
    page.goto(page_of(tmp_path, [PARETO], ["qms-tools-counts.js", "qms-course.js"]))
    picture = page.get_by_role("button", name="Take the picture along (SVG)")
    assert picture.count() == 0
    fill(page, [("=late", "45"), ("lost & <b>found</b>", "30"), (" @rude", "5")])
    name, content = take(page, "Take along as CSV")
    assert name == "kinds.csv"
    assert content.decode("utf-8-sig").splitlines() == [
        "Kind,Count", "'=late,45", "lost & <b>found</b>,30", "' @rude,5",
    ]  # fmt: skip
    name, content = take(page, "Take the picture along (SVG)")
    assert name == "kinds.svg"
    drawn = ElementTree.fromstring(content)
    spaces = {"s": "http://www.w3.org/2000/svg"}
    assert drawn.find("s:title", spaces).text.startswith("2 of 3 categories")
    assert "lost & <b>found</b> 30" in drawn.find("s:desc", spaces).text
    assert b"var(--" not in content
    assert not re.search(rb"(?:href|src|url\()", content)
    assert page.locator(".qms-actions [role=status]").inner_text() == "Made the file kinds.svg."
    # Only the notebook can make these.
    assert page.get_by_role("button", name=re.compile("Word|Excel")).count() == 0


@pytest.mark.parametrize(
    ("name", "file"), [("Take along for Word", "kinds.docx"), ("Take along for Excel", "kinds.xlsx")]
)
def test_word_and_excel_in_the_notebook(page: Any, tmp_path: Path, name: str, file: str) -> None:
    page.expose_function("kernel", lambda message: reply_to(message, lambda one: {"kind": "all", "items": {}}))
    module = esm(tools=["pareto"]).replace("export default { render };", "window.shown = render;")
    path = tmp_path / "page.html"
    path.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title><style>{css()}</style></head>'
        f'<body><main id="here"></main><script type="module">{module}</script></body></html>',
        encoding="utf-8",
    )
    page.goto(path.as_uri())
    page.wait_for_function("Boolean(window.shown)")
    page.evaluate(
        """(payload) => {
          const heard = [];
          const state = { page: "practice", payload, today: "2026-11-21" };
          const model = {
            get: (name) => state[name], set() {}, save_changes() {}, off() {},
            on: (event, run) => { if (event === "msg:custom") heard.push(run); },
            send: async (message) => { const reply = await kernel(message); for (const run of heard) run(reply); },
          };
          shown({ model, el: document.getElementById("here") });
        }""",
        {"format": 1, "items": [PARETO]},
    )
    fill(page, [("late", "45"), ("=lost", "30"), ("rude", "5")])
    made, content = take(page, name)
    assert made == file
    if file.endswith("docx"):
        document = docx.Document(BytesIO(content))
        said = [paragraph.text for paragraph in document.paragraphs]
        assert said[:2] == ["Kinds of complaint", "Made on 21 November 2026"]
        assert [cell.text for cell in document.tables[0].rows[2].cells] == ["=lost", "30"]
    else:
        book = openpyxl.load_workbook(BytesIO(content))
        rows = [[cell.value for cell in row] for row in book.worksheets[0]]
        assert ["Kind", "Count"] in [row[:2] for row in rows]
        assert ["'=lost", 30] in [row[:2] for row in rows]
        said = [row[0] for row in rows]
    assert any("categories make up" in text for text in said if text)
