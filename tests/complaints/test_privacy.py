"""Pseudonyms, redaction, views and export."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from qmslib._common.errors import CourseError
from qmslib.complaints import (
    access_matrix,
    complaints_schema,
    export_log,
    pseudonym,
    pseudonymise,
    read_export,
    redact,
    small_groups,
    view,
)

KEY = "a key that is kept in a safe place"
LOG = pd.DataFrame(
    {
        "case": ["C-1", "C-2", "C-3"],
        "customer": ["Wei Zhang", " wei  ZHANG ", None],
        "handler": ["Tom Ellis", "Wei Zhang", ""],
        "description": ["Wei Zhang rang.", "The lift is out.", None],
    },
    index=[7, 7, 9],
)
names = st.text(min_size=1, max_size=20).filter(lambda text: text.strip() != "")


def test_one_person_has_one_pseudonym_in_every_column() -> None:
    done = pseudonymise(LOG, ["customer", "handler"], KEY)
    table = done.frame()
    assert table["customer"].iloc[0] == table["customer"].iloc[1] == table["handler"].iloc[1]
    assert (done.people, done.merged, done.blank, done.cells) == (2, 1, 2, 4)
    assert list(table.index) == [7, 7, 9]
    assert pd.isna(table["customer"].iloc[2])
    assert table["handler"].iloc[2] == ""
    assert LOG["customer"].iloc[0] == "Wei Zhang"
    assert any("description" in each.text for each in done.findings if each.level == "warn")
    assert KEY not in repr(done)
    assert "personal data" in done.sentence


@settings(max_examples=60, deadline=None)
@given(names, names, st.binary(min_size=16, max_size=40), st.binary(min_size=16, max_size=40))
def test_pseudonyms_are_stable_and_need_their_key(one: str, two: str, key: bytes, other: bytes) -> None:
    made = str(pseudonym(one, key))
    assert made == pseudonym(one, key)
    assert (key.ljust(64, b"\0") == other.ljust(64, b"\0")) == (made == pseudonym(one, other))
    same = pseudonym(one, key) == pseudonym(two, key)
    assert same or pseudonym(one, key, fold=False) != pseudonym(two, key, fold=False)
    if len(one.strip()) > 3:
        assert one.strip().lower() not in made.lower() or set(one) <= set("P-0123456789abcdefABCDEF ")


@pytest.mark.parametrize("key", ["", "   " * 10, b"", "short", b"0" * 15, None, 5])
def test_weak_keys_are_refused_and_never_shown(key: Any) -> None:
    with pytest.raises(CourseError) as caught:
        pseudonymise(LOG, ["customer"], key)
    assert "short" not in str(caught.value).replace("too short", "")


def test_numbers_that_became_floats_are_the_same_person() -> None:
    table = pseudonymise({"a": [17, None], "b": ["17", "18"]}, ["a", "b"], KEY).frame()
    assert table["a"][0] == table["b"][0] != table["b"][1]


def test_small_groups_count_rows_or_people() -> None:
    table = {"team": ["East"] * 6 + ["West", None], "who": ["a"] * 6 + ["b", "c"]}
    assert small_groups(table, ["team"]).small == 2
    assert small_groups(table, ["team"], person="who").small == 3
    assert small_groups({"team": []}, ["team"]).smallest is None
    with pytest.raises(CourseError, match="at least 2"):
        small_groups(table, ["team"], k=1)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "C-0001 received 04-01-2025 10:30, closed 2025-01-09",
            "C-0001 received 04-01-2025 10:30, closed 2025-01-09",
        ),
        ("DOB: 4 March 1961 seen 4 March 2025", "DOB: [date of birth] seen 4 March 2025"),
        ("born on 12/05/2011", "born on [date of birth]"),
        ("+44 (0)20 7946 0123 or (0161) 496 0123", "[phone] or [phone]"),
        ("07700 900123 2 times", "[phone] 2 times"),
        ("手机13812345678了", "手机[phone]了"),
        ("手机 13812345678, +86 138 1234 5678", "手机 [phone], [phone]"),
        ("a.b+c@brookmere.gov.uk!", "[email]!"),
        ("NHS no. 943 476 5918", "NHS no. [NHS number]"),
        ("room B1 2pm, E4 5th floor, £1,234,567.00, order 20250104", None),
        ("", ""),
    ],
)
def test_what_is_redacted_and_what_stays(text: str, left: str | None) -> None:
    done = redact(text).text
    assert done == (text if left is None else left)
    assert redact(done).text == done


def test_names_whole_in_parts_and_in_other_scripts() -> None:
    done = redact(
        "WEI ZHANG, Zhang Wei, Mr Zhang on Wei's file, may in May, Ms May; 王伟说; O’Neill",
        names=["Wei Zhang", "Ann May", "王伟", "Tom O'Neill"],
    )
    assert done.text == "[name], [name], [name] on [name]'s file, may in May, [name]; [name]说; [name]"
    assert done.counts == {"name": 7}


def test_keep_and_wrong_input() -> None:
    assert redact("Ref 07700 900123", keep=r"Ref [\d ]+").text == "Ref 07700 900123"
    with pytest.raises(CourseError, match="row 2"):
        redact(["a", 5])  # type: ignore[list-item]
    assert redact(pd.Series(["a", None])).texts == ("a", None)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_redaction_is_done_once_and_never_fails(text: str) -> None:
    done = redact(text, names=["Wei Zhang"]).text
    assert redact(done, names=["Wei Zhang"]).text == done


def test_who_sees_what() -> None:
    log = pd.DataFrame([{"case": "C-1", "customer": "Wei", "route": "service fix", "new": 1},
                        {"case": "C-2", "customer": None, "route": "service fix", "new": 1},
                        {"case": "C-3", "customer": "Ann", "route": "whistleblowing", "new": 1},
                        {"case": "C-4", "customer": "Bo", "route": None, "new": 1}])  # fmt: skip
    seen = view(log, "service manager")
    assert list(seen.frame().columns) == ["case", "customer", "route"]
    assert (seen.frame()["customer"][0], seen.rows_left_out) == ("•••", 2)
    assert pd.isna(seen.frame()["customer"][1])
    assert "new" in seen.hidden
    assert len(view(log, "named officer").frame()) == 3
    assert view(log.drop(columns="route"), "analyst").frame().empty
    with pytest.raises(CourseError, match="role"):
        view(log, "visitor")
    assert set(access_matrix().index) == {column.name for column in complaints_schema().columns}


texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(["=1+1", "'=1", "''-x", " =A1", "\t=1", "\r\nx", "'", "-", "@a", "＝1", "#N/A", 'a","=1']),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=4))
def test_csv_comes_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        file = Path(folder) / "log.csv"
        export_log([{"a": a, "=b": b} for a, b in rows], file)
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for cell in (cell for row in csv.reader(lines) for cell in row if cell.strip()):
                assert cell.lstrip()[0] not in "=+-@＝＋－＠"
                assert cell[0] not in "\t\r\n\0"
        back = read_export(file)
    want = [[value if value.strip() else None for value in row] for row in rows]
    assert back.to_numpy().tolist() == want
    assert list(back.columns) == ["a", "=b"]


def test_workbook_comes_back_with_dates_numbers_and_texts(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "at": pd.to_datetime(["2026-03-04 14:30", None]),
            "zoned": pd.to_datetime(["2026-07-01 12:00", None]).tz_localize("Europe/London"),
            "n": [-5, 3],
            "text": ["=cmd|' /C calc'!A0", "#N/A"],
            "odd": ["a\x0bb", None],
        }
    )
    done = export_log(table, tmp_path / "log.xlsx", groups=["n"])
    back = read_export(done.path)
    assert back["at"][0] == pd.Timestamp("2026-03-04 14:30")
    assert back["zoned"][0] == pd.Timestamp("2026-07-01 12:00")
    assert list(back["n"]) == [-5, 3]
    assert list(back["text"]) == ["=cmd|' /C calc'!A0", "#N/A"]
    assert back["odd"][0] == "a\ufffdb"
    assert (done.made_harmless, done.small) == (1, 2)
    assert any("Europe/London" in each.text for each in done.findings)
    from openpyxl import load_workbook

    kinds = {cell.data_type for row in load_workbook(done.path).active.iter_rows() for cell in row}
    assert "f" not in kinds


def test_export_refuses_what_it_cannot_hold(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"\.csv or \.xlsx"):
        export_log(LOG, tmp_path / "log.doc")
    with pytest.raises(CourseError, match="row 1"):
        export_log({"a": ["x" * 40_000]}, tmp_path / "log.xlsx")
    assert not (tmp_path / "log.xlsx").exists()
    with pytest.raises(CourseError, match="folder"):
        export_log(LOG, tmp_path / "none" / "log.csv")
    with pytest.raises(CourseError, match="no such file"):
        read_export(tmp_path / "log.csv")
    empty = export_log(LOG.head(0), tmp_path / "log.csv")
    assert (empty.rows, list(read_export(empty.path).columns)) == (0, list(LOG.columns))
