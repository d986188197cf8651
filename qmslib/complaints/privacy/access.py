"""Who may see what in a complaints log."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.frames import as_frame
from qmslib._common.report import Report
from qmslib.complaints.log.faults import is_blank

texts = module_texts(__file__)

MASK = "•••"


@cache
def _rules() -> dict[str, dict[str, Any]]:
    file = Path(__file__).with_name("rules") / "access.json"
    rules: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["roles"]
    return rules


def access_matrix(rules: Mapping[str, Mapping[str, Sequence[str]]] | None = None) -> pd.DataFrame:
    """Who may see what: a row for each column of the log, a column for each role.

    Parameters
    ----------
    rules
        Your own rules, as in `view`; by default those of the course.

    Returns
    -------
    pandas.DataFrame
        ``see``, ``mask`` (only whether it is filled) or ``no``.

    Examples
    --------
    >>> from qmslib.complaints import access_matrix
    >>> access_matrix().loc["customer", "service manager"]
    'mask'
    """
    chosen = _rules() if rules is None else rules
    names = list(
        dict.fromkeys(name for rule in chosen.values() for part in ("see", "mask") for name in rule.get(part, ()))
    )
    table = {
        role: ["see" if n in rule.get("see", ()) else "mask" if n in rule.get("mask", ()) else "no" for n in names]
        for role, rule in chosen.items()
    }
    return pd.DataFrame(table, index=pd.Index(names, name="column"))


@dataclass(frozen=True, eq=False)
class LogView(Report):
    """What one role sees of a log.

    Attributes
    ----------
    sentence, findings
        How much is seen, and what is not.
    table
        The table that ``frame()`` gives.
    hidden, masked
        The columns that are left out, and those of which only "filled or not" is seen.
    rows_left_out
        How many rows are left out because of their route.

    Examples
    --------
    >>> from qmslib.complaints import view
    >>> log = [{"case": "C-0001", "customer": "Wei Zhang", "kind": "unclear role", "route": "service fix"}]
    >>> view(log, "team meeting").hidden
    ('case', 'customer', 'route')
    """

    sentence: str
    table: pd.DataFrame
    hidden: tuple[str, ...]
    masked: tuple[str, ...]
    rows_left_out: int
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """The log as that role may see it."""
        return self.table.copy()


def view(
    log: Any, role: str, *, rules: Mapping[str, Mapping[str, Sequence[str]]] | None = None, route: str = "route"
) -> LogView:
    """Show a log as one role may see it.

    Parameters
    ----------
    log
        A data frame, a dict of columns or a list of rows.
    role
        ``case handler``, ``complaints lead``, ``service manager``, ``analyst``, ``team meeting`` or ``named officer``
        (the person whom the whistleblowing policy names).
    rules
        Your own rules: for each role ``see`` and ``mask``, lists of columns, and ``routes``, a list of the routes
        whose cases it may see; without ``routes`` it sees all.
    route
        The column with the route of each case.

    Returns
    -------
    LogView

    Raises
    ------
    CourseError
        When the role has no rule.

    Notes
    -----
    What no rule allows is not shown: a column without a rule, a case whose route is blank or misspelt. The rules of
    the course are a starting point; your data protection officer has the say.

    Examples
    --------
    >>> from qmslib.complaints import view
    >>> log = [
    ...     {"case": "C-0001", "customer": "Wei Zhang", "kind": "unclear role", "route": "service fix"},
    ...     {"case": "C-0002", "customer": "Marta Nowak", "kind": "unfair treatment", "route": "grievance"},
    ... ]
    >>> view(log, "service manager").frame()
         case customer          kind        route
    0  C-0001      •••  unclear role  service fix
    """
    chosen = _rules() if rules is None else rules
    if role not in chosen:
        do = texts.say("role_do", known=", ".join(chosen))
        raise CourseError(texts.say("role"), field="role", found=role, do=do)
    rule = chosen[role]
    if isinstance(rule.get("see"), str) or "see" not in rule:
        raise CourseError(texts.say("rules", role=role), field="rules")
    table = as_frame(log)
    names = [str(name) for name in table.columns]
    ruled = {name for each in chosen.values() for part in ("see", "mask") for name in each.get(part, ())}
    masked = [name for name in names if name in rule.get("mask", ()) and name not in rule["see"]]
    shown = [name for name in names if name in rule["see"] or name in masked]
    hidden = [name for name in names if name not in shown]
    findings = []
    keep = pd.Series(True, index=table.index)
    if "routes" in rule:
        if route in table:
            allowed = set(rule["routes"])
            keep = pd.Series([isinstance(value, str) and value in allowed for value in table[route]], dtype=bool)
        else:
            keep[:] = False
            findings.append(texts.finding("bad", "no_route", field=route, column=route))
    out = table.loc[keep.to_numpy(dtype=bool), shown].reset_index(drop=True)
    for name in masked:
        out[name] = pd.Series([None if is_blank(value) else MASK for value in out[name]], dtype=object)
    left = int((~keep).sum())
    if left:
        findings.append(texts.finding("info", "rows", n=left))
    if masked:
        findings.append(texts.finding("info", "masked", columns=join_words(masked)))
    if hidden:
        findings.append(texts.finding("info", "hidden", columns=join_words(hidden)))
    findings += [
        texts.finding("warn", "unknown_column", field=name, column=name) for name in names if name not in ruled
    ]
    said = texts.say("summary", role=role, columns=len(shown), all=len(names), rows=len(out), n=len(table))
    return LogView(said, out, tuple(hidden), tuple(masked), left, tuple(findings))
