"""Grades: bands with names and lower edges."""

from __future__ import annotations

from collections.abc import Sequence

from qmslib._common.errors import CourseError

#: The bands used where none are given.
BANDS = (("good", 0.9), ("fair", 0.75), ("poor", 0.0))


def band(value: float | None, bands: Sequence[tuple[str, float]] = BANDS) -> str | None:
    """The name of the band that a value falls in.

    Parameters
    ----------
    value
        The value; None has no band.
    bands
        Name and lower edge of each band, in any order. A value on an edge belongs to the band above it.

    Returns
    -------
    str or None
        The name; None for a missing value, or one below every band.

    Raises
    ------
    CourseError
        If there is no band, or two have the same name or edge.

    Examples
    --------
    >>> band(0.9), band(0.8999), band(None)
    ('good', 'fair', None)
    """
    names, edges = [name for name, _ in bands], [edge for _, edge in bands]
    if not bands or len(set(names)) < len(names) or len(set(edges)) < len(edges):
        raise CourseError("bands need different names and different lower edges", field="bands", found=list(bands))
    if value is None or value != value:
        return None
    # Values such as 0.7 + 0.2 fall a hair short of their edge.
    below = [(edge, name) for name, edge in bands if edge <= value + 1e-12]
    return max(below)[1] if below else None
