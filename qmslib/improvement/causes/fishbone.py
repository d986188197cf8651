"""A fishbone: the causes of one problem, grouped on bones and checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qmslib._common.blame import blame, hint
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.tables import number_column, table_rows, text_column
from qmslib._common.words import bare, filled, fold, short
from qmslib.improvement.causes._words import found
from qmslib.improvement.causes.bones import Cause, Fishbone
from qmslib.improvement.causes.whys import WhyReport, check_whys

if TYPE_CHECKING:
    import pandas as pd

texts = module_texts(__file__)
_MOST = 8


def check_fishbone(
    problem: str,
    causes: Sequence[Mapping[str, Any]] | pd.DataFrame,
    bones: Sequence[str] = (),
    *,
    whys: Mapping[str, Any] | None = None,
    people: Collection[str] = (),
) -> Fishbone:
    """Put causes on bones, check them, and make a picture of them.

    Parameters
    ----------
    problem
        What stands at the head.
    causes
        Rows with ``bone`` and ``cause`` and, if you like, ``under`` (the words of the cause it lies beneath),
        ``evidence`` and ``votes``. Empty rows are skipped.
    bones
        Bones to show whether or not they have a cause, in this order.
    whys
        Chains for `check_whys`, by the name of a bone or a cause.
    people
        Names of colleagues, so that blame is seen.

    Returns
    -------
    Fishbone
        The diagram, with a finding for each cause that is a remedy, a double, blame or a guess.

    Raises
    ------
    CourseError
        When the table has no column bone or cause.

    Notes
    -----
    After Ishikawa (1968), *Guide to Quality Control*. The eight steps are in ``improvement_steps("fishbone")``.

    Examples
    --------
    >>> fish = check_fishbone("One file in five comes late", [
    ...     {"bone": "Method", "cause": "Requests wait for a weekly print run", "evidence": "Log of March"},
    ...     {"bone": "People", "cause": "Tom forgot the tray"}])
    >>> print(fish.sentence)
    2 causes on 2 bones for “One file in five comes late”; 1 with evidence.
    >>> [found.text for found in fish.findings if found.field == "cause"]
    ['Row 2: “forgot” puts it down to a person. Ask what in the work let it happen. For example: Nothing reminds the person at the moment when it is due.']
    """  # noqa: E501
    if isinstance(bones, str):
        raise CourseError("bones come as a list of names", field="bones", found=bones)
    cells = table_rows(causes, ("bone", "cause"))
    columns = {name: text_column(cells, name) for name in ("bone", "cause", "under", "evidence")}
    votes = number_column(cells, "votes")
    findings: list[Finding] = []
    if not filled(problem):
        findings.append(texts.finding("bad", "no_problem", None, "problem"))
    elif phrase := found("solution", problem):
        findings.append(texts.finding("warn", "problem_solution", None, "problem", words=phrase))
    names: dict[str, str] = {fold(bone): bone for bone in bones if filled(bone)}
    kept: list[Cause] = []
    for row in range(len(cells)):
        bone, cause, under, evidence = (columns[name][row] for name in columns)
        if not (bone or cause or under or evidence):
            continue
        if not filled(cause):
            findings.append(texts.finding("bad", "no_cause", row, "cause"))
            if filled(bone):
                names.setdefault(fold(bone), bone)
            continue
        if not filled(bone):
            findings.append(texts.finding("bad", "no_bone", row, "bone"))
            bone = "–"
        bone = names.setdefault(fold(bone), bone)
        vote = votes[row]
        if vote is not None and (vote < 0 or vote != int(vote)):
            findings.append(texts.finding("bad", "votes", row, "votes"))
            vote = None
        above = _above(under, bone, kept, row, findings)
        new = Cause(row, bone, cause, above, evidence, None if vote is None else int(vote))
        _check(new, kept, people, findings)
        kept.append(new)
    chains = _chains(whys or {}, problem, names, kept, people, findings)
    fish = Fishbone("", (), problem, tuple(names.values()), tuple(kept), chains)
    findings += _whole(fish)
    return Fishbone(_sentence(fish), tuple(findings), problem, fish.bones, fish.causes, chains)


def _above(under: str, bone: str, kept: list[Cause], row: int, findings: list[Finding]) -> int | None:
    if not filled(under):
        return None
    above = next((cause.row for cause in kept if bare(cause.cause) == bare(under) and cause.bone == bone), None)
    if above is None:
        findings.append(texts.finding("bad", "under", row, "under", under=under))
    return above


def _check(cause: Cause, kept: list[Cause], people: Collection[str], findings: list[Finding]) -> None:
    row, text = cause.row, cause.cause
    same = next((other for other in kept if bare(other.cause) == bare(text)), None)
    if same and same.bone == cause.bone:
        findings.append(texts.finding("warn", "duplicate", row, "cause", other=same.row + 1))
    elif same:
        findings.append(texts.finding("info", "two_bones", row, "cause", other=same.row + 1, bone=same.bone))
    if phrase := found("solution", text):
        findings.append(texts.finding("warn", "solution", row, "cause", words=phrase))
    if phrase := blame(text, people):
        findings.append(texts.finding("warn", "blame", row, "cause", words=phrase, hint=hint(text)))


def _chains(
    whys: Mapping[str, Any], problem: str, names: dict[str, str], kept: list[Cause], people: Collection[str],
    findings: list[Finding],
) -> dict[str, WhyReport]:  # fmt: skip
    chains = {}
    for name, chain in whys.items():
        is_cause = any(bare(cause.cause) == bare(name) for cause in kept)
        if not is_cause and fold(name) not in names:
            findings.append(texts.finding("bad", "why_unknown", None, "whys", name=name))
            continue
        chains[name] = check_whys(chain, name if is_cause else problem, people=people)
        for fault in chains[name].findings:
            if fault.level in ("bad", "warn"):
                findings.append(texts.finding(fault.level, "why_fault", None, "whys", name=name, text=fault.text))
    return chains


def _whole(fish: Fishbone) -> list[Finding]:
    findings = [
        texts.finding("warn", "empty_bone", None, "bone", bone=bone) for bone in fish.bones if not fish.count(bone)
    ]
    if guesses := sum(not filled(cause.evidence) for cause in fish.causes):
        findings.append(texts.finding("info", "no_evidence", None, "evidence", n=guesses))
    if len(fish.bones) > _MOST:
        findings.append(texts.finding("warn", "bones", None, "bone", n=len(fish.bones)))
    if len({cause.bone for cause in fish.causes}) == 1 and len(fish.causes) > 2:
        findings.append(texts.finding("info", "one_bone", None, "bone"))
    return findings


def _sentence(fish: Fishbone) -> str:
    problem = short(fish.problem, 60) if filled(fish.problem) else texts.say("no_problem_short")
    if not fish.causes:
        return texts.say("sentence_none", problem=problem)
    slots = {"n": len(fish.causes), "bones": len({cause.bone for cause in fish.causes}), "problem": problem}
    if fish.first:
        votes = say_number(fish.first.votes or 0)
        return texts.say("sentence_votes", first=short(fish.first.cause, 50), votes=votes, **slots)
    return texts.say("sentence", known=sum(filled(cause.evidence) for cause in fish.causes), **slots)
