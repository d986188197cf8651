"""The map of the unit: what is asked, where it is learned, practised and assessed, and how far the reader is."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json
from qmslib.course.bank import practice_files
from qmslib.course.criteria import Criterion, LearningOutcome, Specification, specification
from qmslib.course.paths import Course
from qmslib.course.release import content_hash
from qmslib.learner.contents import contents

#: Where a page's first practice stands; qmslib.site gives it this name.
PRACTICE = "practice"
_STATUS = {"finished": "Finished", "planned": "Planned"}


@dataclass(frozen=True)
class Place:
    """Where a criterion is learned and practised: a page, and its practice items with the hash of each."""

    page: str
    title: str
    items: dict[str, str]


@dataclass(frozen=True)
class Assessment:
    """The exercise that assesses a criterion."""

    name: str
    title: str


class CriteriaMap:
    """The map as a notebook or a page shows it."""

    def __init__(self, html: str, text: str) -> None:
        self._html = html
        self._text = text

    def _repr_html_(self) -> str:
        return self._html

    def __repr__(self) -> str:
        return self._text


def criteria_map(course: Course | None = None) -> CriteriaMap:
    """The map of all outcomes and criteria, with links to chapter, practice and exercise.

    Parameters
    ----------
    course
        The course; found from the present folder by default.

    Returns
    -------
    CriteriaMap
        Shown as HTML tables, one for each outcome.
    """
    course = course or Course.find()
    site = bool(os.environ.get("QMS_SITE"))
    unit = specification()
    places = _places(course)
    assessments = _assessments(course)
    kept = {} if site else _kept(course)
    parts = [_opening(unit)]
    for outcome in unit.outcomes.values():
        parts.append(_outcome(outcome, unit, places, assessments, kept, site))
    html = f'<div class="qms-criteria">{"".join(parts)}</div>'
    lines = [f"{one.id}  {one.text}  ({one.status})" for one in unit.criteria.values()]
    return CriteriaMap(html, "\n".join(lines))


def _places(course: Course) -> dict[str, list[Place]]:
    """Pages with practice, by criterion."""
    titles = {chapter.page: chapter.title for chapter in contents(course)}
    found: dict[str, list[Place]] = {}
    for page, loaded in practice_files(course).items():
        by_criterion: dict[str, dict[str, str]] = {}
        for item in loaded.items:
            by_criterion.setdefault(item.criterion, {})[item.id] = content_hash(item)
        for criterion, items in by_criterion.items():
            found.setdefault(criterion, []).append(Place(page, titles.get(page, page), items))
    return found


def _assessments(course: Course) -> dict[str, list[Assessment]]:
    """Exercises by criterion, from what is released."""
    found: dict[str, list[Assessment]] = {}
    for name in course.exercise_names():
        path = course.form_file(name)
        if path.is_file():
            form = read_json(path, limit=4_000_000)
            if isinstance(form, dict) and "criterion" in form:
                found.setdefault(str(form["criterion"]), []).append(Assessment(name, str(form.get("title", name))))
    return found


def _kept(course: Course) -> dict[str, Any]:
    """The learner's practice in ``work/``; none when there is none or it cannot be read."""
    try:
        data = read_json(course.work / "practice.json")
    except CourseError:
        return {}
    items = data.get("items") if isinstance(data, dict) else None
    return items if isinstance(items, dict) else {}


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def _opening(spec: Specification) -> str:
    unit = spec.unit
    unsure = [one.id for one in spec.criteria.values() if not one.verified]
    sure = f"“Wording checked” means that it was compared with the {escape(unit.source)}, on {_day(unit.checked_on)}."
    rest = (
        f" The wording of {len(unsure)} criteria is not checked: compare it with the register before you rely on it."
        if unsure
        else ""
    )
    return (
        f'<p class="qms-criteria-note"><strong>Practice is not an award.</strong> {escape(unit.note)}</p>'
        f'<p class="qms-criteria-note">{sure}{rest}</p>'
    )


def _outcome(
    outcome: LearningOutcome,
    spec: Specification,
    places: dict[str, list[Place]],
    assessments: dict[str, list[Assessment]],
    kept: dict[str, Any],
    site: bool,
) -> str:
    open_ = outcome.status == "finished"
    names = ["Criterion", "What it asks"]
    if open_:
        names += ["Learn", "Practise", "Exercise, in the notebooks" if site else "Exercise"]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = []
    for name in outcome.criteria:
        one = spec.criteria[name]
        cells = f'<th scope="row">{escape(one.id)}</th><td><p>{escape(one.text)}</p>{_wording(one)}</td>'
        if open_:
            here = places.get(name, [])
            learn = [_learn(place, site) for place in here]
            practise = [_practise(place, kept, site) for place in here]
            asked = [_exercise(exercise, site) for exercise in assessments.get(name, [])]
            cells += "".join(f"<td>{''.join(found) or 'Not yet'}</td>" for found in (learn, practise, asked))
        rows.append(f"<tr>{cells}</tr>")
    kind = "Shown by doing the work" if outcome.practical else "Shown by explaining it"
    return (
        f'<table class="qms-criteria-table qms-{escape(outcome.status)}"><caption>'
        f'<span class="qms-criteria-outcome">{escape(outcome.id)}</span> {escape(outcome.title)} '
        f'<span class="qms-criteria-status">{_STATUS[outcome.status]}</span> '
        f'<span class="qms-criteria-kind">{kind}</span></caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _wording(one: Criterion) -> str:
    if one.verified:
        return '<p class="qms-criteria-kind">Wording checked</p>'
    return '<p class="qms-criteria-kind"><strong>Wording not checked</strong></p>'


def _address(place: Place, site: bool) -> str:
    return escape(place.page + (".html" if site else ".ipynb"))


def _learn(place: Place, site: bool) -> str:
    return f'<p><a href="{_address(place, site)}">{escape(place.title)}</a></p>'


def _practise(place: Place, kept: dict[str, Any], site: bool) -> str:
    total = len(place.items)
    things = f"{total} practice item{'' if total == 1 else 's'}"
    if site:
        # The page itself counts: what a reader did is in their own browser and nowhere else.
        data = escape(json.dumps(place.items, separators=(",", ":")), quote=True)
        return (
            f'<p><a href="{_address(place, site)}#{PRACTICE}">{things}</a></p>'
            f'<p class="qms-criteria-progress" data-qms-items="{data}" hidden></p>'
        )
    done = sum(
        1
        for name, mark in place.items.items()
        if isinstance(kept.get(name), dict) and kept[name].get("judged") and kept[name].get("hash") == mark
    )
    return f"<p>{things}, {done} done</p>"


def _exercise(one: Assessment, site: bool) -> str:
    if site:
        return f"<p>{escape(one.title)}</p>"
    path = Path("..", "exercises", one.name, f"{one.name}.ipynb").as_posix()
    return f'<p><a href="{escape(path)}">{escape(one.title)}</a></p>'
