"""The register of suggestions and feedback: what was said, decided, answered and done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.blame import insult
from qmslib._common.dates import say_date
from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, check_level, proportion
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, read_times
from qmslib._common.moments import read_moment
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib._common.words import filled, fold

texts = module_texts(__file__)
OPEN = ("pending", "")
YES = ("accepted", "partly accepted", "already done")
NO = ("declined", "rejected", "not accepted")
_DATES = ("received", "decided", "replied", "due", "done")
_PUNISH = re.compile(r"\b(?:blames?|should be (?:sacked|fired|disciplined))\b", re.IGNORECASE)


def read_register(register: Any, as_of: Any = None, needs: Sequence[str] = ("received",)) -> pd.DataFrame:
    """The register as it could be known on a day: later rows left out, later dates and decisions not yet there.

    The column `row` keeps the place in the table as given, counted from 0.
    """
    frame = as_frame(register, list(needs) if len(register) else []).copy()
    for name in ("text", "decision", "reason", "owner", "idea", "source", "team", *_DATES):
        if name not in frame.columns:
            frame[name] = pd.NaT if name in _DATES else None
    for name in _DATES:
        frame[name] = read_times(frame, name, missing=name != "received")
        if getattr(frame[name].dt, "tz", None) is not None:
            frame[name] = frame[name].dt.tz_localize(None)
        # One unit for all, or a later fill with a finer moment is refused.
        frame[name] = frame[name].astype("datetime64[us]")
    frame["decision"] = [fold(value) for value in frame["decision"]]
    frame["reason"] = [value if filled(value) else None for value in frame["reason"]]
    frame["row"] = range(len(frame))
    unknown = ~frame["decision"].isin([*OPEN, *YES, *NO])
    if unknown.any():
        row = int(frame.index[unknown][0])
        raise CourseError(
            f"row {row + 1}: this decision is not known",
            field="decision",
            found=frame.loc[row, "decision"],
            do=f"Use one of: {', '.join(['pending', *YES, *NO])}",
        )
    if as_of is None:
        return frame
    moment = read_moment(as_of)
    frame = frame[frame["received"] <= moment].reset_index(drop=True)
    for name in ("decided", "replied", "done"):
        frame[name] = frame[name].where(frame[name] <= moment)
    # A decision without a date cannot be placed in time, so it is not yet known.
    late = frame["decided"].isna()
    frame.loc[late, "decision"] = frame.loc[late, "decision"].where(frame.loc[late, "decision"] == "", "pending")
    return frame


@dataclass(frozen=True, eq=False)
class RegisterCheck(Report):
    """What is wrong in a register, or late.

    Attributes
    ----------
    sentence, findings
        How much there is to put right; each fault with its row.
    faults
        One row a fault: row (from 1), idea, fault, what to do.
    n
        How many items were looked at.
    later
        How many were received after the day and so left out.

    Examples
    --------
    >>> from qmslib.feedback import check_register
    >>> rows = [{"idea": "I-1", "received": "2026-01-05", "decision": "declined", "decided": "2026-01-09",
    ...          "replied": "2026-01-12"}]
    >>> check_register(rows, "2026-01-31").faults["fault"].tolist()
    ['declined without a reason']
    """

    sentence: str
    findings: tuple[Finding, ...]
    faults: pd.DataFrame
    n: int
    later: int

    def frame(self) -> pd.DataFrame:
        """The faults, one row each."""
        return self.faults.copy()


def check_register(
    register: Any, as_of: Any, *, decide_days: int = 28, reply_days: int = 14, names: Sequence[str] = ()
) -> RegisterCheck:
    """Check a register of suggestions and feedback as it stood on a day.

    Parameters
    ----------
    register
        One row an item, with `received`; and, as far as kept, `idea`, `text`, `decision` (pending, accepted, partly
        accepted, already done, declined), `decided`, `reason`, `replied`, `owner`, `due`, `done`.
    as_of
        The day; nothing later is used.
    decide_days
        Days from receipt within which an item should be decided.
    reply_days
        Days from the decision within which whoever raised it should have a reply.
    names
        Names of people that should not stand in a reason.

    Returns
    -------
    RegisterCheck
        With the table `faults`.

    Raises
    ------
    CourseError
        With column and rows, if a date or a decision cannot be read.

    Notes
    -----
    Days are calendar days. Words that blame a person are looked for in text and reason; a match is a prompt to read
    the item, not proof.

    Examples
    --------
    >>> from qmslib.feedback import check_register
    >>> rows = [{"idea": "I-1", "received": "2025-11-03", "text": "The clerk is lazy", "decision": "pending"}]
    >>> check_register(rows, "2026-01-31").faults["fault"].tolist()
    ['decision overdue', 'personal blame']
    """
    whole = read_register(register)
    moment = read_moment(as_of)
    frame = read_register(register, as_of)
    rows: list[dict[str, Any]] = []
    findings: list[Finding] = []

    def fault(key: str, item: Any, field: str, level: str = "bad") -> None:
        label = str(item["idea"]) if filled(item["idea"]) else f"row {item['row'] + 1}"
        found = texts.finding(level, key, item["row"], field, item=label)
        findings.append(found)
        advice = texts.say(key, item=label)
        rows.append(
            {"row": item["row"] + 1, "idea": item["idea"], "fault": texts.say(f"{key}_name"), "advice": advice}
        )

    ids = whole["idea"].map(fold)
    twice = set(ids[ids.duplicated() & (ids != "")])
    given = whole.set_index("row")
    listed = [fold(name) for name in names if filled(name)]
    for item in frame.to_dict("records"):
        late_by = (moment - item["received"]).days
        if fold(item["idea"]) in twice:
            fault("twice", item, "idea")
        original = given.loc[item["row"]]
        if original["decision"] not in OPEN and pd.isna(original["decided"]):
            fault("undated", item, "decided")
        elif item["decision"] in OPEN and late_by > decide_days:
            fault("decision_overdue", item, "decision")
        elif item["decision"] == "":
            fault("no_decision", item, "decision", "warn")
        if item["decision"] in NO and not filled(item["reason"]):
            fault("no_reason", item, "reason")
        if item["decision"] in ("accepted", "partly accepted"):
            if not filled(item["owner"]):
                fault("no_owner", item, "owner")
            if pd.isna(item["due"]):
                fault("no_due", item, "due")
            elif pd.isna(item["done"]) and item["due"].normalize() < moment.normalize():
                fault("action_overdue", item, "done", "warn")
        if not pd.isna(item["decided"]) and pd.isna(item["replied"]) and (moment - item["decided"]).days > reply_days:
            fault("reply_overdue", item, "replied")
        for name in ("decided", "replied", "done"):
            if not pd.isna(item[name]) and item[name].normalize() < item["received"].normalize():
                fault("before_received", item, name)
        words = f"{item['text'] or ''} {item['reason'] or ''}"
        if insult(words) or _PUNISH.search(words) or any(name in fold(item["reason"]) for name in listed):
            fault("blame", item, "text", "warn")
    later = len(whole) - len(frame)
    if later:
        findings.append(texts.finding("info", "later", n=later))
    faults = pd.DataFrame(rows, columns=["row", "idea", "fault", "advice"])
    touched = faults["row"].nunique()
    key = "nothing" if not len(frame) else "faults" if len(faults) else "clean"
    day = say_date(moment.date())
    return RegisterCheck(
        texts.say(key, n=len(faults), touched=touched, items=len(frame), day=day),
        tuple(findings),
        faults,
        len(frame),
        later,
    )


@dataclass(frozen=True, eq=False)
class Conversion(Report):
    """How many ideas became something, each share with its denominator.

    Attributes
    ----------
    sentence, findings
        The shares in words.
    received, decided, accepted, done
        Counts as of the day. `accepted` includes partly accepted and already done; `done` counts accepted items with
        a date of completion, and those already done.
    shares
        `Estimate` by name: "accepted of decided", "done of accepted", "done of received".

    Examples
    --------
    >>> from qmslib.feedback import conversion
    >>> conversion([], "2026-01-31").shares["done of received"].value is None
    True
    """

    sentence: str
    findings: tuple[Finding, ...]
    received: int
    decided: int
    accepted: int
    done: int
    shares: dict[str, Estimate]

    def frame(self) -> pd.DataFrame:
        """One row a share: count, denominator, share, interval."""
        rows = [
            {"share": name, "of": found.n, "value": found.value, "low": found.low, "high": found.high}
            for name, found in self.shares.items()
        ]
        return pd.DataFrame(rows).astype({"value": float, "low": float, "high": float})


def conversion(register: Any, as_of: Any, *, level: float = 0.95) -> Conversion:
    """Conversion of ideas: accepted of those decided, done of those accepted, done of those received.

    Parameters
    ----------
    register
        As for `check_register`.
    as_of
        The day; nothing later is used.
    level
        The confidence level of the Wilson intervals.

    Returns
    -------
    Conversion
        Shares of nothing are missing, not 0.

    Raises
    ------
    CourseError
        If a date or decision cannot be read.

    Examples
    --------
    >>> from qmslib.datasets import suggestions
    >>> from qmslib.feedback import conversion
    >>> found = conversion(suggestions(), "2026-01-31")
    >>> found.done <= found.accepted <= found.decided <= found.received
    True
    """
    check_level(level)
    frame = read_register(register, as_of)
    received = len(frame)
    decided = int(frame["decision"].isin([*YES, *NO]).sum())
    yes = frame["decision"].isin(YES)
    done = int((yes & (frame["done"].notna() | (frame["decision"] == "already done"))).sum())
    shares = {
        "accepted of decided": proportion(int(yes.sum()), decided, level),
        "done of accepted": proportion(done, int(yes.sum()), level),
        "done of received": proportion(done, received, level),
    }
    day = say_date(read_moment(as_of).date())
    if not received:
        sentence = texts.say("no_items", day=day)
    else:
        whole = shares["done of received"].value or 0.0
        sentence = texts.say(
            "conversion", day=day, received=received, decided=decided, accepted=int(yes.sum()), done=done,
            percent=say_number(whole * 100, 1),
        )  # fmt: skip
    return Conversion(sentence, (), received, decided, int(yes.sum()), done, shares)
