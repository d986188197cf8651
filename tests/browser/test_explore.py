"""What-if on the page, and how a result of the toolbox looks on the site: reached, read, and in both colours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from qmslib._common.findings import Finding
from qmslib._common.report import Picture
from qmslib.frontend.bundle import classic, css, scope
from qmslib.learner.explore import explore
from qmslib.site.html import accessible

pytestmark = pytest.mark.browser

SITE = Path(__file__).parents[2] / "qmslib" / "site" / "theme" / "static" / "qms-site.css"


class Weeks(Picture):
    """A result with a picture, findings and a wide table."""

    def __init__(self, weeks: int) -> None:
        self.weeks = weeks
        self.sentence = f"Waiting rose over {weeks} weeks."
        self.findings = (Finding("warn", "One week has few cases."), Finding("good", "No week is missing."))

    @property
    def alt(self) -> str:
        return "A line that rises."

    def frame(self) -> pd.DataFrame:
        names = [f"a_rather_long_column_{n}" for n in range(8)]
        return pd.DataFrame({name: [week * 1.5 for week in range(self.weeks)] for name in names})

    def draw(self, axes: Any) -> None:
        axes.plot(range(self.weeks), range(self.weeks))


def page_html(theme: str = "light") -> str:
    made = explore("How long?", show=lambda weeks, table: Weeks(weeks) if table == "yes" else f"{weeks} weeks.",
                   weeks=[2, 4], table=["yes", "no"])  # fmt: skip
    import os

    os.environ["QMS_SITE"] = "1"
    try:
        mount = made._repr_mimebundle_()["text/html"]
    finally:
        del os.environ["QMS_SITE"]
    report = Weeks(3)._repr_html_()
    body = accessible(
        f'<h1>Chapter</h1><div class="cell"><div class="cell_output">{report}</div></div>'
        f'<div class="cell"><div class="cell_output">{report}</div></div><h2>Try it</h2>{mount}'
    )
    return (
        f'<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Explore</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{SITE.read_text(encoding='utf-8')}</style><style>{css()}</style></head>"
        f"<body><main><article>{body}</article></main><script>{classic()}</script></body></html>"
    )


def open_page(page: Any, folder: Path, theme: str = "light") -> None:
    path = folder / "explore.html"
    path.write_text(page_html(theme), encoding="utf-8")
    page.goto(path.as_uri())
    page.wait_for_selector(".qms-explored")


def test_each_choice_shows_its_result(page: Any, tmp_path: Path) -> None:
    open_page(page, tmp_path)
    region = page.get_by_role("region", name="Result: How long?")
    assert region.get_attribute("aria-live") == "polite"
    assert "Waiting rose over 2 weeks." in region.inner_text()
    page.get_by_label("Weeks", exact=True).select_option("4")
    assert "Waiting rose over 4 weeks." in region.inner_text()
    assert region.get_by_role("img", name="Waiting rose over 4 weeks.").is_visible()
    page.get_by_label("Table", exact=True).select_option("no")
    assert region.inner_text() == "4 weeks."
    page.get_by_label("Weeks", exact=True).select_option("2")
    assert region.inner_text() == "2 weeks."


def test_a_result_folds_its_table_behind_the_picture(page: Any, tmp_path: Path) -> None:
    open_page(page, tmp_path)
    report = page.locator(".cell_output .qms-report").first
    table = report.get_by_role("table")
    assert not table.is_visible()
    report.get_by_text("The numbers behind the picture").press("Enter")
    assert table.is_visible()
    assert report.get_by_role("columnheader").first.inner_text() == "a rather long column 0"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Table: Waiting rose over 3 weeks."


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(page: Any, tmp_path: Path, axe: Any, theme: str) -> None:
    open_page(page, tmp_path, theme)
    for summary in page.locator("summary").all():
        summary.click()
    assert axe(page) == []
    for width in (320, 640, 1000):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    ink = page.evaluate("getComputedStyle(document.querySelector('.cell_output svg text')).fill")
    assert ink == {"light": "rgb(74, 90, 102)", "dark": "rgb(179, 190, 198)"}[theme]
    assert page.evaluate("getComputedStyle(document.querySelector('.cell_output svg text')).stroke") == "none"


def test_without_script_the_first_combination_stands_there(chromium: Any, tmp_path: Path) -> None:
    path = tmp_path / "explore.html"
    path.write_text(page_html(), encoding="utf-8")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    said = page.locator(".qms-mount noscript").inner_text()
    assert "Shown is Weeks: 2; Table: yes." in said
    assert "Waiting rose over 2 weeks." in said
    context.close()


def test_the_widget_needs_no_kernel(page: Any) -> None:
    made = explore("How many?", show=lambda files: f"{files} files.", files=[1, 2])
    page.goto("about:blank")
    page.evaluate(
        f"""(data) => {{ 'use strict'; {scope()}
            const model = {{ get: (name) => ({{ page: "explore", payload: data }})[name] }};
            render({{ model, el: document.body }}); }}""",
        made._data,
    )
    page.get_by_label("Files").select_option("2")
    assert page.get_by_role("region").inner_text() == "2 files."
