"""The scale of age and the bands by which problems are ranked: kept apart, so that they load without pandas."""

from __future__ import annotations

from collections.abc import Sequence

#: From how many days the age counts 2, 3, 4 and 5.
AGE_STEPS = (5, 10, 20, 40)
#: From how many points a case comes now, and from how many soon.
BANDS = (40, 15)


def step_of(value: float, steps: Sequence[float]) -> int:
    """Where a value lies on a scale from 1 to 5, whose `steps` are the beginnings of 2 to 5.

    Examples
    --------
    >>> [step_of(days, AGE_STEPS) for days in (4, 5, 60)]
    [1, 2, 5]
    """
    return 1 + sum(value >= step for step in steps)
