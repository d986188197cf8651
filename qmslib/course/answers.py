"""A learner's answers to one exercise: the file beside the notebook.

Answers are data. This module says what such a file may hold; it never runs, imports or renders any of it.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
)

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json
from qmslib.course.people import check_name

#: Bytes. A written account has at most 6,000 characters; this leaves room for every document and more.
SIZE_LIMIT = 1_000_000
#: Characters in one text; the form saves none that is longer.
TEXT_LIMIT = 6000
#: Lists within lists, and values in one answer: far beyond any document, and far below what would stop the marking.
DEPTH_LIMIT = 8
COUNT_LIMIT = 6000

ItemId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
Moment = Annotated[str, Field(max_length=40)]


def _plain_name(name: str) -> str:
    try:
        return check_name(name)
    except CourseError as error:
        raise ValueError(error.problem) from error


def _within_reach(value: Any) -> Any:
    """The value, when it is no larger than anything that a form can save: all that reads it may then be simple."""
    left, level = COUNT_LIMIT, [value]
    for _ in range(DEPTH_LIMIT):
        left -= len(level)
        texts = [entry for entry in level if isinstance(entry, str)]
        texts += [name for entry in level if isinstance(entry, dict) for name in entry]
        if left < 0 or any(len(text) > TEXT_LIMIT for text in texts):
            raise ValueError("the answer is longer than any that can be typed into the form")
        for text in texts:
            try:
                text.encode("utf-8")
            except UnicodeEncodeError:
                raise ValueError("the answer holds signs that are not text") from None
        level = [
            inner
            for entry in level
            if isinstance(entry, dict | list)
            for inner in (entry.values() if isinstance(entry, dict) else entry)
        ]
        if not level:
            return value
    raise ValueError("the answer is nested deeper than any that the form saves")


#: Stands for whatever was recorded as the variant and is none.
NO_VARIANT = "?"


def _variant(value: Any) -> str:
    """The name of a variant; nothing when none was recorded; `NO_VARIANT` for whatever else stands there."""
    if value is None or value == "":
        return ""
    return value if isinstance(value, str) and re.fullmatch(r"v[0-9]{2}", value) else NO_VARIANT


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Learner(_Strict):
    """Who answered, by their own word."""

    name: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_plain_name)]
    number: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]


class Answer(_Strict):
    """One answer: its value, the revision at which it was saved, and when (UTC)."""

    value: Annotated[Any, AfterValidator(_within_reach)] = None
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
    variant: Annotated[str, BeforeValidator(_variant)] = ""
    revision: int = Field(default=0, ge=0)
    saved_at: Moment | None = None
    learner: Learner | None = None
    answers: dict[ItemId, Answer] = Field(default_factory=dict)
    declaration: Declaration | None = None

    @model_serializer(mode="wrap")
    def _without_blanks(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """The file of an exercise without variants names none."""
        made: dict[str, Any] = dump(self)
        if not made.get("variant"):
            made.pop("variant", None)
        return made

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
            day = datetime.fromisoformat(moment).date()
        except ValueError:
            return None
        # Years that no document can name would stop the tools, which count days from here.
        return day if 1970 <= day.year <= 2099 else None


def blank_answers(exercise: str) -> AnswersFile:
    """An answers file with nothing in it."""
    return AnswersFile(exercise=exercise)


def _plain_words(kind: str, said: str) -> str:
    """What pydantic found, in words for a trainer; the field is named beside them."""
    if kind == "value_error":
        return said.removeprefix("Value error, ")
    if kind == "extra_forbidden":
        return "it holds something that the form never saves"
    return "something is missing" if kind == "missing" else "the form never saves such a value there"


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
            f"this is not a sound answers file: {_plain_words(first['type'], first['msg'])}",
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
