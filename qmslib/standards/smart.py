"""Test a target sentence part by part: specific, measurable, achievable, relevant, time-bound.

The test reads words, not meaning. It finds what is missing on the page; whether the target is a good one stays
a question for people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from qmslib._common.errors import CourseError
from qmslib._common.findings import join_words
from qmslib._common.patterns import has_number, pattern
from qmslib._common.report import Report
from qmslib._common.tables import to_frame
from qmslib._common.words import filled, fold, tidy, words
from qmslib.standards._texts import say

if TYPE_CHECKING:
    import pandas as pd

if TYPE_CHECKING:
    import pandas as pd

SMART_PARTS = ("specific", "measurable", "achievable", "relevant", "time_bound")


@dataclass(frozen=True)
class SmartPart:
    """One part of the test: whether it is met, and the reason or hint in words.

    Examples
    --------
    >>> report = check_smart("Send 90% of files within 2 working days by 31 March 2027")
    >>> report["measurable"].met
    True
    """

    name: str
    label: str
    met: bool
    text: str


@dataclass(frozen=True)
class SmartReport(Report):
    """What the test found; `time_limit` says that a limit for each case was read as the measure.

    Examples
    --------
    >>> report = check_smart("Send 90% of files within 2 working days by 31 March 2027")
    >>> report["measurable"].met
    True
    """

    sentence: str
    parts: tuple[SmartPart, ...]
    time_limit: bool

    def frame(self) -> pd.DataFrame:
        """One row a part."""
        return to_frame([asdict(part) for part in self.parts])

    def __getitem__(self, name: str) -> SmartPart:
        return next(part for part in self.parts if part.name == name)


def _specific(text: str) -> tuple[bool, str, str]:
    if fuzzy := pattern("fuzzy").search(text):
        return False, "fuzzy", fuzzy[0]
    if len(words(text)) < 5:
        return False, "short", ""
    return (True, "met", "") if pattern("verb").search(text) else (False, "no_verb", "")


def check_smart(target: str, baseline: str = "", need: str = "", parts: Sequence[str] = SMART_PARTS) -> SmartReport:
    """Test a target sentence for the parts of SMART.

    A time limit for each case, such as "within 2 working days", makes a target *measurable*. Only a date or period
    by which the level is reached or reviewed makes it *time-bound*.

    Parameters
    ----------
    target
        The sentence.
    baseline
        Where things stand now, if the sentence does not say it.
    need
        Which customer's need it serves, if the sentence does not say it.
    parts
        Which parts to test, of `SMART_PARTS`.

    Examples
    --------
    >>> report = check_smart("Send 90% of files within 2 working days", parts=["measurable", "time_bound"])
    >>> [part.met for part in report.parts]
    [True, False]
    """
    unknown = [name for name in parts if name not in SMART_PARTS]
    if unknown:
        raise CourseError(f"SMART has no part {', '.join(unknown)}", do=f"Choose from {', '.join(SMART_PARTS)}")
    plain = fold(target).replace("\u00a7", " ").replace("from now on", "from this on")
    undated = pattern("date").sub("\u00a7", plain)
    deadline = pattern("deadline").search(undated)
    # A deadline such as "within six months" must not count as the measure too.
    # … nor the level now; else a baseline alone would make a target measurable.
    measured = pattern("baseline").sub(" \u00a7 ", pattern("deadline").sub(" \u00a7 ", undated))
    measure = pattern("measure").search(measured) or pattern("change").search(undated)
    limit = pattern("limit").search(measured)

    def judge(name: str) -> tuple[bool, str, str]:
        if name == "specific":
            return _specific(plain)
        if name == "measurable":
            if measure:
                return True, "limit" if limit and limit[0].endswith(measure[0]) else "met", measure[0]
            return False, "bare" if pattern("number").search(measured) else "none", ""
        if name == "time_bound":
            if deadline:
                return True, "met", _with_date(deadline.group(0), plain, undated, deadline.start())
            return (False, "limit", limit[0]) if limit else (False, "none", "")
        extra = baseline if name == "achievable" else need
        if found := pattern("baseline" if name == "achievable" else "relevant").search(undated):
            return True, "met", found[0]
        given = filled(extra) and (name == "relevant" or has_number(extra))
        return (True, "field", "") if given else (False, "none", "")

    judged = []
    for name in SMART_PARTS:
        if name in parts:
            met, key, found_text = judge(name)
            judged.append(
                SmartPart(
                    name, say("smart", name), met, say("smart", f"{name}_{key}", found=_quote(found_text, target))
                )
            )
    missing = [part.label.lower() for part in judged if not part.met]
    sentence = (
        say("smart", "sentence_some", met=len(judged) - len(missing), n=len(judged), missing=join_words(missing))
        if missing
        else say("smart", "sentence_all", n=len(judged))
    )
    return SmartReport(sentence, tuple(judged), limit is not None)


def _quote(found: str, target: str) -> str:
    """The words found in the folded text, as the learner wrote them."""
    written, at = tidy(target), fold(target).find(found)
    return written[at : at + len(found)] if at >= 0 and len(written) == len(fold(target)) else found


def _with_date(found: str, plain: str, undated: str, start: int) -> str:
    """Put the dates back into a quoted deadline: the n-th mark stands for the n-th date."""
    before = undated[:start].count("\u00a7")
    dates = [match[0] for match in pattern("date").finditer(plain)]
    for index in range(found.count("\u00a7")):
        found = found.replace("\u00a7", dates[before + index], 1)
    return found
