"""What a test asks of the learner's code."""

from __future__ import annotations

import pytest

from qmslib.trainer.boxed.asked import imports_made, names_asked, names_made


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ("assert share(3) == 4", ("share",)),
        ("import pandas as pd\nfound = share(pd.DataFrame())\nassert found == 3", ("share",)),
        ("assert found == 3", ("found",)),
        ("for a, b in ((1, 2),):\n    assert double(a) == b", ("double",)),
        ("def helper(x):\n    return double(x)\nassert helper(2) == 4", ("double",)),
        ("assert all(double(n) == 2 * n for n in range(3))", ("double",)),
        ("try:\n    half('x')\nexcept TypeError as error:\n    assert 'x' in str(error)", ("half",)),
        ("right, share = share, 3", ("share",)),
        ("if flag:\n    found = 1\nassert found", ("flag", "found")),
        ("with open('a') as file:\n    text = file.read()\nassert text == answer", ("answer",)),
        ("total += 1", ("total",)),
        ("assert log.shape[0] == 3", ("log",)),
        ("this is no Python", ()),
        ("lambda x: x + other", ("other",)),
        ("assert len(values) == max(values)", ("values",)),
    ],
)
def test_names(source: str, asked: tuple[str, ...]) -> None:
    assert names_asked(source) == asked


def test_names_of_the_courses_own_are_not_asked() -> None:
    assert names_asked("assert helper(answer)", {"helper"}) == ("answer",)


def test_what_a_cell_makes_in_any_case() -> None:
    source = "import a.b, c as d\nfrom e import f\nx, (y, *z) = 1, (2, 3)\nif x:\n    maybe = 1\n"
    source += "def g(): pass\nclass H: pass"
    assert names_made(source) == {"a", "d", "f", "x", "y", "z", "g", "H"}


def test_imports_are_gathered_once() -> None:
    cells = ["import a\nfrom b import c", "import a\nif True:\n    import d", "broken ("]
    assert imports_made(cells).splitlines() == ["import a", "from b import c", "import d"]
