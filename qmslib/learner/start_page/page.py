"""What the start page shows, gathered from the course and ``work/``.

Gathering never fails because one file is damaged: what can be shown is shown, and the rest is named in
`Page.problems` with what to do about it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from qmslib._common.errors import CourseError
from qmslib._common.files import read_yaml
from qmslib.course.answers import AnswersFile
from qmslib.course.code_exercises import is_code
from qmslib.course.paths import Course
from qmslib.learner.contents import Chapter, contents
from qmslib.learner.feedback import FeedbackFolder, read_folder
from qmslib.learner.hand_in import changed_since, find_hand_in, hand_in_file
from qmslib.learner.identity import Identity, load_identity
from qmslib.learner.progress import gaps, load_answers, released_form
from qmslib.learner.workspace import exercise_notebook

NOT_STARTED = "not started"
IN_PROGRESS = "in progress"
READY = "ready to hand in"
HANDED_IN = "handed in"
FEEDBACK = "feedback there"
DAMAGED = "damaged"


@dataclass
class ExerciseView:
    """One exercise as the page shows it."""

    name: str
    title: str = ""
    criterion: str = ""
    chapter: str = ""
    time: int = 0
    state: str = NOT_STARTED
    attempt: int = 1
    answered: int = 0
    asked: int = 0
    declared: bool = False
    handed_in_at: str = ""
    hand_in_name: str = ""
    changed: bool = False
    feedback: dict[str, Any] | None = None
    earlier: list[dict[str, Any]] = field(default_factory=list)
    problem: str = ""
    damaged_answers: bool = False
    read: str = ""
    code: bool = False

    @property
    def decided(self) -> str:
        """``met`` or ``not_yet`` when there is feedback on this attempt; ``marked`` in a code exercise."""
        return str(self.feedback["status"]) if self.feedback else ""

    @property
    def can_hand_in(self) -> bool:
        """Whether the button *Hand in* makes sense: something is answered or written, and nothing is decided.

        Feedback on a code exercise decides nothing, so what was changed since can be handed in again.
        """
        if self.code:
            return self.state in {IN_PROGRESS, HANDED_IN} or (self.state == FEEDBACK and self.changed)
        return self.state in {IN_PROGRESS, READY, HANDED_IN} and self.answered > 0


@dataclass
class ChapterView:
    """One chapter with its exercises."""

    chapter: Chapter
    read: str
    exercises: list[ExerciseView] = field(default_factory=list)


@dataclass
class Page:
    """Everything on the start page."""

    title: str
    identity: Identity | None
    parts: list[tuple[str, list[ChapterView]]] = field(default_factory=list)
    loose: list[ExerciseView] = field(default_factory=list)
    optional: list[ExerciseView] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    site: bool = False

    @property
    def exercises(self) -> list[ExerciseView]:
        """All exercises but the optional ones, in the order of the page."""
        found = [view for _, chapters in self.parts for chapter in chapters for view in chapter.exercises]
        return found + self.loose

    @property
    def all_met(self) -> bool:
        """Whether there is nothing left to do in the whole course."""
        return all(view.decided == "met" for view in self.exercises)

    @property
    def version(self) -> str:
        """Changes when the page would look different."""
        facts = [(view.name, view.state, view.attempt, view.answered, view.declared, view.handed_in_at, view.changed,
                  view.decided, len(view.earlier)) for view in [*self.exercises, *self.optional]]  # fmt: skip
        return hashlib.sha256(repr((facts, self.problems, self.identity)).encode()).hexdigest()[:16]

    @property
    def next(self) -> ExerciseView | None:
        """The exercise that most needs the learner's attention."""
        wanted = {READY: 0, IN_PROGRESS: 1, NOT_STARTED: 3}
        ranked = [
            (2 if view.decided == "not_yet" else wanted[view.state], view)
            for view in self.exercises
            if view.state != DAMAGED and (view.decided == "not_yet" or view.state in wanted)
        ]
        return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def course_title(course: Course) -> str:
    """The course's title from ``_config.yml``."""
    try:
        config = read_yaml(course.root / "_config.yml")
    except CourseError:
        config = None
    title = config.get("title") if isinstance(config, Mapping) else None
    return title if isinstance(title, str) and title.strip() else "Internal customer service quality"


def gather(course: Course, base: str) -> Page:
    """Gather the start page.

    Parameters
    ----------
    base
        The address of the start page, ending in ``/qms/``.
    """
    problems: list[str] = []
    identity = None
    try:
        identity = load_identity(course)
    except CourseError as error:
        problems.append(str(error))
    page = Page(course_title(course), identity, problems=problems, site=(course.site / "index.html").is_file())
    folder = read_folder(course, identity) if identity else FeedbackFolder()
    problems.extend(str(error) for error in folder.problems)
    try:
        chapters = [ChapterView(chapter, reading_address(course, base, chapter.page)) for chapter in contents(course)]
    except CourseError as error:
        problems.append(str(error))
        chapters = []
    by_page = {view.chapter.page: view for view in chapters}
    for name in course.exercise_names():
        view = look_at(course, identity, folder, name)
        if view.problem:
            problems.append(view.problem)
        place = by_page.get(view.chapter)
        if place:
            view.read = place.read or f"{base}open/chapter/{quote(view.chapter)}"
        (page.optional if view.code else place.exercises if place else page.loose).append(view)
    for chapter in chapters:
        part = chapter.chapter.part
        if not page.parts or page.parts[-1][0] != part:
            page.parts.append((part, []))
        page.parts[-1][1].append(chapter)
    return page


def reading_address(course: Course, base: str, page: str) -> str:
    """Where a page of the built site is served, or nothing when it was not built."""
    name, _, anchor = page.partition("#")
    if not (course.site / f"{name}.html").is_file():
        return ""
    return f"{base}site/{quote(name)}.html" + (f"#{quote(anchor)}" if anchor else "")


def look_at(course: Course, identity: Identity | None, folder: FeedbackFolder, name: str) -> ExerciseView:
    """Where the learner stands with one exercise."""
    view = ExerciseView(name, title=name)
    try:
        form = released_form(course, name)
        view.title = str(form.get("title") or name)
        view.criterion = str(form.get("criterion") or "")
        view.chapter = str(form.get("chapter") or "")
        view.time = form["time"] if isinstance(form.get("time"), int) else 0
        view.asked = len(form["items"])
        view.code = is_code(form)
        view.damaged_answers = True
        answers = load_answers(course, name)
        view.damaged_answers = False
        view.attempt = answers.attempt
        view.declared = answers.declared
        if answers.answers:
            view.answered = view.asked - len(gaps(form, answers))
        if identity:
            _follow(course, identity, folder, view, answers)
    except (CourseError, OSError, TypeError, KeyError) as error:
        view.state = DAMAGED
        view.problem = str(error) if isinstance(error, CourseError) else f"{name}: a file could not be read: {error}."
        return view
    started = bool(answers.answers) or exercise_notebook(course, name).exists()
    if view.feedback:
        view.state = FEEDBACK
    elif view.handed_in_at:
        view.state = HANDED_IN
    elif view.answered == view.asked and view.asked and view.declared:
        view.state = READY
    elif started:
        view.state = IN_PROGRESS
    return view


def _follow(
    course: Course, identity: Identity, folder: FeedbackFolder, view: ExerciseView, answers: AnswersFile
) -> None:
    """Add what was handed in and what came back."""
    view.feedback = folder.found.get((view.name, answers.attempt))
    view.earlier = [
        data
        for (exercise, attempt), data in sorted(folder.found.items())
        if exercise == view.name and attempt != answers.attempt
    ]
    try:
        handed_in = find_hand_in(course, identity, view.name, answers.attempt)
    except CourseError as error:
        view.problem = f"{view.title}: your hand-in file cannot be used any more: {error.problem}. Hand in again."
        return
    if handed_in:
        view.handed_in_at = str(handed_in.manifest["made_at"])
        view.hand_in_name = hand_in_file(course, identity, view.name, answers.attempt).name
        open_still = view.code or not view.feedback
        view.changed = open_still and changed_since(course, identity, handed_in, answers)
