"""A learner's answers to one exercise: the file beside the notebook.

Answers are data. This module says what such a file may hold; it never runs, imports or renders any of it.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json

#: Bytes. A written account has at most 6,000 characters; this leaves room for every document and more.
SIZE_LIMIT = 1_000_000

ItemId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
Moment = Annotated[str, Field(max_length=40)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Learner(_Strict):
    """Who answered, by their own word."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    number: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]


class Answer(_Strict):
    """One answer: its value, the revision at which it was saved, and when (UTC)."""

    value: Any = None
    revision: int = Field(default=0, ge=0)
    at: Moment | None = None


class Declaration(_Strict):
    """The learner's word that the work is their own, and what help they had."""

    own_work: bool
    help: Annotated[str, Field(max_length=2000)]
    ai: Annotated[str, Field(max_length=2000)]
    at: Moment | None = None

    @property
    def complete(self) -> bool:
        """Whether own work is declared and both kinds of help are named (or said to be none)."""
        return self.own_work and bool(self.help.strip()) and bool(self.ai.strip())


class AnswersFile(_Strict):
    """The whole file."""

    format: Literal[1] = 1
    exercise: ItemId
    attempt: int = Field(default=1, ge=1, le=99)
    bank: Annotated[str, Field(max_length=64)] = ""
    revision: int = Field(default=0, ge=0)
    saved_at: Moment | None = None
    learner: Learner | None = None
    answers: dict[ItemId, Answer] = Field(default_factory=dict)
    declaration: Declaration | None = None

    @property
    def declared(self) -> bool:
        """Whether the declaration of own work is complete."""
        return self.declaration is not None and self.declaration.complete

    def value(self, item_id: str) -> Any:
        """The answer to an item, or ``None``."""
        answer = self.answers.get(item_id)
        return None if answer is None else answer.value

    def day(self, item_id: str) -> date | None:
        """The day on which the answer was saved (UTC), for judging dates; ``None`` when unknown."""
        answer = self.answers.get(item_id)
        moment = (answer.at if answer else None) or self.saved_at
        if not moment:
            return None
        try:
            return datetime.fromisoformat(moment).date()
        except ValueError:
            return None


def blank_answers(exercise: str) -> AnswersFile:
    """An answers file with nothing in it."""
    return AnswersFile(exercise=exercise)


def check_answers(data: Any, exercise: str, *, file: object = None) -> AnswersFile:
    """Turn parsed JSON into an `AnswersFile` of this exercise.

    Raises
    ------
    CourseError
        When it is not one, says of which field, or when it belongs to another exercise.
    """
    if not isinstance(data, dict):
        raise CourseError("this is not an answers file of the course", file=file)
    try:
        loaded = AnswersFile.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise CourseError(
            f"this is not a sound answers file: {first['msg'].lower()}",
            file=file,
            field=".".join(str(part) for part in first["loc"]) or None,
        ) from error
    if loaded.exercise != exercise:
        raise CourseError(
            "the answers belong to another exercise",
            file=file,
            field="exercise",
            found=loaded.exercise,
            do=f"Hand in the answers to {exercise}",
        )
    return loaded


def read_answers(path: Path, exercise: str) -> AnswersFile:
    """Read and check an answers file; `CourseError` when it is missing, damaged, too large or of another exercise."""
    return check_answers(read_json(path, limit=SIZE_LIMIT), exercise, file=path)
