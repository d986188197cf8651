"""Contingency plans: complete, with a recovery time, and drilled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qmslib._common.dates import add_months, say_date
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.moments import read_day
from qmslib._common.numbers import say_number
from qmslib._common.patterns import fuzzy_word
from qmslib._common.report import Report
from qmslib.system._registers import frame_of, read_register, whole

texts = module_texts(__file__)
PARTS = ("trigger", "team", "first_steps", "tell", "fallback", "recovery")


@dataclass(frozen=True, eq=False)
class ContingencyReport(Report):
    """Contingency plans, checked.

    Attributes
    ----------
    complete
        How many plans have every part.
    not_drilled
        Plans never drilled, or not for too long.
    missing
        For each plan, the parts it lacks.

    Examples
    --------
    >>> report = check_contingency([{"plan": "Records system down", "trigger": "No access for 30 minutes"}],
    ...                            "2026-06-01")
    >>> report.missing["Records system down"]
    ('team', 'first_steps', 'tell', 'fallback', 'recovery', 'rto_hours')
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    complete: int
    not_drilled: tuple[str, ...]
    missing: dict[str, tuple[str, ...]]
    states: tuple[tuple[str, int, str], ...]

    def frame(self) -> Any:
        """One row for each plan: how many parts it lacks and when it was last drilled."""
        names = ("plan", "parts_missing", "last_drilled")
        return frame_of({name: [row[at] for row in self.states] for at, name in enumerate(names)})


def check_contingency(plans: Any, as_of: object, *, months: int = 12) -> ContingencyReport:
    """Check contingency plans: all parts there, sure triggers, a recovery time, drilled often enough.

    Parameters
    ----------
    plans
        A table with ``plan`` (its name), ``trigger``, ``team``, ``first_steps``, ``tell`` (who to tell),
        ``fallback``, ``recovery``, ``rto_hours`` (how soon the service must be back: the recovery time objective),
        ``longest_hours`` (how long it can be missed at most, if known) and ``drilled`` (date of the last drill).
    as_of
        The day to look at it.
    months
        A plan not drilled for longer than this is flagged.

    Returns
    -------
    ContingencyReport
        Missing parts and plans not drilled.

    Raises
    ------
    CourseError
        If a plan has no name of its own, or was drilled after `as_of`.

    Notes
    -----
    Recovery time objective and the longest tolerable outage are the terms of ISO 22301:2019; the first must not
    be longer than the second.

    Examples
    --------
    >>> report = check_contingency([{"plan": "Records system down", "trigger": "No access for 30 minutes",
    ...     "team": "Priya Nair, Gareth Hughes", "first_steps": "Call the desk; start the paper log",
    ...     "tell": "All teams", "fallback": "Paper log", "recovery": "Enter the log", "rto_hours": 4,
    ...     "drilled": "2024-11-05"}], "2026-06-01")
    >>> print(report.sentence)
    1 of 1 plan has every part; 1 has not been drilled in the last 12 months.
    """
    day, months = read_day(as_of), whole(months, "months", 1)
    register = read_register(plans, ["plan"])
    names = register.texts("plan")
    parts = {part: register.texts(part) for part in PARTS}
    rto, longest = register.numbers("rto_hours", 0), register.numbers("longest_hours", 0)
    drilled = register.days("drilled")
    findings: list[Finding] = []
    missing: dict[str, tuple[str, ...]] = {}
    old, states = [], []
    for row, name in enumerate(names):
        if not name or name in missing:
            raise CourseError(f"row {row + 1}: the plan has no name of its own", field="plan", found=name)
        lacks = [part for part in PARTS if not parts[part][row]] + (["rto_hours"] if rto[row] is None else [])
        missing[name] = tuple(lacks)
        findings += [texts.finding("bad", f"no_{part}", row, part) for part in lacks]
        if vague := fuzzy_word(parts["trigger"][row]):
            findings.append(texts.finding("warn", "vague", row, "trigger", found=vague))
        soon, most = rto[row], longest[row]
        if soon is not None and most is not None and soon > most:
            findings.append(
                texts.finding("bad", "too_slow", row, "rto_hours", rto=say_number(soon), most=say_number(most))
            )
        last = drilled[row]
        if last and last > day:
            raise CourseError(f"row {row + 1}: drilled after {say_date(day)}", field="drilled", found=str(last))
        if last is None or add_months(last, months) < day:
            old.append(name)
            key = "old" if last else "never"
            date = say_date(last) if last else ""
            findings.append(texts.finding("warn", key, row, "drilled", date=date, months=months))
        states.append((name, len(lacks), say_date(last) if last else texts.say("never_drilled")))
    n = len(names)
    complete = sum(not lacks for lacks in missing.values())
    sentence = texts.say("sentence" if n else "none", n=n, complete=complete, old=len(old), months=months)
    return ContingencyReport(sentence, tuple(findings), n, complete, tuple(old), missing, tuple(states))
