"""One-page forms that carry the system: agenda, minutes, communication, monitoring, task group, planning."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qmslib._common.forms import FormReport as FormReport, Forms

if TYPE_CHECKING:
    import pandas as pd

_FORMS = Forms(Path(__file__).with_name("forms.json"))


def form_fields(kind: str) -> pd.DataFrame:
    """The parts of a one-page form: key, label, and whether it is needed.

    Parameters
    ----------
    kind
        ``"agenda"`` and ``"minutes"`` (of a quality meeting), ``"communication"`` (plan), ``"monitoring"`` (plan of
        samples), ``"task group"`` (charter of a group from several departments) or ``"planning"`` (canvas of five
        parts).

    Returns
    -------
    pandas.DataFrame
        One row for each part.

    Raises
    ------
    CourseError
        When the form is not known.

    Examples
    --------
    >>> form_fields("monitoring").key.tolist()
    ['what', 'who', 'how_many', 'how_often', 'channel', 'told']
    """
    return _FORMS.fields(kind)


def check_form(kind: str, answers: Mapping[str, Any], *, people: Collection[str] = ()) -> FormReport:
    """Check a filled-in one-page form for what is missing, vague or blames a person.

    Parameters
    ----------
    kind
        Which form; see `form_fields`.
    answers
        The answers by the keys of the form. Lists may be given as lists or as text with commas or line ends.
    people
        Names of colleagues, so that blame is seen.

    Returns
    -------
    FormReport
        What is missing and what to look at.

    Raises
    ------
    CourseError
        When the form is not known or the answers have no keys.

    Examples
    --------
    >>> page = check_form("monitoring", {"what": "Loans of case files", "who": "Tom Ellis", "how_many": "some",
    ...     "how_often": "every week", "channel": "team meeting", "told": "Priya Nair"})
    >>> page.missing, page.findings[0].text
    (('how_many',), 'Give a figure: How many are sampled.')
    """
    return _FORMS.check(kind, answers, people)
