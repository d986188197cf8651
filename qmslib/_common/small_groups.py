"""Groups so small that the people in them could be recognised, and what must be hidden with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qmslib._common.errors import CourseError


def groups_to_hide(counts: Mapping[Any, int], min_n: int = 5) -> tuple[Any, ...]:
    """Which groups must be kept back when the total is shown beside them.

    Parameters
    ----------
    counts
        How many answers each group has.
    min_n
        The smallest group that may be shown; 0 or 1 shows all. Empty groups have nothing to hide.

    Returns
    -------
    tuple
        The groups below `min_n`, and as many of the next larger ones as are needed that what is hidden comes to at
        least two groups and `min_n` answers, so that nobody can subtract the shown from the total. Every group that
        answered is among them when that cannot be reached.

    Raises
    ------
    CourseError
        If a count is below 0, or `min_n` is no whole number.

    Notes
    -----
    Primary and secondary (complementary) cell suppression: Hundepool and others (2012), "Statistical Disclosure
    Control", chapter 5. Ties go by the name of the group, so that the choice does not hang on the order of rows.

    Examples
    --------
    >>> groups_to_hide({"East": 20, "West": 9, "North": 3})
    ('West', 'North')
    """
    if isinstance(min_n, bool) or min_n < 0 or min_n != int(min_n):
        raise CourseError("the smallest group is a whole number, 0 or 1 to show all", field="min_n", found=min_n)
    if any(count < 0 for count in counts.values()):
        raise CourseError("a count cannot be below 0", field="counts", found=dict(counts))
    ranked = sorted((group for group in counts if counts[group] > 0), key=lambda group: (counts[group], str(group)))
    hidden = [group for group in ranked if counts[group] < min_n]
    rest = ranked[len(hidden) :]
    while hidden and rest and (len(hidden) < 2 or sum(counts[group] for group in hidden) < min_n):
        hidden.append(rest.pop(0))
    return tuple(group for group in counts if group in hidden)
