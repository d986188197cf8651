"""What-if on a page: each combination of a few choices is worked out once, and the page shows the chosen one.

Nothing runs behind the page, so it works on the site, in a file, and in a notebook without a kernel.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape
from itertools import product
from math import prod
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.report import Report
from qmslib._common.report_html import report_html, with_own_ids
from qmslib.course.text import to_html
from qmslib.frontend.bundle import css, esm
from qmslib.learner.mounted import Mounted

#: Combinations at most, bytes of all of them together, and bytes of one picture.
COMBINATIONS = 36
WEIGHT = 150_000
PICTURE = 25_000

Value = str | int | float


@cache
def _widget_class() -> type[Any]:
    # Made only where a notebook is live, as for practice.
    import anywidget
    import traitlets

    class Explore(anywidget.AnyWidget):
        """A what-if in a live notebook. It needs no replies: all of it is in the payload."""

        _esm = esm(tools=())
        _css = css()
        page = traitlets.Unicode("explore").tag(sync=True)
        payload = traitlets.Dict().tag(sync=True)

    return Explore


class Exploration(Mounted):
    """A what-if as a cell's result."""

    kind = "explore"

    def __repr__(self) -> str:
        return f"What if: {self._data['title']}"

    def _plain(self) -> str:
        return without_script(self._data)

    def _widget(self) -> Any:
        return _widget_class()(payload=self._data)


def explore(
    title: str,
    show: Callable[..., Report | str],
    *,
    labels: Mapping[str, str] | None = None,
    picture: bool = True,
    **choices: Sequence[Value],
) -> Exploration:
    """Show what comes out for each combination of a few choices.

    Parameters
    ----------
    title
        The question, for example *What happens when a step is skipped?*
    show
        Called once for each combination, with the choices by name. It returns a result or a text.
    labels
        Labels of choices whose name does not say enough.
    picture
        Whether a result's picture is shown. Without, the page is lighter.
    **choices
        For each choice its values, texts or numbers; the first is shown first.

    Raises
    ------
    CourseError
        When there are too many combinations, they weigh too much, or one of them fails. The error names which.

    Examples
    --------
    >>> from qmslib.learner import explore
    >>> explore("How much is it?", lambda files, minutes: f"{files * minutes} minutes.", files=[1, 2], minutes=[5])
    What if: How much is it?
    """
    _check_choices(title, choices, labels or {})
    names = list(choices)
    key = "x" + hashlib.sha256("/".join([title, *names]).encode()).hexdigest()[:6]
    cases = []
    for number, values in enumerate(product(*choices.values())):
        case = _case(title, show, dict(zip(names, values, strict=True)), picture)
        cases.append(with_own_ids(case, f"{key}-{number}"))
    weight = sum(len(case.encode()) for case in cases)
    if weight > WEIGHT:
        raise CourseError(
            f"what is shown weighs {weight // 1000} kB; at most {WEIGHT // 1000} kB may",
            item=title,
            do="Give fewer values, a smaller table, or picture=False",
        )
    controls = [
        {
            "name": name,
            "label": (labels or {}).get(name) or name.replace("_", " ").capitalize(),
            "values": [_said(value) for value in values],
        }
        for name, values in choices.items()
    ]
    return Exploration({"format": 1, "title": title, "controls": controls, "cases": cases})


def _check_choices(title: str, choices: Mapping[str, Sequence[Value]], labels: Mapping[str, str]) -> None:
    if not choices:
        raise CourseError("there is nothing to choose", item=title, do="Give a choice, for example turns=[1, 3, 6]")
    for name, values in choices.items():
        sound = isinstance(values, list | tuple) and values
        if not sound or not all(isinstance(one, str | int | float) and not isinstance(one, bool) for one in values):
            raise CourseError("a choice needs a list of texts or numbers", item=title, field=name, found=values)
        if len({_said(one) for one in values}) < len(values):
            raise CourseError("a value stands twice in a choice", item=title, field=name, found=values)
    unknown = sorted(set(labels) - set(choices))
    if unknown:
        raise CourseError("a label is given for something that is no choice", item=title, field=unknown[0])
    count = prod(map(len, choices.values()))
    if count > COMBINATIONS:
        raise CourseError(
            f"{count} combinations are too many; at most {COMBINATIONS} may be shown",
            item=title,
            do="Give fewer values",
        )


def _said(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)


def _case(title: str, show: Callable[..., Report | str], chosen: dict[str, Value], picture: bool) -> str:
    """One combination as HTML."""
    named = ", ".join(f"{name}={value!r}" for name, value in chosen.items())
    try:
        result = show(**chosen)
        shown = report_html(result, picture=picture) if isinstance(result, Report) else None
    except Exception as error:
        # The author's own function may fail in any way; which combination it was is what they need to know.
        said = error.problem if isinstance(error, CourseError) else f"{type(error).__name__}: {error}"
        raise CourseError(f"show() fails for {named}: {said}", item=title) from error
    if shown is None:
        if not isinstance(result, str) or not result.strip():
            raise CourseError(f"show() gives neither a result nor a text for {named}", item=title)
        return f'<div class="qms-report">{to_html(result)}</div>'
    drawn = len(shown.partition("</svg>")[0].encode()) if "<svg" in shown else 0
    if drawn > PICTURE:
        raise CourseError(
            f"the picture for {named} weighs {drawn // 1000} kB; at most {PICTURE // 1000} kB may",
            item=title,
            do="Give picture=False, or show fewer things in it",
        )
    return shown


def without_script(data: Mapping[str, Any]) -> str:
    """The first combination as plain HTML, for a browser that runs no scripts."""
    chosen = "; ".join(f"{control['label']}: {control['values'][0]}" for control in data["controls"])
    return (
        f"<p><strong>{escape(data['title'])}</strong></p><p><em>To choose other values, this needs a browser that "
        f"may run scripts. Shown is {escape(chosen)}.</em></p>{data['cases'][0]}"
    )
