"""What was learnt: scores before and after, for the people who sat both."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate, check_level
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.plots import INK
from qmslib._common.report import Picture
from qmslib.system._registers import frame_of, positive, read_register

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)


def normalised_gain(before: float, after: float, *, top: float = 100) -> float | None:
    """The normalised gain: of what could still be learnt, the share that was.

    Parameters
    ----------
    before, after
        Mean scores of a group.
    top
        The highest score.

    Returns
    -------
    float or None
        1 if everything was learnt, 0 if nothing, below 0 after a loss; None where nothing was left to learn.

    Raises
    ------
    CourseError
        If a score lies outside 0 to `top`.

    Notes
    -----
    g = (after − before) / (top − before), with the means of the class. Hake (1998), American Journal of Physics 66,
    64–74, calls g >= 0.7 high, g >= 0.3 medium and less low.

    Examples
    --------
    >>> normalised_gain(45, 67)
    0.4
    """
    top = positive(top, "top")
    for name, value in (("before", before), ("after", after)):
        if positive(value, name, zero=True) > top:
            raise CourseError(f"a score lies between 0 and {say_number(top)}", field=name, found=value)
    return None if before == top else (after - before) / (top - before)


@dataclass(frozen=True, eq=False)
class LearningGain(Picture):
    """Scores before and after training.

    Attributes
    ----------
    difference
        The mean difference, after less before, with its paired t interval; no interval for a single person.
    before, after
        The means of those who sat both; None with nobody.
    gain
        The normalised gain of the class (Hake, 1998); `gain_band` is high, medium or low.
    n
        How many sat both.
    only_before, only_after, neither
        How many sat one test only, or none. They are left out and counted here.
    better, same, worse
        How many did better, the same, worse.

    Examples
    --------
    >>> gain = learning_gain([{"person": "a", "before": 50, "after": 80}, {"person": "b", "before": 60, "after": 80},
    ...                       {"person": "c", "before": 40, "after": None}])
    >>> gain.n, gain.only_before, gain.difference.value
    (2, 1, 25.0)
    """

    sentence: str
    findings: tuple[Finding, ...]
    difference: Estimate
    before: float | None
    after: float | None
    gain: float | None
    gain_band: str | None
    n: int
    only_before: int
    only_after: int
    neither: int
    better: int
    same: int
    worse: int
    top: float
    rows: tuple[tuple[str, float | None, float | None, float | None], ...]

    def frame(self) -> Any:
        """One row for each person; `difference` is missing for those who did not sit both."""
        names = ("person", "before", "after", "difference")
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(names)})

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        return texts.say("alt", n=self.n, better=self.better, same=self.same, worse=self.worse)

    def draw(self, axes: Axes) -> None:
        """A line from before to after for each person; a triangle shows the way it goes."""
        for _, one, two, gap in self.rows:
            if one is None or two is None or gap is None:
                continue
            colour = INK["good"] if gap > 0 else INK["signal"] if gap < 0 else INK["soft"]
            axes.plot([0, 1], [one, two], color=colour, linestyle="-" if gap >= 0 else "--", alpha=0.7)
            axes.plot(1, two, marker="^" if gap > 0 else "v" if gap < 0 else "o", color=colour)
        axes.set_xticks([0, 1], [texts.say("before"), texts.say("after")])
        axes.set_ylabel(texts.say("score"))
        axes.set_ylim(-0.03 * self.top, 1.05 * self.top)


def learning_gain(
    table: Any,
    *,
    person: str = "person",
    before: str = "before",
    after: str = "after",
    top: float = 100,
    level: float = 0.95,
) -> LearningGain:
    """Compare scores before and after training, person by person.

    Parameters
    ----------
    table
        One row for each person; an empty score means that the test was not sat.
    person, before, after
        The columns.
    top
        The highest score.
    level
        The confidence level.

    Returns
    -------
    LearningGain
        Mean paired difference with its interval, normalised gain, and who was left out.

    Raises
    ------
    CourseError
        If a person is missing or stands there twice, or a score lies outside 0 to `top`.

    Notes
    -----
    Interval: mean ± t(n − 1) × sd / √n of the differences (paired t). A difference without a comparison group may
    have other causes than the training.

    Examples
    --------
    >>> scores = [("a", 50, 70), ("b", 60, 75), ("c", 40, 65)]
    >>> print(learning_gain([{"person": p, "before": b, "after": a} for p, b, a in scores]).sentence[:77])
    3 people sat both tests: the mean rose from 50 to 70, by 20 (95 % interval 7.
    """
    check_level(level)
    top = positive(top, "top")
    register = read_register(table, [person, before, after])
    names = register.texts(person)
    first, second = register.numbers(before, 0, top), register.numbers(after, 0, top)
    rows: list[tuple[str, float | None, float | None, float | None]] = []
    seen: dict[str, int] = {}
    for row, name in enumerate(names):
        if not name:
            raise CourseError(f"row {row + 1}: the person is missing", field=person)
        if name in seen:
            raise CourseError(f"row {row + 1}: the same person as in row {seen[name] + 1}", field=person, found=name)
        seen[name] = row
        one, two = first[row], second[row]
        rows.append((name, one, two, None if one is None or two is None else two - one))
    gaps = [row[3] for row in rows if row[3] is not None]
    pairs = [(row[1], row[2]) for row in rows if row[1] is not None and row[2] is not None]
    n = len(pairs)
    counts = {
        "only_before": sum(row[1] is not None and row[2] is None for row in rows),
        "only_after": sum(row[1] is None and row[2] is not None for row in rows),
        "neither": sum(row[1] is None and row[2] is None for row in rows),
    }
    findings: list[Finding] = []
    for key, count in counts.items():
        if count:
            findings.append(texts.finding("warn", key, n=count))
    mean = low = high = start = end = gain = None
    if n:
        mean, start, end = math.fsum(gaps) / n, math.fsum(p[0] for p in pairs) / n, math.fsum(p[1] for p in pairs) / n
        gain = normalised_gain(min(start, top), min(end, top), top=top)
        if gain is None:
            findings.append(texts.finding("warn", "ceiling"))
    if mean is not None and n > 1:
        from scipy import stats

        spread = math.sqrt(math.fsum((gap - mean) ** 2 for gap in gaps) / (n - 1)) / math.sqrt(n)
        half = float(stats.t.ppf((1 + level) / 2, n - 1)) * spread
        low, high = mean - half, mean + half
    if 0 < n < 10:
        findings.append(texts.finding("info", "few", n=n))
    if n:
        findings.append(texts.finding("info", "no_group"))
    band = None if gain is None else "high" if gain >= 0.7 else "medium" if gain >= 0.3 else "low"
    sentence = texts.say("none")
    if mean is not None and start is not None and end is not None:
        way = "rose" if mean > 0 else "fell" if mean < 0 else "stayed"
        interval = ""
        if low is not None and high is not None:
            ends = (say_number(low), say_number(high))
            interval = texts.say("interval", level=say_number(100 * level, 1), low=ends[0], high=ends[1])
        sentence = texts.say(
            way, n=n, before=say_number(start), after=say_number(end), by=say_number(abs(mean)), interval=interval
        )
        if gain is not None:
            sentence += " " + texts.say("gain", gain=say_number(gain), band=band)
    difference = Estimate(mean, low, high, n, level, "paired t")
    return LearningGain(
        sentence, tuple(findings), difference, start, end, gain, band, n, counts["only_before"], counts["only_after"],
        counts["neither"], sum(g > 0 for g in gaps), sum(g == 0 for g in gaps), sum(g < 0 for g in gaps), top,
        tuple(rows),
    )  # fmt: skip
