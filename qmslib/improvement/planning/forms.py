"""Short forms that carry an improvement: charter, review, project card, briefing."""

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
        ``"circle"`` (charter of a quality circle), ``"lesson"`` (after-action review), ``"hold"`` (holding the gain),
        ``"project"`` (card of a small project), ``"conditions"`` (what blocks good work), ``"activity"`` (a team
        activity with a service aim) or ``"briefing"`` (a new way of working).

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
    >>> form_fields("lesson").key.tolist()[:4]
    ['title', 'expected', 'happened', 'why']
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
    >>> report = check_form("lesson", {"title": "Name a person for Mondays", "why": "Tom forgot to open the mailbox"})
    >>> [found.text for found in report.findings if found.field == "why"][0][:45]
    '“forgot” puts it down to a person. What in th'
    """
    return _FORMS.check(kind, answers, people)
