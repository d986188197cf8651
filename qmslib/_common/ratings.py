"""Ratings of the same items by two or more coders, read without guessing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import rows_named
from qmslib._common.words import fold

texts = module_texts(__file__)
MISSING = ("leave out", "category", "error")


@dataclass(frozen=True, eq=False)
class Ratings:
    """Ratings as codes: one row an item, one column a coder; -1 where a rating is missing."""

    names: list[str]
    items: list[Any]
    categories: list[Any]
    codes: NDArray[np.int64]
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> NDArray[np.float64]:
        """How many ratings of each category every item has."""
        same = self.codes[:, :, None] == np.arange(len(self.categories))
        return np.asarray(same.sum(axis=1), dtype=float)

    def differing(self, rows: NDArray[np.bool_] | None = None) -> pd.DataFrame:
        """The items on which the coders differ, with what each of them chose."""
        seen = self.codes >= 0
        high = np.where(seen, self.codes, -1).max(axis=1, initial=-1)
        low = np.where(seen, self.codes, len(self.categories)).min(axis=1, initial=len(self.categories))
        where = np.flatnonzero((high > low) & (seen.sum(axis=1) > 1))
        columns: dict[str, Any] = {"row": where + 1, "item": [self.items[at] for at in where]}
        for k, name in enumerate(self.names):
            codes = self.codes[where, k]
            columns[name] = [self.categories[code] if code >= 0 else None for code in codes]
        return pd.DataFrame(columns)


def _list(values: Any, name: str) -> pd.Series[Any]:
    if isinstance(values, (str, bytes, dict)) or not hasattr(values, "__len__"):
        raise CourseError(
            "these are not ratings", field=name, found=type(values).__name__, do="Give a list or a column"
        )
    return pd.Series(list(values), dtype=object)


def _table(ratings: Any, second: Any, third: Sequence[Any]) -> pd.DataFrame:
    if second is not None:
        lists = [_list(each, f"coder {k}") for k, each in enumerate((ratings, second, *third), start=1)]
        if len({len(each) for each in lists}) > 1:
            raise CourseError(
                "the coders must rate the same items",
                found=[len(each) for each in lists],
                do="Give lists of the same length, with None where a coder gave no rating",
            )
        names = [getattr(each, "name", None) for each in (ratings, second, *third)]
        good = all(isinstance(name, str) and name not in ("row", "item") for name in names)
        heads = names if good and len(set(names)) == len(names) else [f"coder_{k + 1}" for k in range(len(lists))]
        return pd.DataFrame(dict(zip(heads, lists, strict=True)), dtype=object)
    if isinstance(ratings, pd.DataFrame):
        frame = ratings.astype(object)
        frame.columns = pd.Index([str(name) for name in ratings.columns])
        if not frame.columns.is_unique:
            raise CourseError("two coders have the same name", found=list(frame.columns), do="Name each coder once")
        return frame
    if isinstance(ratings, (str, bytes, dict)) or not hasattr(ratings, "__len__"):
        raise CourseError("these are not ratings", found=type(ratings).__name__, do="Give one column for each coder")
    rows = [list(row) if hasattr(row, "__len__") and not isinstance(row, str) else [row] for row in ratings]
    if len({len(row) for row in rows}) > 1:
        raise CourseError("each item needs a place for every coder", do="Write None where a coder gave no rating")
    width = len(rows[0]) if rows else 0
    return pd.DataFrame(rows, columns=[f"coder_{k + 1}" for k in range(width)], dtype=object)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _in_order(found: set[Any]) -> list[Any]:
    numbers = {value for value in found if isinstance(value, (int, float)) and not isinstance(value, bool)}
    if numbers and numbers != found:
        raise CourseError(
            "some ratings are numbers and others are words",
            found=sorted(map(str, found))[:8],
            do="Write every rating the same way",
        )
    if any(value in (float("inf"), float("-inf")) for value in numbers):
        raise CourseError("a rating cannot be a number without end", found=float("inf"))
    return sorted(found) if numbers else sorted(found, key=lambda value: (str(value), type(value).__name__))


def read_ratings(
    ratings: Any,
    second: Any = None,
    *third: Any,
    categories: Sequence[Any] | None = None,
    ordered: bool = False,
    missing: str = "leave out",
) -> Ratings:
    """The ratings of two or more coders.

    Parameters
    ----------
    ratings, second, third
        A table with one row an item and one column a coder; or one list a coder.
    categories
        All categories that may be chosen, from lowest to highest where they have an order. By default those found.
    ordered
        Whether the measure needs the order of the categories: words then need `categories`.
    missing
        ``"leave out"`` (a missing rating is no rating, and is counted in a finding), ``"category"`` (a choice of
        its own, called "no rating") or ``"error"``.
    """
    if missing not in MISSING:
        raise CourseError(
            "this way with missing ratings is not known", field="missing", found=missing, do=f"Use {MISSING}"
        )
    frame = _table(ratings, second, third)
    names = [str(name) for name in frame.columns]
    cells = frame.to_numpy(dtype=object)
    blank = [[isinstance(value, str) and not value.strip() for value in row] for row in cells]
    gone = frame.isna().to_numpy(dtype=bool) | np.array(blank, dtype=bool).reshape(cells.shape)
    findings: list[Finding] = []
    if gone.any() and missing == "error":
        raise CourseError(
            f"{rows_named(np.flatnonzero(gone.any(axis=1)))}: a rating is missing",
            do='Fill it in, or choose missing="leave out"',
        )
    values = [
        [None if off else _plain(v) for v, off in zip(row, out, strict=True)]
        for row, out in zip(cells, gone, strict=True)
    ]
    found = {v for row in values for v in row if v is not None}
    if categories is None:
        kinds = list(getattr(ratings, "dtypes", [])) if isinstance(ratings, pd.DataFrame) else []
        kinds += [each.dtype for each in (ratings, second) if isinstance(each, pd.Series)]
        known = next((list(k.categories) for k in kinds if isinstance(k, pd.CategoricalDtype)), None)
        listed = known if known is not None and found <= set(known) else _in_order(found)
        words = [value for value in listed if isinstance(value, str)]
        if ordered and known is None and words and len(listed) > 2:
            raise CourseError(
                "this measure needs the order of the categories",
                field="categories",
                found=listed[:8],
                do='Give them from lowest to highest, for example categories=["not met", "partly", "met"]',
            )
        if len({fold(value) for value in words}) < len(words):
            findings.append(texts.finding("warn", "same_words"))
    else:
        listed = [_plain(value) for value in categories]
        if len(set(listed)) < len(listed):
            raise CourseError("a category stands twice in the list", field="categories", found=listed)
        if undeclared := found - set(listed):
            at = [k for k, row in enumerate(values) if any(v in undeclared for v in row)]
            raise CourseError(
                f"{rows_named(at)}: a rating that is not in the list of categories",
                found=sorted(map(str, undeclared)),
                do=f"Use one of: {', '.join(map(str, listed))}",
            )
    if gone.any():
        rows = int(gone.any(axis=1).sum())
        if missing == "category":
            listed = [*listed, "no rating"]
            values = [["no rating" if v is None else v for v in row] for row in values]
        findings.append(
            texts.finding("info", "as_category" if missing == "category" else "missing", n=int(gone.sum()), rows=rows)
        )
    place = {value: k for k, value in enumerate(listed)}
    codes = np.array([[-1 if v is None else place[v] for v in row] for row in values], dtype=np.int64)
    codes = codes.reshape(len(values), len(names))
    own = isinstance(ratings, (pd.DataFrame, pd.Series))
    items = (
        list(ratings.index)
        if own and not isinstance(ratings.index, pd.RangeIndex)
        else list(range(1, len(values) + 1))
    )
    return Ratings(names, items, listed, codes, tuple(findings))


def read_counts(counts: Any) -> tuple[NDArray[np.float64], list[Any], list[Any]]:
    """A table of counts, one row an item and one column a category, with the categories and the items."""
    frame = counts if isinstance(counts, pd.DataFrame) else None
    try:
        table = np.asarray(counts if frame is None else frame.to_numpy(), dtype=float)
    except (TypeError, ValueError):
        raise CourseError(
            "this is not a table of counts",
            do="Give how many coders chose each category, one row an item; count ratings with rating_counts(ratings)",
        ) from None
    if table.size == 0:
        table = table.reshape(0, table.shape[1] if table.ndim == 2 else 0)
    if table.ndim != 2:
        raise CourseError(
            "a table of counts needs rows and columns",
            found=table.shape,
            do="Give one row an item, one column a category",
        )
    bad = ~np.isfinite(table) | (table < 0) | (table != np.floor(table))
    if bad.any():
        row, column = np.argwhere(bad)[0]
        raise CourseError(
            f"row {row + 1}, column {column + 1}: no count",
            found=float(table[row, column]),
            do="Write whole numbers from 0; count ratings with rating_counts(ratings)",
        )
    names = list(range(1, table.shape[1] + 1)) if frame is None else list(frame.columns)
    own = frame is not None and not isinstance(frame.index, pd.RangeIndex)
    items = list(frame.index) if own and frame is not None else list(range(1, len(table) + 1))
    return table, names, items
