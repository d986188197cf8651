"""A risk register: cause, event, effect, likelihood times impact in declared bands, response, review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qmslib._common.dates import say_date
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.moments import read_day
from qmslib._common.plots import INK
from qmslib._common.report import Picture
from qmslib._common.words import bare
from qmslib.system._registers import frame_of, read_register, whole
from qmslib.system.audit.bands import band

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
#: Bands of likelihood times impact on a 5 by 5 grid; organisations differ, so they are an argument.
BANDS = (("low", 1), ("medium", 5), ("high", 10), ("very high", 16))
RESPONSES = ("avoid", "reduce", "share", "accept")
# Thin tints of the page's own colours, so that words stay readable on a light and on a dark page.
_FILLS = (("good", 0.06), ("target", 0.08), ("target", 0.18), ("signal", 0.2))
_HATCHES = ("", "..", "//", "xx")


@dataclass(frozen=True, eq=False)
class RiskRegister(Picture):
    """A risk register, rated and checked. Drawn, it is a grid with the risks' names in its cells.

    Attributes
    ----------
    n
        How many risks.
    inherent, residual
        Likelihood times impact before and after the response; None where not rated (residual: not given).
    bands
        The band of each inherent rating.
    overdue
        Names of risks whose review date has passed.
    faults
        How many findings of level ``bad``.

    Examples
    --------
    >>> register = risk_register([{"risk": "Lost file", "cause": "No log", "event": "A file is lost",
    ...     "effect": "A late decision", "owner": "Tom", "likelihood": 4, "impact": 4, "response": "reduce",
    ...     "action": "Scan on arrival", "review": "2026-09-01"}], as_of="2026-06-01")
    >>> register.inherent, register.bands
    ((16,), ('very high',))
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    names: tuple[str, ...]
    places: tuple[tuple[int, int] | None, ...]
    inherent: tuple[int | None, ...]
    residual: tuple[int | None, ...]
    bands: tuple[str | None, ...]
    responses: tuple[str, ...]
    owners: tuple[str, ...]
    overdue: tuple[str, ...]
    faults: int
    limits: tuple[tuple[str, int], ...]
    steps: int

    def frame(self) -> Any:
        """One row for each risk, the highest first."""
        order = sorted(range(self.n), key=lambda at: (-(self.inherent[at] or 0), self.names[at]))
        columns = {
            "risk": self.names, "rating": self.inherent, "band": self.bands, "response": self.responses,
            "residual": self.residual, "owner": self.owners,
        }  # fmt: skip
        return frame_of({name: [cells[at] for at in order] for name, cells in columns.items()})

    def _cells(self) -> dict[tuple[int, int], list[str]]:
        cells: dict[tuple[int, int], list[str]] = {}
        for name, place in sorted(zip(self.names, self.places, strict=True), key=lambda pair: pair[0]):
            if place:
                cells.setdefault(place, []).append(name)
        return cells

    @property
    def alt(self) -> str:
        """What the grid shows, in words."""
        cells = sorted(self._cells().items(), key=lambda cell: (-cell[0][0] * cell[0][1], cell[0]))
        points = "; ".join(
            texts.say("cell", likelihood=place[0], impact=place[1], names=", ".join(names)) for place, names in cells
        )
        return texts.say("alt" if points else "alt_none", steps=self.steps, points=points)

    def draw(self, axes: Axes) -> None:
        """The grid: hatches and words for the bands, names for the risks."""
        order = [name for name, _ in sorted(self.limits, key=lambda pair: pair[1])]
        cells = self._cells()
        from matplotlib.patches import Rectangle

        for likelihood in range(1, self.steps + 1):
            for impact in range(1, self.steps + 1):
                name = band(likelihood * impact, self.limits)
                at = min(order.index(name) * 4 // len(order), 3) if name else 0
                axes.add_patch(
                    Rectangle(
                        (impact - 0.5, likelihood - 0.5), 1, 1, facecolor=INK[_FILLS[at][0]], edgecolor=INK["grid"],
                        hatch=_HATCHES[at], alpha=_FILLS[at][1], linewidth=0.6,
                    )
                )  # fmt: skip
                said = [text if len(text) < 16 else text[:15] + "…" for text in cells.get((likelihood, impact), [])]
                words = "\n".join(said[:3] + ([f"+ {len(said) - 3}"] if len(said) > 3 else []))
                axes.text(impact, likelihood + 0.38, name or "", fontsize=7, ha="center", va="top", color=INK["soft"])
                axes.text(impact, likelihood - 0.08, words, fontsize=8, ha="center", va="center", weight="bold")
        axes.set_xlim(0.5, self.steps + 0.5)
        axes.set_ylim(0.5, self.steps + 0.5)
        axes.set_xticks(range(1, self.steps + 1))
        axes.set_yticks(range(1, self.steps + 1))
        axes.set_xlabel(texts.say("impact"))
        axes.set_ylabel(texts.say("likelihood"))


def risk_register(
    table: Any, as_of: object, *, bands: Sequence[tuple[str, int]] = BANDS, steps: int = 5
) -> RiskRegister:
    """Rate and check a risk register.

    Parameters
    ----------
    table
        A table with ``risk`` (a short name), ``cause``, ``event``, ``effect``, ``owner``, ``likelihood`` and
        ``impact`` (whole numbers from 1), ``response`` (avoid, reduce, share or accept), ``review`` (a date); and,
        where there are any, ``action``, ``residual_likelihood`` and ``residual_impact`` (after the response).
    as_of
        The day to look at it.
    bands
        Name and lowest rating of each band. There is no standard set: take your organisation's.
    steps
        How many steps each scale has.

    Returns
    -------
    RiskRegister
        Ratings, bands and faults; it can draw its grid.

    Raises
    ------
    CourseError
        If a column is missing, a number is off its scale, a risk has no name or its name stands there twice.

    Notes
    -----
    rating = likelihood × impact. Both are ranks, so a rating of 12 is not twice a rating of 6: use it to sort, not to
    calculate. Cox (2008), "What's wrong with risk matrices?", Risk Analysis 28, shows how grids can mislead. The
    responses are those of ISO 31000:2018, 6.5, in short.

    Examples
    --------
    >>> register = risk_register([{"risk": "Flood in the store", "cause": "Old pipes", "event": "Water gets in",
    ...     "effect": "Files are spoilt", "owner": "", "likelihood": 2, "impact": 5, "response": "share",
    ...     "review": "2026-03-01"}], as_of="2026-06-01")
    >>> print(register.sentence)
    1 risk: 1 high. 1 review is overdue.
    """
    day, steps = read_day(as_of), whole(steps, "steps", 2)
    register = read_register(
        table, ["risk", "cause", "event", "effect", "owner", "likelihood", "impact", "response", "review"]
    )
    words = {name: register.texts(name) for name in ("risk", "cause", "event", "effect", "owner", "action")}
    scales = {
        name: register.numbers(name, 1, steps, whole=True)
        for name in ("likelihood", "impact", "residual_likelihood", "residual_impact")
    }
    responses, reviews = register.choices("response", RESPONSES), register.days("review")
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    places: list[tuple[int, int] | None] = []
    inherent: list[int | None] = []
    residual: list[int | None] = []
    overdue = []
    highest = max(bands, key=lambda pair: pair[1])[0] if bands else ""
    for row, name in enumerate(words["risk"]):
        if not name or bare(name) in seen:
            raise CourseError(
                f"row {row + 1}: the risk has no name of its own",
                field="risk",
                found=name,
                do="Give each a short name",
            )
        seen[bare(name)] = row
        findings += [
            texts.finding("bad", f"no_{part}", row, part)
            for part in ("cause", "event", "effect", "owner")
            if not words[part][row]
        ]
        one, two = scales["likelihood"][row], scales["impact"][row]
        left = (scales["residual_likelihood"][row], scales["residual_impact"][row])
        rating = int(one * two) if one and two else None
        rest = int(left[0] * left[1]) if left[0] and left[1] else None
        inherent.append(rating)
        residual.append(rest)
        places.append((int(one), int(two)) if one and two else None)
        if rating is None:
            findings.append(texts.finding("bad", "not_rated", row, "likelihood"))
        if (left[0] is None) != (left[1] is None):
            findings.append(texts.finding("warn", "half_residual", row, "residual_likelihood"))
        worse = any(after and before and after > before for after, before in ((left[0], one), (left[1], two)))
        if worse:
            findings.append(texts.finding("bad", "residual_higher", row, "residual_likelihood"))
        elif rest is not None and rest == rating and responses[row] in ("avoid", "reduce", "share"):
            findings.append(texts.finding("warn", "no_change", row, "residual_likelihood", response=responses[row]))
        if not responses[row]:
            findings.append(texts.finding("bad", "no_response", row, "response"))
        elif responses[row] != "accept" and not words["action"][row]:
            findings.append(texts.finding("warn", "no_action", row, "action", response=responses[row]))
        elif responses[row] == "accept" and band(rating, bands) == highest:
            findings.append(texts.finding("warn", "accept_high", row, "response", band=highest))
        review = reviews[row]
        if review is None:
            findings.append(texts.finding("bad", "no_review", row, "review"))
        elif review < day:
            overdue.append(name)
            findings.append(texts.finding("bad", "overdue", row, "review", date=say_date(review)))
    given = tuple(band(rating, bands) for rating in inherent)
    order = [name for name, _ in sorted(bands, key=lambda pair: -pair[1]) if name in given]
    split = ", ".join(f"{given.count(name)} {name}" for name in order)
    key = "sentence" if given else "none"
    sentence = texts.say(key, n=len(given), split=split or texts.say("unrated"), overdue=len(overdue))
    return RiskRegister(
        sentence, tuple(findings), len(given), tuple(words["risk"]), tuple(places), tuple(inherent), tuple(residual),
        given, tuple(responses), tuple(words["owner"]), tuple(overdue),
        sum(found.level == "bad" for found in findings), tuple(bands), steps,
    )  # fmt: skip
