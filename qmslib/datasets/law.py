"""The department's register of laws and standards, with entries that have gone stale."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from qmslib.datasets.kept import kept_rows
from qmslib.datasets.made_once import made_once

if TYPE_CHECKING:
    import pandas as pd

#: Entries that mislead, and why.
_FAULTS: tuple[tuple[str, str, str], ...] = (
    ("Disability Discrimination Act 1995", "status", "Repealed in Great Britain; see the Equality Act 2010"),
    ("ISO 9001 Quality management systems", "version", "The 2008 edition was withdrawn and replaced in 2015"),
    (
        "Contract Law of the People's Republic of China",
        "status",
        "Repealed on 1 January 2021 and replaced by the Civil Code",
    ),
    ("Management of Health and Safety at Work Regulations 1999", "checked_on", "Not checked for more than a year"),
)  # fmt: skip


def legal_rows() -> list[dict[str, Any]]:
    """The register as a list of rows; columns as in `legal_register`.

    Examples
    --------
    >>> legal_rows()[0]["checked_on"].isoformat()
    '2026-09-14'
    """
    return [{**row, "checked_on": date.fromisoformat(row["checked_on"])} for row in kept_rows("legal_register.csv")]


@made_once
def legal_register() -> pd.DataFrame:
    """The laws and standards that the department says it works by, as its register had them in November 2026.

    Returns
    -------
    pandas.DataFrame
        ``title``, ``kind`` (act, regulation, standard), ``jurisdiction``, ``version``, ``status`` (in force, amended,
        repealed, replaced), ``replaced_by``, ``checked_on``, ``source`` and ``affects`` (which service). Four entries
        are stale or wrong on purpose; `legal_register_answers` says which. It is an exercise, not legal advice.

    Examples
    --------
    >>> register = legal_register()
    >>> register.loc[register["status"] == "repealed", "title"].tolist()
    ['Data Protection Act 1998']
    """
    import pandas as pd

    frame = pd.DataFrame(legal_rows())
    frame["checked_on"] = pd.to_datetime(frame["checked_on"])
    return frame


@made_once
def legal_register_answers() -> pd.DataFrame:
    """The entries of `legal_register` that mislead, and why.

    Returns
    -------
    pandas.DataFrame
        ``row`` (from 1), ``title``, ``field`` and ``why``.

    Examples
    --------
    >>> legal_register_answers()["row"].tolist()
    [9, 12, 15, 11]
    """
    import pandas as pd

    places = {row["title"]: place for place, row in enumerate(legal_rows(), start=1)}
    return pd.DataFrame(
        {"row": places[title], "title": title, "field": field, "why": why} for title, field, why in _FAULTS
    )
