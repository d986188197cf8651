"""Pareto: which few kinds make up most of the cases, or most of their cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.frames import as_frame, as_numbers, read_numbers
from qmslib._common.numbers import say_number
from qmslib._common.report import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
_HAIR = 1e-9
_FEW = 30


@dataclass(frozen=True, eq=False)
class Pareto(Picture):
    """Categories by size, with their cumulative share.

    Attributes
    ----------
    sentence
        The vital few and their share, or that there are none.
    n
        The sum of all counts or weights.
    categories
        How many categories there are.
    vital_few
        The largest categories that together reach the cut.
    flat
        Whether no few categories stand out, so that the list means little.
    blank
        The count or weight of rows without a category.
    table
        The table that ``frame()`` gives.

    Examples
    --------
    >>> from qmslib.complaints import pareto
    >>> from qmslib.datasets import complaints_log
    >>> found = pareto(complaints_log(), "kind")
    >>> bool(abs(found.frame()["cumulative_percent"].iloc[-1] - 100) < 1e-9)
    True
    """

    sentence: str
    n: float
    categories: int
    vital_few: tuple[str, ...]
    flat: bool
    blank: float
    table: pd.DataFrame
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each category: category, n, percent, cumulative_n, cumulative_percent, vital."""
        return self.table.copy()

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        bars = [
            texts.say(
                "bar", name=row["category"], n=say_number(row["n"], 1), total=say_number(row["cumulative_percent"], 1)
            )
            for row in self.table.head(8).to_dict("records")
        ]
        return texts.say("alt", bars=join_words(bars)) if bars else self.sentence

    def draw(self, axes: Axes) -> None:
        """Draw a bar for each category (the vital few hatched) and the cumulative share as a line."""
        from textwrap import shorten

        from qmslib._common.plots import INK

        names = [shorten(str(name), 24, placeholder="…") for name in self.table["category"]]
        places = np.arange(len(names))
        bars = axes.bar(places, self.table["n"], color=INK["grid"], edgecolor=INK["soft"])
        for bar, vital in zip(bars, self.table["vital"], strict=True):
            if vital:
                bar.set(facecolor=INK["line"], hatch="//", edgecolor=INK["paper"])
        axes.set_xticks(places, names, rotation=35, ha="right")
        axes.set_ylabel(texts.say("y"))
        axes.set_ylim(0, max(float(self.n), 1e-12) * 1.03)
        right = axes.twinx()
        right.plot(places, self.table["cumulative_percent"], color=INK["target"], marker="o", ms=4)
        right.set(ylabel=texts.say("line"), ylim=(0, 103))


def _counts(data: Any, by: str | None, weight: str | None) -> tuple[pd.Series[Any], float, int | None]:
    """Sizes by category, the size of the blanks, and how many rows there were when rows were counted."""
    if isinstance(data, Mapping) and by is None:
        data = pd.Series(dict(data), dtype=object)
    if isinstance(data, pd.DataFrame) or by is not None:
        if by is None:
            raise CourseError(texts.say("by"), field="by", do=texts.say("by_do"))
        table = as_frame(data, [name for name in (by, weight) if name is not None])
        labels = table[by]
        sizes = (
            read_numbers(table, weight, missing=False, low=0)
            if weight is not None
            else pd.Series(1.0, index=table.index)
        )
    else:
        series = data if isinstance(data, pd.Series) else pd.Series(list(data), dtype=object)
        number = pd.to_numeric(series, errors="coerce").notna().all() and isinstance(data, pd.Series) and len(series)
        labels = pd.Series(series.index) if number else series.reset_index(drop=True)
        sizes = pd.Series(as_numbers(series, "n") if number else np.ones(len(series)), dtype=float)
        if (sizes < 0).any():
            raise CourseError(texts.say("negative"), field="n", found=float(sizes.min()))
    blank = labels.isna() | labels.map(lambda value: isinstance(value, str) and not value.strip()).astype(bool)
    names = labels[~blank].map(lambda value: value.strip() if isinstance(value, str) else str(value))
    rows = len(labels) if weight is None and (sizes == 1).all() else None
    return sizes[~blank].groupby(names).sum(), float(sizes[blank].sum()), rows


def pareto(
    data: Any,
    by: str | None = None,
    *,
    weight: str | None = None,
    cut: float = 80,
    other: str = "other",
) -> Pareto:
    """Order categories by size and find the few that make up most.

    Parameters
    ----------
    data
        A case log with `by`, or a dict or series of counts by category, or a list of categories, one for each case.
    by
        The column of the log whose values are counted.
    weight
        A column to add up instead of counting rows, for example the cost or the impact of each case.
    cut
        The vital few are the largest categories that together reach this many per cent.
    other
        The category that collects the rest: it stands last whatever its size and is never one of the vital few.

    Returns
    -------
    Pareto

    Raises
    ------
    CourseError
        When a column is missing, a weight is missing or negative, or `cut` is not between 0 and 100.

    Notes
    -----
    Juran's Pareto principle. The category that crosses the cut belongs to the vital few, and so do those of exactly
    its size. Equal categories stand in the order of the alphabet. Rows without a category are shown as "not
    recorded", after the others, and count in the total. The bars are flat when it takes as many categories to reach
    the cut as it would with equal bars, or when counts do not differ from equal by more than chance (chi-squared
    test, 5 %). qcc's pareto.chart in R orders and cumulates likewise, but gives
    no place of its own to "other".

    Examples
    --------
    >>> from qmslib.complaints import pareto
    >>> found = pareto({"late": 45, "wrong person": 30, "lost": 12, "rude": 8, "other": 5})
    >>> found.vital_few
    ('late', 'wrong person', 'lost')
    >>> found.frame()["cumulative_percent"].to_list()
    [45.0, 75.0, 87.0, 95.0, 100.0]
    """
    if not 0 < cut < 100:
        raise CourseError(texts.say("cut"), field="cut", found=cut, do=texts.say("cut_do"))
    sizes, blank, rows = _counts(data, by, weight)
    last = sizes.index.map(lambda name: name.casefold() == other.casefold())
    order = pd.DataFrame({"category": sizes.index, "n": sizes.to_numpy(), "last": last.astype(int)})
    order = order.sort_values(["last", "n", "category"], ascending=[True, False, True], ignore_index=True)
    if blank:
        row = pd.DataFrame({"category": [texts.say("blank")], "n": [blank], "last": [2]})
        order = pd.concat([order, row], ignore_index=True) if len(order) else row
    total = float(order["n"].sum())
    if not total:
        empty = order[["category", "n"]].assign(
            percent=np.nan, cumulative_n=0.0, cumulative_percent=np.nan, vital=False
        )
        return Pareto(texts.say("nothing"), 0, len(sizes), (), False, 0, empty)
    running = order["n"].cumsum()
    plain = order["last"] == 0
    reached = plain & (running / total * 100 >= cut - _HAIR)
    vital = plain.copy()
    if reached.any():
        edge = order["n"][reached].iloc[0]
        vital &= (order["n"] >= edge) & (order["n"] > 0)
    real = int((plain & (order["n"] > 0)).sum())
    share = float(order["n"][vital].sum()) / total * 100
    flat = not reached.any() or int(vital.sum()) * 100 >= cut * real
    if weight is None and not flat:
        flat = _may_be_equal(order["n"][plain].to_numpy(dtype=float))
    few = tuple(str(name) for name in order["category"][vital])
    table = pd.DataFrame(
        {
            "category": order["category"],
            "n": order["n"],
            "percent": order["n"] / total * 100,
            "cumulative_n": running,
            "cumulative_percent": running / total * 100,
            "vital": vital,
        }
    )
    if (table["n"] == table["n"].round()).all():
        table[["n", "cumulative_n"]] = table[["n", "cumulative_n"]].astype(int)
    found = []
    if flat:
        found.append(texts.finding("warn", "flat", cut=say_number(cut, 1)))
    if rows is not None and rows < _FEW:
        found.append(texts.finding("warn", "small", n=rows))
    if blank:
        found.append(texts.finding("warn", "unrecorded", n=say_number(blank, 1)))
    if (order["last"] == 1).any() and order["n"][order["last"] == 1].sum() > order["n"][plain].max():
        found.append(texts.finding("warn", "big_other"))
    key = "flat_said" if flat else "sentence"
    said = texts.say(
        key, n=len(few), categories=real, names=join_words(list(few)), share=say_number(share, 1),
        what=texts.say("weight" if weight else "cases", total=say_number(total, 1), weight=weight or ""),
    )  # fmt: skip
    return Pareto(said, total, len(sizes), few, flat, blank, table, tuple(found))


def _may_be_equal(sizes: Any) -> bool:
    """Whether equal shares would give such counts by chance; only asked of whole numbers large enough to tell."""
    if len(sizes) < 2 or (sizes != np.round(sizes)).any() or sizes.mean() < 5:
        return False
    # As `scipy.stats.chisquare`, without the half second that importing it takes.
    from scipy.special import chdtrc

    mean = sizes.mean()
    return bool(chdtrc(len(sizes) - 1, ((sizes - mean) ** 2 / mean).sum()) > 0.05)
