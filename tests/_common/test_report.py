from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pandas as pd
import pytest

from qmslib._common.findings import Finding
from qmslib._common.plots import INK
from qmslib._common.report import Picture, Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False)
class Counted(Report):
    sentence: str
    findings: tuple[Finding, ...]
    table: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        return self.table


@dataclass(frozen=True, eq=False)
class Drawn(Picture):
    sentence: str
    values: tuple[float, ...]

    @property
    def alt(self) -> str:
        return "Two points & a line <rising>."

    def draw(self, axes: Axes) -> None:
        axes.plot(range(len(self.values)), self.values, color=INK["line"], marker="o")


def test_a_report_prints_its_sentence_its_findings_and_the_head_of_its_table() -> None:
    report = Counted(
        "Two are late.", (Finding("warn", "One has no date."),), pd.DataFrame({"case": [f"C-{n}" for n in range(25)]})
    )
    lines = str(report).splitlines()
    assert lines[0] == "Two are late."
    assert lines[1] == "Look: One has no date."
    assert "C-19" in str(report)
    assert "C-20" not in str(report)
    assert lines[-1] == "… and 5 more rows"


def test_what_came_from_data_is_escaped_in_a_notebook() -> None:
    bad = "<img src=x onerror=alert(1)>"
    report = Counted(bad, (Finding("bad", bad),), pd.DataFrame({bad: [bad]}))
    shown = report._repr_html_()
    assert "<img" not in shown
    assert shown.count("&lt;img") == 4


def test_a_report_without_a_table_is_still_readable() -> None:
    class Said(Report):
        sentence = "Nothing is late."

    assert str(Said()) == "Nothing is late."
    with pytest.raises(NotImplementedError):
        Said().frame()


def test_a_picture_is_named_described_and_takes_the_colours_of_the_page() -> None:
    drawn = Drawn("Waiting rose & rose.", (1.0, 2.0))
    text = drawn.svg()
    root = ElementTree.fromstring(text)
    title, described = root[0], root[1]
    assert title.text == "Waiting rose & rose."
    assert described.text == "Two points & a line <rising>."
    assert root.get("aria-labelledby") == f"{title.get('id')} {described.get('id')}"
    assert root.get("role") == "img"
    assert f"var(--qms-accent, {INK['line']})" in text
    assert text == drawn.svg(), "the same picture is the same text"
    assert "date" not in text.lower().split("<desc")[0]


def test_two_pictures_on_a_page_share_no_id() -> None:
    def ids(values: tuple[float, ...]) -> set[str]:
        root = ElementTree.fromstring(Drawn("A finding.", values).svg())
        return {str(part.get("id")) for part in root.iter() if part.get("id")}

    assert ids((1.0, 2.0)) & ids((2.0, 1.0)) == set()


def test_a_picture_draws_on_axes_that_are_given() -> None:
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    assert Drawn("A finding.", (1.0,)).plot(axes) is axes
    assert axes.get_title(loc="left") == "A finding."


def test_a_long_title_is_broken_so_that_it_fits_the_picture() -> None:
    axes = Drawn(
        "The work of the team takes longer than it did before the change, " * 3 + "and nobody knows why.", (1.0,)
    ).plot()
    figure = axes.figure
    title = next(text for text in axes.get_children() if getattr(text, "get_text", str)().startswith("The work"))
    assert "\n" in title.get_text()
    assert title.get_window_extent().x1 <= figure.bbox.x1
    assert title.get_window_extent().y1 <= figure.bbox.y1 + 1
