"""The declared types of problem that colleagues bring: twelve about work, eight personal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import module_texts
from qmslib._common.report import Report

texts = module_texts(__file__)


@dataclass(frozen=True)
class ProblemType:
    """One declared type of problem.

    Attributes
    ----------
    code
        The short text that stands in the log.
    group
        ``work`` or ``personal``.
    text
        What it means, in a sentence.
    example
        A case of it.
    usual
        The route on which such a problem starts when nothing else is declared.

    Examples
    --------
    >>> from qmslib.complaints import problem_type
    >>> problem_type("discrimination").usual
    'equality or safeguarding'
    """

    code: str
    group: str
    text: str
    example: str
    usual: str


@dataclass(frozen=True)
class ProblemTypes(Report):
    """The declared problem types as a table.

    Attributes
    ----------
    sentence, findings
        How many there are.
    types
        Each `ProblemType`.

    Examples
    --------
    >>> from qmslib.complaints import problem_types
    >>> problem_types().codes("personal")[:3]
    ('work without consent', 'unfair treatment', 'unequal opportunity')
    """

    sentence: str
    types: tuple[ProblemType, ...]

    def codes(self, group: str | None = None) -> tuple[str, ...]:
        """The codes, of one group (``work`` or ``personal``) or of both."""
        return tuple(each.code for each in self.types if group in (None, each.group))

    def frame(self) -> pd.DataFrame:
        """One row for each type: code, group, text, example, usual route."""
        return pd.DataFrame([vars(each) for each in self.types])


@cache
def problem_types() -> ProblemTypes:
    """The twelve types of problem about work and the eight personal ones.

    Returns
    -------
    ProblemTypes
        Prints as a table; ``.codes()`` gives the codes that a log may hold.

    Examples
    --------
    >>> from qmslib.complaints import problem_types
    >>> table = problem_types().frame()
    >>> table.groupby("group").size().to_dict()
    {'personal': 8, 'work': 12}
    """
    file = Path(__file__).with_name("rules") / "problem_types.json"
    types = tuple(ProblemType(**each) for each in json.loads(file.read_text(encoding="utf-8")))
    work = sum(each.group == "work" for each in types)
    return ProblemTypes(texts.say("summary", n=len(types), work=work, personal=len(types) - work), types)


def problem_type(code: str) -> ProblemType:
    """One declared problem type by its code.

    Parameters
    ----------
    code
        The code as `problem_types` lists it.

    Raises
    ------
    CourseError
        When the code is not declared; the codes are named.

    Examples
    --------
    >>> from qmslib.complaints import problem_type
    >>> problem_type("unclear role").text
    'Roles are unclear, or people are told to work outside them'
    """
    for each in problem_types().types:
        if each.code == code:
            return each
    known = ", ".join(problem_types().codes())
    raise CourseError(texts.say("unknown"), field="kind", found=code, do=texts.say("unknown_do", known=known))
