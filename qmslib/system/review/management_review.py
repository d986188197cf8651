"""The management review: an input pack from results, and decisions with owners and dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qmslib._common.dates import say_date
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.moments import read_day
from qmslib._common.report import Report
from qmslib._common.words import filled, tidy
from qmslib.system._registers import frame_of, read_register

texts = module_texts(__file__)
#: What a review needs to see, in plain words; after ISO 9001:2015, 9.3.2.
INPUTS = (
    "actions from the last review", "changes", "customer feedback", "objectives", "process performance",
    "nonconformities and corrective actions", "audit results", "suppliers", "resources", "risks", "improvement",
)  # fmt: skip
KINDS = ("improvement", "change", "resources", "no action")


@dataclass(frozen=True, eq=False)
class ReviewPack(Report):
    """The input pack of a management review.

    Attributes
    ----------
    missing
        Inputs with nothing in them.
    markdown
        The pack: for each input what the results say and what to look at.
    attention
        How many findings of level ``bad`` or ``warn`` the results hold.

    Examples
    --------
    >>> pack = review_pack({"risks": "No risk is rated very high."}, expected=["risks", "resources"])
    >>> pack.missing
    ('resources',)
    """

    sentence: str
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    markdown: str
    attention: int
    rows: tuple[tuple[str, int, int], ...]

    def frame(self) -> Any:
        """One row for each input: how many results it has, and how much to look at."""
        names = ("input", "results", "to_look_at")
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(names)})


def review_pack(
    inputs: Mapping[str, Any], *, expected: Sequence[str] = INPUTS, title: str = "", as_of: object = None
) -> ReviewPack:
    """Put together what a management review needs to see.

    Parameters
    ----------
    inputs
        For each input a result of this package, a sentence, or a list of them. From a result its sentence is taken,
        and its findings that ask for attention.
    expected
        The inputs that must be there; by default eleven, after ISO 9001:2015, 9.3.2.
    title, as_of
        For the head of the pack.

    Returns
    -------
    ReviewPack
        The pack as Markdown, and what is missing.

    Raises
    ------
    CourseError
        If `as_of` is no date.

    Examples
    --------
    >>> from qmslib.system import desk_staffing
    >>> pack = review_pack({"resources": desk_staffing(120, 45, people=3)}, expected=["resources"])
    >>> print(pack.sentence)
    The pack has 1 of 1 input, with 1 thing to look at.
    """
    given = {
        tidy(name).lower(): parts if isinstance(parts, (list, tuple)) else [parts] for name, parts in inputs.items()
    }
    order = list(dict.fromkeys([*(name.lower() for name in expected), *given]))
    lines = [f"# {tidy(title) or texts.say('title')}"]
    if as_of is not None:
        lines.append(texts.say("as_of", date=say_date(read_day(as_of))))
    rows = []
    missing = []
    for name in order:
        lines.append(f"## {name.capitalize()}")
        said, look = [], []
        for part in given.get(name, []):
            sentence = part if isinstance(part, str) else getattr(part, "sentence", None)
            if isinstance(sentence, str) and filled(sentence):
                said.append(tidy(sentence))
                look += [found.text for found in getattr(part, "findings", ()) if found.level in ("bad", "warn")]
        rows.append((name, len(said), len(look)))
        if not said:
            missing.append(name)
            said = [f"*{texts.say('nothing')}*"]
        lines += said
        if look:
            lines.append("\n".join(f"- {text}" for text in look))
    findings = tuple(texts.finding("bad", "missing", None, name, name=name) for name in missing)
    attention = sum(row[2] for row in rows)
    sentence = texts.say("pack", n=len(order), good=len(order) - len(missing), look=attention)
    return ReviewPack(sentence, findings, tuple(missing), "\n\n".join(lines) + "\n", attention, tuple(rows))


@dataclass(frozen=True, eq=False)
class ReviewMinutes(Report):
    """The minutes of a management review.

    Attributes
    ----------
    n, complete
        How many decisions there are, and how many have words, an owner and a date.
    overdue
        Decisions that are due and not done.
    markdown
        The minutes.

    Examples
    --------
    >>> minutes = review_minutes([{"decision": "Hire one officer", "owner": "Grace Okafor", "due": "2026-09-01"}],
    ...                          "2026-06-01")
    >>> minutes.complete
    1
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    complete: int
    overdue: tuple[str, ...]
    markdown: str
    rows: tuple[tuple[str, str, str], ...]

    def frame(self) -> Any:
        """One row for each decision."""
        names = ("decision", "owner", "due")
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(names)})


def review_minutes(
    decisions: Any, held_on: object, *, present: Sequence[str] = (), conclusion: str = "", as_of: object = None
) -> ReviewMinutes:
    """Check and write up what a management review decided.

    Parameters
    ----------
    decisions
        A table with ``decision``, ``owner``, ``due`` and, if kept, ``kind`` (improvement, change, resources, no
        action) and ``done`` (a date).
    held_on
        The day of the review.
    present
        Who was there.
    conclusion
        Whether the system is suitable, adequate and effective: all three words are looked for.
    as_of
        The day to look at what is overdue; by default the day of the review.

    Returns
    -------
    ReviewMinutes
        The minutes as Markdown, and what is missing.

    Raises
    ------
    CourseError
        If a date cannot be read.

    Examples
    --------
    >>> minutes = review_minutes([{"decision": "Look into it", "owner": "", "due": ""}], "2026-06-01",
    ...     conclusion="The system is suitable, adequate and effective.")
    >>> print(minutes.findings[-1].text)
    Row 1: "look into" decides nothing. Say what will be different afterwards.
    """
    day = read_day(held_on, "held_on")
    now = read_day(as_of) if as_of is not None else day
    register = read_register(decisions, ["decision", "owner", "due"])
    said, owners, due = register.texts("decision"), register.texts("owner"), register.days("due")
    kinds, done = register.choices("kind", KINDS), register.days("done")
    findings: list[Finding] = []
    complete = 0
    overdue = []
    lines = []
    for row, words in enumerate(said):
        idle = kinds[row] == "no action"
        wrong = [] if words else [texts.finding("bad", "no_decision", row, "decision")]
        if not idle:
            wrong += [] if owners[row] else [texts.finding("bad", "no_owner", row, "owner")]
            wrong += [] if due[row] else [texts.finding("bad", "no_due", row, "due")]
        complete += not wrong
        hollow = next((phrase for phrase in texts.say("hollow").split("|") if phrase in words.lower()), "")
        if hollow:
            wrong.append(texts.finding("warn", "hollow_one", row, "decision", found=hollow))
        end = due[row]
        if end and end < day:
            wrong.append(texts.finding("warn", "past", row, "due"))
        elif end and end < now and not done[row]:
            overdue.append(words)
            wrong.append(texts.finding("bad", "overdue", row, "due", date=say_date(end)))
        findings += wrong
        gap = texts.say("gap")
        lines.append(f"{row + 1}. {words or gap} ({owners[row] or gap}, {say_date(end) if end else gap})")
    lacks = [word for word in ("suitable", "adequate", "effective") if word not in conclusion.lower()]
    if lacks:
        findings.append(texts.finding("bad", "conclusion", None, "conclusion", words=join_words(lacks)))
    n = len(said)
    if not n:
        findings.append(texts.finding("bad", "no_decisions"))
    body = [f"# {texts.say('minutes')}", say_date(day)]
    if present:
        body.append(texts.say("present", names=join_words([tidy(name) for name in present])))
    body += [tidy(conclusion)] if filled(conclusion) else []
    body.append(f"## {texts.say('decisions')}")
    body.append("\n".join(lines) or f"*{texts.say('nothing')}*")
    sentence = texts.say("decided" if n else "none", n=n, complete=complete)
    rows = tuple(
        (words, owner, say_date(end) if end else "") for words, owner, end in zip(said, owners, due, strict=True)
    )
    return ReviewMinutes(sentence, tuple(findings), n, complete, tuple(overdue), "\n\n".join(body) + "\n", rows)
