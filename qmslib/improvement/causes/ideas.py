"""A list of ideas: how many are different, which say the same, which wait for a decision."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report
from qmslib._common.tables import table_rows, text_column, to_frame
from qmslib._common.words import bare, filled, fold, short

if TYPE_CHECKING:
    import pandas as pd

texts = module_texts(__file__)
DECISIONS = ("now", "later", "declined")


@dataclass(frozen=True)
class _Idea:
    row: int
    idea: str
    cause: str
    source: str
    decision: str
    like: int | None  # the earlier row that says nearly the same
    group: int


@dataclass(frozen=True)
class IdeaReport(Report):
    """A list of ideas, counted and sorted out.

    Attributes
    ----------
    n, distinct, wanted
        How many ideas, how many different ones, and how many were wanted.
    more
        How many different ones are still missing.
    ideas
        The ideas with the group of those that say the same.

    Examples
    --------
    >>> from qmslib.improvement import check_ideas
    >>> report = check_ideas(["Name a person for Mondays", "Name one person for Mondays", "Calendar"], wanted=3)
    >>> report.distinct, report.more
    (2, 1)
    """

    sentence: str
    findings: tuple[Finding, ...]
    wanted: int
    ideas: tuple[_Idea, ...]

    @property
    def n(self) -> int:
        """How many ideas there are."""
        return len(self.ideas)

    @property
    def distinct(self) -> int:
        """How many there are when those that say the same count once."""
        return len({idea.group for idea in self.ideas})

    @property
    def more(self) -> int:
        """How many different ideas are still missing."""
        return max(0, self.wanted - self.distinct)

    def count(self, decision: str) -> int:
        """How many ideas have a decision; an empty text counts those without."""
        return sum(idea.decision == decision for idea in self.ideas)

    def frame(self) -> pd.DataFrame:
        """One row for each idea; `like` is the earlier row, from 0, that says nearly the same."""
        return to_frame([asdict(idea) for idea in self.ideas])

    def merged(self) -> pd.DataFrame:
        """One row for each group: its first idea, how many say it, and the others."""
        rows = []
        for group in sorted({idea.group for idea in self.ideas}):
            members = [idea for idea in self.ideas if idea.group == group]
            others = "; ".join(idea.idea for idea in members[1:])
            rows.append({"idea": members[0].idea, "said": len(members), "others": others})
        return to_frame(rows)


def check_ideas(
    ideas: Sequence[str | Mapping[str, Any]] | pd.DataFrame, wanted: int = 20, *, alike: float = 0.82
) -> IdeaReport:
    """Count the ideas, suggest which to merge, and show which wait for a decision.

    Parameters
    ----------
    ideas
        Plain sentences, or rows with ``idea`` and, if you like, ``cause``, ``source``, ``decision`` (now, later or
        declined) and ``reason``. Empty rows are skipped.
    wanted
        How many different ideas to reach; twenty is a rule of thumb.
    alike
        From which likeness of two texts, 0 to 1, a merge is suggested. Nothing is merged by itself.

    Returns
    -------
    IdeaReport
        The count, the groups and the suggestions.

    Notes
    -----
    Likeness is that of Python's ``difflib`` (Ratcliff and Metzener, 1988) on the bare words, taken in their own and
    in alphabetical order; the larger counts.

    Examples
    --------
    >>> print(check_ideas(["Open the mailbox every day", "Every day, open the mailbox", "Reply by phone"]).sentence)
    3 ideas, 2 of them different; 18 more to reach 20.
    """
    if isinstance(ideas, str):
        raise CourseError("ideas come as a list", field="ideas", found=ideas, do="Give a list, one idea each")
    if wanted < 1 or not 0 < alike <= 1:
        raise CourseError("wanted must be 1 or more, and alike between 0 and 1", found=(wanted, alike))
    plain: Any = ideas
    if not hasattr(ideas, "columns"):
        plain = [{"idea": row} if isinstance(row, str) else row for row in ideas]
    cells = table_rows(plain, ("idea",))
    columns = {name: text_column(cells, name) for name in ("idea", "cause", "source", "decision", "reason")}
    findings: list[Finding] = []
    kept: list[_Idea] = []
    for row, idea in enumerate(columns["idea"]):
        rest = {name: column[row] for name, column in columns.items()}
        if not any(rest.values()):
            continue
        if not filled(idea):
            findings.append(texts.finding("bad", "no_idea", row, "idea"))
            continue
        decision = fold(rest["decision"])
        if decision and decision not in DECISIONS:
            known = ", ".join(DECISIONS)
            findings.append(texts.finding("bad", "decision", row, "decision", found=rest["decision"], known=known))
        if decision == "declined" and not filled(rest["reason"]):
            findings.append(texts.finding("warn", "no_reason", row, "reason"))
        # Only the first of each group is compared: else a long chain of small changes would be one idea.
        like = next((other for other in kept if other.like is None and _likeness(idea, other.idea) >= alike), None)
        if like:
            key = "exact" if bare(like.idea) == bare(idea) else "same"
            findings.append(texts.finding("info", key, row, "idea", other=like.row + 1, text=short(like.idea, 60)))
        group = like.group if like else row
        place = like.row if like else None
        kept.append(_Idea(row, idea, rest["cause"], rest["source"], decision, place, group))
    report = IdeaReport("", (), wanted, tuple(kept))
    if report.more and kept:
        findings.append(texts.finding("info", "more", wanted=wanted))
    if waiting := report.count(""):
        findings.append(texts.finding("info", "undecided", n=waiting))
    key = "sentence_none" if not kept else "sentence" if report.more else "sentence_enough"
    sentence = texts.say(key, n=report.n, distinct=report.distinct, more=report.more, wanted=wanted)
    return IdeaReport(sentence, tuple(findings), wanted, tuple(kept))


def _likeness(one: str, two: str) -> float:
    if re.findall(r"\d+", one) != re.findall(r"\d+", two):
        return 0.0
    best = 0.0
    for first, second in ((bare(one), bare(two)), tuple(" ".join(sorted(bare(text).split())) for text in (one, two))):
        matcher = SequenceMatcher(None, first, second, autojunk=False)
        if matcher.real_quick_ratio() > best:
            best = max(best, matcher.ratio())
    return best
