"""Pictures drawn one way: the finding as title, shapes as well as colours, colours that a page can change.

No global state of matplotlib is read or changed: no `pyplot`, no open windows, nothing to close.
"""

from __future__ import annotations

import re
from html import escape
from io import StringIO
from textwrap import wrap
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qmslib._common.report import Picture

#: Colours by what they mean (Okabe and Ito, 2008, darkened to 4.5:1 on white). Never use one without a shape,
#: a line style or a word that says the same.
INK = {
    "text": "#1d2430",
    "soft": "#4c5667",
    "grid": "#d5dbe4",
    "line": "#1f5a9c",
    "signal": "#a5271b",
    "good": "#1b6b3a",
    "target": "#7a5200",
    "paper": "#ffffff",
}
#: Fills for a handful of groups, with the hatch that goes with each.
GROUPS = (("#1f5a9c", ""), ("#e69f00", "///"), ("#56b4e9", "..."), ("#009e73", "xx"), ("#cc79a7", "\\\\"))
#: Where a page says its own colours: ours first, then JupyterLab's.
_VARIABLES = {
    "text": ("--qms-ink", "--jp-content-font-color1"),
    "soft": ("--qms-soft", "--jp-content-font-color2"),
    "grid": ("--qms-line", "--jp-border-color2"),
    "line": ("--qms-accent", "--jp-content-link-color"),
    "signal": ("--qms-bad", "--jp-error-color1"),
    "good": ("--qms-good", "--jp-success-color1"),
    "target": ("--qms-warn", "--jp-warn-color1"),
    "paper": ("--qms-paper", "--jp-layout-color0"),
}
#: A picture wider than this many points is not squeezed into a column, where its words could not be read: it scrolls.
_WIDE = 700
_FONTS = "'DejaVu Sans',Verdana,sans-serif"
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "qmslib",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.parse_math": False,  # a dollar sign in somebody's words is a dollar sign
    "text.color": INK["text"],
    "axes.edgecolor": INK["soft"],
    "axes.labelcolor": INK["text"],
    "xtick.color": INK["soft"],
    "ytick.color": INK["soft"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlecolor": INK["text"],
    "legend.frameon": False,
    "axes.grid": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
}


def _new(width: float, height: float) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def plotted(picture: Picture, axes: Axes | None = None, *, titled: bool = True) -> Axes:
    """The axes with the picture on them: the given ones, or new ones of the usual size; with its title, if wished."""
    from matplotlib import rc_context

    with rc_context(_STYLE):
        if axes is None:
            _, axes = _new(*getattr(picture, "size", (8.0, 4.2)))
        picture.draw(axes)
        if titled:
            _fit_title(axes, picture.title)
    return axes


def _fit_title(axes: Axes, title: str) -> None:
    """Set the title in as few lines as the width of the picture allows."""
    figure: Any = axes.figure
    for width in range(90, 30, -4):
        text = axes.set_title("\n".join(wrap(title, width)))
        figure.draw_without_rendering()
        if text.get_window_extent().x1 <= figure.bbox.x1 - 4:
            return


def svg(picture: Picture, *, titled: bool = True) -> str:
    """The picture as SVG text that a page can hold: named, described, in the page's own colours.

    The name is there for those who cannot see it, whether or not the title is drawn as well.
    """
    from matplotlib import rc_context

    with rc_context(_STYLE):
        axes = plotted(picture, titled=titled)
        out = StringIO()
        figure: Any = axes.figure
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = _lighter(text)
    # Ids must differ between the pictures of one page.
    key = uuid5(NAMESPACE_URL, text).hex[:8]
    text = re.sub(r'id="([^"]+)"', rf'id="{key}-\1"', text)
    text = re.sub(r'(href="|url\()#', rf"\1#{key}-", text)
    look = f"max-width:100%;height:auto;stroke-linejoin:round;font-family:{_FONTS}"
    for meaning, colour in INK.items():
        # Said once for the whole picture, and named where it is used.
        inked = re.sub(colour, f"var(--plot-{meaning})", text, flags=re.IGNORECASE)
        if inked != text:
            ours, theirs = _VARIABLES[meaning]
            look += f";--plot-{meaning}:var({ours},var({theirs},{colour}))"
        text = inked
    if (width := re.match(r'<svg[^>]* width="([0-9.]+)pt"', text)) and float(width[1]) > _WIDE:
        look += f";--qms-wide:{float(width[1]) * 1.15 / 16:.0f}rem"
    head = f'<svg role="img" aria-labelledby="{key}-title {key}-alt" style="{look}" '
    names = (
        f'<title id="{key}-title">{escape(picture.title)}</title><desc id="{key}-alt">{escape(picture.alt)}</desc>'
    )
    text = head + text.removeprefix("<svg ")
    end = text.index(">") + 1
    return text[:end] + names + text[end:]


def _lighter(text: str) -> str:
    """The same drawing in fewer bytes, and without what would reach out into the page that holds it."""
    text = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", text, flags=re.DOTALL)
    # A rule for every element, as matplotlib writes it, would hold for the whole page.
    text = re.sub(r"<style[^>]*>\*\{[^}]*\}</style>", "", text)
    used = set(re.findall(r"(?:href=\"|url\()#([^\")]+)", text))

    def tag(found: re.Match[str]) -> str:
        inside = re.sub(r' id="([^"]+)"', lambda named: named[0] if named[1] in used else "", found[0])
        # Said once for the whole picture, and not again at each word.
        inside = re.sub(r"font-family: [^;\"]*; ?", "", inside)
        # A hundredth of a point is finer than any screen.
        inside = re.sub(r"(\.\d\d)\d+", r"\1", inside)
        return re.sub(r"\s+", " ", inside)

    return _without_idle_groups(re.sub(r">\s+<", "><", re.sub(r"<[^>]*>", tag, text)))


def _without_idle_groups(text: str) -> str:
    """Leave out the groups that say nothing about what is in them."""
    kept: list[bool] = []

    def group(found: re.Match[str]) -> str:
        if found[0] == "</g>":
            return found[0] if kept.pop() else ""
        kept.append(found[0] != "<g>")
        return found[0] if kept[-1] else ""

    return re.sub(r"</?g\b[^>]*>", group, text)
