"""What 120 learners answered to twenty items: right or wrong, for looking at the items themselves."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING, Any

from qmslib.datasets.made_once import made_once

if TYPE_CHECKING:
    import pandas as pd

LEARNERS, ITEMS = 120, 20
#: Items that are at fault, and how.
_FAULTS = {
    "i07": "the key is wrong: those who know most get it wrong",
    "i12": "nearly all get it right: it tells nobody apart",
    "i16": "it measures something else: who gets it right is chance",
}


def response_rows(seed: int = 2026) -> list[dict[str, Any]]:
    """The matrix as a list of rows, the same for the same seed; columns as in `responses`.

    Examples
    --------
    >>> response_rows()[0]["learner"]
    'L-001'
    """
    random = Random(f"answers {seed}")
    hard = [-1.8 + 3.2 * place / (ITEMS - 1) for place in range(ITEMS)]
    rows = []
    for number in range(1, LEARNERS + 1):
        knows = random.gauss(0.5, 1.0)
        row: dict[str, Any] = {"learner": f"L-{number:03d}"}
        for place, difficulty in enumerate(hard, start=1):
            name = f"i{place:02d}"
            chance = 1 / (1 + math.exp(-1.4 * (knows - difficulty)))
            if name == "i07":
                chance = 0.75 - 0.6 * chance
            elif name == "i12":
                chance = 0.97
            elif name == "i16":
                chance = 0.5
            row[name] = int(random.random() < chance)
        rows.append(row)
    return rows


@made_once
def responses(seed: int = 2026) -> pd.DataFrame:
    """Twenty items answered by 120 learners.

    Parameters
    ----------
    seed
        Another seed makes other learners.

    Returns
    -------
    pandas.DataFrame
        ``learner`` and ``i01`` to ``i20``: 1 right, 0 wrong. The items go from easy to hard, but three are at fault;
        `responses_answers` says which.

    Examples
    --------
    >>> matrix = responses()
    >>> matrix.shape
    (120, 21)
    """
    import pandas as pd

    return pd.DataFrame(response_rows(seed))


def responses_answers() -> dict[str, str]:
    """The items of `responses` that are at fault, and how.

    Examples
    --------
    >>> sorted(responses_answers())
    ['i07', 'i12', 'i16']
    """
    return dict(_FAULTS)
