"""The data of a fishbone: a problem, its bones and their causes, as a table, in words and as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.report import Picture
from qmslib._common.tables import to_frame
from qmslib._common.words import bare, filled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from qmslib.improvement.causes.whys import WhyReport

texts = module_texts(__file__)


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
