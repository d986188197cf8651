from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pandas as pd
import pytest

from qmslib._common.findings import Finding
from qmslib._common.plots import INK
from qmslib._common.report import Picture, Report
from qmslib._common.report_html import report_html

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
    # Sentence, finding, name of the table, head and cell.
    assert shown.count("&lt;img") == 5


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
    assert f"--plot-line:var(--qms-accent,var(--jp-content-link-color,{INK['line']}))" in text
    assert text == drawn.svg(), "the same picture is the same text"
    assert "date" not in text.lower().split("<desc")[0]


def test_a_table_stands_within_reach_with_headed_columns() -> None:
    shown = Counted("Two are late.", (), pd.DataFrame({"days_late": [1, 2] * 15}))._repr_html_()
    assert 'role="group" aria-label="Table: Two are late." tabindex="0"' in shown
    assert '<th scope="col" class="qms-figures">days late</th>' in shown
    assert "<p>The first 20 of 30 rows.</p>" in shown
    assert "<details" not in shown


def test_behind_a_picture_the_table_is_folded() -> None:
    class Both(Drawn):
        def frame(self) -> pd.DataFrame:
            return pd.DataFrame({"n": self.values})

    shown = Both("Waiting rose.", (1.0, 2.0))._repr_html_()
    assert shown.index("<p>Waiting rose.</p>") < shown.index("<svg") < shown.index("<details>")
    assert ">Waiting rose.</text>" not in shown, "the sentence above is not drawn once more"
    assert ">Waiting rose.</title>" in shown
    assert "<summary>The numbers behind the picture</summary>" in shown
    assert "<svg" not in report_html(Both("Waiting rose.", (1.0, 2.0)), picture=False)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([0.333333, 1 / 7], ["0.333", "0.143"]),
        ([1.0, 2.0, None], ["1", "2", "–"]),
        ([1234.5678, 2.1], ["1234.6", "2.1"]),
        ([1.25, 3], ["1.25", "3.00"]),
        ([2025, 2026], ["2025", "2026"]),
        ([True, False], ["yes", "no"]),
        ([date(2026, 7, 6), None], ["6 July 2026", "–"]),
        ([pd.Timestamp("2026-07-06"), pd.NaT], ["6 July 2026", "–"]),
        ([pd.Timestamp("2026-07-06 09:05")], ["6 July 2026, 09:05"]),
        ([("a", "b"), ()], ["a, b", "–"]),
        (["<b>", float("nan")], ["&lt;b&gt;", "–"]),
        ([float("inf"), 1.0], ["inf", "1"]),
    ],
)
def test_cells_read_as_people_write(values: list[Any], said: list[str]) -> None:
    shown = Counted("S.", (), pd.DataFrame({"x": pd.Series(values)}))._repr_html_()
    assert re.findall(r"<td[^>]*>(.*?)</td>", shown) == said


def test_a_picture_brings_no_rule_for_the_whole_page() -> None:
    text = Drawn("A finding.", (1.0, 2.0)).svg()
    assert "<style" not in text
    assert text.count("font-family") == 1


def test_a_picture_is_light_and_whole() -> None:
    text = Drawn("A finding.", tuple(float(n % 7) for n in range(50))).svg()
    root = ElementTree.fromstring(text)
    assert not re.search(r"\.\d{3}", re.sub(r'viewBox="[^"]*"', "", text))
    ids = {str(part.get("id")) for part in root.iter() if part.get("id")}
    used = set(re.findall(r"(?:href=\"|url\()#([^\")]+)", text)) | set(str(root.get("aria-labelledby")).split())
    assert ids == used
    assert not [part for part in root.iter() if part.tag.endswith("}g") and not part.attrib]


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
