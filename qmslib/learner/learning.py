"""The reader's own page: what to look at again, and how sure they are of each criterion, then and now."""

from __future__ import annotations

import os
from html import escape
from typing import Any

from qmslib.course.bank import practice_files
from qmslib.course.criteria import specification
from qmslib.course.paths import Course
from qmslib.course.release import content_hash
from qmslib.learner.contents import contents
from qmslib.learner.mounted import Mounted


def payload(course: Course, *, site: bool) -> dict[str, Any]:
    """Criteria of finished outcomes, and for each chapter its practice questions with their addresses.

    Documents and accounts are left out: they have no answer to look at again.
    """
    unit = specification()
    open_ = [outcome for outcome in unit.outcomes.values() if outcome.status == "finished"]
    files = practice_files(course)
    return {
        "format": 1,
        "criteria": [
            {"id": name, "text": unit.criteria[name].text} for outcome in open_ for name in outcome.criteria
        ],
        "pages": [
            {
                "title": chapter.title,
                "items": [
                    {
                        "id": item.id,
                        "hash": content_hash(item),
                        "title": item.title,
                        "href": f"{chapter.page}.html#practice-{item.id}" if site else f"{chapter.page}.ipynb",
                    }
                    for item in files[chapter.page].items
                    if item.kind not in ("form", "account", "dialogue")
                ],
            }
            for chapter in contents(course)
            if chapter.page in files
        ],
    }


def without_script(data: dict[str, Any]) -> str:
    """The page in plain HTML, for a browser that runs no scripts."""
    asked = "".join(f"<li>{escape(one['id'])} {escape(one['text'])}</li>" for one in data["criteria"])
    return (
        "<p><em>This page needs a browser that may run scripts. These are the criteria to think about: how sure are "
        f"you of each?</em></p><ul>{asked}</ul>"
    )


class Learning(Mounted):
    """The reader's own page as a cell's result."""

    kind = "learning"

    def __init__(self, data: dict[str, Any], course: Course) -> None:
        super().__init__(data)
        self._course = course

    def __repr__(self) -> str:
        return "Your learning: what to look at again, and how sure you are"

    def _plain(self) -> str:
        return without_script(self._data)

    def _widget(self) -> Any:
        from qmslib.learner.practice import live_class

        return live_class("learning", frozenset())(self._data, self._course)


def learning(course: Course | None = None) -> Learning:
    """Show what is due again, and ask how sure the reader is of each criterion.

    Parameters
    ----------
    course
        The course; found from the present folder by default.
    """
    course = course or Course.find()
    return Learning(payload(course, site=bool(os.environ.get("QMS_SITE"))), course)
