"""A table is made once for each seed; whoever asks for it gets a copy to change as they like."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import TYPE_CHECKING, ParamSpec

if TYPE_CHECKING:
    import pandas as pd

Given = ParamSpec("Given")


def made_once(make: Callable[Given, pd.DataFrame]) -> Callable[Given, pd.DataFrame]:
    """Keep what a function made, and give copies of it.

    Parameters
    ----------
    make
        Makes a table from values that can be keys; its cells hold nothing that can be changed.
    """
    kept = cache(make)

    @wraps(make)
    def copied(*arguments: Given.args, **named: Given.kwargs) -> pd.DataFrame:
        return kept(*arguments, **named).copy()  # type: ignore[arg-type]

    return copied
