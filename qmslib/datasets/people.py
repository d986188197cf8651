"""Who serves whom in the department: by rank, by function, by process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qmslib.datasets.kept import kept_rows
from qmslib.datasets.made_once import made_once

if TYPE_CHECKING:
    import pandas as pd


def relationship_rows() -> list[dict[str, Any]]:
    """The list as a list of rows; columns as in `relationships`.

    Examples
    --------
    >>> relationship_rows()[0]["customer"]
    'East locality'
    """
    return kept_rows("relationships.csv")


@made_once
def relationships() -> pd.DataFrame:
    """Who gives what to whom in the department, and needs what back.

    Returns
    -------
    pandas.DataFrame
        ``supplier``, ``customer``, ``kind`` (rank, function or process), ``gives`` (what the supplier gives) and
        ``needs`` (what the supplier needs from the customer for it). Some links go one way only: something is
        needed, and nobody has promised to give it.

    Examples
    --------
    >>> relationships()["kind"].value_counts().to_dict()
    {'function': 15, 'process': 9, 'rank': 7}
    """
    import pandas as pd

    return pd.DataFrame(relationship_rows())
