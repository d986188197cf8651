"""Who has met which criterion: the table in the terminal, as CSV and as a page."""

from __future__ import annotations

import csv
import filecmp
import html
import io
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qmslib._common.files import write_atomic
from qmslib.course.bank import exercise as load
from qmslib.course.paths import Course
from qmslib.trainer.collect import full_name
from qmslib.trainer.database import exists
from qmslib.trainer.decisions import current, judged, met, read_decisions, record_new
from qmslib.trainer.engine import gradebook
from qmslib.trainer.generate import authored
from qmslib.trainer.mark import submissions
from qmslib.trainer.report_page import whole_page
from qmslib.trainer.tables import safe_cell, table
from qmslib.trainer.texts import say

STATUSES = ("met", "not_yet", "awaiting", "unmarked", "none")


@dataclass(frozen=True)
class Report:
    """Where every learner stands.

    Attributes
    ----------
    criteria
        Criteria that exercises of this course assess, in order.
    names
        Learners' names by number.
    standing
        One of `STATUSES` by learner and criterion.
    new
        How many decisions were recorded for this report.
    problems
        Lines of ``decisions.jsonl`` that could not be read.
    """

    criteria: list[str]
    names: dict[str, str]
    standing: dict[tuple[str, str], str]
    new: int
    problems: list[str]

    def counts(self) -> dict[str, Counter[str]]:
        """How many learners have each status, by criterion."""
        return {
            criterion: Counter(self.standing[number, criterion] for number in self.names)
            for criterion in self.criteria
        }


def report(course: Course, *, by: str) -> Report:
    """Record what can be decided and gather where every learner stands."""
    new = record_new(course, by=by)
    decisions, problems = read_decisions(course.decisions)
    exercises = {name: load(course, name).criterion for name in authored(course)}
    handed_in = submissions(course, exercises)
    names = _names(course)
    for number in [entry.learner for entry in decisions] + [learner for learner, _ in handed_in]:
        names.setdefault(number, "")
    standing = {(number, criterion): "none" for number in names for criterion in exercises.values()}
    for (learner, _, _), decision in sorted(current(decisions).items()):
        if (learner, decision.criterion) in standing:
            standing[learner, decision.criterion] = decision.status
    for learner, exercise in handed_in:
        if not _is_marked(course, learner, exercise):
            standing[learner, exercises[exercise]] = "unmarked"
    for entry in judged(course):
        waiting = entry.exercise in exercises and entry.outcome.status == "awaiting"
        if waiting and standing[entry.learner, exercises[entry.exercise]] != "unmarked":
            standing[entry.learner, exercises[entry.exercise]] = "awaiting"
    for learner, criterion in met(decisions):
        standing[learner, criterion] = "met"
    criteria = sorted(set(exercises.values()), key=lambda name: [int(part) for part in name.split(".")])
    return Report(criteria, dict(sorted(names.items())), standing, len(new), problems)


def _is_marked(course: Course, learner: str, exercise: str) -> bool:
    """Whether what was handed in last is what was marked last."""
    name = f"{exercise}.answers.json"
    submitted, marked = (part / learner / exercise / name for part in (course.submitted, course.autograded))
    if submitted.is_symlink() or not submitted.is_file() or not marked.is_file():
        return False
    return filecmp.cmp(submitted, marked, shallow=False)


def _names(course: Course) -> dict[str, str]:
    if not exists(course):
        return {}
    with gradebook(course) as book:
        return {student.id: full_name(student) for student in book.students}


def as_text(made: Report) -> str:
    """The table for a terminal, then the counts."""
    rows = [
        [number, name, *(say(made.standing[number, criterion]) for criterion in made.criteria)]
        for number, name in made.names.items()
    ]
    head = [say("report_number"), say("report_learner"), *made.criteria]
    counts = made.counts()
    summary = [[say(status), *(str(counts[criterion][status]) for criterion in made.criteria)] for status in STATUSES]
    return f"{table(head, rows)}\n\n{table([say('report_status'), *made.criteria], summary)}"


def as_csv(made: Report) -> bytes:
    """The table for a spreadsheet; no cell can be taken for a formula."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow([say("report_number"), say("report_learner"), *made.criteria])
    for number, name in made.names.items():
        cells = [number, name, *(say(made.standing[number, criterion]) for criterion in made.criteria)]
        rows.writerow([safe_cell(cell) for cell in cells])
    # Spreadsheets take a file without this mark for an older code page.
    return text.getvalue().encode("utf-8-sig", "replace")


def as_html(made: Report, day: date) -> str:
    """The tables as one page that needs nothing else."""
    text = html.escape
    heads = "".join(
        f'<th scope="col">{text(say("report_criterion", criterion=criterion))}</th>' for criterion in made.criteria
    )
    rows = "".join(
        f'<tr><th scope="row">{text(number)}</th><td>{text(name)}</td>'
        + "".join(
            f'<td class="{made.standing[number, criterion]}">{text(say(made.standing[number, criterion]))}</td>'
            for criterion in made.criteria
        )
        + "</tr>"
        for number, name in made.names.items()
    )
    counts = made.counts()
    summary = "".join(
        f'<tr><th scope="row">{text(say(status))}</th>'
        + "".join(f"<td>{counts[criterion][status]}</td>" for criterion in made.criteria)
        + "</tr>"
        for status in STATUSES
    )
    title = text(say("report_title"))
    body = f"""<p>{text(say("report_about", day=f"{day.day} {day:%B %Y}"))}</p>
<div class="scroll" role="region" aria-label="{title}" tabindex="0">
<table>
<caption>{title}</caption>
<thead><tr><th scope="col">{text(say("report_number"))}</th>
<th scope="col">{text(say("report_learner"))}</th>{heads}</tr></thead>
<tbody>{rows}</tbody>
</table>
</div>
<table>
<caption>{text(say("report_counts"))}</caption>
<thead><tr><th scope="col">{text(say("report_status"))}</th>{heads}</tr></thead>
<tbody>{summary}</tbody>
</table>
"""
    return whole_page(say("report_title"), body)


def write_report(course: Course, made: Report) -> list[Path]:
    """Write ``reports/criteria.csv`` and ``reports/criteria.html``."""
    paths = [course.reports / "criteria.csv", course.reports / "criteria.html"]
    write_atomic(paths[0], as_csv(made))
    write_atomic(paths[1], as_html(made, date.today()).encode("utf-8", "replace"))
    return paths
