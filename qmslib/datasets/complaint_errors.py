"""Errors as people make them, planted in the complaints log, each with its answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

Row = dict[str, Any]
#: What a way of erring gives back: the fields that are now wrong.
Plant = Callable[[Random, Row, list[Row]], dict[str, object]]


def _moment(value: object) -> str:
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else ""


def _closed_first(random: Random, row: Row, rows: list[Row]) -> dict[str, object]:
    return {"closed": _moment(row["received"] - timedelta(days=3 + int(random.random() * 20)))}


def _acknowledged_first(random: Random, row: Row, rows: list[Row]) -> dict[str, object]:
    return {"acknowledged": _moment(row["received"] - timedelta(days=1 + int(random.random() * 4)))}


def _swapped(random: Random, row: Row, rows: list[Row]) -> dict[str, object]:
    moment = row["received"]
    return {"received": _moment(moment.replace(month=moment.day, day=moment.month))}


def _future(random: Random, row: Row, rows: list[Row]) -> dict[str, object]:
    return {"received": _moment(row["received"].replace(year=2027))}


def _far(random: Random, row: Row, rows: list[Row]) -> dict[str, object]:
    return {"due": "2059-12-31 17:00"}


def _no_moment(random: Random, row: Row, rows: list[Row]) -> dict[str, object]:
    return {"received": "last Tuesday"}


def _misspelt(random: Random, row: Row, rows: list[Row]) -> dict[str, object]:
    wrong = {
        "Records and Access": "Records & Access", "ICT service desk": "ICT servce desk", "Facilities": "facilities ",
        "Payments": "Payment", "HR advice": "HR Advice",
    }  # fmt: skip
    return {"service": wrong[row["service"]]}


def _impact(random: Random, row: Row, rows: list[Row]) -> dict[str, object]:
    return {"impact": (0, 9, 55, -1)[int(random.random() * 4)]}


def _state(random: Random, row: Row, rows: list[Row]) -> dict[str, object]:
    return {"state": "investigating"}


def _no_date(random: Random, row: Row, rows: list[Row]) -> dict[str, object]:
    return {"closed": ""}


def _number_twice(random: Random, row: Row, rows: list[Row]) -> dict[str, object]:
    return {"case": rows[rows.index(row) - 1]["case"]}


def _no_handler(random: Random, row: Row, rows: list[Row]) -> dict[str, object]:
    return {"handler": ""}


def _personal(random: Random, row: Row, rows: list[Row]) -> dict[str, object]:
    return {"description": row["description"] + " Ring Mrs Ada Fenwick on 07700 900123."}


def _is_closed(row: Row) -> bool:
    return bool(row["state"] == "closed")


def _swappable(row: Row) -> bool:
    moment = row["received"]
    # Swapped, it must still be a date, and one that cannot be right.
    return moment.day <= 12 and moment.day != moment.month and row["closed"] is not None and moment.day > moment.month


#: Kind of fault, how many, who can have it, how it is made, whether the right value can be known.
_FAULTS: tuple[tuple[str, int, Callable[[Row], bool], Plant, bool], ...] = (
    ("closed before received", 4, _is_closed, _closed_first, False),
    ("acknowledged before received", 3, lambda row: row["acknowledged"] is not None, _acknowledged_first, False),
    ("day and month swapped", 3, _swappable, _swapped, True),
    ("date in the future", 2, _is_closed, _future, True),
    ("target far off", 1, lambda row: row["due"] is not None, _far, False),
    ("no date", 2, lambda row: True, _no_moment, False),
    ("unknown code", 6, lambda row: True, _misspelt, True),
    ("number out of range", 4, lambda row: True, _impact, False),
    ("state and dates disagree", 3, _is_closed, _state, True),
    ("closed without a date", 3, _is_closed, _no_date, False),
    ("case number twice", 3, lambda row: row["case"] != "C-0001", _number_twice, True),
    ("nobody named", 3, lambda row: True, _no_handler, False),
    ("personal details", 3, lambda row: True, _personal, True),
)


def planted(rows: list[Row], seed: int) -> tuple[list[Row], list[Row]]:
    """The rows as text with errors in them, and the list of the errors.

    Parameters
    ----------
    rows
        The clean log.
    seed
        Which errors, and where. No row has more than one.
    """
    random = Random(f"errors {seed}")
    touched: set[int] = set()
    changes: dict[int, tuple[str, dict[str, object], bool]] = {}
    for fault, count, fits, make, known in _FAULTS:
        able = [place for place, row in enumerate(rows) if fits(row)]
        while count:
            place = able[int(random.random() * len(able))]
            # Neighbours stay sound too, so that a number that stands twice is the only fault of both.
            if touched & {place - 1, place, place + 1}:
                continue
            touched.add(place)
            changes[place] = (fault, make(random, rows[place], rows), known)
            count -= 1
    shown: list[Row] = []
    answers: list[Row] = []
    for place, row in enumerate(rows):
        text = {
            name: _moment(value) if isinstance(value, datetime) else "" if value is None else value
            for name, value in row.items()
        }
        if place in changes:
            fault, fields, known = changes[place]
            for field, wrong in fields.items():
                answers.append(
                    {
                        "row": place + 1, "case": row["case"], "field": field, "fault": fault, "found": wrong,
                        "right": text[field] if known else None,
                    }
                )  # fmt: skip
            text.update(fields)
        shown.append(text)
    return shown, answers
