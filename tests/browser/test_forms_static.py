"""Practice on a static page, opened as a file: every kind by keyboard alone, kept, taken along, and accessible."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.release import practice_item
from qmslib.frontend.bundle import classic, css, mount_html
from tests.browser.samples import NAMES, item, write_page

pytestmark = pytest.mark.browser

QUESTIONS = ["t-one", "t-many", "t-order", "t-match", "t-classify", "t-number", "t-account"]


def tab_to(page: Any, want: str, limit: int = 60) -> None:
    """Press Tab until the focused element's accessible name or text holds `want`."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        name = page.evaluate(
            """() => { const e = document.activeElement;
              const label = e.labels && e.labels[0] ? e.labels[0].textContent : "";
              return [e.getAttribute("aria-label"), label, e.textContent].filter(Boolean)[0] || ""; }"""
        )
        if want in name:
            return
    raise AssertionError(f"Tab never came to {want!r}")


def open_blocks(page: Any, folder: Path, *blocks: list[str], **options: Any) -> None:
    page.goto(write_page(folder, list(blocks), **options))
    page.wait_for_selector(".qms-card")


def verdict(page: Any) -> str:
    return str(page.locator(".qms-verdict:visible").inner_text())


@pytest.mark.parametrize("name", ["t-one"])
def test_choose_one_by_keyboard(page: Any, tmp_path: Path, name: str) -> None:
    open_blocks(page, tmp_path, [name])
    tab_to(page, "A ")
    while page.evaluate("document.activeElement.value") != "a" or not page.locator("input:checked").count():
        page.keyboard.press("ArrowDown")
    tab_to(page, "Fairly sure")
    page.keyboard.press("Enter")
    assert "Right" in verdict(page)
    assert verdict(page).startswith("Right\n1 of 1 point\n")
    assert page.evaluate("document.activeElement.classList.contains('qms-verdict-word')")


def test_confidence_comes_before_the_verdict(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-one"])
    page.get_by_role("button", name="Sure", exact=True).click()
    assert page.locator(".qms-verdict:visible").count() == 0
    trouble = page.locator(".qms-error:visible")
    assert trouble.inner_text() == "Give an answer first."
    focused = page.evaluate("document.activeElement.getAttribute('aria-describedby')")
    assert focused == trouble.get_attribute("id")
    page.get_by_label("A wish").check()
    assert page.locator(".qms-error:visible").count() == 0
    page.get_by_role("button", name="Sure", exact=True).click()
    said = verdict(page)
    assert "Not right yet" in said
    assert "You were sure" in said
    card = page.locator(".qms-card").inner_text()
    assert "A wish has no measure." in card
    assert "Missed. It says how well and by when." in card
    page.get_by_label("A procedure").click(force=True)
    assert page.locator("input:checked").get_attribute("value") == "b"


def test_choose_many_by_keyboard(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-many"])
    tab_to(page, "The owner")
    page.keyboard.press("Space")
    tab_to(page, "Guessing")
    page.keyboard.press("Space")
    assert "Partly right" in verdict(page)
    assert "1 of 2 points" in verdict(page)
    tab_to(page, "Show the answer")
    page.keyboard.press("Enter")
    assert "The source" in verdict(page)
    assert page.evaluate("document.activeElement.className") == "qms-answer"


def test_order_by_keyboard(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-order"])
    page.get_by_role("button", name="Fairly sure").click()
    assert "Move a step" in page.locator(".qms-error:visible").inner_text()
    rows = page.locator(".qms-order > li")
    start = [row.get_attribute("data-step") for row in rows.all()]
    first = rows.nth(0).get_by_role("button", name="Move down")
    first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".qms-order > li").nth(1).get_attribute("data-step") == start[0]
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.startswith("Move down: ")
    assert focused.endswith("now 2 of 3")
    page.wait_for_function("document.querySelector('[aria-live]').textContent.endsWith('position 2 of 3')")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-disabled')") == "true"
    page.keyboard.press("Enter")
    now = [row.get_attribute("data-step") for row in page.locator(".qms-order > li").all()]
    assert now == [*start[1:], start[0]]
    order = {step: number for number, step in enumerate(["s1", "s2", "s3"])}
    for _ in range(2):
        for place in (0, 1):
            ids = [row.get_attribute("data-step") for row in page.locator(".qms-order > li").all()]
            if order[ids[place]] > order[ids[place + 1]]:
                page.locator(".qms-order > li").nth(place).get_by_role("button", name="Move down").press("Enter")
    page.get_by_role("button", name="Sure", exact=True).press("Enter")
    assert "2 of 2 points" in verdict(page)


def test_an_order_can_be_kept_as_it_is(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-order"])
    page.get_by_role("button", name="Keep this order").press("Enter")
    page.get_by_role("button", name="Guessing").press("Enter")
    assert "of 2 points" in verdict(page)
    page.get_by_role("button", name="Try again").press("Enter")
    assert page.get_by_role("button", name="Guessing").is_visible()


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("t-match", {"Sent in five days": "Count from", "Scans are": "Look"}),
        ("t-classify", {"One month": "L", "We answer": "O"}),
    ],
)
def test_pairs_by_keyboard(page: Any, tmp_path: Path, name: str, choices: dict[str, str]) -> None:
    open_blocks(page, tmp_path, [name])
    for stem, letters in choices.items():
        page.get_by_label(stem).focus()
        page.keyboard.type(letters)
    page.get_by_role("button", name="Fairly sure").press("Enter")
    assert "2 of 2 points" in verdict(page)


def test_an_option_used_twice_is_pointed_out(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-match"])
    for select in page.locator("select").all():
        select.select_option("x")
    assert page.get_by_text("You chose this answer for another line too").count() == 2
    page.locator("select").nth(1).select_option("y")
    assert page.get_by_text("You chose this answer for another line too").locator("visible=true").count() == 0


def test_number_by_keyboard(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-number"])
    tab_to(page, "Your answer, in hours")
    page.keyboard.type("five")
    tab_to(page, "Sure")
    page.keyboard.press("Enter")
    assert "not one plain number" in page.locator(".qms-error:visible").first.inner_text()
    page.get_by_label("Your answer").fill("300")
    page.get_by_role("button", name="Fairly sure").press("Enter")
    assert "Those are minutes." in page.locator(".qms-card").inner_text()
    page.get_by_role("button", name="Try again").press("Enter")
    page.get_by_label("Your answer").fill("5 hours")
    page.get_by_role("button", name="Guessing").press("Enter")
    assert "You guessed and were right" in verdict(page)


def test_account_compares_and_never_judges(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-account"])
    tab_to(page, "Your account")
    page.keyboard.type("We answer within five days, says the policy.")
    assert "8 of at least 20 words" in page.locator(".qms-card").inner_text()
    tab_to(page, "Show what a full account has")
    page.keyboard.press("Enter")
    said = verdict(page)
    assert "8 words; at least 20 were asked for." in said
    assert "An example of your own" in said
    assert "points" not in said.replace("makes these points", "")


def test_document_by_keyboard(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-table"])
    assert "0 of 2 checks passed" in page.locator(".qms-card").inner_text()
    for number, (standard, owner) in enumerate([("Sent in 5 days", "Team leader"), ("Scans readable", "Officer")]):
        row = page.locator(".qms-rowcard").nth(number)
        row.get_by_label("Standard", exact=True).focus()
        page.keyboard.type(standard)
        page.keyboard.press("Tab")
        page.keyboard.type(owner)
    assert "2 of 2 checks passed" in page.locator(".qms-card").inner_text()
    page.locator(".qms-progress", has_text="Done").wait_for()
    page.get_by_role("button", name="Add a row").press("Enter")
    assert page.locator(".qms-rowcard").count() == 3
    assert page.evaluate("document.activeElement.closest('.qms-rowcard').querySelector('legend').textContent") == (
        "Standard 3 of 3"
    )
    page.keyboard.type("A third")
    assert page.get_by_role("button", name="Add a row").get_attribute("aria-disabled") == "true"
    page.get_by_role("button", name="Move up: Standard 3 of 3").press("Enter")
    page.get_by_role("button", name="Move up: Standard 2 of 3").press("Enter")
    assert page.locator(".qms-rowcard").nth(0).get_by_label("Standard", exact=True).input_value() == "A third"
    page.get_by_role("button", name="Remove: Standard 1 of 3").press("Enter")
    page.get_by_role("button", name="No, keep it").press("Enter")
    assert page.locator(".qms-rowcard").count() == 3
    page.get_by_role("button", name="Remove: Standard 1 of 3").press("Enter")
    page.get_by_role("button", name="Yes, remove").press("Enter")
    assert page.locator(".qms-rowcard").count() == 2
    assert page.evaluate("document.activeElement.value") == "Sent in 5 days"


def test_document_is_taken_along_and_kept(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-table"])
    page.get_by_label("Standard", exact=True).nth(0).fill('=HYPERLINK("x"), "quoted"')
    page.get_by_label("Owner", exact=True).nth(0).fill("Team leader")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take along as CSV").click()
    lines = Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert taken.value.suggested_filename == "register.csv"
    assert lines[0] == "Standard,Owner,Review date,Kind"
    assert lines[1] == '"\'=HYPERLINK(""x""), ""quoted""",Team leader,,'
    page.wait_for_timeout(700)
    page.reload()
    page.wait_for_selector(".qms-card")
    assert page.get_by_label("Owner", exact=True).nth(0).input_value() == "Team leader"
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="Yes, clear it").click()
    assert page.get_by_label("Owner", exact=True).nth(0).input_value() == ""


def test_print_shows_the_document_alone(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-table"])
    page.get_by_label("Standard", exact=True).nth(0).fill("Sent in 5 days")
    page.evaluate(
        "() => { window.print = () => { window.printed = document.querySelector('.qms-print').textContent; }; }"
    )
    page.get_by_role("button", name="Print").click()
    assert "Sent in 5 days" in page.evaluate("window.printed")
    page.emulate_media(media="print")
    assert page.locator("main").is_hidden()
    assert page.locator(".qms-print").is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.locator("main").is_visible()


def answer_two(page: Any) -> None:
    page.get_by_label("A wish").check()
    page.get_by_role("button", name="Sure", exact=True).first.click()
    page.get_by_label("The owner").check()


def test_progress_survives_a_reload(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-one", "t-many"])
    answer_two(page)
    assert "1 of 2 done, 0 right" in page.locator(".qms-progress").inner_text()
    page.get_by_text("Kept in this browser at").wait_for()
    page.reload()
    page.wait_for_selector(".qms-card")
    assert "Not right yet" in verdict(page)
    assert "You were sure" in verdict(page)
    assert page.get_by_label("The owner").is_checked()


def test_changed_questions_are_dropped_with_a_notice(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-one", "t-many"])
    answer_two(page)
    page.wait_for_timeout(200)
    page.evaluate(
        """() => { const all = JSON.parse(localStorage["qms.practice.1"]);
          all.items["t-one"].hash = "0000000000000000"; localStorage["qms.practice.1"] = JSON.stringify(all); }"""
    )
    page.reload()
    page.wait_for_selector(".qms-card")
    assert "One question here has changed" in page.locator(".qms-notice").inner_text()
    assert page.locator(".qms-verdict:visible").count() == 0
    assert list(json.loads(page.evaluate("localStorage['qms.practice.1']"))["items"]) == ["t-many"]


def test_practice_is_taken_along_and_brought_back(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-one"], ["t-many"])
    assert page.locator(".qms-manage").count() == 1
    answer_two(page)
    page.locator(".qms-manage summary").click()
    assert "opened this page from a folder" in page.locator(".qms-manage").inner_text()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take along as a file").click()
    file = tmp_path / "mine.json"
    taken.value.save_as(file)
    page.get_by_role("button", name="Remove all practice answers").click()
    page.get_by_role("button", name="Yes, remove all").click()
    page.get_by_text("Removed.").wait_for()
    assert page.evaluate("JSON.parse(localStorage['qms.practice.1']).items") == {}
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Bring back from a file").click()
    chooser.value.set_files(file)
    page.get_by_text("Brought back: 2.").wait_for()
    page.reload()
    page.wait_for_selector(".qms-verdict:visible")
    assert "Not right yet" in verdict(page)


@pytest.mark.parametrize("content", ["no json", '{"format": 2}', '{"format": 1, "items": {"Bad id": {"hash": "x"}}}'])
def test_a_strange_file_brings_nothing(page: Any, tmp_path: Path, content: str) -> None:
    open_blocks(page, tmp_path, ["t-one"])
    page.locator(".qms-manage summary").click()
    file = tmp_path / "strange.json"
    file.write_text(content, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".qms-manage [role=status]", has_text="rought back").wait_for()
    assert page.evaluate("(JSON.parse(localStorage['qms.practice.1'] || 'null') || {items: {}}).items") == {}


def test_text_is_data(page: Any, tmp_path: Path) -> None:
    hostile = '<img src=x onerror="window.harmed = 1"></script><script>window.harmed = 2</script>'
    data = practice_item(item("t-one"))
    data["title"] = data["prompt"] = data["options"][0]["text"] = data["options"][0]["feedback"] = hostile
    html = (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>x</title><style>{css()}</style></head><body>"
        f"{mount_html('practice', {'format': 1, 'items': [data]}, '')}<script>{classic()}</script></body></html>"
    )
    path = tmp_path / "hostile.html"
    path.write_text(html, encoding="utf-8")
    page.goto(path.as_uri())
    page.wait_for_selector(".qms-card")
    page.locator("input").first.check()
    page.get_by_role("button", name="Guessing").click()
    assert page.evaluate("window.harmed") is None
    assert page.locator("img").count() == 0
    assert hostile in page.locator(".qms-card").inner_text()


def test_the_script_may_be_loaded_twice(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-one"], ["t-number"], scripts=2)
    assert page.locator(".qms-card").count() == 2
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))


def test_a_browser_that_keeps_nothing_says_so(page: Any, tmp_path: Path) -> None:
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new Error('full'); };"
        "Storage.prototype.getItem = () => { throw new Error('refused'); };"
    )
    open_blocks(page, tmp_path, ["t-one"])
    page.get_by_label("A wish").check()
    page.get_by_text("Not kept.").wait_for()


def fill_everything(page: Any) -> None:
    """Bring every kind into its fullest state: verdicts, answers, notes, a conflict of choices."""
    page.get_by_label("A wish").check()
    page.get_by_label("The owner").check()
    page.get_by_label("The colour").check()
    page.get_by_role("button", name="Keep this order").click()
    for select in page.locator(".qms-kind-match select").all():
        select.select_option("x")
    page.locator(".qms-kind-classify select").first.select_option("law")
    page.get_by_label("Your answer").fill("300")
    page.get_by_role("textbox", name="Your account").fill("A few words only.")
    page.get_by_label("Standard", exact=True).nth(0).fill("Sent in 5 days")
    for name, times in (("Sure", 3), ("Guessing", 3), ("Show what a full account has", 1)):
        for _ in range(times):
            page.get_by_role("button", name=name, exact=True).first.click()
    for summary in page.locator("summary").all():
        summary.click()
    while page.get_by_role("button", name="Show the answer").count():
        page.get_by_role("button", name="Show the answer").first.click()
    page.wait_for_timeout(500)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("full", [False, True], ids=["fresh", "filled"])
def test_axe_finds_nothing(page: Any, tmp_path: Path, axe: Any, theme: str, full: bool) -> None:
    open_blocks(page, tmp_path, QUESTIONS, ["t-table"], ["t-fields"], theme=theme)
    if full:
        fill_everything(page)
    assert axe(page) == []


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_scrolls_sideways_and_targets_are_large(page: Any, tmp_path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    open_blocks(page, tmp_path, NAMES)
    fill_everything(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, select, input:not([type=file]), summary, textarea, a")]
          .map((e) => { const own = e.matches("[type=radio], [type=checkbox]") ? e.closest("label") : e;
            const box = own.getBoundingClientRect(); return [box.width, box.height, e.outerHTML.slice(0, 90)]; })
          .filter(([w, h]) => (w || h) && (w < 24 || h < 24))"""
    )
    assert small == []


def test_focus_is_visible(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-one", "t-order"])
    seen = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            "return [document.activeElement.tagName, s.outlineStyle, parseFloat(s.outlineWidth)]; }"
        )
        if style[0] != "BODY":
            assert style[1] == "solid"
            assert style[2] >= 2
            seen.add(style[0])
    assert {"INPUT", "BUTTON", "SUMMARY"} <= seen


def test_forced_colours_and_no_motion(page: Any, tmp_path: Path) -> None:
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    open_blocks(page, tmp_path, QUESTIONS)
    fill = page.locator(".qms-bar span").first
    assert fill.evaluate("(e) => getComputedStyle(e).transitionDuration") == "0s"
    page.get_by_label("A wish").check()
    chosen = page.locator(".qms-option", has_text="A wish")
    assert chosen.evaluate("(e) => getComputedStyle(e).borderTopWidth") == "3px"


def test_keys_stay_away_from_the_notebook(page: Any, tmp_path: Path) -> None:
    open_blocks(page, tmp_path, ["t-number"])
    page.evaluate("window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key))")
    page.get_by_label("Your answer").press("d")
    assert page.evaluate("window.heard") == []
    assert page.locator(".qms-practice").get_attribute("data-lm-suppress-shortcuts") == "true"
