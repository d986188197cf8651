"""Five whys: a chain of causes, with evidence at each link, to one that can be acted on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from qmslib._common.blame import blame, hint
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report
from qmslib._common.tables import number_column, table_rows, text_column, to_frame
from qmslib._common.words import bare, filled, fold, short, words
from qmslib.improvement.causes._words import content, found

if TYPE_CHECKING:
    import pandas as pd

texts = module_texts(__file__)
_GUIDE = 5


@dataclass(frozen=True)
class Why:
    """One answer to the question why.

    Attributes
    ----------
    row, depth
        Its row, counted from 0, and how many whys below the problem it stands.
    cause, evidence
        What was answered, and how one knows.
    under
        The row that it explains; None for the problem itself.
    control
        ``yes`` or ``no``: whether people here can act on it; empty when not said.
    blame, hint
        The words that put it down to a person, and a way to say it about the work; empty when there are none.
    last
        Whether nothing is asked beneath it.

    Examples
    --------
    >>> from qmslib.improvement import check_whys
    >>> check_whys([{"cause": "Tom forgot the file"}], problem="The file came late").whys[0].blame
    'forgot'
    """

    row: int
    depth: int
    cause: str
    evidence: str
    under: int | None
    control: str
    blame: str
    hint: str
    last: bool


@dataclass(frozen=True)
class WhyReport(Report):
    """A chain of whys, checked.

    Attributes
    ----------
    problem
        What is asked about.
    whys
        Each answer with its place in the chain.
    depth
        The longest way from the problem to a last cause.

    Examples
    --------
    >>> from qmslib.improvement import check_whys
    >>> report = check_whys(["Requests wait in the shared mailbox", "Nobody is named to open it on Mondays"],
    ...                     problem="One request in five is late")
    >>> report.depth, [root.cause for root in report.roots]
    (2, ['Nobody is named to open it on Mondays'])
    """

    sentence: str
    findings: tuple[Finding, ...]
    problem: str
    whys: tuple[Why, ...]

    @property
    def depth(self) -> int:
        """The longest way from the problem to a last cause."""
        return max((why.depth for why in self.whys), default=0)

    @property
    def roots(self) -> tuple[Why, ...]:
        """The last cause of each branch."""
        return tuple(why for why in self.whys if why.last)

    @property
    def sound(self) -> bool:
        """Whether nothing was found that has to be put right or looked at."""
        return not any(finding.level in ("bad", "warn") for finding in self.findings) and bool(self.whys)

    def frame(self) -> pd.DataFrame:
        """One row for each why."""
        return to_frame([asdict(why) for why in self.whys])


def check_whys(
    chain: Sequence[str | Mapping[str, Any]] | pd.DataFrame, problem: str = "", *, people: Collection[str] = ()
) -> WhyReport:
    """Check a chain of whys for missing evidence, blame, leaps, circles and a sound end.

    Parameters
    ----------
    chain
        One cause a row, from the problem downwards: plain sentences, or rows with ``cause`` and, if you like,
        ``evidence``, ``control`` (yes or no: can people here act on it), ``link`` (how it leads to what it explains)
        and ``under`` (the row it explains, counted from 1; 0 is the problem; by default the row above). Several rows
        under one row are branches. Empty rows are skipped.
    problem
        What is asked about.
    people
        Names of colleagues, so that a sentence that ends with one of them is seen.

    Returns
    -------
    WhyReport
        The chain, its last causes and what to look at. Nothing is rewritten: a hint is only a hint.

    Raises
    ------
    CourseError
        When the rows are no chain.

    Notes
    -----
    After Ohno (1988), *Toyota Production System*. Five is a guide: stop at the first cause that you can act on and
    whose removal stops the problem. The word lists are plain; a person judges.

    Examples
    --------
    >>> rows = [
    ...     {"cause": "Requests wait in the mailbox until Tuesday", "evidence": "Log: 31 of 40 late ones came in "
    ...      "on a Monday", "control": "yes"},
    ...     {"cause": "On Mondays nobody is on the rota to open the mailbox", "evidence": "Rota for March",
    ...      "control": "yes"},
    ...     {"cause": "The rota for the mailbox was drawn up when requests came by post",
    ...      "evidence": "Rota dated 2019", "control": "yes"},
    ... ]
    >>> print(check_whys(rows, problem="One request in five is late").sentence)
    3 whys from the problem to “The rota for the mailbox was drawn up…”, each with evidence, and it ends where you can act.
    """  # noqa: E501
    plain: Any = chain
    if isinstance(chain, str):
        raise CourseError("a chain is a list of causes", field="chain", found=chain, do="Give a list, one cause each")
    if not hasattr(chain, "columns"):
        plain = [{"cause": row} if isinstance(row, str) else row for row in chain]
    cells = table_rows(plain, ("cause",))
    columns = {name: text_column(cells, name) for name in ("cause", "evidence", "control", "link")}
    under = number_column(cells, "under")
    findings: list[Finding] = []
    if not filled(problem):
        findings.append(texts.finding("bad", "no_problem", None, "problem"))
    parents, depths = _tree(columns["cause"], columns["evidence"], under, findings)
    whys = []
    for row, depth in depths.items():
        last = row not in parents.values()
        cause = columns["cause"][row]
        blamed = blame(cause, people)
        whys.append(
            Why(row, depth, cause, columns["evidence"][row], parents[row], fold(columns["control"][row]), blamed,
                hint(cause) if blamed else "", last)
        )  # fmt: skip
    for why in whys:
        _check_link(why, problem, columns["link"][why.row], whys, findings)
    for why in whys:
        if why.last:
            _check_end(why, len(whys), findings)
    for parent in sorted({why.under for why in whys if why.under is not None}):
        size = sum(why.under == parent for why in whys)
        if size > 1:
            findings.append(texts.finding("info", "branch", None, None, under=parent + 1, n=size))
    return WhyReport(_sentence(whys, findings), tuple(findings), problem, tuple(whys))


def _tree(
    causes: list[str], evidence: list[str], under: list[float | None], findings: list[Finding]
) -> tuple[dict[int, int | None], dict[int, int]]:
    """For each row that is not empty the row it explains, and its depth."""
    parents: dict[int, int | None] = {}
    depths: dict[int, int] = {}
    above: int | None = None
    for row, cause in enumerate(causes):
        if not cause and not evidence[row]:
            continue
        if not filled(cause):
            findings.append(texts.finding("bad", "no_cause", row, "cause"))
        asked = under[row]
        parent = above if asked is None else None if asked == 0 else int(asked) - 1
        if parent is not None and parent not in depths:
            findings.append(texts.finding("bad", "under", row, "under", under=parent + 1))
            parent = above
        parents[row] = parent
        depths[row] = 1 if parent is None else depths[parent] + 1
        above = row
    return parents, depths


def _check_link(why: Why, problem: str, link: str, whys: list[Why], findings: list[Finding]) -> None:
    row, cause = why.row, why.cause
    if not filled(cause):
        return
    if not filled(why.evidence):
        findings.append(texts.finding("warn", "no_evidence", row, "evidence"))
    elif phrase := found("opinion", why.evidence):
        findings.append(texts.finding("warn", "opinion", row, "evidence", words=phrase))
    if why.blame:
        findings.append(texts.finding("warn", "blame", row, "cause", words=why.blame, hint=why.hint))
    if phrase := found("coincidence", cause) or found("coincidence", why.evidence):
        findings.append(texts.finding("warn", "coincidence", row, "cause", words=phrase))
    if phrase := found("solution", cause):
        findings.append(texts.finding("warn", "solution", row, "cause", words=phrase))
    if len(words(cause)) < 3:
        findings.append(texts.finding("warn", "vague", row, "cause"))
    if bare(cause) == bare(problem) and bare(problem):
        findings.append(texts.finding("bad", "circle", row, "cause"))
        return
    same = [other.row for other in whys if other.row < row and bare(other.cause) == bare(cause)]
    if same:
        findings.append(texts.finding("bad", "repeat", row, "cause", other=same[0] + 1))
        return
    effect = problem if why.under is None else next(other.cause for other in whys if other.row == why.under)
    if filled(effect) and not filled(link) and not content(cause) & (content(effect) | content(why.evidence)):
        findings.append(texts.finding("warn", "leap", row, "cause", cause=short(cause, 60), effect=short(effect, 60)))


def _check_end(why: Why, n: int, findings: list[Finding]) -> None:
    row = why.row
    if why.blame:
        findings.append(texts.finding("bad", "blame_end", row, "cause"))
    if why.control == "no":
        findings.append(texts.finding("warn", "no_control", row, "control"))
    elif phrase := found("outside", why.cause):
        findings.append(texts.finding("warn", "outside", row, "cause", words=phrase))
    elif why.control != "yes":
        findings.append(texts.finding("info", "control_unknown", row, "control"))
    if why.depth < 3 and n:
        findings.append(texts.finding("info" if why.control == "yes" else "warn", "short", row, None, n=why.depth))
    if why.depth > _GUIDE + 2:
        findings.append(texts.finding("info", "long", row, None, n=why.depth))


def _sentence(whys: list[Why], findings: list[Finding]) -> str:
    if not whys:
        return texts.say("sentence_none")
    roots = [why for why in whys if why.last]
    faults = sum(finding.level in ("bad", "warn") for finding in findings)
    if len(roots) > 1:
        return texts.say("sentence_branches", n=len(whys), paths=len(roots), faults=faults)
    key = "sentence_more" if faults or roots[0].control != "yes" else "sentence_good"
    return texts.say(key, n=len(whys), faults=faults, root=short(roots[0].cause, 38))
