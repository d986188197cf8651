"""Groups so small that the people in them could be recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.frames import as_frame
from qmslib._common.report import Report
from qmslib.complaints.log.faults import is_blank
from qmslib.complaints.privacy.pseudonyms import plain_name

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class SmallGroups(Report):
    """Groups of a table that are small enough to give people away.

    Attributes
    ----------
    sentence, findings
        How many groups are small, and what to do.
    table
        The table that ``frame()`` gives.
    groups, small
        How many groups there are, and how many are smaller than `k`.
    smallest
        The size of the smallest group (the k of k-anonymity); None without rows.
    k
        The size asked for.

    Examples
    --------
    >>> from qmslib.complaints import small_groups
    >>> small_groups([{"team": "East"}] * 6 + [{"team": "West"}], ["team"]).smallest
    1
    """

    sentence: str
    table: pd.DataFrame
    groups: int
    small: int
    smallest: int | None
    k: int
    findings: tuple[Finding, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row for each small group: its values and its size, the smallest first."""
        return self.table.copy()


def small_groups(log: Any, columns: Sequence[str], k: int = 5, *, person: str | None = None) -> SmallGroups:
    """Find groups so small that the people in them could be recognised (k-anonymity).

    Parameters
    ----------
    log
        A data frame, a dict of columns or a list of rows.
    columns
        What a reader may know about a person from elsewhere, for example team and kind of problem. Blank cells make
        a group of their own.
    k
        The smallest group that is safe enough.
    person
        A column that tells people apart (a pseudonym will do): then people are counted, not rows. Someone who
        complains six times is still one person.

    Returns
    -------
    SmallGroups

    Raises
    ------
    CourseError
        When a column is missing or `k` is less than 2.

    Notes
    -----
    A table is k-anonymous when each combination of such values stands in at least k rows. Source: Sweeney (2002),
    "k-anonymity: a model for protecting privacy". Large groups are no proof of safety: where all in a group share
    the same outcome, the outcome of each is known.

    Examples
    --------
    >>> from qmslib.complaints import small_groups
    >>> log = [{"team": "East", "kind": "unclear role"}] * 5 + [{"team": "West", "kind": "discrimination"}]
    >>> small_groups(log, ["team", "kind"]).frame()
       team            kind  size
    0  West  discrimination     1
    """
    if isinstance(k, bool) or not isinstance(k, int) or k < 2:
        raise CourseError(texts.say("k"), field="k", found=k)
    names = [columns] if isinstance(columns, str) else list(columns)
    if not names:
        raise CourseError(texts.say("no_columns"), do=texts.say("no_columns_do"))
    table = as_frame(log, [*names, *([person] if person else [])])
    unit = "people" if person else "rows"
    if table.empty:
        empty = pd.DataFrame(columns=[*names, "size"])
        return SmallGroups(texts.say("groups_none"), empty, 0, 0, None, k)
    plain = pd.DataFrame(
        {name: [None if is_blank(v) else str(v) for v in table[name]] for name in names}, dtype=object
    )
    if person:
        plain["_person"] = [None if is_blank(v) else plain_name(v, True) for v in table[person]]
        sizes = plain.groupby(names, dropna=False, sort=True)["_person"].nunique()
    else:
        sizes = plain.groupby(names, dropna=False, sort=True).size()
    counts = sizes.rename("size").reset_index()
    few = counts[counts["size"] < k].sort_values("size", kind="stable", ignore_index=True)
    said = texts.say(
        "groups" if len(few) else "groups_fine",
        groups=len(counts),
        small=len(few),
        columns=join_words(names),
        k=k,
        unit=unit,
    )
    findings = (texts.finding("warn", "groups_do"),) if len(few) else ()
    return SmallGroups(said, few, len(counts), len(few), int(counts["size"].min()), k, findings)
