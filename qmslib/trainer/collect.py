"""Collecting hand-in files: each zip is kept as it came, and the newest attempt becomes the submission."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from glob import escape
from pathlib import Path
from typing import Any, Literal

from qmslib._common.errors import CourseError
from qmslib._common.files import read_bytes, write_atomic
from qmslib.course.answers import AnswersFile, read_answers
from qmslib.course.bank import exercise as load
from qmslib.course.handin import HandIn, file_stem, read_hand_in
from qmslib.course.paths import Course
from qmslib.course.people import check_number
from qmslib.trainer.decisions import record_new
from qmslib.trainer.engine import gradebook, transaction
from qmslib.trainer.gradebook import setup
from qmslib.trainer.intake import SECRET
from qmslib.trainer.mark_form import changed_accounts

Status = Literal["collected", "already here", "kept, not used", "refused", "found in submitted"]

#: Largest file that is kept although it was refused.
KEEP_LIMIT = 50_000_000


@dataclass
class Collected:
    """What became of one file.

    Attributes
    ----------
    source
        The file's name, or the folder's.
    status
        ``collected``, ``already here``, ``kept, not used``, ``refused`` or ``found in submitted``.
    learner, exercise, attempt
        Whose and which, as far as they are known.
    reason
        Why it was refused or not used, in the trainer's words.
    code
        The short code that also stands on the learner's receipt.
    """

    source: str
    status: Status
    learner: str = ""
    exercise: str = ""
    attempt: int | None = None
    reason: str = ""
    code: str = ""


def collect(course: Course, paths: Iterable[Path] = (), *, by: str, accept_names: bool = False) -> list[Collected]:
    """Take in hand-in files, and what stock nbgrader has put into ``submitted/``.

    Parameters
    ----------
    course
        Where.
    paths
        Zip files, or folders that hold some.
    by
        The trainer. Attempts that are fully judged are decided before a newer attempt takes their place.
    accept_names
        Whether a learner number may change its name in the gradebook.

    Returns
    -------
    list of Collected
        One for each file, in order, then one for each submission that came another way.
    """
    setup(course)
    record_new(course, by=by)
    results = []
    taken: set[tuple[str, str]] = set()
    with gradebook(course) as book:
        for path in zips(paths):
            try:
                result = _take(course, book, path, accept_names)
            except CourseError as error:
                _keep_refused(course, path)
                result = Collected(path.name, "refused", reason=_reason(error, path))
            results.append(result)
            taken.add((result.learner, result.exercise))
        results += [entry for entry in _found(course, book) if (entry.learner, entry.exercise) not in taken]
    return results


def zips(paths: Iterable[Path]) -> list[Path]:
    """The files to take in; a folder stands for all zips in it."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.suffix.lower() == ".zip")
            if not inside:
                raise CourseError("there is no zip file in this folder", file=path)
            found += inside
        elif path.exists() or path.is_symlink():
            found.append(path)
        else:
            raise CourseError("there is no such file or folder", file=path)
    return found


def nbgrader_time(moment: str) -> str:
    """An ISO time with its offset as nbgrader's ``timestamp.txt`` has it, in UTC."""
    return datetime.fromisoformat(moment).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def full_name(student: Any) -> str:
    """A student's name as the gradebook has it."""
    return " ".join(part for part in (student.first_name, student.last_name) if part)


def split_name(name: str) -> dict[str, str]:
    """First and last name for the gradebook: the last word is the last name."""
    first, _, last = name.rpartition(" ")
    return {"first_name": first or last, "last_name": last if first else ""}


def _reason(error: CourseError, path: Path) -> str:
    """Why a file was refused: what is wrong first, then where in it; the list names the file itself."""
    part = (error.file or "").removeprefix(str(path)).removeprefix(path.name).removeprefix(", ")
    where = ", ".join(filter(None, (part, error.item, error.field and f"field {error.field}")))
    plain = CourseError(error.problem + (f" ({where})" if where else ""), found=error.found, do=error.do)
    text = str(plain)
    return text[:1].upper() + text[1:]


def _take(course: Course, book: Any, path: Path, accept_names: bool) -> Collected:
    hand_in = read_hand_in(path)
    number, exercise, attempt = hand_in.number, hand_in.exercise, hand_in.attempt
    if exercise not in {assignment.name for assignment in book.assignments}:
        raise CourseError("there is no such exercise here", file=path.name, found=exercise)
    _check_name(book, number, hand_in.name, accept_names, path.name)
    content = read_bytes(path, limit=KEEP_LIMIT)
    kept = course.received / f"{file_stem(number, exercise, attempt)}.{hand_in.sha256[:12]}.zip"
    known = kept.exists()
    if not known:
        write_atomic(kept, content)
    result = Collected(path.name, "collected", number, exercise, attempt, code=hand_in.code)
    stamp = nbgrader_time(hand_in.manifest["made_at"])
    before = _standing(course, number, exercise)
    if before is not None:
        old_attempt, old_stamp = before
        if (attempt, stamp) == (old_attempt, old_stamp) and known:
            result.status = "already here"
            return result
        if (attempt, stamp) < (old_attempt, old_stamp):
            result.status = "kept, not used"
            result.reason = f"Attempt {old_attempt}, handed in at {old_stamp[:16]}, is newer."
            return result
    _lay_down(course, hand_in, stamp)
    with transaction(book):
        book.update_or_create_student(number, **split_name(hand_in.name))
        _reopen(course, book, number, exercise)
    return result


def _check_name(book: Any, number: str, name: str, accept: bool, file: str) -> None:
    student = next((student for student in book.students if student.id.casefold() == number.casefold()), None)
    if student is None:
        return
    if student.id != number:
        raise CourseError(
            "this learner number differs from a known one only in capitals", file=file, found=number,
            do=f"Ask whether {student.id} is meant",
        )  # fmt: skip
    known = full_name(student)
    if known and known.casefold() != name.casefold() and not accept:
        raise CourseError(
            f"learner number {number} is {known}'s in the gradebook, and this file is {name}'s",
            file=file,
            do="If it is the same person, collect the file again with --accept-names",
        )


def _standing(course: Course, number: str, exercise: str) -> tuple[int, str] | None:
    """Attempt and time of what stands in ``submitted/``."""
    folder = course.submitted / number / exercise
    if not folder.is_dir():
        return None
    try:
        attempt = read_answers(folder / f"{exercise}.answers.json", exercise).attempt
        stamp = (folder / "timestamp.txt").read_text(encoding="utf-8").strip()
    except (CourseError, OSError, UnicodeDecodeError):
        # What stands there cannot be used, so anything sound is better.
        return 0, ""
    return attempt, stamp


def _lay_down(course: Course, hand_in: HandIn, stamp: str) -> None:
    final = course.submitted / hand_in.number / hand_in.exercise
    fresh = final.with_name(f".{hand_in.exercise}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, content in hand_in.files.items():
        (fresh / name).write_bytes(content)
    (fresh / "timestamp.txt").write_text(f"{stamp}\n", encoding="utf-8")
    # Where some learners use the exchange, nbgrader's `release_feedback` wants this of all of them, or gives up.
    (fresh / SECRET).write_text(secrets.token_urlsafe(16), encoding="ascii")
    if final.is_symlink():
        final.unlink()
    elif final.exists():
        shutil.rmtree(final)
    fresh.rename(final)


def _reopen(course: Course, book: Any, number: str, exercise: str) -> None:
    """Accounts that were judged and have another text now await a judgement again, whoever marks next."""
    try:
        answers: AnswersFile = read_answers(
            course.submitted / number / exercise / f"{exercise}.answers.json", exercise
        )
    except CourseError:
        return
    if not course.key_file(exercise).is_file():
        return  # a code exercise has no accounts
    changed = changed_accounts(load(course, exercise), course.autograded / number / exercise, answers)
    if not changed:
        return
    from nbgrader.api import MissingEntry

    for name in changed:
        try:
            book.find_grade(name, exercise, exercise, number).needs_manual_grade = True
        except MissingEntry:
            continue


def _keep_refused(course: Course, path: Path) -> None:
    try:
        content = read_bytes(path, limit=KEEP_LIMIT)
    except CourseError:
        return
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", path.name)[-80:]
    kept = course.received / "refused" / f"{hashlib.sha256(content).hexdigest()[:12]}.{safe}"
    if not kept.exists():
        write_atomic(kept, content)


def _found(course: Course, book: Any) -> list[Collected]:
    """Submissions that `nbgrader collect` or `zip_collect` put there: the learner's name goes into the gradebook."""
    known = {assignment.name for assignment in book.assignments}
    results = []
    if not course.submitted.is_dir():
        return []
    for folder in sorted(course.submitted.glob("*/*")):
        number, exercise = folder.parent.name, folder.name
        if exercise not in known or number.startswith("."):
            continue
        if any(course.received.glob(f"{escape(number)}.{exercise}.attempt-*.zip")):
            continue  # it came as a hand-in file
        result = Collected(f"submitted/{number}/{exercise}", "found in submitted", number, exercise)
        try:
            check_number(number)
            if folder.is_symlink() or folder.parent.is_symlink():
                raise CourseError("the folder is a link to another place")
            answers = _answers_of(course, folder)
            result.attempt = answers.attempt if answers else None
            with transaction(book):
                student = book.update_or_create_student(number)
                if answers and answers.learner and not full_name(student):
                    book.update_or_create_student(number, **split_name(answers.learner.name))
        except CourseError as error:
            result.reason = _reason(error, folder / f"{exercise}.answers.json")
        results.append(result)
    return results


def _answers_of(course: Course, folder: Path) -> AnswersFile | None:
    """The answers of a submission; nothing for a code exercise's that came without, as stock nbgrader hands it in."""
    path = folder / f"{folder.name}.answers.json"
    if not os.path.lexists(path):
        if not course.key_file(folder.name).is_file():
            return None
        raise CourseError("there is no answers file", do="Ask the learner for the zip from the start page")
    return read_answers(path, folder.name)
