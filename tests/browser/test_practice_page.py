"""What a walk through the practice pages found: said, kept, shown and drawn as a learner needs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.release import practice_item
from qmslib.frontend.bundle import classic, css, mount_html
from tests.browser.samples import item, raw_items, write_page

pytestmark = pytest.mark.browser

LONG = "W" * 300
#: What the course's site says of every drawing on its pages.
SITE_SVG = "svg { fill: none; stroke: currentcolor; stroke-width: 2; }"


def open_page(page: Any, folder: Path, *blocks: list[str]) -> None:
    page.goto(write_page(folder, list(blocks)))
    page.wait_for_selector(".qms-card")


def with_tool(tool: str, fields: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """The sample document of fields, with a tool behind it."""
    data = practice_item(item("t-fields"))
    return {**data, "tool": tool, "settings": {}, "fields": fields, "checks": [], **more}


def open_item(page: Any, folder: Path, data: dict[str, Any]) -> None:
    mount = mount_html("practice", {"format": 1, "items": [data]}, "")
    html = (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>x</title>"
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{SITE_SVG}</style><style>{css()}</style></head><body>"
        f"<main>{mount}</main><script>{classic()}</script></body></html>"
    )
    path = folder / "one.html"
    path.write_text(html, encoding="utf-8")
    page.goto(path.as_uri())
    page.wait_for_selector(".qms-card")


AWARENESS = [
    {"id": "asked", "label": "Asked", "type": "number"},
    {"id": "aware", "label": "Knew it", "type": "number", "help": "How many of them", "example": "14"},
]
NEEDS = [
    {"id": "customer", "label": "Customer", "type": "text"},
    {"id": "need", "label": "Need", "type": "long"},
    {"id": "by", "label": "By", "type": "date"},
]
COST = [
    {"id": name, "label": name, "type": "number"}
    for name in ("volume", "second", "minutes", "hourly", "what_if_second")
]


def test_an_account_shows_a_sample_and_names_points_without_a_sign(page: Any, tmp_path: Path) -> None:
    open_page(page, tmp_path, ["t-account"])
    page.get_by_label("Your account", exact=True).fill("We answer.")
    page.get_by_role("button", name="Show what a full account has").click()
    said = page.locator(".qms-verdict").inner_text()
    assert "[object" not in said
    assert "In our team …" in page.locator(".qms-verdict blockquote").inner_text()
    assert said.count("An example of your own") == 1
    assert "An example of your own. (no sign of it found; look again)" in said
    page.get_by_role("button", name="Write on").click()
    page.get_by_label("Your account", exact=True).fill("In our team we answer.")
    page.get_by_role("button", name="Show what a full account has").click()
    assert "no sign of it" not in page.locator(".qms-verdict").inner_text()


def test_what_describes_a_field_stays_after_a_warning(page: Any, tmp_path: Path) -> None:
    open_page(page, tmp_path, ["t-account"])
    area = page.get_by_label("Your account", exact=True)
    before = area.get_attribute("aria-describedby") or ""
    page.get_by_role("button", name="Show what a full account has").click()
    warned = (area.get_attribute("aria-describedby") or "").split()
    assert set(before.split()) < set(warned)
    assert len(warned) == len(before.split()) + 1
    area.fill("We answer.")
    assert area.get_attribute("aria-describedby") == before
    assert area.get_attribute("aria-invalid") is None


def test_the_answer_reads_as_sentences(page: Any, tmp_path: Path) -> None:
    open_page(page, tmp_path, ["t-classify"])
    page.locator("select").first.select_option("law")
    page.locator("select").nth(1).select_option("law")
    page.get_by_role("button", name="Guessing").click()
    page.get_by_role("button", name="Show the answer").click()
    assert "Our own. The team agreed it." in page.locator(".qms-answer").inner_text()


def test_a_blank_document_says_what_its_tool_will_show(page: Any, tmp_path: Path) -> None:
    open_item(page, tmp_path, with_tool("awareness", AWARENESS))
    page.get_by_text("Give how many people you asked").wait_for()
    assert page.locator(".qms-field-notes .qms-note").count() == 0
    sheet = "document.querySelector('.qms-print').textContent"
    page.evaluate(f"() => {{ window.print = () => {{ window.printed = {sheet}; }}; }}")
    page.get_by_role("button", name="Print").click()
    assert "Give how many people" not in page.evaluate("window.printed")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.get_by_label("Asked").fill("20")
    page.get_by_label("Knew it").fill("14")
    page.get_by_text("14 of 20 people asked knew it").wait_for()
    # Whoever does not see the panel hears what it says.
    page.wait_for_function("document.querySelector('[aria-live]').textContent.includes('14 of 20 people')")
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="Yes, clear it").click()
    page.get_by_text("Give how many people you asked").wait_for()


def test_a_blank_document_gives_away_nothing_that_its_tool_holds(page: Any, tmp_path: Path) -> None:
    settings = {"data": [{"unit": "working days", "hours": list(range(1, 40))}]}
    open_item(
        page,
        tmp_path,
        with_tool("target", [{"id": "target", "label": "Promise", "type": "number"}], settings=settings),
    )
    page.get_by_text("Type the target you would promise").wait_for()
    assert page.locator(".qms-result .qms-note, .qms-result .qms-chart").count() == 0


def test_a_panel_with_nothing_to_say_is_not_there(page: Any, tmp_path: Path) -> None:
    open_page(page, tmp_path, ["t-table"])
    assert page.get_by_role("group", name="What this shows").count() == 0


def test_help_and_example_are_two_sentences(page: Any, tmp_path: Path) -> None:
    open_item(page, tmp_path, with_tool("awareness", AWARENESS))
    assert page.get_by_text("How many of them. For example: 14").is_visible()


def test_dates_are_read_in_words_and_taken_along_as_figures(page: Any, tmp_path: Path) -> None:
    open_page(page, tmp_path, ["t-table"])
    page.get_by_label("Standard", exact=True).first.fill("Sent in 5 days")
    page.get_by_label("Review date").first.fill("2026-12-10")
    page.get_by_text("Read it as a document").click()
    assert "10 December 2026" in page.locator(".qms-preview").inner_text()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take along as CSV").click()
    assert "2026-12-10" in Path(taken.value.path()).read_text(encoding="utf-8-sig")


def test_a_note_beside_its_field_does_not_name_the_row(page: Any, tmp_path: Path) -> None:
    table = {"layout": "table", "table": {"min": 1, "max": 3, "start": 2, "row": "need"}}
    open_item(page, tmp_path, with_tool("needs", NEEDS, **table))
    row = page.locator(".qms-rowcard").nth(1)
    row.get_by_label("Need", exact=True).fill("Readable scans")
    row.get_by_label("Customer").focus()
    row.get_by_label("By").focus()
    note = row.get_by_text("Say whose need this is.")
    note.wait_for()
    assert "Row 2" not in row.inner_text()


def test_a_chart_is_not_struck_through_by_the_site(page: Any, tmp_path: Path) -> None:
    open_item(page, tmp_path, with_tool("cost", COST))
    for field, value in zip(COST, ("120", "8", "25", "20", "4"), strict=True):
        page.get_by_label(field["id"], exact=True).fill(value)
    text = page.locator(".qms-chart text").first
    text.wait_for()
    assert text.evaluate("(e) => getComputedStyle(e).stroke") == "none"
    assert page.locator(".qms-chart rect").first.evaluate("(e) => getComputedStyle(e).stroke") == "none"


@pytest.mark.parametrize("width", [320, 900])
def test_very_long_words_do_not_widen_the_page(page: Any, tmp_path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    open_page(page, tmp_path, ["t-table"], ["t-fields"])
    for box in page.locator("input[type=text], textarea").all():
        box.fill(LONG)
    for summary in page.locator("summary").all():
        summary.click()
    assert page.locator(".qms-preview").first.inner_text().count("W") >= 300
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_start_again_and_remove_all_reach_every_block_of_the_page(page: Any, tmp_path: Path) -> None:
    open_page(page, tmp_path, ["t-one"], ["t-many"])
    page.get_by_label("A wish").check()
    page.get_by_role("button", name="Sure", exact=True).first.click()
    page.get_by_label("The owner").check()
    page.locator(".qms-manage summary").click()
    page.get_by_role("button", name="Start this page again").click()
    page.get_by_role("button", name="Yes, remove them").click()
    page.get_by_text("Removed.").wait_for()
    page.wait_for_function("!document.querySelector('input:checked')")
    assert page.locator(".qms-verdict:visible").count() == 0
    assert json.loads(page.evaluate("localStorage['qms.practice.1']"))["items"] == {}


def test_what_the_browser_refuses_can_still_be_taken_along(page: Any, tmp_path: Path) -> None:
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); };")
    open_page(page, tmp_path, ["t-one"], ["t-many"])
    page.get_by_label("A wish").check()
    page.get_by_label("The owner").check()
    page.get_by_text("Not kept.").first.wait_for()
    page.locator(".qms-manage summary").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take along as a file").click()
    items = json.loads(Path(taken.value.path()).read_text(encoding="utf-8"))["items"]
    assert items["t-one"]["value"] == "b"
    assert items["t-many"]["value"] == ["a"]


def test_a_file_with_nothing_newer_says_so(page: Any, tmp_path: Path) -> None:
    open_page(page, tmp_path, ["t-one"])
    page.locator(".qms-manage summary").click()
    file = tmp_path / "old.json"
    file.write_text('{"format": 1, "items": {}}', encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("The file holds nothing newer than what is here.").wait_for()


def test_two_tabs_show_the_same(context: Any, tmp_path: Path) -> None:
    address = write_page(tmp_path, [["t-one", "t-fields"]])
    first, second = context.new_page(), context.new_page()
    for tab in (first, second):
        tab.goto(address)
        tab.wait_for_selector(".qms-card")
    first.get_by_label("Internal customer").fill("East team")
    first.get_by_label("A wish").check()
    first.get_by_role("button", name="Sure", exact=True).click()
    second.wait_for_selector(".qms-verdict:visible")
    second.wait_for_function("document.querySelector('input[type=text]').value === 'East team'")
    second.get_by_label("Working days").fill("5")
    first.wait_for_function("[...document.querySelectorAll('input[type=text]')].some((e) => e.value === '5')")
    assert first.get_by_label("Internal customer").input_value() == "East team"


DEEP = "[" * 9000 + "]" * 9000


@pytest.mark.parametrize("value", ["5", '{"a": {"b": 1}}', '[null, 3, {"who": {"x": []}}]', DEEP], ids=range(4))
def test_a_damaged_answer_takes_no_question_away(page: Any, tmp_path: Path, value: str) -> None:
    names = [raw["id"] for raw in raw_items()]
    open_page(page, tmp_path, names)
    kept = {name: {"hash": practice_item(item(name))["hash"], "judged": True, "value": "HERE"} for name in names}
    text = json.dumps({"format": 1, "items": kept}).replace('"HERE"', value)
    page.evaluate("(text) => { localStorage['qms.practice.1'] = text; }", text)
    page.reload()
    page.wait_for_selector(".qms-card")
    assert page.locator(".qms-card").count() == len(names)


def test_a_table_of_many_columns_becomes_cards_before_it_widens_the_page(page: Any, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 640, "height": 700})
    fields = [{"id": f"f{n}", "label": f"Recommendation {n}", "type": "text"} for n in range(8)]
    table = {"layout": "table", "table": {"min": 1, "max": 3, "start": 1, "row": "line"}}
    open_item(page, tmp_path, {**with_tool("needs", fields, **table), "tool": None})
    for field in fields:
        page.get_by_label(field["label"], exact=True).fill("Accountability")
    page.get_by_text("Read it as a document").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.evaluate("() => { window.print = () => {}; }")
    page.get_by_role("button", name="Print").click()
    page.emulate_media(media="print")
    cell = page.locator(".qms-print td").first
    assert cell.evaluate("(e) => getComputedStyle(e).display") == "table-cell"


def test_a_narrow_card_stacks_names_over_values_and_leaves_out_blanks(page: Any, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    open_page(page, tmp_path, ["t-table"])
    page.get_by_label("Standard", exact=True).first.fill("Sent in 5 days")
    page.get_by_label("Owner", exact=True).first.fill("Team leader")
    page.get_by_text("Read it as a document").click()
    cells = page.locator(".qms-preview td")
    assert [cell.is_visible() for cell in cells.all()] == [True, False, False]
    assert len(cells.first.evaluate("(e) => getComputedStyle(e).gridTemplateColumns").split()) == 1
