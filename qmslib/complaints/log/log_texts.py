"""Faults in the texts of a log: unknown codes, the same story entered twice, personal details."""

from __future__ import annotations

from collections import Counter, defaultdict
from difflib import SequenceMatcher, get_close_matches
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.findings import join_words, module_texts
from qmslib._common.words import bare, fold, words
from qmslib.complaints.log.faults import Faults, blanks, by_value, shown
from qmslib.complaints.log.log_dates import Moments
from qmslib.complaints.log.schema import Column, LogSchema
from qmslib.complaints.privacy.identifiers import find_details, name_patterns

texts = module_texts(__file__)

_NEXT = 12
_ALIKE = 0.9


def check_codes(log: pd.DataFrame, column: Column, faults: Faults) -> None:
    """Add cells that hold no declared code, with the code that was probably meant."""
    cells = log[column.name]
    plain = {bare(code): code for code in column.codes}

    def advice(value: Any) -> str | None:
        if shown(value) == "" or (isinstance(value, str) and value in column.codes):
            return None
        text = value if isinstance(value, str) else str(value)
        if bare(text) in plain:
            return texts.say("code spelt differently", near=plain[bare(text)])
        near = get_close_matches(bare(text)[:80], list(plain), n=1, cutoff=0.75)
        if near:
            return texts.say("unknown code near", near=plain[near[0]])
        return texts.say("unknown code", known=", ".join(column.codes))

    found = by_value(cells, advice)
    rows = np.array([each is not None for each in found], dtype=bool).nonzero()[0]
    faults.add(rows, column.name, cells, "unknown code", lambda row: str(found[row]))


def check_twice(log: pd.DataFrame, schema: LogSchema, faults: Faults, dates: dict[str, Moments], days: float) -> None:
    """Add cases in which a customer says nearly the same as in another case of the same days."""
    if schema.description not in log or schema.received not in dates or schema.customer not in log:
        return
    said = by_value(log[schema.description], bare)
    who = by_value(log[schema.customer], lambda value: fold(value) if isinstance(value, str) else shown(value))
    ids = [shown(value) for value in log[schema.id]] if schema.id in log else [""] * len(log)
    when = dates[schema.received]
    able = [row for row in range(len(log)) if said[row] and who[row] and not np.isnat(when[row])]
    moments = when.astype("int64") / 86_400_000_000
    able.sort(key=lambda row: (who[row], moments[row], ids[row], said[row]))
    sets = {row: frozenset(said[row].split()) for row in able}
    twin: dict[int, tuple[int, int]] = {}
    last: dict[tuple[str, str], int] = {}
    for place, row in enumerate(able):
        others = able[max(0, place - _NEXT) : place]
        exact = last.get((who[row], said[row]))
        if exact is not None and exact not in others:
            others.append(exact)
        last[who[row], said[row]] = row
        for other in reversed(others):
            near = who[other] == who[row] and moments[row] - moments[other] <= days and ids[other] != ids[row]
            if near and _alike(said[row], said[other], sets[row], sets[other]):
                twin[row] = (other, int(moments[row] - moments[other]))
                break
    rows = np.array(sorted(twin), dtype=np.intp)
    faults.add(
        rows,
        schema.description,
        log[schema.description],
        "entered twice",
        lambda row: texts.say("entered twice", other=ids[twin[row][0]], days=twin[row][1]),
    )


def _alike(one: str, two: str, some: frozenset[str], others: frozenset[str]) -> bool:
    if one == two:
        return True
    # Numbers tell cases apart: "request R-12" and "request R-13" are two stories.
    if any(any(letter.isdigit() for letter in word) for word in some ^ others):
        return False
    if 2 * len(some & others) < 0.6 * (len(some) + len(others)) or min(len(one), len(two)) < 0.8 * max(
        len(one), len(two)
    ):
        return False
    return SequenceMatcher(None, one[:400], two[:400], autojunk=False).ratio() >= _ALIKE


def check_personal(log: pd.DataFrame, schema: LogSchema, faults: Faults) -> None:
    """Add free texts that hold personal details: numbers, addresses, names of people in the log."""
    people = [column.name for column in schema.columns if column.kind == "person" and column.name in log]
    names: set[str] = set()
    for name in people:
        for value in by_value(log[name], lambda value: value):
            if isinstance(value, str) and len(words(value)) > 1:
                names.add(value)
    starts: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        starts[fold(name).split(" ")[0]].add(name)

    def details(value: Any) -> str | None:
        if not isinstance(value, str) or not value.strip():
            return None
        plain = fold(value)
        # Only names whose first word stands in the text are worth a pattern.
        likely = [
            name for word in set(bare(value).split(" ")) for name in starts.get(word, ()) if fold(name) in plain
        ]
        found = Counter(each.kind for each in find_details(value, name_patterns(likely) if likely else ()))
        if not found:
            return None
        return texts.say("personal details", what=join_words([f"{kind} ({n})" for kind, n in found.items()]))

    for column in schema.columns:
        if column.kind == "text" and column.name in log and not blanks(log[column.name]).all():
            cells = log[column.name]
            found = by_value(cells, details)
            rows = np.array([each is not None for each in found], dtype=bool).nonzero()[0]
            faults.add(rows, column.name, cells, "personal details", [str(found[row]) for row in rows])
