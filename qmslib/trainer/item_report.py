"""How items worked, as a trainer reads it: in the terminal, for a spreadsheet, and as a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from pathlib import Path

from qmslib._common.files import write_atomic
from qmslib.course.item_statistics import ItemFigures
from qmslib.course.paths import Course
from qmslib.trainer.item_figures import CourseFigures, ExerciseFigures
from qmslib.trainer.report_page import whole_page
from qmslib.trainer.tables import safe_cell, table
from qmslib.trainer.texts import say

_NOTHING = "–"
_HEAD = ("facility", "discrimination", "upper_lower", "unanswered")
_USE = ("right", "share", "upper", "lower")


def _figure(value: float | None, places: int = 2) -> str:
    return _NOTHING if value is None else f"{value:.{places}f}"


def _percent(value: float | None) -> str:
    return _NOTHING if value is None else f"{100 * value:.0f}%"


def _figures(one: ItemFigures) -> list[str]:
    return [_figure(one.facility), _figure(one.discrimination), _figure(one.upper_lower), str(one.unanswered)]


def _asks(made: ExerciseFigures) -> set[str]:
    """Items that the statistics ask to be read again."""
    return {finding.field for finding in made.found.findings if finding.level == "warn" and finding.field}


def _to_read(made: ExerciseFigures) -> list[str]:
    """What to say under the table: few learners, and each item to read again with the reason."""
    lines = [found.text for found in made.found.findings if found.level == "warn" or found.field is None]
    if made.varied:
        lines.append(say("items_varied", items=", ".join(made.varied)))
    return lines


def _name(made: ExerciseFigures) -> str:
    return say("items_exercise", title=made.exercise.title, exercise=made.exercise.exercise)


def items_text(figures: CourseFigures) -> str:
    """A short table for each exercise, and what to read again."""
    if not figures.exercises:
        return say("items_none")
    head = [say("items_item"), *(say(f"items_{name}") for name in _HEAD), say("items_again")]
    parts = []
    for made in figures.exercises:
        again = _asks(made)
        rows = [[one.item, *_figures(one), say("items_yes") if one.item in again else ""] for one in made.found.items]
        said = "\n".join(f"- {line}" for line in _to_read(made))
        parts.append("\n".join(part for part in (_name(made), made.found.sentence, table(head, rows), said) if part))
    return "\n\n".join(parts) + "\n"


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    # A figure below 0 stays a number: only what others wrote could be a formula.
    writer.writerows([safe_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    # Spreadsheets take a file without this mark for an older code page.
    return text.getvalue().encode("utf-8-sig", "replace")


def _rounded(value: float | None) -> float | str:
    return "" if value is None else round(value, 4)


def items_csv(made: ExerciseFigures) -> bytes:
    """One line for each item; a cell is empty where a figure cannot be worked out."""
    again = _asks(made)
    titles = {item.id: item.title for item in made.exercise.items}
    head = ["item", "title", "learners", *_HEAD, "read_again"]
    rows = [
        [one.item, titles[one.item], one.n, _rounded(one.facility), _rounded(one.discrimination),
         _rounded(one.upper_lower), one.unanswered, say("items_yes" if one.item in again else "items_no")]
        for one in made.found.items
    ]  # fmt: skip
    return _csv(head, rows)


def options_csv(made: ExerciseFigures) -> bytes:
    """One line for each option that was counted."""
    rows = [
        [one.item, use.option, made.words[one.item][use.option], say("items_yes" if use.right else "items_no"),
         _rounded(use.share), _rounded(use.upper), _rounded(use.lower)]
        for one in made.found.items
        for use in one.options
    ]  # fmt: skip
    return _csv(["item", "option", "text", *_USE], rows)


def _html_table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>\n'
        for row in rows
    )
    name = escape(title)
    return (
        f'<div class="scroll" role="region" aria-label="{name}" tabindex="0">\n<table>\n<caption>{name}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>{body}</tbody>\n</table>\n</div>\n"
    )


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>\n" for line in lines)
    return f"<ul>\n{items}</ul>\n" if items else ""


def _section(made: ExerciseFigures) -> str:
    again = _asks(made)
    titles = {item.id: item.title for item in made.exercise.items}
    title = made.exercise.title
    items = _html_table(
        say("items_table", title=title),
        [say("items_item"), say("items_heading"), *(say(f"items_{name}") for name in _HEAD), say("items_again")],
        ([one.item, titles[one.item], *_figures(one), say("items_yes") if one.item in again else ""]
         for one in made.found.items),
    )  # fmt: skip
    uses = [
        [f"{one.item}, {use.option}", made.words[one.item][use.option],
         say("items_yes") if use.right else "", *map(_percent, (use.share, use.upper, use.lower))]
        for one in made.found.items
        for use in one.options
    ]  # fmt: skip
    heads = [say("items_option"), say("items_words"), *(say(f"items_{name}") for name in _USE)]
    options = _html_table(say("items_options_table", title=title), heads, uses)
    folded = f"<details><summary>{escape(say('items_options'))}</summary>\n{options}</details>\n" if uses else ""
    said = f"<p>{escape(made.found.sentence)}</p>\n"
    return f"<h2>{escape(_name(made))}</h2>\n{said}{items}{_list(_to_read(made))}{folded}"


def items_html(figures: CourseFigures, day: date) -> str:
    """All exercises as one page that needs nothing else."""
    about = escape(say("items_about", day=f"{day.day} {day:%B %Y}"))
    body = f"<p>{about}</p>\n<p>{escape(say('items_key'))}</p>\n"
    body += "".join(map(_section, figures.exercises)) or f"<p>{escape(say('items_none'))}</p>\n"
    if figures.left_out:
        body += f"<h2>{escape(say('items_skipped'))}</h2>\n{_list(figures.left_out)}"
    return whole_page(say("items_title"), body)


def write_items(course: Course, figures: CourseFigures) -> list[Path]:
    """Write two tables for each exercise, and ``reports/items.html``."""
    made: dict[Path, bytes] = {}
    for one in figures.exercises:
        name = one.exercise.exercise
        made[course.reports / f"items-{name}.csv"] = items_csv(one)
        made[course.reports / f"items-options-{name}.csv"] = options_csv(one)
    made[course.reports / "items.html"] = items_html(figures, date.today()).encode("utf-8", "replace")
    for path, content in made.items():
        write_atomic(path, content)
    return list(made)
