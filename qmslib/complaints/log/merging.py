"""Two logs made one: what stands in both is kept once, and every merge is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.frames import as_frame
from qmslib._common.report import Report
from qmslib._common.words import fold

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class MergedLog(Report):
    """Logs made one.

    Attributes
    ----------
    sentence
        How many rows came in, how many duplicates were dropped, how many are left.
    rows_in, duplicates, n
        Those counts; `n` is `rows_in` less `duplicates`.
    log
        The merged log, with a column `sources` that says where each case stood.
    merged
        The duplicates: for each which row of which source was dropped, which was kept, which fields differ and which
        were filled from the dropped row.
    conflicts
        How many fields differ between a kept row and a dropped one.

    Examples
    --------
    >>> from qmslib.complaints import merge_logs
    >>> calls = [{"case": "C-1", "kind": "unclear role"}]
    >>> done = merge_logs({"calls": calls, "forms": [{"case": "C-1", "kind": "unclear role"}]})
    >>> done.n, done.log["sources"][0]
    (1, 'calls, forms')
    """

    sentence: str
    rows_in: int
    duplicates: int
    n: int
    log: pd.DataFrame
    merged: pd.DataFrame
    conflicts: int
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each duplicate: source, row, kept_source, kept_row, differs, filled."""
        return self.merged.copy()


def merge_logs(sources: Mapping[str, Any], same: str | Sequence[str] = "case", *, fill: bool = True) -> MergedLog:
    """Join logs, for example staff reports and complaints, and keep each case once.

    Parameters
    ----------
    sources
        The logs by name, the one to trust most first. Columns are matched by name.
    same
        Rows that agree in all these columns are the same case; capitals and spaces do not matter. A row with a blank
        in one of them is never taken for a duplicate.
    fill
        Whether a blank in the kept row is filled from a dropped one; each filled field is named in the report.

    Returns
    -------
    MergedLog

    Raises
    ------
    CourseError
        When there is no source, or one lacks a column of `same`.

    Notes
    -----
    The row of the first source is kept. Where two rows differ the kept one stands, and the difference is shown: look
    at those before you trust the log. Inputs are not changed.

    Examples
    --------
    >>> from qmslib.complaints import merge_logs
    >>> staff = [{"case": "C-1", "team": "East locality", "kind": None}]
    >>> complaints = [{"case": "c-1 ", "team": "East locality", "kind": "unclear role"}, {"case": "C-2"}]
    >>> done = merge_logs({"staff reports": staff, "complaints": complaints})
    >>> done.n, done.duplicates, done.log["kind"][0], done.frame()["filled"][0]
    (2, 1, 'unclear role', 'kind')
    """
    names = [same] if isinstance(same, str) else list(same)
    if not sources or not names:
        raise CourseError(texts.say("none"), field="sources" if names else "same", do=texts.say("none_do"))
    tables = {}
    for name, log in sources.items():
        try:
            tables[name] = as_frame(log, names)
        except CourseError as error:
            raise CourseError(f"{name}: {error.problem}", found=error.found, do=error.do) from error
    columns = list(dict.fromkeys(column for table in tables.values() for column in table.columns))
    kept: list[dict[Any, Any]] = []
    where: dict[tuple[str, ...], int] = {}
    origins: list[list[str]] = []
    places: list[tuple[str, int]] = []
    report: list[dict[str, Any]] = []
    conflicts = unkeyed = rows_in = 0
    for name, table in tables.items():
        for number, row in enumerate(table.astype(object).to_dict("records"), start=1):
            rows_in += 1
            key = tuple("" if _blank(row[column]) else _said(row[column]) for column in names)
            unkeyed += "" in key
            if "" in key or key not in where:
                if "" not in key:
                    where[key] = len(kept)
                kept.append({column: row.get(column) for column in columns})
                origins.append([name])
                places.append((name, number))
                continue
            at = where[key]
            differs, filled = _merge(kept[at], row, fill)
            conflicts += len(differs)
            if name not in origins[at]:
                origins[at].append(name)
            report.append(
                {
                    "source": name,
                    "row": number,
                    **{column: row[column] for column in names},
                    "kept_source": places[at][0],
                    "kept_row": places[at][1],
                    "differs": ", ".join(differs),
                    "filled": ", ".join(filled),
                }
            )
    out = pd.DataFrame(kept, columns=columns).infer_objects()
    out["sources"] = [", ".join(one) for one in origins]
    heads = ["source", "row", *names, "kept_source", "kept_row", "differs", "filled"]
    merged = pd.DataFrame(report, columns=heads)
    found = []
    if conflicts:
        found.append(texts.finding("warn", "conflicts", n=conflicts))
    if (merged["filled"] != "").any():
        found.append(texts.finding("info", "filled", n=int((merged["filled"] != "").sum())))
    if unkeyed:
        found.append(texts.finding("warn", "unkeyed", n=unkeyed, columns=join_words(names)))
    said = texts.say("sentence", rows=rows_in, sources=len(tables), n=len(out), same=len(merged))
    return MergedLog(said, rows_in, len(merged), len(out), out, merged, conflicts, tuple(found))


def _blank(value: Any) -> bool:
    return bool(pd.isna(value)) if not isinstance(value, str) else not value.strip()


def _said(value: Any) -> str:
    return fold(value) if isinstance(value, str) else str(value)


def _merge(kept: dict[Any, Any], row: dict[Any, Any], fill: bool) -> tuple[list[str], list[str]]:
    """The fields that differ, and those that were blank and are filled now."""
    differs, filled = [], []
    for column, value in row.items():
        if _blank(value):
            continue
        if _blank(kept[column]):
            if fill:
                kept[column] = value
                filled.append(str(column))
        elif _said(kept[column]) != _said(value):
            differs.append(str(column))
    return differs, filled
