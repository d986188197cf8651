"""What was marked already: a file beside the gradebook that only grows, one submission a line.

A line is written when the marks are in the gradebook and the notebook is in its place. A run that is cut off before
that marks the submission again, which changes nothing; so nothing is ever lost or counted twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qmslib.course.paths import Course
from qmslib.trainer.fingerprints import exercise_print, marked_print, submission_print
from qmslib.trainer.recorded import due_print, marks_prints
from qmslib.trainer.run import Result

#: Why a submission that was marked once is marked again.
ANEW = "It was handed in anew since it was marked."
EXERCISE = "The exercise, its key, the due date, the settings or the course's version changed since it was marked."
NOTEBOOK = "What marking left in autograded was changed or removed since."
MARKS = "Its automatic points are gone from the gradebook, or were changed, since it was marked."


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a submission as it was taken in, and what marking left.

    Attributes
    ----------
    learner, exercise, notes
        Which submission, and what was noted about it.
    submission, source, notebook, marks
        Fingerprints of what was handed in, of what marking rests on, and of what marking left in ``autograded/`` and
        in the gradebook.
    """

    learner: str
    exercise: str
    notes: tuple[str, ...]
    submission: str
    source: str
    notebook: str
    marks: str


class Ledger:
    """The file, and what it says of each submission now.

    Parameters
    ----------
    course
        Where.
    book
        nbgrader's gradebook before the run, or nothing when there is none yet.
    """

    def __init__(self, course: Course, book: Any) -> None:
        self._course = course
        self._book: Any = book
        self.path = course.gradebook.with_name("gradebook.db.marked.jsonl")
        self._entries, self._torn = _read(self.path)
        self._sources: dict[str, str] = {}
        self._found: dict[str, dict[str, str]] = {}
        #: As they were before marking began: what changes meanwhile is marked again by the next run.
        self._taken: dict[tuple[str, str], str] = {}

    def why(self, learner: str, exercise: str) -> str | None:
        """Why a submission is to be marked: a sentence, empty when it never was, and ``None`` when it need not be."""
        course, entry = self._course, self._entries.get((learner, exercise))
        submission = submission_print(course, learner, exercise)
        source = self._source(exercise)
        if submission is not None:
            self._taken[learner, exercise] = submission
        if entry is None:
            return ""
        if submission != entry.submission:
            return ANEW
        if source != entry.source:
            return EXERCISE
        if marked_print(course, learner, exercise) != entry.notebook:
            return NOTEBOOK
        if self._marks(exercise).get(learner) != entry.marks:
            return MARKS
        return None

    def _marks(self, exercise: str) -> dict[str, str]:
        """What the gradebook had of an exercise before the run: read once, not once for each learner."""
        if exercise not in self._found:
            self._found[exercise] = {} if self._book is None else marks_prints(self._book, exercise)
        return self._found[exercise]

    def already(self, learner: str, exercise: str) -> Result:
        """The result of a submission that need not be marked, with the notes of when it was."""
        return Result(learner, exercise, "marked already", list(self._entries[learner, exercise].notes))

    def add(self, book: Any, results: Iterable[Result]) -> None:
        """Note what was marked; the gradebook must have the marks, and ``autograded/`` the notebooks."""
        by_exercise: dict[str, list[Result]] = {}
        for result in results:
            by_exercise.setdefault(result.exercise, []).append(result)
        entries = []
        for exercise, ours in by_exercise.items():
            marks = marks_prints(book, exercise, [result.learner for result in ours])
            entries += [entry for result in ours if (entry := self._entry(result, marks.get(result.learner)))]
        lines = b"".join(json.dumps(asdict(entry), sort_keys=True).encode() + b"\n" for entry in entries)
        if not lines:
            return
        try:
            with self.path.open("ab") as stream:
                # A line that was cut off must not swallow the next one.
                stream.write((b"\n" if self._torn else b"") + lines)
                self._torn = True
                stream.flush()
                os.fsync(stream.fileno())
            self._torn = False
        except OSError:
            # The marks are safe in the gradebook: all it costs is that the next run marks these again.
            return

    def _entry(self, result: Result, marks: str | None) -> Entry | None:
        """The line of a submission; nothing where something of it is not there."""
        key = result.learner, result.exercise
        submission, notebook = self._taken.pop(key, None), marked_print(self._course, *key)
        if submission is None or notebook is None or marks is None:
            return None
        return Entry(*key, tuple(result.reasons), submission, self._source(result.exercise), notebook, marks)

    def _source(self, exercise: str) -> str:
        if exercise not in self._sources:
            due = "" if self._book is None else due_print(self._book, exercise)
            self._sources[exercise] = f"{exercise_print(self._course, exercise)}{due}"
        return self._sources[exercise]


def _read(path: Path) -> tuple[dict[tuple[str, str], Entry], bool]:
    """The last sound line of each submission, and whether the last line was cut off."""
    found: dict[tuple[str, str], Entry] = {}
    line = b""
    if path.is_file():
        with path.open("rb") as stream:
            for line in stream:
                entry = _entry(line)
                if entry is not None:
                    found[entry.learner, entry.exercise] = entry
    return found, bool(line) and not line.endswith(b"\n")


def _entry(line: bytes) -> Entry | None:
    try:
        fields: Mapping[str, Any] = json.loads(line)
        entry = Entry(**{**fields, "notes": tuple(str(note) for note in fields["notes"])})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    texts = (value for name, value in asdict(entry).items() if name != "notes")
    return entry if all(isinstance(text, str) for text in texts) else None
