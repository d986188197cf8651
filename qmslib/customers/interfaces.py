"""Where the work changes hands: what is given against what is needed, and agreements about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.frames import as_frame, read_numbers
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib._common.words import bare, filled, tidy

texts = module_texts(__file__)


def read_items(value: Any) -> list[str]:
    """A list, or a text parted by semicolons, as tidy texts without empty ones."""
    if value is None or (not isinstance(value, (str, Sequence)) and value != value):
        return []
    listed = re.split(r"[;\n]", value) if isinstance(value, str) else value
    return [tidy(str(item)) for item in listed if filled(str(item))]


@dataclass(frozen=True, eq=False)
class InterfaceGaps(Report):
    """Where output and input do not meet.

    Attributes
    ----------
    sentence, findings
        How many interfaces fit; each gap.
    gaps
        One row a gap: `interface`, `gap` (missing, extra, late, no fallback, no specification), `what`.
    fits
        How many interfaces have no gap that needs closing.

    Examples
    --------
    >>> from qmslib.customers import interface_gaps
    >>> row = {"supplier": "Ward", "customer": "East", "output_spec": "name", "input_spec": "name; NHS number"}
    >>> interface_gaps([row]).gaps["gap"].tolist()
    ['missing', 'no fallback']
    """

    sentence: str
    findings: tuple[Finding, ...]
    gaps: pd.DataFrame
    fits: int

    def frame(self) -> pd.DataFrame:
        """The gaps, one row each."""
        return self.gaps.copy()


def interface_gaps(interfaces: Any) -> InterfaceGaps:
    """Compare what is handed over with what the receiver needs.

    Parameters
    ----------
    interfaces
        One row a hand-over: `supplier`, `customer`, `output_spec` (what is given) and `input_spec` (what is needed),
        both parted by ``;``; `given_hours` and `needed_hours` (how long it takes, how long it may take); `fallback`
        (what happens when it fails).

    Returns
    -------
    InterfaceGaps
        What is given but not needed is a note and no gap to close.

    Raises
    ------
    CourseError
        If a column is missing or hours are no numbers.

    Examples
    --------
    >>> from qmslib.customers import interface_gaps
    >>> row = {"supplier": "Records", "customer": "East", "output_spec": "file; index", "input_spec": "file; index",
    ...        "given_hours": 24, "needed_hours": 16, "fallback": "scan of the last review"}
    >>> interface_gaps([row]).gaps["what"].tolist()
    ['24 hours, needed within 16']
    """
    needs = ["supplier", "customer", "output_spec", "input_spec"]
    frame = as_frame(interfaces, needs if len(interfaces) else []).copy()
    hours = {}
    for name in ("given_hours", "needed_hours"):
        hours[name] = (
            read_numbers(frame, name, low=0) if name in frame.columns else pd.Series([None] * len(frame), dtype=float)
        )
    rows: list[list[str]] = []
    findings: list[Finding] = []
    open_rows: set[int] = set()
    items: list[Any] = frame.to_dict("records")
    for row, item in enumerate(items):
        label = f"{tidy(item['supplier'])} → {tidy(item['customer'])}"
        given, needed = read_items(item["output_spec"]), read_items(item["input_spec"])
        got, want = {bare(text) for text in given}, {bare(text) for text in needed}
        found: list[tuple[str, str, str]] = []
        if not given or not needed:
            found.append(("bad", "no specification", texts.say("spec_given" if not given else "spec_needed")))
        else:
            found += [("bad", "missing", text) for text in needed if bare(text) not in got]
            found += [("info", "extra", text) for text in given if bare(text) not in want]
        took, may = float(hours["given_hours"].iloc[row]), float(hours["needed_hours"].iloc[row])
        if took > may:
            found.append(("bad", "late", texts.say("hours", took=say_number(took), may=say_number(may))))
        if not filled(item.get("fallback")):
            found.append(("warn", "no fallback", texts.say("fallback")))
        for level, gap, what in found:
            rows.append([label, gap, what])
            findings.append(texts.finding(level, gap.replace(" ", "_"), row, what=what, who=label))
            if level != "info":
                open_rows.add(row)
    fits = len(frame) - len(open_rows)
    sentence = texts.say("interfaces" if len(frame) else "no_interfaces", n=fits, all=len(frame))
    return InterfaceGaps(sentence, tuple(findings), pd.DataFrame(rows, columns=["interface", "gap", "what"]), fits)


@dataclass(frozen=True)
class InterfaceAgreement(Report):
    """An agreement about one hand-over.

    Attributes
    ----------
    sentence, findings
        Whether it is complete; what is missing.
    text
        The agreement as a page to sign; empty until it is complete.
    ready
        Whether nothing is missing.

    Examples
    --------
    >>> from qmslib.customers import interface_agreement
    >>> interface_agreement("Records", "East").ready
    False
    """

    sentence: str
    findings: tuple[Finding, ...]
    text: str
    ready: bool


def interface_agreement(
    supplier: str,
    customer: str,
    *,
    output: Any = None,
    needs_first: Any = None,
    time: str | None = None,
    fallback: str | None = None,
    review: str | None = None,
) -> InterfaceAgreement:
    """Write the agreement about one hand-over between two teams.

    Parameters
    ----------
    supplier, customer
        The two teams.
    output
        What is handed over, and how it must be.
    needs_first
        What the supplier needs from the customer beforehand.
    time
        By when.
    fallback
        What happens when it cannot be done.
    review
        When the two look at it again.

    Returns
    -------
    InterfaceAgreement
        With the page in `text`.

    Raises
    ------
    CourseError
        If a team is missing.

    Examples
    --------
    >>> from qmslib.customers import interface_agreement
    >>> found = interface_agreement("Records", "East", output="whole file", needs_first="file number",
    ...     time="16:00 the day before", fallback="scan of the last review", review="June 2026")
    >>> print(found.sentence)
    The agreement between Records and East is complete.
    """
    for name, value in (("supplier", supplier), ("customer", customer)):
        if not filled(value):
            raise CourseError(f"the {name} is missing", field=name)
    fields = {"output": output, "needs_first": needs_first, "time": time, "fallback": fallback, "review": review}
    listed = {name: read_items(value) for name, value in fields.items()}
    findings = [texts.finding("bad", f"agree_{name}", field=name) for name, value in listed.items() if not value]
    if listed["time"] and not re.search(r"\d|noon|midnight", " ".join(listed["time"])):
        findings.append(texts.finding("warn", "vague_time", field="time"))
    ready = not any(found.level == "bad" for found in findings)
    slots = {name: join_words(value) for name, value in listed.items()}
    text = texts.say("page", supplier=supplier, customer=customer, **slots) if ready else ""
    said = texts.say("agreed" if ready else "not_agreed", supplier=supplier, customer=customer, n=len(findings))
    return InterfaceAgreement(said, tuple(findings), text, ready)
