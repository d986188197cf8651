"""What a before/after comparison found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qmslib._common.estimates import Estimate
from qmslib._common.findings import Finding
from qmslib._common.report import Picture
from qmslib.improvement.comparing._measures import Measured
from qmslib.improvement.comparing._words import Wording, figure, texts

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from qmslib.improvement.comparing.drift import DriftReport


@dataclass(frozen=True, eq=False)
class Comparison(Picture):
    """Two periods compared.

    Attributes
    ----------
    verdict
        ``keep``, ``redo``, ``too early``, or ``not safe to compare`` when the earlier period was already moving.
    reasons
        Why, in sentences.
    safe
        Whether the earlier period was steady; None where that could not be checked.
    effect
        The difference in the service's own terms.
    before, after
        The figure of each period: a share, a mean (median for times) or a rate; None for an empty period.
    n_before, n_after
        How many cases (or how much time) each rests on.
    change
        After less before, with its interval.
    ratio, number_needed
        After over before (shares and rates); how many cases for one case less or more (shares).
    mean_change, superiority
        For times and scores: the difference of the means; the chance that a later case is better than an earlier.
    p, p_mean
        The p-value of `change`, and of the difference of the means.
    drift_before, drift_after
        What `check_drift` found; None where it could not look.

    Examples
    --------
    >>> from qmslib.improvement import before_after
    >>> found = before_after((48, 240), (22, 230), item="requests", event="late", volume=220)
    >>> found.verdict
    'keep'
    >>> round(found.change.low, 3), round(found.change.high, 3)
    (-0.168, -0.04)
    """

    sentence: str
    findings: tuple[Finding, ...]
    kind: str
    better: str
    verdict: str
    reasons: tuple[str, ...]
    safe: bool | None
    effect: str
    before: float | None
    after: float | None
    n_before: float
    n_after: float
    measures: tuple[Measured, ...]
    drift_before: DriftReport | None
    drift_after: DriftReport | None
    wording: Wording

    def _named(self, name: str) -> Measured | None:
        return next((measure for measure in self.measures if measure.name == name), None)

    @property
    def change(self) -> Estimate:
        """After less before."""
        return self.measures[0].estimate

    @property
    def p(self) -> float | None:
        """The p-value of the change."""
        return self.measures[0].p

    @property
    def ratio(self) -> Estimate | None:
        """After over before; None for times and scores."""
        found = self._named("ratio")
        return found.estimate if found else None

    @property
    def number_needed(self) -> Estimate | None:
        """How many cases for one case less or more; None except for shares."""
        found = self._named("number needed")
        return found.estimate if found else None

    @property
    def mean_change(self) -> Estimate | None:
        """The difference of the means; None for shares and counts."""
        found = self._named("mean change") or (self.measures[0] if self.kind == "scores" else None)
        return found.estimate if found else None

    @property
    def p_mean(self) -> float | None:
        """The p-value of the difference of the means."""
        found = self._named("mean change") or (self.measures[0] if self.kind == "scores" else None)
        return found.p if found else None

    @property
    def superiority(self) -> Estimate | None:
        """The chance that a later case is better than an earlier one, ties counted half."""
        found = self._named("superiority")
        return found.estimate if found else None

    @property
    def title(self) -> str:
        """Verdict and difference, without the interval."""
        return self.sentence.split(" (")[0].split(";")[0].rstrip(".")

    def frame(self) -> pd.DataFrame:
        """One row for each way to say the difference: measure, value, low, high, p, n, method."""
        import pandas as pd

        rows = []
        for name, value, n in (("before", self.before, self.n_before), ("after", self.after, self.n_after)):
            rows.append({"measure": name, "value": value, "low": None, "high": None, "p": None, "n": n, "method": ""})
        for measure in self.measures:
            found = measure.estimate
            rows.append(
                {
                    "measure": measure.name,
                    "value": found.value,
                    "low": found.low,
                    "high": found.high,
                    "p": measure.p,
                    "n": found.n,
                    "method": found.method,
                }
            )
        frame = pd.DataFrame(rows)
        numbers = ["value", "low", "high", "p", "n"]
        return frame.astype(dict.fromkeys(numbers, float))

    def _rows(self) -> list[tuple[str, Estimate, float]]:
        scale = 100.0 if self.kind == "proportion" else 1.0
        names = ("change", "mean change")
        return [
            (texts.say(f"row_{found.name}"), found.estimate, scale)
            for found in self.measures
            if found.name in names and found.estimate.value is not None
        ]

    @property
    def alt(self) -> str:
        """The changes and their intervals in words."""
        said = []
        for name, found, scale in self._rows():
            value, low, high = (
                None if end is None else ("-" if end < 0 else "") + figure(end * scale)
                for end in (found.value, found.low, found.high)
            )
            key = "alt_bare" if low is None else "alt_row"
            said.append(texts.say(key, name=name, value=value, low=low, high=high))
        return texts.say("alt", rows="; ".join(said) or "–", side=texts.say(f"side_{self.better}"))

    def draw(self, axes: Axes) -> None:
        """Each change as a point with its interval, and the line of no change."""
        from qmslib._common.plots import INK

        rows = self._rows()
        for place, (_, found, scale) in enumerate(rows):
            assert found.value is not None
            if found.low is not None and found.high is not None:
                axes.plot([found.low * scale, found.high * scale], [place, place], color=INK["line"], linewidth=3)
            axes.plot([found.value * scale], [place], marker="D", color=INK["line"], markersize=9)
        axes.axvline(0, color=INK["soft"], linestyle="--")
        axes.set_yticks(range(len(rows)), [name for name, _, _ in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.annotate(texts.say("axis_no"), (0, -0.5), xytext=(4, 0), textcoords="offset points", color=INK["soft"])
        left = self.better == "lower"
        arrow = f"← {texts.say('axis_better')}" if left else f"{texts.say('axis_better')} →"
        axes.text(0 if left else 1, 0.02, arrow, transform=axes.transAxes, ha="left" if left else "right",
                  color=INK["good"])  # fmt: skip
        unit = f" ({self.wording.unit})" if self.wording.unit else ""
        axes.set_xlabel(
            texts.say(
                f"axis_{self.kind}",
                item=self.wording.item,
                event=self.wording.event,
                unit=unit,
                period=self.wording.period,
            )
        )
