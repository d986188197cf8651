"""A plan–do–check–act board: improvements with their source, and the rules by which they move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from qmslib._common.dates import parse_date, say_date
from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.moments import read_day
from qmslib._common.report import Report
from qmslib._common.tables import date_column, table_rows, text_column, to_frame
from qmslib._common.words import bare, filled, fold, tidy

if TYPE_CHECKING:
    import pandas as pd

texts = module_texts(__file__)
COLUMNS = ("item", "source", "state", "owner")
SOURCES = ("audit", "review", "feedback", "market", "complaint", "suggestion", "risk")
STATES = ("plan", "do", "check", "act", "closed")
#: Where an item may go, and what it must have for it.
MOVES = {
    ("plan", "do"): ("owner", "due"),
    ("do", "check"): ("measure",),
    ("do", "plan"): ("reason",),
    ("check", "act"): ("result",),
    ("check", "plan"): ("reason",),
    ("act", "closed"): ("result",),
    ("act", "check"): ("reason",),
    ("plan", "closed"): ("reason",),
    ("closed", "plan"): ("reason",),
}
_INPUTS = ("audit", "review", "feedback", "market")


@dataclass(frozen=True)
class _Item:
    row: int
    item: str
    source: str
    state: str
    owner: str
    due: date | None
    moved: date | None
    measure: str
    result: str


@dataclass(frozen=True)
class BoardReport(Report):
    """The board on a day.

    Attributes
    ----------
    items
        The improvements with source and column.

    Examples
    --------
    >>> from datetime import date
    >>> from qmslib.improvement import check_board
    >>> rows = [{"item": "Rota for Mondays", "source": "feedback", "state": "plan", "owner": "Tom Ellis"}]
    >>> board = check_board(rows, date(2026, 3, 16))
    >>> board.count("plan"), board.by_source()
    (1, {'feedback': 1})
    """

    sentence: str
    findings: tuple[Finding, ...]
    items: tuple[_Item, ...]

    def count(self, state: str) -> int:
        """How many items stand in a column of the board."""
        return sum(item.state == state for item in self.items)

    def by_source(self) -> dict[str, int]:
        """How many items came from each source."""
        names = sorted({item.source for item in self.items if item.source})
        return {name: sum(item.source == name for item in self.items) for name in names}

    def frame(self) -> pd.DataFrame:
        """One row for each item, in the order of the board's columns."""
        order = {name: place for place, name in enumerate(STATES)}
        return to_frame([asdict(item) for item in sorted(self.items, key=lambda item: order.get(item.state, -1))])


def check_board(
    table: Sequence[Mapping[str, Any]] | pd.DataFrame, as_of: date | str, *, most: int = 3, stale: int = 30
) -> BoardReport:
    """Check a board: what lacks an owner, a measure or a result, what stands still, and where ideas come from.

    Parameters
    ----------
    table
        Columns ``item``, ``source`` (audit, review, feedback, market, complaint, suggestion or risk), ``state``
        (plan, do, check, act or closed) and ``owner``; ``due``, ``moved`` (the last move), ``measure`` and ``result``
        may be there too. Empty rows are skipped.
    as_of
        The day of the check.
    most
        How many may be in hand at once.
    stale
        After how many days without a move an open item is named.

    Returns
    -------
    BoardReport
        Counts for each column and each source, and what to look at.

    Examples
    --------
    >>> print(check_board([{"item": "Rota for Mondays", "source": "feedback", "state": "plan", "owner": "Tom Ellis"}],
    ...                   date(2026, 3, 16)).sentence)
    1 improvement on the board: 1 to plan, 0 in hand, 0 being checked, 0 to make standard, 0 closed.
    """
    as_of = read_day(as_of)
    cells = table_rows(table, COLUMNS)
    words = {name: text_column(cells, name) for name in (*COLUMNS, "measure", "result")}
    days = {name: date_column(cells, name) for name in ("due", "moved")}
    findings: list[Finding] = []
    items: list[_Item] = []
    for row in range(len(cells)):
        name, source, state, owner, measure, result = (words[column][row] for column in words)
        if not (name or source or state or owner):
            continue
        item = _Item(
            row, name, fold(source), fold(state), owner, days["due"][row], days["moved"][row], measure, result
        )
        _check(item, as_of, stale, findings)
        items.append(item)
    report = BoardReport("", (), tuple(items))
    if report.count("do") > most:
        findings.append(texts.finding("warn", "too_many", None, "state", n=report.count("do"), most=most))
    silent = [name for name in _INPUTS if name not in report.by_source()]
    if items and silent:
        findings.append(texts.finding("info", "sources", None, "source", missing=join_words(silent, "or")))
    counts = {state: report.count(state) for state in STATES}
    sentence = texts.say("sentence" if items else "sentence_none", n=len(items), **counts)
    return BoardReport(sentence, tuple(findings), tuple(items))


def _check(item: _Item, as_of: date, stale: int, findings: list[Finding]) -> None:
    def add(level: str, key: str, field: str, **slots: object) -> None:
        findings.append(texts.finding(level, key, item.row, field, **slots))

    if not filled(item.item):
        add("bad", "no_item", "item")
    if not item.source:
        add("bad", "no_source", "source", known=", ".join(SOURCES))
    elif item.source not in SOURCES:
        add("bad", "source", "source", found=item.source, known=", ".join(SOURCES))
    if item.state not in STATES:
        add("bad", "state", "state", found=item.state, known=", ".join(STATES))
    if not filled(item.owner):
        add("bad" if item.state != "plan" else "warn", "no_owner", "owner")
    if item.state == "do" and item.due is None:
        add("bad", "no_due", "due")
    if item.state == "check" and not filled(item.measure):
        add("bad", "no_measure", "measure")
    if item.state in ("act", "closed") and not filled(item.result):
        add("bad", "no_result", "result")
    if item.due and item.due < as_of and item.state in ("plan", "do"):
        add("warn", "overdue", "due", date=say_date(item.due))
    if item.moved and item.moved > as_of:
        add("bad", "moved_future", "moved")
    elif item.moved and item.state != "closed" and (as_of - item.moved).days > stale:
        add("warn", "stale", "moved", days=(as_of - item.moved).days)


def move_item(
    table: Sequence[Mapping[str, Any]] | pd.DataFrame, item: str, to: str, *, on: date | str, reason: str = "",
    **facts: Any,
) -> pd.DataFrame:  # fmt: skip
    """A copy of the board with one item moved, if the rules allow it.

    Parameters
    ----------
    table
        As for `check_board`. It is not changed.
    item, to
        The item and the column it moves to.
    on
        The day of the move.
    reason
        Why; asked for when an item goes back or is dropped.
    **facts
        Cells to fill with the move, such as ``result="31 late of 40 before, 4 of 38 after"``.

    Returns
    -------
    pandas.DataFrame
        The board with ``moved`` and a line more in ``history``.

    Raises
    ------
    CourseError
        When the move skips a step, or lacks what it needs: an owner and a date to start, a measure to be checked, a
        result to become standard, a reason to go back.

    Notes
    -----
    Plan to do, do to check, check to act, act to closed; back from do or check to plan, from act to
    check, from closed to plan. A check without effect goes back to plan: look for the cause again.

    Examples
    --------
    >>> board = [{"item": "Rota for Mondays", "source": "feedback", "state": "plan", "owner": "Tom Ellis",
    ...           "due": "2026-04-10"}]
    >>> move_item(board, "Rota for Mondays", "do", on="2026-03-16").loc[0, "history"]
    '16 March 2026: plan → do'
    """
    import pandas as pd

    cells = table_rows(table, COLUMNS)
    rows = [row for row, name in enumerate(text_column(cells, "item")) if bare(name) == bare(item)]
    if len(rows) != 1:
        raise CourseError(texts.say("two_such" if rows else "no_such"), field="item", found=item)
    day = parse_date(on)
    if day is None:
        raise CourseError("this is not a date", field="on", found=on, do="Write it as 2026-03-04")
    row = rows[0]
    old, new = fold(str(cells[row].get("state") or "")), fold(to)
    if (old, new) not in MOVES:
        ways = [after for before, after in MOVES if before == old]
        do = texts.say("cannot_do", old=old, ways=join_words(ways, "or")) if ways else None
        raise CourseError(texts.say("cannot", old=old or "–", new=new), field="to", found=to, do=do)
    changed = {**cells[row], **facts, "reason": tidy(reason)}
    for field in MOVES[old, new]:
        value = changed.get(field)
        if value is None or not filled(str(value)):
            raise CourseError(texts.say("needs", field=field), field=field, do=f"Give {field}")
    why = f", {tidy(reason)}" if filled(reason) else ""
    line = texts.say("history", on=say_date(day), old=old, new=new, reason=why)
    earlier = tidy(str(cells[row].get("history") or ""))
    changed |= {"state": new, "moved": day, "history": f"{earlier}; {line}" if earlier else line}
    if not filled(reason):
        del changed["reason"]
    names = list(dict.fromkeys(name for cell in [*cells, changed] for name in cell))
    after = [changed if at == row else cell for at, cell in enumerate(cells)]
    return pd.DataFrame(after, dtype=object).reindex(columns=names)
