from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup
from matplotlib.axes import Axes

from qmslib._common.errors import CourseError
from qmslib._common.report import Picture
from qmslib.learner import explore
from qmslib.learner.explore import Exploration

HOSTILE = '<img src=x onerror="alert(1)">'


@dataclass(frozen=True, eq=False)
class Drawn(Picture):
    sentence: str
    values: tuple[float, ...] = (1.0, 2.0)

    @property
    def alt(self) -> str:
        return "A line."

    def draw(self, axes: Axes) -> None:
        axes.plot(range(len(self.values)), self.values)


def data(made: Exploration) -> dict[str, Any]:
    return made._data


def test_every_combination_is_worked_out_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QMS_SITE", "1")
    made = explore(
        "What if?",
        show=lambda step_left, turns: f"**{step_left}** after {turns}",
        step_left=["none", "reply"],
        turns=[1, 2.5, 6],
        labels={"turns": "Turns of the cycle"},
    )
    assert [control["label"] for control in data(made)["controls"]] == ["Step left", "Turns of the cycle"]
    assert data(made)["controls"][1]["values"] == ["1", "2.5", "6"]
    assert data(made)["cases"][4] == '<div class="qms-report"><p><strong>reply</strong> after 2.5</p></div>'
    bundle = made._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    html = BeautifulSoup(bundle["text/html"], "html.parser")
    assert html.select_one(".qms-mount[data-qms=explore]")
    assert "Shown is Step left: none; Turns of the cycle: 1." in html.noscript.get_text()  # type: ignore[union-attr]


def test_a_live_notebook_gets_a_widget_beside_the_page() -> None:
    bundle = explore("What if?", show=lambda n: f"{n}", n=[1, 2])._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "text/html" in bundle


def test_everything_from_data_is_escaped() -> None:
    made = explore(HOSTILE, lambda who: Drawn(f"{who} rises."), who=[HOSTILE])
    assert "<img" not in "".join(data(made)["cases"])
    assert "<img" not in made._repr_mimebundle_()["text/html"]
    said = explore("Said", lambda who: f"{who}", who=[HOSTILE])
    assert "<img" not in data(said)["cases"][0]


def test_pictures_share_no_ids_and_keep_their_references() -> None:
    made = explore("What if?", show=lambda n: Drawn("The same."), n=[1, 2])
    ids = [re.findall(r'\bid="([^"]+)"', case) for case in data(made)["cases"]]
    assert set(ids[0]) & set(ids[1]) == set()
    for case, known in zip(data(made)["cases"], ids, strict=True):
        used = re.findall(r'(?:href="|url\()#([^")]+)', case)
        named = re.findall(r'aria-labelledby="([^"]+)"', case)[0].split()
        assert set(used) | set(named) <= set(known)
    light = explore("What if?", show=lambda n: Drawn("The same."), n=[1], picture=False)
    assert "<svg" not in data(light)["cases"][0]


def broken(n: int) -> str:
    return str(1 // (n - 3))


WRONG = {
    "too many": (lambda: explore("T", str, n=list(range(7)), m=list(range(6))), "42 combinations are too many"),
    "too heavy": (lambda: explore("T", lambda n: "word " * 20_000, n=[1, 2]), "weighs 200 kB; at most 150 kB"),
    "a heavy picture": (
        lambda: explore("T", lambda n: Drawn("S.", tuple(float(i * i % 7) for i in range(9000))), n=[1]),
        "the picture for n=1 weighs",
    ),
    "a failing one": (lambda: explore("T", broken, n=[2, 3]), "show() fails for n=3: ZeroDivisionError"),
    "nothing": (lambda: explore("T", lambda n: "", n=[1]), "neither a result nor a text for n=1"),
    "no choice": (lambda: explore("T", lambda: "x"), "nothing to choose"),
    "no values": (lambda: explore("T", str, n=[]), "a choice needs a list"),
    "no list": (lambda: explore("T", str, n="abc"), "a choice needs a list"),
    "a truth": (lambda: explore("T", str, n=[True]), "a choice needs a list"),
    "twice": (lambda: explore("T", str, n=[1, "1"]), "stands twice"),
    "a label of nothing": (lambda: explore("T", str, n=[1], labels={"m": "M"}), "no choice"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said(name: str) -> None:
    make, said = WRONG[name]
    with pytest.raises(CourseError) as caught:
        make()
    assert said in str(caught.value)


def test_an_error_of_the_course_keeps_its_words() -> None:
    def fails(n: int) -> str:
        raise CourseError("there are no cases", do="Add some")

    with pytest.raises(CourseError, match=r"fails for n=1: there are no cases\."):
        explore("T", fails, n=[1])
