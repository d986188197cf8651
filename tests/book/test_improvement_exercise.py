"""The keys of the exercise on improving, worked out again from what a learner sees, without the toolbox's charts."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median

import pytest

from qmslib.course.tools import run

FOLDER = Path(__file__).parents[2] / "solutions" / "improvement-6-3-improving"
VERDICTS = {"keep": "keep", "redo": "redo"}


def _drawn():
    bank = json.loads((FOLDER / "improvement-6-3-improving.variants.key.yaml").read_text(encoding="utf-8"))
    return list(bank["variants"].values())


@pytest.fixture(params=range(24), ids=lambda place: f"v{place + 1:02d}")
def drawn(request):
    return _drawn()[request.param]


def _sums(drawn, first):
    rows = drawn["materials"]["teams"]["rows"]
    return [
        sum(row[first + part] for row in rows if row[1] == when) for when in ("before", "after") for part in (0, 1)
    ]


def test_difference_and_verdicts_of_the_teams(drawn):
    names = ("before_cases", "before_good", "after_cases", "after_good")
    for team, first in (("north", 2), ("south", 4)):
        sums = _sums(drawn, first)
        found = run("before_after", {"values": {name: str(n) for name, n in zip(names, sums, strict=True)}})
        assert VERDICTS.get(found["values"]["verdict"], "early") == drawn["answers"]["imp-63-a7"][team]
    cases, good, later, fine = _sums(drawn, 2)
    assert 100 * (fine / later - good / cases) == pytest.approx(float(drawn["answers"]["imp-63-a6"]), abs=0.06)


def test_verdicts_follow_from_the_ends_of_the_intervals(drawn):
    for name, row in zip(("one", "two", "three"), drawn["materials"]["intervals"]["rows"], strict=True):
        low, high = (float(end.split()[0]) * (-1 if end.endswith("fewer") else 1) for end in row[4:])
        verdict = "keep" if low > 0 else "redo" if high < 5 else "early"
        assert verdict == drawn["answers"]["imp-63-a8"][name]


def test_runs_and_crossings(drawn):
    for name in "abc":
        values = [row[1] for row in drawn["materials"][f"chart-{name}"]["rows"]]
        above = [value > median(values) for value in values]
        turns = [at for at in range(1, 20) if above[at] != above[at - 1]]
        longest = max(b - a for a, b in zip([0, *turns], [*turns, 20], strict=True))
        signal = longest > 7 or len(turns) < 6
        assert drawn["answers"]["imp-63-a10"][name] == ("signal" if signal else "noise")
        if name == "a":
            assert drawn["answers"]["imp-63-a9"] == str(longest)


def test_lead_time_after_the_change(drawn):
    often = {"stays": 1.0, "is left out": 0.0, "in 1 of 10 cases": 0.1, "in 2 of 10 cases": 0.2}
    minutes = sum(row[2] * often[row[4]] for row in drawn["materials"]["permit"]["rows"])
    assert minutes == pytest.approx(float(drawn["answers"]["imp-63-a11"]))
