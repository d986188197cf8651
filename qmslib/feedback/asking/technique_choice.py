"""Ways to ask for feedback: which fits, and whether a focus group or an interview is well prepared."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.frames import as_frame
from qmslib._common.report import Report
from qmslib._common.words import filled, fold

texts = module_texts(__file__)
_REACH = ("few", "some", "many", "most")
_SPEED = ("days", "weeks", "months")


@cache
def _listed() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(Path(__file__).with_name("techniques.json").read_text(encoding="utf-8")))


def techniques() -> pd.DataFrame:
    """Fourteen ways to collect feedback, with their mode, anonymity, load, reach, barrier and cure.

    Returns
    -------
    pandas.DataFrame
        One row a technique: `mode`, `anonymous`, `minutes` of a person's time, `staff_hours` to run it once, `reach`
        (few, some, many, most), `speed`, `depth`, `measures` (whether it gives figures to compare), `good_for`,
        `barrier`, `cure`. Minutes and hours are usual sizes to plan with, not measurements.

    Examples
    --------
    >>> from qmslib.feedback import techniques
    >>> "focus group" in set(techniques()["technique"])
    True
    """
    return pd.DataFrame([{**row, "good_for": ", ".join(row["good_for"])} for row in _listed()])


@dataclass(frozen=True, eq=False)
class TechniqueChoice(Report):
    """Techniques in order of fit, with reasons.

    Attributes
    ----------
    sentence, findings
        The best fit, its barrier and its cure.
    ranked
        One row a technique: `technique`, `fits` (how many wishes it meets), `wishes`, `reasons`, `against`.
    best
        The first of them.

    Examples
    --------
    >>> from qmslib.feedback import choose_technique
    >>> choose_technique("causes", depth="high").best
    'interview face to face'
    """

    sentence: str
    findings: tuple[Finding, ...]
    ranked: pd.DataFrame
    best: str

    def frame(self) -> pd.DataFrame:
        """The techniques, best first."""
        return self.ranked.copy()


def choose_technique(
    purpose: str | None = None,
    *,
    anonymous: bool | None = None,
    minutes: float | None = None,
    staff_hours: float | None = None,
    reach: str | None = None,
    speed: str | None = None,
    depth: str | None = None,
    measures: bool | None = None,
) -> TechniqueChoice:
    """Choose a way to ask for feedback, with reasons.

    Parameters
    ----------
    purpose
        What it is for: ideas, problems, premises, satisfaction, one event, trend, gaps, needs, causes, relations,
        urgent questions, people without a computer.
    anonymous
        Whether people must be able to stay unknown.
    minutes, staff_hours
        The most of a person's time, and of yours.
    reach
        At least few, some, many or most of the customers.
    speed
        Results within days, weeks or months.
    depth
        ``"low"``, ``"medium"`` or ``"high"``: at least so much understanding.
    measures
        Whether figures are needed that can be compared with last time.

    Returns
    -------
    TechniqueChoice
        All techniques; a wish left None does not count. Of equal fits the one that takes people's time least is
        first.

    Raises
    ------
    CourseError
        If a wish is not known.

    Examples
    --------
    >>> from qmslib.feedback import choose_technique
    >>> choose_technique("trend", anonymous=True, reach="most").best
    'questionnaire by intranet'
    """
    purposes = sorted({name for row in _listed() for name in row["good_for"]})
    depths = ("low", "medium", "high")
    for name, value, allowed in (
        ("purpose", purpose, purposes), ("reach", reach, _REACH), ("speed", speed, _SPEED), ("depth", depth, depths),
    ):  # fmt: skip
        if value is not None and value not in allowed:
            raise CourseError(
                "this wish is not known", field=name, found=value, do=f"Use one of: {', '.join(allowed)}"
            )
    for name, most in (("minutes", minutes), ("staff_hours", staff_hours)):
        if most is not None and not most >= 0:
            raise CourseError("this must be a number from 0 up", field=name, found=most)
    rows = []
    for row in _listed():
        checks: list[tuple[str, bool]] = []
        if purpose is not None:
            checks.append(("purpose", purpose in row["good_for"]))
        if anonymous:
            checks.append(("anonymous", row["anonymous"] in ("yes", "if wished")))
        if minutes is not None:
            checks.append(("minutes", row["minutes"] <= minutes))
        if staff_hours is not None:
            checks.append(("staff_hours", row["staff_hours"] <= staff_hours))
        if reach is not None:
            checks.append(("reach", _REACH.index(row["reach"]) >= _REACH.index(reach)))
        if speed is not None:
            checks.append(("speed", _SPEED.index(row["speed"]) <= _SPEED.index(speed)))
        if depth is not None:
            checks.append(("depth", depths.index(row["depth"]) >= depths.index(depth)))
        if measures:
            checks.append(("measures", row["measures"]))
        slots = {**row, "good_for": join_words(row["good_for"])}
        rows.append(
            {
                "technique": row["technique"], "fits": sum(ok for _, ok in checks), "wishes": len(checks),
                "reasons": "; ".join(texts.say(f"for_{name}", **slots) for name, ok in checks if ok),
                "against": "; ".join(texts.say(f"against_{name}", **slots) for name, ok in checks if not ok),
                "minutes": row["minutes"],
            }
        )  # fmt: skip
    ranked = pd.DataFrame(rows).sort_values(["fits", "minutes"], ascending=[False, True], kind="stable")
    ranked = ranked.drop(columns="minutes").reset_index(drop=True)
    best = ranked.to_dict("records")[0]
    row = next(each for each in _listed() if each["technique"] == best["technique"])
    findings = [
        texts.finding("info", "barrier", barrier=row["barrier"]),
        texts.finding("info", "cure", cure=row["cure"]),
    ]
    if best["fits"] < best["wishes"]:
        findings.insert(0, texts.finding("warn", "not_all", against=best["against"]))
    key = "best" if best["wishes"] else "no_wishes"
    sentence = texts.say(key, technique=best["technique"], fits=best["fits"], wishes=best["wishes"])
    return TechniqueChoice(sentence, tuple(findings), ranked, str(best["technique"]))


@dataclass(frozen=True)
class PlanCheck(Report):
    """Whether a plan is complete.

    Attributes
    ----------
    sentence, findings
        What is missing or should change.
    ready
        Whether nothing is missing.

    Examples
    --------
    >>> from qmslib.feedback import check_focus_group
    >>> check_focus_group({}).ready
    False
    """

    sentence: str
    findings: tuple[Finding, ...]
    ready: bool

    def frame(self) -> pd.DataFrame:
        """One row a finding."""
        rows = [{"level": found.level, "field": found.field, "finding": found.text} for found in self.findings]
        return pd.DataFrame(rows, columns=["level", "field", "finding"])


def _plan(findings: list[Finding], what: str) -> PlanCheck:
    faults = sum(found.level == "bad" for found in findings)
    key = "plan_ready" if not faults else "plan_not_ready"
    return PlanCheck(texts.say(key, what=what, n=faults), tuple(findings), not faults)


def _items(value: Any) -> list[str]:
    listed = re.split(r"[;\n]", value) if isinstance(value, str) else list(value) if value is not None else []
    return [str(item).strip() for item in listed if filled(str(item))]


def _open_question(question: str) -> bool:
    return not re.match(r"(?:is|are|was|were|do|does|did|has|have|can|could|will|would|should)\b", fold(question))


def check_focus_group(plan: Mapping[str, Any]) -> PlanCheck:
    """Check the plan of a focus group.

    Parameters
    ----------
    plan
        Keys `purpose`, `participants` (a list, or how many), `questions`, `leader`, `note_taker`, `consent` (what
        people agree to), `minutes`, `when`, `after` (what they will hear afterwards).

    Returns
    -------
    PlanCheck
        `ready` when nothing is missing.

    Raises
    ------
    CourseError
        If the plan is not a set of named fields.

    Notes
    -----
    Six to ten people, five to seven open questions and at most 90 minutes are customary sizes (Krueger and Casey,
    *Focus Groups*); they give a note, not a fault.

    Examples
    --------
    >>> from qmslib.feedback import check_focus_group
    >>> plan = {"purpose": "Why requests come back", "participants": 8, "questions": ["What happens?", "Why?"],
    ...         "leader": "HR advice", "note_taker": "Payments", "consent": "Notes without names", "minutes": 60,
    ...         "when": "2026-02-10", "after": "A page of themes in a week"}
    >>> check_focus_group(plan).ready
    True
    """
    if not isinstance(plan, Mapping):
        raise CourseError("this is not a plan", found=type(plan).__name__, do="Give named fields")
    findings = []
    for name in ("purpose", "leader", "note_taker", "consent", "when", "after"):
        if not filled(str(plan.get(name) or "")):
            findings.append(texts.finding("bad", f"no_{name}", field=name))
    who = plan.get("participants")
    count = who if isinstance(who, (int, float)) and not isinstance(who, bool) else len(_items(who))
    if not count:
        findings.append(texts.finding("bad", "no_participants", field="participants"))
    elif not 6 <= count <= 10:
        findings.append(texts.finding("warn", "group_size", field="participants", n=f"{count:g}"))
    questions = _items(plan.get("questions"))
    if not questions:
        findings.append(texts.finding("bad", "no_questions", field="questions"))
    elif len(questions) > 7:
        findings.append(texts.finding("warn", "many_questions", field="questions", n=len(questions)))
    for question in questions:
        if not _open_question(question):
            findings.append(texts.finding("warn", "closed", field="questions", question=question))
    same = fold(str(plan.get("leader") or "")) == fold(str(plan.get("note_taker") or ""))
    if same and filled(str(plan.get("leader") or "")):
        findings.append(texts.finding("warn", "same_person", field="note_taker"))
    length = plan.get("minutes")
    if isinstance(length, (int, float)) and length > 90:
        findings.append(texts.finding("warn", "too_long", field="minutes", n=f"{length:g}"))
    return _plan(findings, texts.say("focus_group"))


def check_interview_guide(guide: Any) -> PlanCheck:
    """Check that each question of an interview leads from a need to a requirement and a standard.

    Parameters
    ----------
    guide
        One row a question: `question`, `need` (what the customer wants in their words), `requirement` (what the
        service must do), `standard` (how good, with a number).

    Returns
    -------
    PlanCheck
        Missing links of the chain are faults; closed questions and standards without a number are cautions.

    Raises
    ------
    CourseError
        If a column is missing.

    Examples
    --------
    >>> from qmslib.feedback import check_interview_guide
    >>> row = {"question": "When do you need the file?", "need": "before the visit",
    ...        "requirement": "deliver the day before", "standard": "95 % by 16:00 the day before"}
    >>> check_interview_guide([row]).ready
    True
    """
    table = as_frame(guide, ["question", "need", "requirement", "standard"] if len(guide) else [])
    findings: list[Finding] = []
    if not len(table):
        findings.append(texts.finding("bad", "no_questions", field="questions"))
    items: list[Any] = table.to_dict("records")
    for row, item in enumerate(items):
        for name in ("question", "need", "requirement", "standard"):
            if not filled(item[name]):
                findings.append(texts.finding("bad", f"chain_{name}", row, name))
        if filled(item["question"]) and not _open_question(item["question"]):
            findings.append(texts.finding("warn", "closed", row, "question", question=item["question"]))
        if filled(item["standard"]) and not re.search(r"\d", item["standard"]):
            findings.append(texts.finding("warn", "no_number", row, "standard"))
    return _plan(findings, texts.say("interview"))
