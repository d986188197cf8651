from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from qmslib._common.errors import CourseError
from qmslib.course.items import ExerciseFile, load_practice
from qmslib.course.material_html import material_html
from qmslib.course.release import content_hash, practice_item, release_item
from tests.course.examples import exercise, item

LOG: dict[str, Any] = {
    "caption": "Complaints of one week",
    "columns": ["Case", "Received", "Days"],
    "rows": [["C-1", "6 July 2026", 3], ["C-2", "7 July 2026", 12.5], ["C-3", "", 2026]],
}
CHART = {"type": "line", "title": "Days", "alt": "The days rise.", "x": ["C-1", "C-2"], "y": [3, None]}


def practice(tmp_path: Path, materials: Any, **changes: Any) -> Path:
    entry = item("number", **changes)
    data = {"format": 1, "use": "practice", "chapter": "standards/4-1-identify", "items": [entry]}
    path = tmp_path / "x.items.yaml"
    path.write_text(yaml.safe_dump(data | {"materials": materials}, sort_keys=False), encoding="utf-8")
    return path


def test_an_item_carries_the_tables_that_it_names(tmp_path: Path) -> None:
    loaded = load_practice(practice(tmp_path, {"log": LOG | {"chart": CHART}}, material=["log"])).items[0]
    for made in (practice_item(loaded), release_item(loaded)):
        (table,) = made["material"]
        assert table["name"] == "log"
        assert table["rows"][1] == ["C-2", "7 July 2026", 12.5]
        assert table["chart"]["y"] == [3, None]
    assert "material" not in practice_item(load_practice(practice(tmp_path, {})).items[0])


def test_a_changed_table_makes_another_item(tmp_path: Path) -> None:
    before = load_practice(practice(tmp_path, {"log": LOG}, material=["log"])).items[0]
    changed = LOG | {"rows": [*LOG["rows"], ["C-4", "8 July 2026", 1]]}
    after = load_practice(practice(tmp_path, {"log": changed}, material=["log"])).items[0]
    assert content_hash(before) != content_hash(after)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rows": [["C-1", "6 July 2026"]]}, "row 1 has 2 cells; there are 3 columns"),
        ({"rows": [["C-1", True, 3]]}, "put yes, no, null and dates in quotes"),
        ({"rows": [["C-1", None, 3]]}, "put yes, no, null and dates in quotes"),
        ({"rows": [["C-1", float("nan"), 3]]}, "a number that can be written"),
        ({"columns": ["Case", "Case", "Days"]}, "two have the same name"),
        ({"caption": " "}, "caption"),
        ({"chart": CHART | {"x": ["C-1"]}}, "1 values of x, and 2 of y"),
        ({"chart": CHART | {"type": "bars"}}, "only a line may have gaps"),
        ({"chart": CHART | {"type": "pie"}}, "chart.type"),
    ],
)
def test_a_wrong_table_is_named(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(CourseError) as caught:
        load_practice(practice(tmp_path, {"log": LOG | change}, material=["log"]))
    assert said in str(caught.value)
    assert "log" in str(caught.value)


def test_a_name_without_a_table_is_refused_in_practice_and_in_exercises(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="shows the material 'other', which this file does not have"):
        load_practice(practice(tmp_path, {"log": LOG}, material=["other"]))
    with pytest.raises(ValueError, match="one shows the material 'log'"):
        ExerciseFile.model_validate(exercise(items=[item("choose_one", material=["log"])]))


def test_practice_has_no_variants(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="'varies' belongs to items of exercises"):
        load_practice(practice(tmp_path, {}, varies=["key"]))


def test_the_plain_page_shows_the_table_escaped_and_folds_a_long_one() -> None:
    short = material_html([LOG | {"caption": "<b>A</b>", "rows": [["<i>x</i>", 12.0, 3]], "name": "log"}])
    assert "<caption>&lt;b&gt;A&lt;/b&gt;</caption>" in short
    assert '<th scope="row" style="text-align:left;vertical-align:top">&lt;i&gt;x&lt;/i&gt;</th>' in short
    assert ">12</td>" in short
    assert "<details>" not in short
    rows = [[f"C-{number}", "", number] for number in range(13)]
    assert "<summary>Complaints of one week (13 rows)</summary>" in material_html([LOG | {"rows": rows}])
    shown = material_html([LOG | {"chart": CHART | {"marks": [{"at": 5, "label": "Promise"}]}}])
    assert "The days rise." in shown
    assert "Promise" in shown
