"""A bank of lessons from after-action reviews that can be searched before the next piece of work."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report
from qmslib._common.tables import table_rows, text_column
from qmslib._common.words import bare, filled, fold
from qmslib.improvement.causes._words import content
from qmslib.improvement.planning.forms import check_form

if TYPE_CHECKING:
    from qmslib._common.tables import Table

texts = module_texts(__file__)
_PARTS = ("title", "expected", "happened", "why", "keep", "change", "reuse", "owner", "date", "tags")
_WEIGHT = {"title": 3, "tags": 3, "change": 2, "keep": 2, "reuse": 2}


class LessonBank(Report):
    """Lessons that can be searched.

    Parameters
    ----------
    lessons
        Rows with the parts of the form ``lesson`` (see `form_fields`): ``title``, ``expected``, ``happened``,
        ``why``, ``keep``, ``change``, ``reuse``, ``owner``, ``date`` and ``tags``. Empty rows are skipped.

    Attributes
    ----------
    sentence, findings
        How many lessons there are, and what each lacks.

    Examples
    --------
    >>> bank = LessonBank([{"title": "Name a person for the Monday mailbox", "tags": "rota, mailbox"},
    ...                    {"title": "Take staples out before scanning", "tags": "scanner"}])
    >>> bank.search("mailboxes").title.tolist()
    ['Name a person for the Monday mailbox']
    """

    def __init__(self, lessons: Table | Sequence[Mapping[str, Any]]) -> None:
        cells = table_rows(lessons, ("title",))
        columns = {name: text_column(cells, name) for name in _PARTS}
        findings: list[Finding] = []
        rows = []
        faulty = set()
        titles: dict[str, int] = {}
        for row, cell in enumerate(cells):
            answers = {name: columns[name][row] for name in _PARTS}
            if not any(answers.values()):
                continue
            answers["date"] = cell.get("date") or ""
            for found in check_form("lesson", answers).findings:
                if found.level in ("bad", "warn"):
                    findings.append(Finding(found.level, f"Row {row + 1}: {found.text}", row, found.field))
                    faulty.add(row)
            title = bare(answers["title"])
            if title and title in titles:
                findings.append(texts.finding("warn", "duplicate", row, "title", other=titles[title] + 1))
            titles.setdefault(title, row)
            rows.append({"row": row, **{name: columns[name][row] for name in _PARTS}})
        self._frame = pd.DataFrame(rows, columns=["row", *_PARTS])
        self.findings = tuple(findings)
        key = "sentence" if rows else "sentence_none"
        self.sentence = texts.say(key, n=len(rows), faults=len(faulty))

    def __len__(self) -> int:
        return len(self._frame)

    def frame(self) -> pd.DataFrame:
        """One row for each lesson: title, what to keep, what to change, where to use it, owner, date, tags."""
        return self._frame[["title", "keep", "change", "reuse", "owner", "date", "tags"]].copy()

    def search(self, query: str = "", *, tag: str = "") -> pd.DataFrame:
        """The lessons that fit, best first.

        Parameters
        ----------
        query
            Words to look for; forms of a word and capitals do not matter. A lesson must hold one of them; titles and
            tags count most.
        tag
            Only lessons with this tag.

        Returns
        -------
        pandas.DataFrame
            The lessons with their score; all of them, in their own order, without a query.
        """
        scores = []
        wanted = content(query)
        for lesson in self._frame.to_dict("records"):
            tags = [fold(part) for part in re.split(r"[,;]", lesson["tags"])]
            if filled(tag) and fold(tag) not in tags:
                scores.append(-1)
                continue
            held = {name: content(lesson[name]) for name in _PARTS}
            scores.append(
                sum(_WEIGHT.get(name, 1) for word in wanted for name in _PARTS if word in held[name]) if query else 0
            )
        found = self._frame.assign(score=scores)
        keep = found["score"] > 0 if query else found["score"] >= 0
        return (
            found[keep]
            .sort_values("score", ascending=False, kind="stable")
            .drop(columns="row")
            .reset_index(drop=True)
        )
