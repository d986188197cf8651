"""Find the errors in a case log: what is missing, misspelt, impossible, entered twice or too personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.dates import parse_date
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame
from qmslib._common.report import Report
from qmslib.complaints.log.faults import Faults, blanks, loose_numbers, shown
from qmslib.complaints.log.log_dates import check_dates, check_states
from qmslib.complaints.log.log_texts import check_codes, check_personal, check_twice
from qmslib.complaints.log.schema import LogSchema, complaints_schema

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class LogCheck(Report):
    """The faults of a case log.

    Attributes
    ----------
    sentence
        How many faults there are.
    faults
        The table that ``frame()`` gives.
    counts
        How many there are of each kind, the most frequent first.
    n
        How many rows were checked.
    n_faults, n_rows
        How many faults there are, and in how many rows.
    findings
        The counts in words, and what could not be checked.

    Examples
    --------
    >>> from qmslib.complaints import check_log
    >>> from qmslib.datasets import complaints_log
    >>> found = check_log(complaints_log(clean=False), as_of="2026-06-30")
    >>> found.counts["number out of range"]
    4
    """

    sentence: str
    faults: pd.DataFrame
    counts: dict[str, int]
    n: int
    n_faults: int
    n_rows: int
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each fault: row (from 1, below the heading), case, field, found, fault (its kind), do."""
        return self.faults.copy()


def check_log(
    log: pd.DataFrame,
    as_of: date | str | None = None,
    *,
    schema: LogSchema | None = None,
    far: int = 730,
    twice_within: float = 3,
    personal: bool = True,
) -> LogCheck:
    """Find the errors in a case log without changing it.

    Looked for are: case numbers used twice; missing values and owners; cells that hold no date or number; codes that
    are not declared, with the one probably meant; numbers out of range; dates in an impossible order, in the future,
    in an impossible year, with day and month probably exchanged; targets far off, such as 2059-12-31; states that
    the dates contradict; outcomes of open cases and closed cases without one; the same story entered twice;
    personal details in free text; and breaches of your own rules.

    Parameters
    ----------
    log
        The log, a row for each case. Cells may hold anything: what cannot be read is reported.
    as_of
        The day on which the log is read; dates after it (except targets) are faults. Without it they are not looked
        for, and a finding says so.
    schema
        What the log should look like; by default `complaints_schema`.
    far
        A target more than so many days after the receipt is far off.
    twice_within
        The same words of the same customer within so many days count as entered twice. Texts that differ in a number
        never do.
    personal
        Whether to look for personal details in free text.

    Returns
    -------
    LogCheck
        ``.frame()`` has one line for each fault, ``.counts`` how many of each kind.

    Raises
    ------
    CourseError
        When `log` is no table, has two columns of one name or lacks a column that every row needs.

    Notes
    -----
    Times with a zone are read on their own wall clock. A date without a time counts as its whole day, so a case
    received at 10:00 and closed "that day" is in order. "Day and month swapped" is a suspicion: the date is wrong as
    it stands, and exchanged it would fit the other dates of the case and, for the receipt, the neighbouring case
    numbers. The order of the rows does not matter.

    Examples
    --------
    >>> import pandas as pd
    >>> from qmslib.complaints import check_log
    >>> log = pd.DataFrame({
    ...     "case": ["C-0001", "C-0002"], "received": ["2026-01-05 09:10", "2026-01-07 11:00"],
    ...     "closed": ["2026-01-09 16:00", "2026-01-06 10:00"], "state": ["closed", "Closed "],
    ...     "handler": ["Tom Ellis", None], "outcome": ["upheld", "not upheld"],
    ... })
    >>> for line in check_log(log, as_of="2026-01-31").frame().itertuples():
    ...     print(line.row, line.field, line.fault, sep=" | ")
    2 | closed | closed before received
    2 | state | unknown code
    2 | handler | nobody named
    """
    schema = schema or complaints_schema()
    table = as_frame(log)
    twice = table.columns[table.columns.duplicated()]
    if len(twice):
        raise CourseError(texts.say("twice"), field=str(twice[0]), do=texts.say("twice_do"))
    table = as_frame(table, [column.name for column in schema.columns if column.needed])
    day = None if as_of is None else parse_date(as_of)
    if as_of is not None and (day is None or day != day):
        raise CourseError(texts.say("as_of"), field="as_of", found=as_of, do=texts.say("as_of_do"))
    findings = _not_checked(table, schema, day)
    if table.empty:
        return LogCheck(texts.say("empty"), Faults().frame([], []), {}, 0, 0, 0, tuple(findings))
    faults = Faults()
    _check_cells(table, schema, faults)
    dates = check_dates(table, schema, faults, None if day is None else np.datetime64(day), far)
    check_states(table, schema, faults, dates)
    check_twice(table, schema, faults, dates, twice_within)
    if personal:
        check_personal(table, schema, faults)
    findings += _check_rules(table, schema, faults)
    ids = [shown(value) for value in table[schema.id]] if schema.id in table else [""] * len(table)
    lines = faults.frame(ids, [column.name for column in schema.columns])
    counts = {
        str(kind): int(n) for kind, n in sorted(lines["fault"].value_counts().items(), key=lambda x: (-x[1], x[0]))
    }
    rows = int(lines["row"].nunique())
    said = texts.say(
        "faults" if len(lines) else "clean", n=len(table), faults=len(lines), rows=rows, kinds=len(counts)
    )
    summary = [texts.finding("bad", "kind", kind=kind[:1].upper() + kind[1:], n=n) for kind, n in counts.items()]
    return LogCheck(said, lines, counts, len(table), len(lines), rows, (*summary, *findings))


def _not_checked(table: pd.DataFrame, schema: LogSchema, day: date | None) -> list[Finding]:
    findings = [] if day is not None else [texts.finding("info", "no_as_of")]
    known = [column.name for column in schema.columns]
    for name in known:
        if name not in table:
            findings.append(texts.finding("info", "no_column", field=name, name=name))
    for name in table.columns:
        if name not in known:
            findings.append(texts.finding("info", "extra_column", field=str(name), name=name))
    return findings


def _check_cells(table: pd.DataFrame, schema: LogSchema, faults: Faults) -> None:
    """Add missing values, numbers used twice, unknown codes and numbers out of range."""
    for column in schema.columns:
        if column.name not in table:
            continue
        cells = table[column.name]
        empty = blanks(cells)
        if column.needed:
            kind = "nobody named" if column.kind == "person" else "missing value"
            faults.add(empty.nonzero()[0], column.name, cells, kind, texts.say(kind))
        if column.unique:
            plain = pd.Series([shown(value).strip().lower() for value in cells], dtype=object)
            again = np.asarray(plain.duplicated(keep=False), dtype=bool) & ~empty
            kind = "case number twice" if column.name == schema.id else "value twice"
            faults.add(again.nonzero()[0], column.name, cells, kind, texts.say("case number twice"))
        if column.kind == "code" and column.codes:
            check_codes(table, column, faults)
        if column.kind == "number":
            numbers, bad = loose_numbers(cells)
            low = -np.inf if column.low is None else column.low
            high = np.inf if column.high is None else column.high
            limits = {"low": f"{low:g}", "high": f"{high:g}"}
            faults.add(bad.nonzero()[0], column.name, cells, "no number", texts.say("no number", **limits))
            out = (numbers < low) | (numbers > high)
            kind = "number out of range"
            faults.add(out.nonzero()[0], column.name, cells, kind, texts.say(kind, **limits))


def _check_rules(table: pd.DataFrame, schema: LogSchema, faults: Faults) -> list[Finding]:
    """Add the breaches of the user's rules; a rule that cannot be used is a finding, not the end of the check."""
    findings = []
    for rule in schema.rules:
        try:
            right = rule.check(table.copy())
            flags: list[Any] = list(right) if np.ndim(right) == 1 else []
            if len(flags) != len(table):
                raise ValueError(texts.say("rule_shape", n=len(table)))
            bad = np.array([not (not pd.isna(flag) and bool(flag)) for flag in flags], dtype=bool)
        except Exception as error:  # a rule is the user's own code and may fail in any way
            why = f"{type(error).__name__}: {error}"
            findings.append(texts.finding("bad", "rule_failed", field=rule.field, name=rule.name, why=why))
            continue
        cells = table[rule.field] if rule.field in table else pd.Series([None] * len(table), dtype=object)
        faults.add(bad.nonzero()[0], rule.field, cells, rule.name, rule.message)
    return findings
