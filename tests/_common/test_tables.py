import pandas as pd
import pytest

from qmslib._common.errors import CourseError
from qmslib._common.tables import date_column, number_column, table_rows, text_column


def test_a_frame_and_a_list_of_rows_read_alike():
    frame = pd.DataFrame(
        {
            "owner": ["Priya", None, "  "],
            "review": [pd.Timestamp("2026-03-04"), pd.NaT, pd.NaT],
            "count": [1.5, float("nan"), 3],
        }
    )
    rows = table_rows(frame, ["owner", "review"])
    assert text_column(rows, "owner") == ["Priya", "", ""]
    assert [str(day) for day in date_column(rows, "review")] == ["2026-03-04", "None", "None"]
    assert number_column(rows, "count") == [1.5, None, 3]
    assert table_rows([{"owner": pd.NA}], ["owner"]) == [{"owner": None}]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (pd.DataFrame({"a": [1]}), "no column owner, review"),
        ("owner", "not a table"),
        (3, "not a table"),
        ([{"owner": "x"}, 4, None], "row 2, 3 is not a set of named cells"),
    ],
)
def test_what_is_no_table_is_named(table, words):
    with pytest.raises(CourseError, match=words):
        table_rows(table, ["owner", "review"])


def test_bad_cells_are_named_by_column_and_rows():
    rows = table_rows([{"due": "2026-03-04"}, {"due": "soon"}, {}, {"due": "later"}], ["due"])
    with pytest.raises(CourseError, match=r"field due: row 2, 4 does not hold a date .*found 'soon'"):
        date_column(rows, "due")
    with pytest.raises(CourseError, match=r"field n: row 1 does not hold a number"):
        number_column([{"n": "many"}], "n")
