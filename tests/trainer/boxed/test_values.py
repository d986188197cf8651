"""Values between a learner's code and the tests: the same on the other side, or opaque; never anything that runs."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from qmslib.datasets import complaints_log
from qmslib.trainer.boxed.values import Opaque, Unsendable, decode, encode, encode_or_opaque


def there_and_back(value: Any) -> Any:
    return decode(json.loads(json.dumps(encode(value))))


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary() | st.dates()
    | st.datetimes() | st.timedeltas() | st.fractions() | st.decimals(allow_nan=False, places=3),
    lambda inner: st.lists(inner, max_size=4)
    | st.tuples(inner, inner)
    | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(PLAIN)
def test_plain_values_come_back_equal_and_of_the_same_type(value: Any) -> None:
    found = there_and_back(value)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        np.float64(0.5), np.int32(3), np.bool_(True), np.datetime64("2026-01-01"), np.timedelta64(3, "h"),
        pd.Timestamp("2026-01-01 09:00"), pd.Timestamp("2026-07-01 09:00", tz="Europe/London"), pd.Timedelta(days=2),
        range(1, 9, 2), {1, 2}, frozenset({"a"}), {("a", 1): [None]}, 3 + 4j, float("inf"), Decimal("1.10"),
        Fraction(1, 3), dt.time(9, 30), 10**40,
    ],
)  # fmt: skip
def test_values_of_libraries_come_back(value: Any) -> None:
    found = there_and_back(value)
    assert found == value
    assert type(found) is type(value)


def test_what_is_missing_stays_missing() -> None:
    assert there_and_back(pd.NaT) is pd.NaT
    assert there_and_back(pd.NA) is pd.NA
    assert math.isnan(there_and_back(float("nan")))


def test_tables_keep_types_names_and_gaps() -> None:
    log = complaints_log()
    pd.testing.assert_frame_equal(log, there_and_back(log))
    zoned = log.assign(received=log["received"].dt.tz_localize("Europe/London")).set_index(["team", "case"])
    pd.testing.assert_frame_equal(zoned, there_and_back(zoned))
    for series in (
        log.groupby(["team", "kind"]).size(),
        pd.Series(["a", None], dtype="category", name="x"),
        pd.Series([1, None], dtype="Int64"),
        pd.Series([True, None], dtype="boolean"),
        pd.Series([{"a": 1}, [2], None], dtype="object"),
        log["closed"] - log["received"],
        pd.Series([1.5, 2.5], index=pd.date_range("2026-01-01", periods=2, name="day")),
    ):
        found = there_and_back(series)
        # How often days follow each other is no part of the data.
        pd.testing.assert_series_equal(series, found, check_freq=False)
    assert there_and_back(pd.DataFrame()).empty
    array = np.array([[1, 2], [3, 4]], dtype="int8")
    assert there_and_back(array).dtype == array.dtype
    assert (there_and_back(array) == array).all()


def test_two_columns_of_one_name_stay_two() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    pd.testing.assert_frame_equal(frame, there_and_back(frame))


class Liar(int):
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class LyingFrame(pd.DataFrame):
    def __eq__(self, other: object) -> Any:
        return True


@pytest.mark.parametrize(
    "value", [Liar(3), object(), print, Liar, [Liar(3)], iter([]), np.array([(1, 2)], dtype="i,i")]
)
def test_other_values_become_opaque_and_are_equal_to_nothing(value: Any) -> None:
    with pytest.raises(Unsendable):
        encode(value)
    found = decode(json.loads(json.dumps(encode_or_opaque(value))))
    assert isinstance(found, Opaque)
    assert found != 3


def test_a_kind_of_frame_comes_as_a_frame() -> None:
    found = decode(json.loads(json.dumps(encode_or_opaque(LyingFrame({"a": [1]})))))
    assert isinstance(found, Opaque) or type(found) is pd.DataFrame


def test_what_holds_itself_is_opaque() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert isinstance(decode(encode_or_opaque(endless)), Opaque)


@pytest.mark.parametrize(
    "data",
    [
        {}, {"!": "os.system", "v": "true"}, {"!": ["tuple"], "v": []}, {"!": "tuple"}, {"!": "dict", "v": [[[], 1]]},
        {"!": "array", "dtype": "O", "shape": [2**40], "v": [1]},
        {"!": "array", "dtype": "U999999", "shape": [1], "v": [""]},
        {"!": "array", "dtype": "U1000", "shape": [99999], "v": ["a"] * 99_999},
        {"!": "array", "dtype": "i,i", "shape": [1], "v": [1]}, {"!": "scalar", "dtype": "V8", "v": 1},
        {"!": "Fraction", "v": "1/0"}, {"!": "Decimal", "v": "x"}, {"!": "range", "v": [0, 1, 0]},
        {"!": "bytes", "v": 3},
        {"!": "Timestamp", "v": 10**30, "to": "ns", "tz": None},
        {"!": "Timestamp", "v": 1, "to": "../etc", "tz": None},
        {"!": "Timestamp", "v": 1, "to": "ns", "tz": "../../etc/passwd"},
        {"!": "DataFrame", "columns": {"dtype": "range", "name": None, "v": [0, 1, 1]},
         "index": {"dtype": "range", "name": None, "v": [0, 10**15, 1]}, "v": []},
        {"!": "Series", "index": {}, "v": {}}, {"!": "Index", "v": {"dtype": "category", "name": None, "v": [5]}},
        {"!": "Index", "v": {"dtype": "Period", "name": None, "v": [5]}}, {"!": "NaT", "v": 1, "x": [1]},
    ],
)  # fmt: skip
def test_forged_data_gives_a_plain_value_or_a_clear_error(data: Any) -> None:
    try:
        found = decode(data)
    except ValueError:
        return
    assert found is pd.NaT or isinstance(found, pd.DataFrame)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.fixed_dictionaries({"!": st.sampled_from(["tuple", "set", "dict", "array", "Series", "DataFrame", "Index",
                                                    "scalar", "Timestamp", "Timedelta", "range", "complex"]),
                             "v": inner}, optional={"dtype": st.sampled_from(["i8", "U2", "O", "category", "range"]),
                                                    "shape": inner, "index": inner, "columns": inner, "name": inner,
                                                    "to": inner, "tz": inner}),
    max_leaves=10,
))  # fmt: skip
def test_nothing_but_a_value_error_ever_comes_of_reading(data: Any) -> None:
    with contextlib.suppress(ValueError):
        decode(data)
