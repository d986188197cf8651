"""Complaints counted by the standard that was broken."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import module_texts
from qmslib._common.frames import as_frame, rows_named

texts = module_texts(__file__)


def broken_standards(
    log: Any, *, standard: str = "standard", known: Collection[str] | None = None, case: str = "case"
) -> pd.DataFrame:
    """Count the complaints against each standard, the most broken first.

    Parameters
    ----------
    log
        The complaints log.
    standard
        The column with the number of the standard that was broken; empty where none was.
    known
        The numbers in your register. A complaint against another is refused, and standards nobody complained about
        are shown with 0.
    case
        The column of case numbers; it may be missing.

    Returns
    -------
    pandas.DataFrame
        One row for each standard: `standard`, `n`, `percent` of all complaints, `first_case`. The last row,
        "no standard", holds the complaints that name none: there a standard may be missing.

    Raises
    ------
    CourseError
        When the column is missing, or a standard is not in the register.

    Examples
    --------
    >>> from qmslib.complaints import broken_standards
    >>> log = [{"standard": "RA-2"}, {"standard": "RA-2"}, {"standard": ""}]
    >>> broken_standards(log, known=["RA-1", "RA-2"])[["standard", "n"]].to_dict("records")
    [{'standard': 'RA-2', 'n': 2}, {'standard': 'RA-1', 'n': 0}, {'standard': 'no standard', 'n': 1}]
    """
    table = as_frame(log, [standard])
    ids = table[standard].map(lambda value: "" if pd.isna(value) else str(value).strip())
    if known is not None:
        wrong = ((ids != "") & ~ids.isin([str(one) for one in known])).to_numpy()
        if wrong.any():
            raise CourseError(
                f"{rows_named(wrong.nonzero()[0])}: {texts.say('unknown')}",
                field=standard,
                found=ids[wrong].iloc[0],
                do=texts.say("unknown_do"),
            )
    counts = ids[ids != ""].value_counts().to_dict()
    for one in known or ():
        counts.setdefault(str(one), 0)
    rows: list[dict[str, Any]] = [
        {"standard": name, "n": n} for name, n in sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))
    ]
    rows.append({"standard": texts.say("none"), "n": int((ids == "").sum())})
    names = table[case].groupby(ids).first() if case in table.columns else pd.Series(dtype=object)
    for row in rows:
        row["percent"] = row["n"] / len(table) * 100 if len(table) else None
        row["first_case"] = names.get("" if row is rows[-1] else row["standard"])
    return pd.DataFrame(rows)
