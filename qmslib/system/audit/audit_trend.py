"""Findings and completed checks by month, and a note on them for each audience."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qmslib._common.dates import MONTHS
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.plots import INK
from qmslib._common.report import Picture, Report
from qmslib._common.words import filled, tidy
from qmslib.system._registers import frame_of, read_register

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
_AUDIENCES = ("team", "managers", "customers")


@dataclass(frozen=True, eq=False)
class CheckTrend(Picture):
    """Checks done and findings, month by month.

    Attributes
    ----------
    completion
        The share of planned checks that were done, over all months; None if none was planned.
    per_check
        Findings for each check done, over all months; None if none was done.
    months, planned, done, found
        The months in order, and the counts of each.

    Examples
    --------
    >>> trend = check_trend([{"planned": "2026-01-05", "done": "2026-01-06", "findings": 3},
    ...                      {"planned": "2026-02-02", "done": "", "findings": ""}])
    >>> trend.completion, trend.per_check
    (0.5, 3.0)
    """

    sentence: str
    findings: tuple[Finding, ...]
    months: tuple[str, ...]
    planned: tuple[int, ...]
    done: tuple[int, ...]
    found: tuple[int, ...]
    completion: float | None
    per_check: float | None

    def frame(self) -> Any:
        """One row for each month."""
        return frame_of(
            {
                "month": self.months, "planned": self.planned, "done": self.done, "findings": self.found,
                "completion": [d / p if p else None for d, p in zip(self.done, self.planned, strict=True)],
                "findings_per_check": [f / d if d else None for f, d in zip(self.found, self.done, strict=True)],
            }
        )  # fmt: skip

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        rows = zip(self.months, self.planned, self.done, self.found, strict=True)
        return texts.say("alt", points="; ".join(texts.say("point", m=m, p=p, d=d, f=f) for m, p, d, f in rows))

    def draw(self, axes: Axes) -> None:
        """Planned and done as bars, findings as a line."""
        at = range(len(self.months))
        axes.bar(at, self.planned, color="none", edgecolor=INK["soft"], linestyle="--", label=texts.say("planned"))
        axes.bar(at, self.done, color=INK["grid"], edgecolor=INK["soft"], width=0.5, label=texts.say("done"))
        axes.plot(at, self.found, color=INK["signal"], marker="o", label=texts.say("found"))
        axes.set_xticks(list(at), self.months, rotation=45, ha="right")
        axes.legend()


def check_trend(checks: Any, *, planned: str = "planned", done: str = "done", found: str = "findings") -> CheckTrend:
    """How many of the planned checks were done, and what they found, month by month.

    Parameters
    ----------
    checks
        One row for each planned check. Rows may stand in any order.
    planned, done, found
        Its columns: the day planned, the day done (empty if it was not), and how many findings there were.

    Returns
    -------
    CheckTrend
        Completion and findings for each check, by the month in which it was planned; it can draw itself.

    Raises
    ------
    CourseError
        If a check has no planned day, or was done without a number of findings.

    Examples
    --------
    >>> print(check_trend([{"planned": "2026-01-05", "done": "2026-01-06", "findings": 3},
    ...                    {"planned": "2026-02-02", "done": "2026-02-02", "findings": 1}]).sentence)
    2 of 2 planned checks were done (100 %), with 2 findings a check.
    """
    register = read_register(checks, [planned, done, found])
    days, ends, counts = register.days(planned), register.days(done), register.numbers(found, 0, whole=True)
    table: dict[tuple[int, int], list[int]] = {}
    for row, day in enumerate(days):
        if day is None:
            raise CourseError(f"row {row + 1}: the planned day is missing", field=planned)
        if ends[row] is not None and counts[row] is None:
            raise CourseError(f"row {row + 1}: the check was done; how many findings were there", field=found)
        if ends[row] is None and counts[row]:
            raise CourseError(f"row {row + 1}: there are findings, but the check was not done", field=done)
        cells = table.setdefault((day.year, day.month), [0, 0, 0])
        cells[0] += 1
        cells[1] += ends[row] is not None
        cells[2] += int(counts[row] or 0)
    keys = sorted(table)
    planned_n, done_n, found_n = (sum(table[key][at] for key in keys) for at in range(3))
    completion = done_n / planned_n if planned_n else None
    rate = found_n / done_n if done_n else None
    findings = []
    if completion is not None and completion < 1:
        findings.append(texts.finding("warn", "not_done", n=planned_n - done_n))
    sentence = texts.say(
        "sentence" if rate is not None else "none_done" if planned_n else "none", n=planned_n, done=done_n,
        share=say_number(100 * (completion or 0), 1), rate=say_number(rate or 0, 2),
    )  # fmt: skip
    columns = [tuple(table[key][at] for key in keys) for at in range(3)]
    names = tuple(f"{MONTHS[month - 1][:3]} {year}" for year, month in keys)
    return CheckTrend(sentence, tuple(findings), names, columns[0], columns[1], columns[2], completion, rate)


def feedback_note(
    report: Report,
    audience: str,
    *,
    strengths: Sequence[str] = (),
    actions: Sequence[Mapping[str, str]] = (),
    area: str = "",
) -> str:
    """A short note on the results of a check, for those who did the work, who manage it or who receive it.

    Parameters
    ----------
    report
        Any result; its sentence is quoted, so every audience reads the same figure.
    audience
        ``"team"``, ``"managers"`` or ``"customers"``.
    strengths
        What went well. A note to the team begins with it.
    actions
        What will be done: ``action``, ``owner``, ``due``. Customers are told the action and the day, not the owner.
    area
        What was checked.

    Returns
    -------
    str
        The note as Markdown.

    Raises
    ------
    CourseError
        If the audience is not known, or an action has no words.

    Examples
    --------
    >>> score = check_trend([{"planned": "2026-01-05", "done": "2026-01-06", "findings": 3}])
    >>> actions = [{"action": "Label each box", "owner": "Tom", "due": "1 May"}]
    >>> print(feedback_note(score, "customers", actions=actions))
    **What we checked, and what we will do**
    <BLANKLINE>
    1 of 1 planned check was done (100 %), with 3 findings a check.
    <BLANKLINE>
    - Label each box, by 1 May
    """
    if audience not in _AUDIENCES:
        raise CourseError(
            "this audience is not known",
            field="audience",
            found=audience,
            do="Choose " + join_words(list(_AUDIENCES), "or"),
        )
    lines = [f"**{texts.say('head_' + audience)}{': ' + tidy(area) if tidy(area) else ''}**"]
    well = [tidy(text) for text in strengths if filled(text)]
    if well and audience != "customers":
        lines.append(texts.say("well", list=join_words(well)))
    lines.append(report.sentence)
    if audience == "managers":
        lines += [f"- {found.text}" for found in report.findings if found.level in ("bad", "warn")]
    for number, action in enumerate(actions, start=1):
        words = tidy(action.get("action", ""))
        if not filled(words):
            raise CourseError(f"action {number} has no words", field="action")
        owner, due = tidy(action.get("owner", "")), tidy(str(action.get("due", "") or ""))
        line = f"- {words}"
        line += f" ({owner})" if owner and audience != "customers" else ""
        lines.append(line + (f", {texts.say('by')} {due}" if due else ""))
    if not actions:
        lines.append(texts.say("no_actions"))
    if audience == "team":
        lines.append(texts.say("reply"))
    return "\n\n".join(lines).replace("\n\n- ", "\n- ").replace("\n- ", "\n\n- ", 1)
