"""A fishbone: the causes of one problem, grouped on bones, checked and drawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Picture
from qmslib._common.tables import number_column, table_rows, text_column, to_frame
from qmslib._common.words import bare, filled, fold, short
from qmslib.improvement.causes._words import blame, found, hint
from qmslib.improvement.causes.whys import WhyReport, check_whys

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

texts = module_texts(__file__)
_MOST = 8


@dataclass(frozen=True)
class Cause:
    """One cause on a bone; `under` is the row of the cause it lies beneath."""

    row: int
    bone: str
    cause: str
    under: int | None
    evidence: str
    votes: int | None


@dataclass(frozen=True, eq=False)
class Fishbone(Picture):
    """A fishbone diagram with its checks.

    Attributes
    ----------
    problem
        What stands at the head.
    bones
        The names of the bones in order.
    causes
        The causes with bone, evidence and votes.
    whys
        A checked chain of whys for each bone or cause that has one.

    Examples
    --------
    >>> from qmslib.improvement import check_fishbone
    >>> fish = check_fishbone("One file in five comes late", [
    ...     {"bone": "Method", "cause": "Requests wait for a weekly print run", "votes": 5},
    ...     {"bone": "Tools", "cause": "The scanner stops at staples", "votes": 2}])
    >>> fish.first.cause, fish.count("Tools")
    ('Requests wait for a weekly print run', 1)
    """

    sentence: str
    findings: tuple[Finding, ...]
    problem: str
    bones: tuple[str, ...]
    causes: tuple[Cause, ...]
    whys: dict[str, WhyReport]

    @property
    def first(self) -> Cause | None:
        """The cause with the most votes; None without votes or when two share the place."""
        voted = sorted((cause for cause in self.causes if cause.votes), key=lambda cause: -(cause.votes or 0))
        tie = len(voted) > 1 and voted[0].votes == voted[1].votes
        return voted[0] if voted and not tie else None

    def count(self, bone: str) -> int:
        """How many causes stand on a bone."""
        return sum(cause.bone == bone for cause in self.causes)

    def on(self, bone: str) -> list[tuple[Cause, list[Cause]]]:
        """The causes of a bone, each with those beneath it, most votes first."""
        mine = [cause for cause in self.causes if cause.bone == bone]
        top = sorted((cause for cause in mine if cause.under is None), key=lambda cause: -(cause.votes or 0))
        return [(cause, self._beneath(cause, mine)) for cause in top]

    def _beneath(self, cause: Cause, mine: list[Cause]) -> list[Cause]:
        found = []
        for other in mine:
            if other.under == cause.row:
                found += [other, *self._beneath(other, mine)]
        return found

    def frame(self) -> pd.DataFrame:
        """One row for each cause: bone, cause, under, evidence, votes, whys."""
        named = {cause.row: cause.cause for cause in self.causes}
        return to_frame(
            [
                {
                    "bone": cause.bone,
                    "cause": cause.cause,
                    "under": "" if cause.under is None else named[cause.under],
                    "evidence": cause.evidence,
                    "votes": cause.votes,
                    "whys": self._depth(cause),
                }
                for cause in self.causes
            ]
        )

    def _depth(self, cause: Cause) -> int:
        return next((chain.depth for name, chain in self.whys.items() if bare(name) == bare(cause.cause)), 0)

    @property
    def title(self) -> str:
        """The finding, kept short for the head of the picture."""
        return self.sentence

    @property
    def alt(self) -> str:
        """Every bone with all its causes."""
        said = []
        for bone in self.bones:
            causes = [
                texts.say("alt_sub", cause=cause.cause, sub=join_words([sub.cause for sub in beneath]))
                if beneath
                else cause.cause
                for cause, beneath in self.on(bone)
            ]
            key = "alt_bone" if causes else "alt_empty"
            said.append(texts.say(key, bone=bone, causes="; ".join(causes)))
        return texts.say("alt", problem=self.problem or "–", bones=" ".join(said))

    @property
    def size(self) -> tuple[float, float]:
        """Inches the picture needs to be read."""
        from qmslib.improvement.causes._draw import size

        return size(self)

    def draw(self, axes: Axes) -> None:
        """A spine with the problem at its head and the bones with their causes."""
        from qmslib.improvement.causes._draw import draw

        draw(self, axes)

    def marks(self, cause: Cause) -> str:
        """What follows a cause in the picture: votes, whys, or a question mark without evidence."""
        marks = []
        if cause.votes:
            marks.append(texts.say("mark_votes", n=cause.votes))
        if depth := self._depth(cause):
            marks.append(texts.say("mark_whys", n=depth))
        if not filled(cause.evidence):
            marks.append(texts.say("mark_guess"))
        return f" ({', '.join(marks)})" if marks else ""


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
