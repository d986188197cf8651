import pytest

from qmslib._common.errors import CourseError
from qmslib.system import check_raci


def test_gaps_overlaps_and_overload():
    report = check_raci(
        [
            ("Take requests", {"Tom": "R", "Priya": "A", "Wei": "C"}),
            ("Scan", {"Tom": "RA"}),
            ("Set the standard", {"Priya": "A", "Wei": "A", "tom": "R"}),
            ("Report", {"Grace": "I"}),
            ("", {}),
        ],
        many=2,
    )
    assert (report.n, report.good, report.no_a, report.many_a, report.no_r) == (4, 2, 1, 1, 1)
    assert report.people == ("Tom", "Priya", "Wei", "Grace")
    assert report.grid[1] == ("Scan", "R/A", "", "", "")
    assert report.overloaded == ("Tom",)
    assert [(found.row, found.level) for found in report.findings] == [
        (2, "bad"), (3, "bad"), (3, "bad"), (None, "warn"),
    ]  # fmt: skip


def test_other_letters_are_named():
    with pytest.raises(CourseError, match="field Tom: row 1 has a letter that is not R, A, C or I"):
        check_raci([("Scan", {"Tom": "X"})])
