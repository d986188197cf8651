"""Draw the files to check: by chance, so that nobody chooses them, and the same again from the same seed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, rows_named
from qmslib._common.report import Report
from qmslib.system._registers import whole

if TYPE_CHECKING:
    import pandas as pd

texts = module_texts(__file__)
_METHODS = ("random", "systematic", "stratified")


@dataclass(frozen=True, eq=False)
class Sample(Report):
    """A sample of files to check.

    Attributes
    ----------
    rows
        The rows drawn, counted from 0 in the table that was given, in order.
    n, population
        How many were drawn, and of how many.
    method, seed
        How, and the seed that draws the same again.
    strata
        For a stratified sample, how many were drawn of how many in each group.

    Examples
    --------
    >>> sample = draw_sample([{"file": f"F-{n:03}"} for n in range(200)], 5, seed=7, key="file")
    >>> sample.n, sample.population
    (5, 200)
    """

    sentence: str
    findings: tuple[Finding, ...]
    rows: tuple[int, ...]
    n: int
    population: int
    method: str
    seed: int
    strata: dict[Any, tuple[int, int]]
    table: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """The rows of the table that were drawn, with all their columns."""
        return self.table.iloc[list(self.rows)].reset_index(drop=True)


def _shares(sizes: dict[Any, int], n: int, least: int) -> dict[Any, int]:
    """How many to draw from each group: by size, with the largest remainders rounded up, and at least `least`."""
    total = sum(sizes.values())
    given = {name: min(size, max(min(least, size), n * size // total)) for name, size in sizes.items()}
    rest: Callable[[Any], tuple[float, str]] = lambda name: (given[name] - n * sizes[name] / total, str(name))  # noqa: E731
    while sum(given.values()) < n:
        given[min((name for name in sizes if given[name] < sizes[name]), key=rest)] += 1
    while sum(given.values()) > n:
        given[max((name for name in sizes if given[name] > min(least, sizes[name])), key=rest)] -= 1
    return given


def draw_sample(
    table: Any,
    n: int,
    *,
    seed: int,
    method: str = "random",
    by: str | None = None,
    key: str | None = None,
    least: int = 1,
) -> Sample:
    """Draw a sample of rows without replacement, the same for the same seed.

    Parameters
    ----------
    table
        The files or cases, one row each.
    n
        How many to draw.
    seed
        A whole number; write it into the audit record, so that anybody can draw the same sample again.
    method
        ``"random"``: every sample of this size is equally likely. ``"systematic"``: every k-th row from a start drawn
        by chance; misleading when the order of rows has a rhythm. ``"stratified"``: from each group of `by`, in
        proportion to its size.
    by
        The column of groups, for a stratified sample.
    key
        A column with a different value in each row, such as the file number. Given, rows are put in its order first,
        so the sample does not depend on how the table happens to be sorted.
    least
        The fewest to draw from each group of a stratified sample, as far as the group has them.

    Returns
    -------
    Sample
        The rows drawn; ``frame()`` gives them with all their columns.

    Raises
    ------
    CourseError
        If more rows are asked for than there are, `key` has gaps or repeats, or a row has no group.

    Notes
    -----
    Cochran, Sampling Techniques (1977), ch. 2, 5 and 8. The generator is Python's ``random.Random``. A systematic
    sample takes rows floor(start + i × N / n), so it works for every N and n.

    Examples
    --------
    >>> files = [{"file": f"F-{n:03}", "team": "East" if n % 4 else "West"} for n in range(80)]
    >>> draw_sample(files, 8, seed=3, method="stratified", by="team", key="file").strata
    {'East': (6, 60), 'West': (2, 20)}
    """
    frame = as_frame(table, [name for name in (by, key) if name])
    n, size = whole(n, "n", 1), len(frame)
    if method not in _METHODS:
        raise CourseError(
            "this way of drawing is not known", field="method", found=method, do="Use " + ", ".join(_METHODS)
        )
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise CourseError("the seed must be a whole number", field="seed", found=seed)
    if (method == "stratified") != (by is not None):
        raise CourseError("a stratified sample, and only that, needs the column of groups", field="by", found=by)
    if n > size:
        raise CourseError(
            "more rows are wanted than there are", field="n", found=(n, size), do="Draw fewer, or check them all"
        )
    order = list(range(size))
    if key:
        column = frame[key]
        gaps = column.isna() | column.duplicated(keep=False)
        if gaps.any():
            raise CourseError(
                f"{rows_named(gaps.to_numpy().nonzero()[0])}: the key is empty or stands there twice", field=key,
                do="Name a column with a different value in each row",
            )  # fmt: skip
        order.sort(key=lambda row: (str(type(column[row]).__name__ == "str"), column[row]))
    chance = Random(seed)
    strata: dict[Any, tuple[int, int]] = {}
    findings: list[Finding] = []
    if method == "random":
        rows = chance.sample(order, n)
    elif method == "systematic":
        start = chance.random() * size / n
        rows = [order[min(size - 1, math.floor(start + step * size / n))] for step in range(n)]
        findings.append(texts.finding("info", "rhythm"))
    else:
        groups = frame[by]
        empty = groups.isna()
        if empty.any():
            raise CourseError(f"{rows_named(empty.to_numpy().nonzero()[0])}: no group is given", field=by)
        members: dict[Any, list[int]] = {}
        for row in order:
            members.setdefault(groups[row], []).append(row)
        least = whole(least, "least")
        if n < sum(min(least, len(rows)) for rows in members.values()):
            findings.append(texts.finding("warn", "few", n=n, groups=len(members)))
            least = 0
        names = sorted(members, key=str)
        shares = _shares({name: len(members[name]) for name in names}, n, least)
        rows = [row for name in names for row in chance.sample(members[name], shares[name])]
        strata = {name: (shares[name], len(members[name])) for name in names}
    sentence = texts.say("sample", n=n, size=size, method=texts.say(method), seed=seed)
    return Sample(sentence, tuple(findings), tuple(sorted(rows)), n, size, method, seed, strata, frame)
