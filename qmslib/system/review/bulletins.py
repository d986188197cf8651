"""The monthly quality bulletin: figures with their denominators, what was said and done, thanks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.estimates import proportion
from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Picture, Report
from qmslib._common.words import filled, tidy
from qmslib.system._registers import frame_of, read_register, whole

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class Bulletin(Report):
    """A bulletin.

    Attributes
    ----------
    markdown, html
        The text. All that came from data is escaped in both.
    hidden
        Figures not shown because too few people stand behind them.
        away.
    figures
        How many figures are shown.

    Examples
    --------
    >>> paper = monthly_bulletin("May 2026", figures=[{"what": "requests on time", "count": 83, "of": 97}])
    >>> "83 of 97" in paper.markdown
    True
    """

    sentence: str
    findings: tuple[Finding, ...]
    markdown: str
    html: str
    hidden: tuple[str, ...]
    figures: int
    rows: tuple[tuple[str, int | None, int | None, float | None, str], ...]

    def frame(self) -> Any:
        """One row for each figure; hidden ones have no numbers."""
        names = ("what", "count", "of", "share", "so_what")
        return frame_of({name: [row[at] for row in self.rows] for at, name in enumerate(names)})


def _markdown(text: str) -> str:
    """The text with what Markdown or HTML would act on made harmless."""
    plain = escape(tidy(text), quote=False)
    plain = re.sub(r"([\\`*_\[\]|~!])", r"\\\1", plain)
    return re.sub(r"^(#|[-+>]|[0-9]+\.)(?= )", r"\\\1", plain)


def monthly_bulletin(
    month: str,
    *,
    results: Sequence[Report | str] = (),
    figures: Any = (),
    said_and_done: Any = (),
    thanks: Sequence[str] = (),
    title: str = "",
    min_n: int = 5,
) -> Bulletin:
    """Put a bulletin together from results, figures and what was done about what people said.

    Parameters
    ----------
    month
        What it covers, for example ``May 2026``.
    results
        Results of this package, or sentences. A result that can draw itself brings its picture into the HTML and the
        words for the picture into the Markdown.
    figures
        A table with ``what``, ``count``, ``of`` and, if there is one, ``so_what``: what follows from it. Each is
        shown with its denominator.
    said_and_done
        A table with ``said`` and ``did``; an empty ``did`` is pointed out and not printed.
    thanks
        Lines of thanks. They are printed as given, so ask those named first.
    title
        The head; by default "Quality bulletin".
    min_n
        A figure with fewer than so many behind it (in `of`), or with a count or a rest from 1 to `min_n` − 1,
        is not shown, since people might be recognised. 0 shows everything.

    Returns
    -------
    Bulletin
        Markdown and HTML.

    Raises
    ------
    CourseError
        If the month is empty, a figure lacks its denominator, or a count is above it.

    Examples
    --------
    >>> paper = monthly_bulletin("May 2026", figures=[{"what": "requests on time", "count": 83, "of": 97},
    ...     {"what": "grievances", "count": 2, "of": 40}],
    ...     said_and_done=[{"said": "Forms are long", "did": "Cut from 3 pages to 1"}])
    >>> print(paper.sentence)
    The bulletin for May 2026 shows 1 figure; 1 is hidden because few people stand behind it.
    >>> print(paper.markdown.splitlines()[4])
    - requests on time: 83 of 97 (85.6 %)
    """
    name, fewest = tidy(month), whole(min_n, "min_n")
    if not filled(name):
        raise CourseError("the bulletin does not say what it covers", field="month", do="Give the month and the year")
    head = f"{tidy(title) or texts.say('title')}: {name}"
    md, html = [f"# {_markdown(head)}"], [f"<h1>{escape(head)}</h1>"]
    register = read_register(figures, ["what", "count", "of"] if len(figures) else [])
    what, so = register.texts("what"), register.texts("so_what")
    counts, totals = register.numbers("count", 0, whole=True), register.numbers("of", 0, whole=True)
    findings: list[Finding] = []
    hidden: list[str] = []
    lines: list[str] = []
    rows: list[tuple[str, int | None, int | None, float | None, str]] = []
    for row, words in enumerate(what):
        count, of = counts[row], totals[row]
        if not words or count is None or of is None:
            raise CourseError(
                f"row {row + 1}: a figure needs words, a count and its denominator", field="of", found=words or None
            )
        if count > of:
            raise CourseError(f"row {row + 1}: more are counted than there are", field="count", found=(count, of))
        few = of < fewest or 0 < count < fewest or 0 < of - count < fewest
        if of and few:
            hidden.append(words)
            rows.append((words, None, None, None, so[row]))
            lines.append(f"{words}: {texts.say('hidden')}")
            continue
        share = proportion(count, of).value
        rows.append((words, int(count), int(of), share, so[row]))
        shown = texts.say("figure" if share is not None else "figure_none", what=words, count=say_number(count),
                          of=say_number(of), share=say_number(100 * (share or 0), 1))  # fmt: skip
        lines.append(shown + (f". {texts.say('so')} {so[row]}" if so[row] else ""))
        if not so[row]:
            findings.append(texts.finding("info", "no_so", row, "so_what", what=words))
    if lines:
        md += [f"## {texts.say('figures')}", "\n".join(f"- {_markdown(line)}" for line in lines)]
        html += [f"<h2>{escape(texts.say('figures'))}</h2>", _items(lines)]
    if results:
        md.append(f"## {texts.say('results')}")
        html.append(f"<h2>{escape(texts.say('results'))}</h2>")
    for result in results:
        sentence = result if isinstance(result, str) else result.sentence
        md.append(_markdown(sentence))
        html.append(f"<p>{escape(sentence)}</p>")
        if isinstance(result, Picture):
            md.append(f"*{texts.say('picture')} {_markdown(result.alt)}*")
            html.append(f"<figure>{result.svg()}</figure>")
    pairs = read_register(said_and_done, ["said", "did"] if len(said_and_done) else [])
    done = []
    for row, (said, did) in enumerate(zip(pairs.texts("said"), pairs.texts("did"), strict=True)):
        if said and did:
            done.append(texts.say("pair", said=said, did=did))
        else:
            findings.append(texts.finding("warn", "half_pair", row, "did"))
    if done:
        md += [f"## {texts.say('said')}", "\n".join(f"- {_markdown(line)}" for line in done)]
        html += [f"<h2>{escape(texts.say('said'))}</h2>", _items(done)]
    kind = [tidy(line) for line in thanks if filled(line)]
    if kind:
        md += [f"## {texts.say('thanks')}", "\n".join(f"- {_markdown(line)}" for line in kind)]
        html += [f"<h2>{escape(texts.say('thanks'))}</h2>", _items(kind)]
    if hidden:
        findings.append(texts.finding("info", "some_hidden", n=len(hidden), smallest=fewest))
    if len(md) == 1:
        findings.append(texts.finding("warn", "empty"))
    shown_n = len(rows) - len(hidden)
    key = "sentence_hidden" if hidden else "sentence"
    sentence = texts.say(key, month=name, n=shown_n, hidden=len(hidden))
    return Bulletin(
        sentence, tuple(findings), "\n\n".join(md) + "\n", "\n".join(html) + "\n", tuple(hidden), shown_n, tuple(rows)
    )


def _items(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
