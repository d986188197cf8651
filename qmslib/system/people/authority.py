"""Authority limits: who may decide what, up to which amount, and where the matrix has gaps or overlaps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.numbers import parse_number, say_number
from qmslib._common.report import Report
from qmslib._common.words import bare
from qmslib.system._registers import frame_of, read_register

texts = module_texts(__file__)


@dataclass(frozen=True)
class Decision(Report):
    """What somebody may do with a case.

    Attributes
    ----------
    action
        ``decide`` or ``refer``.
    to
        Whom to refer it to; the person's own role when they may decide, None when nobody in the matrix may.
    sentence
        The same in words.

    Examples
    --------
    >>> limits = [{"kind": "refund", "role": "Officer", "up_to": 50},
    ...           {"kind": "refund", "role": "Manager", "up_to": 500}]
    >>> decide({"kind": "refund", "amount": 80}, limits, role="Officer").to
    'Manager'
    """

    action: str
    to: str | None
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def _limits(table: Any) -> list[tuple[int, str, str, float, float]]:
    register = read_register(table, ["kind", "role", "up_to"])
    kinds, roles = register.texts("kind"), register.texts("role")
    open_end = {"no limit", "any", "unlimited"}
    rows = []
    for row, cells in enumerate(register.rows):
        raw = cells.get("up_to")
        endless = isinstance(raw, str) and bare(raw) in open_end
        high = math.inf if endless or raw == math.inf else parse_number(raw)
        low = parse_number(cells.get("above")) if cells.get("above") is not None else -math.inf
        if not kinds[row] or not roles[row]:
            raise CourseError(f"row {row + 1}: the kind of case or the role is empty", field="role")
        if high is None or low is None or high < 0:
            raise CourseError(
                f"row {row + 1}: this is no limit",
                field="up_to",
                found=raw,
                do='Write a number of 0 or more, or "no limit"',
            )
        if low >= high:
            raise CourseError(f"row {row + 1}: the range is empty", field="above", found=(low, high))
        rows.append((row, kinds[row], roles[row], low, high))
    return rows


def decide(case: Mapping[str, Any], limits: Any, *, role: str) -> Decision:
    """Decide or refer: say whether this person may settle a case and, if not, who may.

    Parameters
    ----------
    case
        ``kind`` and ``amount`` (for example pounds, days or people; 0 where the limit is about something else).
    limits
        A table with ``kind``, ``role``, ``up_to`` (the largest amount the role may decide, itself included, or "no
        limit") and, if the role may only decide above an amount, ``above``.
    role
        Who has the case in hand.

    Returns
    -------
    Decision
        Decide, or refer to the role with the lowest limit that is high enough.

    Raises
    ------
    CourseError
        If the case has no kind or no readable amount, or the table cannot be read.

    Examples
    --------
    >>> limits = [{"kind": "extension", "role": "Officer", "up_to": 5},
    ...           {"kind": "extension", "role": "Manager", "up_to": 20}]
    >>> print(decide({"kind": "extension", "amount": 5}, limits, role="Officer"))
    Decide: an Officer may settle extension cases up to 5.
    >>> print(decide({"kind": "extension", "amount": 40}, limits, role="Officer"))
    Refer: no role in the matrix may settle an extension case of 40. Ask who may, and add it.
    """
    kind, amount = str(case.get("kind") or "").strip(), parse_number(case.get("amount"))
    if not kind:
        raise CourseError("the case has no kind", field="kind")
    if amount is None or amount < 0:
        raise CourseError("the case has no amount that can be read", field="amount", found=case.get("amount"))
    rows = [row for row in _limits(limits) if bare(row[1]) == bare(kind)]
    able = [row for row in rows if row[3] < amount <= row[4] or (amount == 0 and row[3] <= 0)]
    mine = [row for row in able if bare(row[2]) == bare(role)]
    slots = {"kind": kind, "amount": say_number(amount), "role": role, "a_kind": _a(kind), "a_role": _a(role)}
    if mine:
        high = max(row[4] for row in mine)
        key = "decide" if math.isfinite(high) else "decide_any"
        return Decision(
            "decide", mine[0][2], texts.say(key, up_to=say_number(high) if math.isfinite(high) else "", **slots)
        )
    if not able:
        return Decision("refer", None, texts.say("nobody", **slots))
    to = min(able, key=lambda row: (row[4], row[0]))[2]
    return Decision("refer", to, texts.say("refer", to=to, **slots))


def _a(noun: str) -> str:
    return ("an " if noun[:1].lower() in "aeiou" else "a ") + noun


@dataclass(frozen=True, eq=False)
class AuthorityReport(Report):
    """A matrix of authority limits, checked.

    Attributes
    ----------
    gaps
        Kind, and the amounts (above, up to) that nobody may decide.
    overlaps
        Kind, amounts, and the roles that have the same limit.
    kinds
        How many kinds of case there are.

    Examples
    --------
    >>> check_authority([{"kind": "refund", "role": "Officer", "up_to": 50}]).gaps
    (('refund', 50.0, inf),)
    """

    sentence: str
    findings: tuple[Finding, ...]
    kinds: int
    gaps: tuple[tuple[str, float, float], ...]
    overlaps: tuple[tuple[str, float, tuple[str, ...]], ...]
    rows: tuple[tuple[str, str, float, float], ...]

    def frame(self) -> Any:
        """One row for each limit, by kind and amount."""
        names = ("kind", "role", "above", "up_to")
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(names)})


def check_authority(limits: Any) -> AuthorityReport:
    """Find the gaps and overlaps of an authority matrix.

    Parameters
    ----------
    limits
        As in :func:`decide`. A row without ``above`` reaches down to nothing: a manager may decide what an officer
        may.

    Returns
    -------
    AuthorityReport
        Amounts that nobody may decide, and limits that two roles share, so that each may wait for the other.

    Raises
    ------
    CourseError
        If the table cannot be read.

    Examples
    --------
    >>> report = check_authority([{"kind": "refund", "role": "Officer", "up_to": 50},
    ...     {"kind": "refund", "role": "Team lead", "up_to": 50},
    ...     {"kind": "refund", "role": "Manager", "up_to": "no limit"}])
    >>> print(report.findings[0].text)
    refund: Officer and Team lead have the same limit, 50. Say who goes first.
    """
    rows = _limits(limits)
    kinds: dict[str, list[tuple[int, str, str, float, float]]] = {}
    for row in rows:
        kinds.setdefault(bare(row[1]), []).append(row)
    gaps, overlaps, findings = [], [], []
    for those in kinds.values():
        name = those[0][1]
        reach = 0.0
        for _, _, _, low, high in sorted(those, key=lambda row: (row[3], row[4])):
            if low > reach:
                gaps.append((name, reach, low))
            reach = max(reach, high)
        if math.isfinite(reach):
            gaps.append((name, reach, math.inf))
        limits_of: dict[float, list[str]] = {}
        for _, _, role, _, high in those:
            limits_of.setdefault(high, []).append(role)
        for high, roles in limits_of.items():
            unlike = list(dict.fromkeys(roles))
            if len(roles) > 1:
                overlaps.append((name, high, tuple(roles)))
                amount = say_number(high) if math.isfinite(high) else texts.say("no_limit")
                key = "overlap" if len(unlike) > 1 else "twice"
                findings.append(texts.finding("warn", key, kind=name, names=join_words(unlike), amount=amount))
    for name, low, high in gaps:
        key = "gap" if math.isfinite(high) else "gap_above"
        top = say_number(high) if math.isfinite(high) else ""
        findings.append(texts.finding("bad", key, kind=name, low=say_number(low), high=top))
    sentence = texts.say("sentence" if rows else "none", n=len(kinds), gaps=len(gaps), overlaps=len(overlaps))
    shown = sorted(
        ((kind, role, max(0.0, low), high) for _, kind, role, low, high in rows), key=lambda r: (r[0], r[3], r[1])
    )
    return AuthorityReport(sentence, tuple(findings), len(kinds), tuple(gaps), tuple(overlaps), tuple(shown))
