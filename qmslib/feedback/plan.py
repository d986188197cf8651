"""The plan for listening: a focus group, interview or staff day checked, and needs followed through to standards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.frames import as_frame
from qmslib._common.numbers import parse_number
from qmslib._common.report import Report
from qmslib._common.words import bare, filled, tidy
from qmslib.feedback import wording

texts = module_texts(__file__)
#: What each way of listening has to settle beforehand.
PARTS: Mapping[str, tuple[str, ...]] = {
    "focus group": (
        "purpose", "people", "number", "questions", "minutes", "place", "facilitator", "note_taker", "consent",
        "notes", "reply",
    ),
    "interview": ("purpose", "people", "questions", "minutes", "interviewer", "consent", "notes", "reply"),
    "staff day": ("purpose", "people", "questions", "date", "place", "facilitator", "note_taker", "consent", "reply"),
    "survey": ("purpose", "people", "questions", "minutes", "mode", "closes", "consent", "reply"),
}  # fmt: skip
MODES = ("intranet", "email", "post", "phone", "face to face")


@dataclass(frozen=True)
class PlanCheck(Report):
    """What a plan for listening still needs.

    Attributes
    ----------
    sentence, findings
        The verdict, and what to settle.
    missing
        The parts that are not filled in.

    Examples
    --------
    >>> from qmslib.feedback import check_plan
    >>> check_plan({"purpose": "Find out why files come late", "people": "East locality"}, "interview").missing
    ('questions', 'minutes', 'interviewer', 'consent', 'notes', 'reply')
    """

    sentence: str
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]


def check_plan(plan: Mapping[str, Any], kind: str = "focus group") -> PlanCheck:
    """Check the plan for a focus group, an interview, a staff day or a survey.

    Parameters
    ----------
    plan
        What is settled, by part: ``purpose``, ``people`` (who is invited), ``number``, ``questions`` (a list),
        ``minutes``, ``place``, ``facilitator``, ``note_taker``, ``interviewer``, ``consent`` (the words said to
        people), ``notes`` (how notes are kept and who reads them), ``reply`` (how people hear what came of it),
        ``date``, ``mode`` (intranet, email, post, phone, face to face), ``closes``, ``manager`` (who leads the people
        invited).
    kind
        ``"focus group"``, ``"interview"``, ``"staff day"`` or ``"survey"``.

    Returns
    -------
    PlanCheck
        What is missing, and what may keep people from speaking freely.

    Raises
    ------
    CourseError
        If the kind is not known.

    Notes
    -----
    Six to ten people, and sixty to ninety minutes, are the usual size of a focus group: Krueger and Casey (2015),
    "Focus Groups".

    Examples
    --------
    >>> plan = {
    ...     "purpose": "Find out why files come late", "people": "volunteers from East locality", "number": 8,
    ...     "questions": ["What happens when you ask for a file?"], "minutes": 60, "place": "Room 2",
    ...     "facilitator": "Ruth Cole", "note_taker": "Tom Ellis", "notes": "no names, kept by Ruth for a year",
    ...     "consent": "You choose whether to take part and can stop at any time.", "reply": "a page by 30 June",
    ... }
    >>> print(check_plan(plan).sentence)
    The plan settles all it needs to.
    """
    if kind not in PARTS:
        raise CourseError("this kind is not known", field="kind", found=kind, do=f"Choose {', '.join(PARTS)}")
    missing = tuple(part for part in PARTS[kind] if not _given(plan.get(part)))
    findings = [texts.finding("bad", "missing", field=part, part=texts.say(f"part_{part}")) for part in missing]
    findings += [*_people(plan, kind), *_questions(plan)]
    if _given(plan.get("consent")) and not wording.first_of("consent", str(plan["consent"])):
        findings.append(texts.finding("warn", "consent", field="consent"))
    mode = tidy(str(plan.get("mode") or "")).casefold()
    if mode and mode not in MODES:
        findings.append(texts.finding("warn", "mode", field="mode", mode=mode))
    elif mode in ("phone", "face to face"):
        findings.append(texts.finding("info", "mode_shy", field="mode"))
    serious = [found for found in findings if found.level in ("bad", "warn")]
    sentence = texts.say("lacks" if missing else "look" if serious else "good", n=len(missing), look=len(serious))
    return PlanCheck(sentence, tuple(findings), missing)


def _given(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_given(part) for part in value)
    return (isinstance(value, (int, float)) and value == value) or filled(value)


def _number(value: Any) -> float | None:
    return parse_number(value)


def _people(plan: Mapping[str, Any], kind: str) -> list[Finding]:
    findings = []
    number, minutes = _number(plan.get("number")), _number(plan.get("minutes"))
    if kind == "focus group" and number is not None and not 6 <= number <= 10:
        findings.append(texts.finding("warn", "size", field="number", n=f"{number:g}"))
    longest = {"focus group": 90, "interview": 60, "survey": 15}.get(kind)
    if longest and minutes is not None and minutes > longest:
        findings.append(texts.finding("warn", "too_long", field="minutes", minutes=f"{minutes:g}", longest=longest))
    lead = bare(plan.get("facilitator") or plan.get("interviewer") or "")
    if lead and lead == bare(plan.get("note_taker") or ""):
        findings.append(texts.finding("warn", "same_person", field="note_taker"))
    if lead and lead == bare(plan.get("manager") or ""):
        findings.append(texts.finding("bad", "own_manager", field="facilitator"))
    if any(
        word in bare(plan.get("people") or "").split() for word in ("must", "compulsory", "mandatory", "required")
    ):
        findings.append(texts.finding("bad", "pressure", field="people"))
    return findings


def _questions(plan: Mapping[str, Any]) -> list[Finding]:
    questions = plan.get("questions")
    asked = [questions] if isinstance(questions, str) else list(questions or [])
    findings = []
    if len(asked) > 10:
        findings.append(texts.finding("warn", "many_questions", field="questions", n=len(asked)))
    for row, question in enumerate(asked):
        text = str(question)
        if found := wording.leading(text):
            findings.append(texts.finding("bad", "leading", row=row, field="questions", words=found))
        elif text.casefold().startswith(("do ", "did ", "is ", "are ", "was ", "were ", "have ", "has ", "can ")):
            findings.append(texts.finding("warn", "closed", row=row, field="questions"))
    return findings


@dataclass(frozen=True, eq=False)
class NeedsChain(Report):
    """Which needs have been followed through to a standard.

    Attributes
    ----------
    sentence, findings
        How many have, and where a chain breaks.
    chain
        One row a need: need, requirement, standard, breaks_at (empty when whole).
    whole
        How many chains are whole.

    Examples
    --------
    >>> from qmslib.feedback import needs_chain
    >>> rows = [{"need": "a file before the visit", "requirement": "know the visit day", "standard": ""}]
    >>> needs_chain(rows).chain["breaks_at"].tolist()
    ['standard']
    """

    sentence: str
    findings: tuple[Finding, ...]
    chain: pd.DataFrame
    whole: int

    def frame(self) -> pd.DataFrame:
        """One row a need."""
        return self.chain.copy()


def needs_chain(
    table: Any, *, need: str = "need", requirement: str = "requirement", standard: str = "standard"
) -> NeedsChain:
    """Follow each need of customers to a requirement and on to a standard that can be measured.

    Parameters
    ----------
    table
        One row a need, as heard in interviews or questionnaires.
    need, requirement, standard
        The columns: what people need, what the service must therefore do, and the standard that says how well.

    Returns
    -------
    NeedsChain
        With each chain that breaks, and each standard that names no number or time.

    Raises
    ------
    CourseError
        If a column is missing.

    Examples
    --------
    >>> row = {"need": "a file in time", "requirement": "send it before the visit", "standard": "95 % in 2 days"}
    >>> print(needs_chain([row]).sentence)
    1 of 1 need is followed through to a standard.
    """
    frame = as_frame(table, [need, requirement, standard])
    rows, findings = [], []
    for place, values in enumerate(frame[[need, requirement, standard]].itertuples(index=False, name=None)):
        parts = dict(zip(("need", "requirement", "standard"), (tidy(value) for value in values), strict=True))
        gap = next((name for name, text in parts.items() if not filled(text)), "")
        if gap:
            findings.append(texts.finding("warn", "breaks", row=place, field=gap, part=gap))
        elif not any(sign.isdigit() for sign in parts["standard"]):
            findings.append(texts.finding("info", "no_number", row=place, field="standard"))
        rows.append({**parts, "breaks_at": gap})
    chain = pd.DataFrame(rows, columns=["need", "requirement", "standard", "breaks_at"])
    whole = int((chain["breaks_at"] == "").sum())
    if not rows:
        sentence = texts.say("no_needs")
    else:
        sentence = texts.say("chain", whole=whole, of=len(rows))
        broken = [name for name in ("need", "requirement", "standard") if (chain["breaks_at"] == name).any()]
        if broken:
            sentence += " " + texts.say("broken", parts=join_words(broken))
    return NeedsChain(sentence, tuple(findings), chain, whole)
