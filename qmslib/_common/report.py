"""What every result of the toolbox can do: say itself, print, show its table, draw itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qmslib._common.findings import Finding
from qmslib._common.report_html import MARKS, SHOWN, report_html

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


class Report:
    """A result that says its finding in a sentence.

    Attributes
    ----------
    sentence
        The finding, in one or two plain sentences.
    findings
        What else to look at: faults in the data, cautions, what was left out and why.
    """

    sentence: str
    findings: tuple[Finding, ...]

    def frame(self) -> pd.DataFrame:
        """The result as a tidy table: one row for each thing, one column for each fact about it."""
        raise NotImplementedError(f"{type(self).__name__} gives no table")

    def __str__(self) -> str:
        lines = [self.sentence, *(f"{MARKS[found.level]}: {found.text}" for found in self.findings_to_say())]
        table = self.table_to_show()
        if table is not None and len(table):
            rest = len(table) - SHOWN
            lines += ["", table.head(SHOWN).to_string(index=False, na_rep="–")]
            if rest > 0:
                lines.append(f"… and {rest} more row{'' if rest == 1 else 's'}")
        return "\n".join(lines)

    def findings_to_say(self) -> tuple[Finding, ...]:
        """The findings; a result with nothing more to say need not carry an empty field."""
        return getattr(self, "findings", ())

    def table_to_show(self) -> pd.DataFrame | None:
        """The table, or nothing where the result has none."""
        return None if type(self).frame is Report.frame else self.frame()

    def _repr_html_(self) -> str:
        """What a notebook and the site show. Everything that came from data is escaped."""
        return report_html(self)


class Picture(Report):
    """A result that can also draw itself: a title that says the finding, a text for those who cannot see it."""

    @property
    def title(self) -> str:
        """The finding, for the head of the picture."""
        return self.sentence

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        raise NotImplementedError

    def draw(self, axes: Axes) -> None:
        """Draw on the axes; `plot` and `svg` call this. Use `qmslib._common.plots.INK` for every colour."""
        raise NotImplementedError

    def plot(self, axes: Axes | None = None) -> Axes:
        """Draw the result, on your own matplotlib axes if you give some.

        Returns
        -------
        matplotlib.axes.Axes
            The axes; ``.figure.savefig("picture.png")`` keeps the picture.
        """
        from qmslib._common.plots import plotted

        return plotted(self, axes)

    def svg(self) -> str:
        """The picture as SVG text with title and description, in colours that follow the page's light or dark."""
        from qmslib._common.plots import svg

        return svg(self)
