"""Who serves whom: the relationships of internal customers, and what kind each is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.frames import as_frame, rows_named
from qmslib._common.words import filled, fold, tidy

if TYPE_CHECKING:
    pass


KINDS = ("rank", "function", "process")


def read_relationships(table: Any) -> pd.DataFrame:
    """The relationships with tidy names; a CourseError names what is missing or not known."""
    frame = as_frame(table, ["supplier", "customer"] if len(table) else []).copy()
    for name in ("supplier", "customer", "kind", "gives", "needs"):
        frame[name] = [tidy(value) for value in frame[name]] if name in frame.columns else ""
    spelt: dict[str, str] = {}
    for name in ("supplier", "customer"):
        empty = [row for row, value in enumerate(frame[name]) if not filled(value)]
        if empty:
            raise CourseError(f"{rows_named(empty)}: the {name} is missing", field=name, do="Name a team or a post")
        # One spelling for each party, so that "Payments" and "payments" are the same.
        frame[name] = [spelt.setdefault(fold(value), value) for value in frame[name]]
    own = [row for row, (one, two) in enumerate(zip(frame["supplier"], frame["customer"], strict=True)) if one == two]
    if own:
        raise CourseError(
            f"{rows_named(own)}: supplier and customer are the same", found=frame["supplier"].iloc[own[0]]
        )
    frame["kind"] = [fold(value) for value in frame["kind"]]
    wrong = [row for row, value in enumerate(frame["kind"]) if value not in (*KINDS, "")]
    if wrong:
        raise CourseError(
            f"{rows_named(wrong)}: this kind is not known",
            field="kind",
            found=frame["kind"].iloc[wrong[0]],
            do=f"Use {', '.join(KINDS)}",
        )
    return frame[["supplier", "customer", "kind", "gives", "needs"]].reset_index(drop=True)


def classify_customer(*, ranks_differ: bool, next_step: bool, own_department: bool) -> str:
    """Say which kind of internal customer a relationship makes.

    Parameters
    ----------
    ranks_differ
        Whether one instructs or reports to the other.
    next_step
        Whether the customer takes up the work where the supplier leaves it, in the same process.
    own_department
        Whether both are in the same department.

    Returns
    -------
    str
        ``"rank"``, ``"process"`` or ``"function"``.

    Raises
    ------
    CourseError
        If no rule fits: same rank, same department, no step handed on.

    Notes
    -----
    In this order: a process customer is the next step of the work, whatever the rank; a rank customer gives or takes
    instructions; a function customer is in another department and uses what its function provides.

    Examples
    --------
    >>> from qmslib.customers import classify_customer
    >>> classify_customer(ranks_differ=False, next_step=False, own_department=False)
    'function'
    """
    if next_step:
        return "process"
    if ranks_differ:
        return "rank"
    if not own_department:
        return "function"
    raise CourseError(
        "nobody gives the other anything in this case, so it is no customer relationship",
        do="Say what is given, or check whether the work is handed on",
    )
