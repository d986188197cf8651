"""How severe and how frequent each kind is, in one table."""

from __future__ import annotations

from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import module_texts
from qmslib._common.frames import as_frame, read_numbers, rows_named

texts = module_texts(__file__)


def severity_grid(log: Any, by: str = "kind", *, severity: str = "impact", high: float = 4) -> pd.DataFrame:
    """Cross the kinds of a log with their severity, frequent and severe first.

    Parameters
    ----------
    log
        The case log.
    by
        The column of kinds; every row needs one.
    severity
        The column of whole numbers, 1 (small) to 5 (severe).
    high
        From which mean severity a kind counts as severe.

    Returns
    -------
    pandas.DataFrame
        One row for each kind: `by`, `severity_1` to `severity_5` (counts), `n`, `mean_severity`, `weight` (the sum of
        the severities), and `place`: "frequent and severe", "severe", "frequent" or "neither". Frequent is at least
        the mean count of all kinds.

    Raises
    ------
    CourseError
        When a column is missing, a kind is blank, or a severity is no whole number from 1 to 5.

    Examples
    --------
    >>> from qmslib.complaints import severity_grid
    >>> log = [{"kind": "lost file", "impact": 5}] * 3 + [{"kind": "late reply", "impact": 2}]
    >>> severity_grid(log)[["kind", "n", "weight", "place"]].to_dict("records")[0]
    {'kind': 'lost file', 'n': 3, 'weight': 15, 'place': 'frequent and severe'}
    """
    table = as_frame(log, [by, severity])
    scale = read_numbers(table, severity, missing=False, low=1, high=5)
    kinds = table[by].map(lambda value: "" if pd.isna(value) else str(value).strip())
    for bad, name in (((scale != scale.round()).to_numpy(), severity), ((kinds == "").to_numpy(), by)):
        if bad.any():
            key = "whole" if name == severity else "blank"
            raise CourseError(
                f"{rows_named(bad.nonzero()[0])}: {texts.say(key)}", field=name, do=texts.say(f"{key}_do")
            )
    rows = pd.DataFrame({by: kinds, "level": scale.astype(int)})
    counts = rows.groupby([by, "level"]).size().unstack(fill_value=0).reindex(columns=range(1, 6), fill_value=0)
    out = counts.set_axis([f"severity_{level}" for level in range(1, 6)], axis=1)
    out["n"] = counts.sum(axis=1)
    out["weight"] = sum(counts[level] * level for level in range(1, 6))
    out["mean_severity"] = out["weight"] / out["n"]
    often, severe = out["n"] >= out["n"].mean(), out["mean_severity"] >= high
    pairs = zip(often, severe, strict=True)
    out["place"] = [texts.say(f"{'often' if one else 'seldom'} {'severe' if two else 'mild'}") for one, two in pairs]
    out["_rank"] = -2 * (often & severe).astype(int) - (often | severe).astype(int)
    out = out.reset_index().sort_values(["_rank", "weight", by], ascending=[True, False, True], ignore_index=True)
    return out.drop(columns="_rank")
