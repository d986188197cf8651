"""Tables under a prompt: read on a wide and on a narrow page, unfolded, taken along as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qmslib.course.items import PracticeFile
from qmslib.course.release import practice_item
from qmslib.frontend.bundle import classic, css, mount_html
from qmslib.learner.practice import without_script
from tests.course.examples import item

pytestmark = pytest.mark.browser

ROWS: list[list[Any]] = [
    [
        f"C-{number:02d}",
        f"{number} July 2026",
        "=Late by the post" if number == 2 else "On time, by hand",
        number * 1.5,
    ]
    for number in range(1, 21)
]


def open_page(page: Any, folder: Path) -> None:
    material = {
        "caption": "Complaints of July",
        "columns": ["Case", "Received", "What happened, in the words of the log", "Days"],
        "rows": ROWS,
        "chart": {"type": "bars", "title": "Days by case", "alt": "C-02 took longest.", "x": ["C-01", "C-02"],
                  "y": [1, 3]},
    }  # fmt: skip
    loaded = PracticeFile.model_validate(
        {"format": 1, "use": "practice", "chapter": "a/b", "materials": {"july-log": material},
         "items": [item("number", material=["july-log"])]}
    )  # fmt: skip
    data = {"format": 1, "items": [practice_item(loaded.items[0])]}
    path = folder / "page.html"
    path.write_text(
        '<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8"><title>Log</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{css()}</style></head>'
        f"<body><main><h1>Chapter</h1><h2>Try it</h2>{mount_html('practice', data, without_script(data))}</main>"
        f"<script>{classic()}</script></body></html>",
        encoding="utf-8",
    )
    page.goto(path.as_uri())
    page.wait_for_selector(".qms-material")


def test_a_long_table_opens_and_closes(page: Any, tmp_path: Path, axe: Any) -> None:
    open_page(page, tmp_path)
    rows = page.locator(".qms-material-table tbody tr:visible")
    assert rows.count() == 12
    page.get_by_role("button", name="Show all 20 rows").click()
    assert rows.count() == 20
    page.get_by_role("button", name="Show only the first 12 rows").click()
    assert rows.count() == 12
    table = page.get_by_role("table", name="Complaints of July")
    assert table.get_by_role("columnheader").all_inner_texts()[0] == "Case"
    assert table.locator("tbody th[scope=row]").first.inner_text() == "C-01"
    assert page.locator(".qms-material .qms-chart svg").get_attribute("aria-label") == "C-02 took longest."
    assert axe(page) == []


def test_the_file_has_every_row_and_no_formula(page: Any, tmp_path: Path) -> None:
    open_page(page, tmp_path)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Take along as CSV: Complaints of July").click()
    assert waiting.value.suggested_filename == "july-log.csv"
    lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 21
    assert lines[1] == 'C-01,1 July 2026,"On time, by hand",1.5'
    assert "'=Late by the post" in lines[2]


def test_on_a_narrow_page_the_table_scrolls_and_the_page_does_not(page: Any, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    open_page(page, tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    scroll = page.locator(".qms-material-scroll")
    assert scroll.evaluate("node => node.scrollWidth > node.clientWidth")
    scroll.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.qms-material-scroll').scrollLeft > 0")


def test_on_paper_every_row_is_there(page: Any, tmp_path: Path) -> None:
    open_page(page, tmp_path)
    page.emulate_media(media="print")
    assert page.locator(".qms-material-table tbody tr:visible").count() == 20


def test_without_scripts_the_table_is_there(page: Any, tmp_path: Path) -> None:
    open_page(page, tmp_path)
    plain = (
        (tmp_path / "page.html").read_text(encoding="utf-8").partition("<noscript>")[2].partition("</noscript>")[0]
    )
    page.set_content(f"<main>{plain}</main>")
    page.locator("summary").click()
    assert page.get_by_role("cell", name="20 July 2026", exact=True).is_visible()
