"""The assessed form of an exercise: the widget in the notebook, and a plain sheet when it is marked."""

from __future__ import annotations

import getpass
import hashlib
import os
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from qmslib._common.errors import CourseError
from qmslib.course.release import form_for
from qmslib.course.sheet import sheet_html
from qmslib.frontend.bundle import css, esm
from qmslib.learner import drawing, store
from qmslib.learner.replies import Message, reply_to

#: Said at each attempt but the first, where every attempt has data of its own.
NEW_MATERIAL = (
    "This attempt has its own material. The questions about it start empty; your other answers are still here, to be "
    "improved."
)


class ExerciseForm(anywidget.AnyWidget):
    """One exercise's form. It shows the released items; keys never come near it.

    Parameters
    ----------
    exercise
        The exercise's name.
    folder
        Where its form and answers are: the notebook's folder.
    """

    _esm = esm()
    _css = css()
    page = traitlets.Unicode("form").tag(sync=True)
    form = traitlets.Dict().tag(sync=True)
    saved = traitlets.Dict().tag(sync=True)
    notices: traitlets.List[str] = traitlets.List(traitlets.Unicode()).tag(sync=True)
    owner = traitlets.Unicode().tag(sync=True)
    who = traitlets.Bool().tag(sync=True)
    today = traitlets.Unicode().tag(sync=True)

    def __init__(self, exercise: str, folder: Path) -> None:
        self._exercise, self._folder = exercise, folder
        super().__init__(**self._opened(), today=date.today().isoformat())
        self.on_msg(self._hear)

    def _opened(self) -> dict[str, Any]:
        """What the page shows: the questions in the learner's variant, or, before that is known, who they are."""
        form = store.released(self._exercise, self._folder)
        opened = store.open_answers(self._exercise, self._folder)
        notices = list(opened.notices)
        who = False
        if form.get("variants"):
            learner = drawing.known_learner(opened.answers)
            if opened.answers.get("variant", "") in form["variants"] or learner:
                if learner:
                    opened = drawing.draw(self._exercise, self._folder, learner)
                    notices += opened.notices
                if opened.answers["attempt"] > 1:
                    notices.append(NEW_MATERIAL)
            else:
                who = True
        changed = store.bank_notice(form, opened.answers)
        return {
            "form": {"title": form.get("title", "")} if who else form_for(form, opened.answers.get("variant", "")),
            "saved": opened.answers,
            "notices": [*notices, *([changed] if changed else [])],
            "owner": _owner(self._exercise, self._folder, opened.answers),
            "who": who,
        }

    def __repr__(self) -> str:
        return f"The form of {self._exercise}. It appears when this notebook is open in the course."

    def _hear(self, _widget: object, message: object, _buffers: object) -> None:
        reply = reply_to(message, self._reply)
        if reply is not None:
            self.send(reply)

    def _reply(self, message: Message) -> Message:
        if message.get("kind") == "save":
            return self._save(message.get("changed") or {}, message.get("base") or {})
        if message.get("kind") == "who":
            drawing.draw(self._exercise, self._folder, drawing.meet(message.get("name"), message.get("number")))
            for name, value in self._opened().items():
                setattr(self, name, value)
            return {"kind": "met"}
        return {"kind": "pong"}

    def _save(self, changed: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
        changed = dict(changed)
        declaration = changed.pop(store.DECLARATION, None)
        clashes: dict[str, Any] = {}
        answers: dict[str, Any] = {}
        if changed:
            try:
                answers = store.save(self._exercise, self._folder, changed, base)
            except store.Conflict as conflict:
                answers, clashes = conflict.answers, dict(conflict.items)
        if declaration is not None:
            try:
                answers = store.save_declaration(
                    self._exercise, self._folder, declaration, base.get(store.DECLARATION)
                )
            except store.Conflict as conflict:
                answers = conflict.answers
                clashes |= conflict.items
        revisions = {
            item: answers["answers"][item]["revision"]
            for item in changed
            if item not in clashes and item in answers["answers"]
        }
        if declaration is not None and store.DECLARATION not in clashes:
            revisions[store.DECLARATION] = answers["declaration"]["at"]
        # What a page shows when its notebook's output is drawn anew.
        self.saved = answers
        return {"kind": "saved", "at": answers["saved_at"], "revisions": revisions, "clashes": clashes}


def _owner(exercise: str, folder: Path, answers: dict[str, Any]) -> str:
    """Whose unsaved changes the browser may hold: two learners at one computer never meet each other's."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = ""
    number = (answers.get("learner") or {}).get("number", "")
    parts = (user, number, str(folder.resolve()), exercise, str(answers["attempt"]))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


class Sheet:
    """The answers as plain escaped HTML: what marking, feedback and print show."""

    def __init__(self, exercise: str, folder: Path) -> None:
        self._exercise, self._folder = exercise, folder

    def __repr__(self) -> str:
        return f"The answers to {self._exercise}"

    def _repr_html_(self) -> str:
        # Marking gives nothing to a cell that raises, so a problem is shown instead.
        try:
            form = store.released(self._exercise, self._folder)
            path = store.answers_path(self._exercise, self._folder)
            if not path.exists():
                return "<p><strong>No answers were handed in.</strong></p>"
            answers = store.read(self._exercise, self._folder)
            return sheet_html(form_for(form, answers.get("variant", "")), answers)
        except CourseError as error:
            return f"<p><strong>The answers cannot be shown.</strong> {escape(str(error))}</p>"


class Apology:
    """What stands in the page when a form cannot be shown: the reason, and what to do."""

    def __init__(self, error: CourseError) -> None:
        self._error = error

    def __repr__(self) -> str:
        return str(self._error)

    def _repr_html_(self) -> str:
        return f"<p><strong>The form cannot be shown.</strong> {escape(str(self._error))}</p>"


def form(exercise: str, folder: Path | str = ".") -> ExerciseForm | Sheet | Apology:
    """Show the form of an exercise; while a submission is marked, show its answers as plain HTML.

    Parameters
    ----------
    exercise
        The exercise's name.
    folder
        Where its files are; by default the notebook's folder.
    """
    where = Path(folder)
    if os.environ.get("NBGRADER_EXECUTION"):
        return Sheet(exercise, where)
    try:
        return ExerciseForm(exercise, where)
    except CourseError as error:
        return Apology(error)
