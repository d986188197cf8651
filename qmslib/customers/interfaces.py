"""Where the work changes hands: SIPOC from five questions, interface gaps and agreements, effect chains."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
QUESTIONS = (
    "process", "suppliers", "inputs", "input_ok", "transformation", "outputs", "output_standard", "customers",
)  # fmt: skip


def _items(value: Any) -> list[str]:
    if value is None or (not isinstance(value, (str, Sequence)) and value != value):
        return []
    listed = re.split(r"[;\n]", value) if isinstance(value, str) else value
    return [tidy(str(item)) for item in listed if filled(str(item))]


@dataclass(frozen=True, eq=False)
class Sipoc(Report):
    """Suppliers, inputs, process, outputs and customers of one piece of work.

    Attributes
    ----------
    sentence, findings
        Whether it is complete; the question behind each gap.
    columns
        The five lists by name, with `input_ok` and `output_standard`.
    ready
        Whether every question is answered.

    Examples
    --------
    >>> from qmslib.customers import sipoc
    >>> sipoc({"process": "File request", "suppliers": "East locality"}).ready
    False
    """

    sentence: str
    findings: tuple[Finding, ...]
    columns: dict[str, list[str]]
    ready: bool

    def frame(self) -> pd.DataFrame:
        """The five columns side by side, as they are drawn on a wall."""
        heads = ("suppliers", "inputs", "transformation", "outputs", "customers")
        longest = max(len(self.columns[name]) for name in heads)
        return pd.DataFrame(
            {name: self.columns[name] + [""] * (longest - len(self.columns[name])) for name in heads}
        ).rename(columns={"transformation": "process"})


def sipoc(answers: Mapping[str, Any]) -> Sipoc:
    """Make a SIPOC from the answers to the questions that a conscious worker asks.

    Parameters
    ----------
    answers
        `process` (its name), `suppliers` (who supplies me?), `inputs` (what do I get?), `input_ok` (how do I
        know that it is right?), `transformation` (what do I do with it?), `outputs` (what do I put out?),
        `output_standard` (to what standard?), `customers` (who is my customer?). Lists, or text parted by ``;``.

    Returns
    -------
    Sipoc
        Gaps are findings that ask the question again.

    Raises
    ------
    CourseError
        If a field is not one of these.

    Examples
    --------
    >>> from qmslib.customers import sipoc
    >>> found = sipoc({
    ...     "process": "File request", "suppliers": "East locality", "inputs": "request form",
    ...     "input_ok": "file number is on it", "transformation": ["check", "fetch", "deliver"],
    ...     "outputs": "case file", "output_standard": "within 2 working days", "customers": "social worker",
    ... })
    >>> found.ready, found.frame().shape
    (True, (3, 5))
    """
    if not isinstance(answers, Mapping):
        raise CourseError(
            "these are not named answers", found=type(answers).__name__, do=f"Name {', '.join(QUESTIONS)}"
        )
    if extra := [str(name) for name in answers if name not in QUESTIONS]:
        raise CourseError("this question is not known", field=extra[0], do=f"Use {', '.join(QUESTIONS)}")
    columns = {name: _items(answers.get(name)) for name in QUESTIONS}
    findings = [texts.finding("bad", f"ask_{name}", field=name) for name in QUESTIONS if not columns[name]]
    faults = len(findings)
    steps = len(columns["transformation"])
    if steps > 7:
        findings.append(texts.finding("info", "many_steps", field="transformation", n=steps))
    if columns["output_standard"] and not any(re.search(r"\d", item) for item in columns["output_standard"]):
        findings.append(texts.finding("warn", "no_number", field="output_standard"))
    said = texts.say("sipoc_ready" if not faults else "sipoc_gaps", n=faults)
    return Sipoc(said, tuple(findings), columns, not faults)


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
        given, needed = _items(item["output_spec"]), _items(item["input_spec"])
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
    listed = {name: _items(value) for name, value in fields.items()}
    findings = [texts.finding("bad", f"agree_{name}", field=name) for name, value in listed.items() if not value]
    if listed["time"] and not re.search(r"\d|noon|midnight", " ".join(listed["time"])):
        findings.append(texts.finding("warn", "vague_time", field="time"))
    ready = not any(found.level == "bad" for found in findings)
    slots = {name: join_words(value) for name, value in listed.items()}
    text = texts.say("page", supplier=supplier, customer=customer, **slots) if ready else ""
    said = texts.say("agreed" if ready else "not_agreed", supplier=supplier, customer=customer, n=len(findings))
    return InterfaceAgreement(said, tuple(findings), text, ready)


@dataclass(frozen=True, eq=False)
class EffectChain(Report):
    """Which work matters most for the customer.

    Attributes
    ----------
    sentence, findings
        The heaviest link; those to take into the risk register.
    rows
        One row a piece of work, heaviest first: the three effects, `weight` (0 to 25), `share` of all weight.

    Examples
    --------
    >>> from qmslib.customers import effect_chain
    >>> rows = [{"work": "index", "input_effect": 2, "own_effect": 4, "output_effect": 5}]
    >>> effect_chain(rows).rows["weight"].tolist()
    [20.0]
    """

    sentence: str
    findings: tuple[Finding, ...]
    rows: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """The pieces of work, heaviest first."""
        return self.rows.copy()


def effect_chain(rows: Any, *, high: float = 15) -> EffectChain:
    """Weigh pieces of work by three questions: wrong input, own work, bad output: how much effect?

    Parameters
    ----------
    rows
        One row a piece of work: `work`, `input_effect` (what a wrong input does to it), `own_effect` (how far the
        work itself shapes the output), `output_effect` (what a bad output does to the customer), each 0 to 5.
    high
        The weight from which an item belongs in the risk register.

    Returns
    -------
    EffectChain
        `share` is missing when nothing has any effect.

    Raises
    ------
    CourseError
        With column and rows, if an effect is missing or not between 0 and 5.

    Notes
    -----
    weight = the larger of input and own effect, times the output effect. Judged numbers order the talk; they measure
    nothing.

    Examples
    --------
    >>> from qmslib.customers import effect_chain
    >>> found = effect_chain([
    ...     {"work": "index the file", "input_effect": 2, "own_effect": 4, "output_effect": 5},
    ...     {"work": "print the label", "input_effect": 1, "own_effect": 2, "output_effect": 1},
    ... ])
    >>> found.rows[["work", "weight"]].values.tolist()
    [['index the file', 20.0], ['print the label', 2.0]]
    """
    names = ["input_effect", "own_effect", "output_effect"]
    frame = as_frame(rows, ["work", *names] if len(rows) else []).copy()
    if not len(frame):
        return EffectChain(texts.say("no_work"), (), pd.DataFrame(columns=["work", *names, "weight", "share"]))
    for name in names:
        frame[name] = read_numbers(frame, name, missing=False, low=0, high=5)
    frame["weight"] = frame[["input_effect", "own_effect"]].max(axis=1) * frame["output_effect"]
    total = float(frame["weight"].sum())
    frame["share"] = frame["weight"] / total if total else float("nan")
    table = frame[["work", *names, "weight", "share"]].sort_values("weight", ascending=False, kind="stable")
    table = table.reset_index(drop=True)
    findings = [
        texts.finding("warn", "risk", work=item["work"], weight=say_number(item["weight"]))
        for item in table.to_dict("records")
        if item["weight"] >= high
    ]
    first = table.to_dict("records")[0]
    said = texts.say("heaviest", work=first["work"], weight=say_number(first["weight"]), n=len(findings))
    return EffectChain(said, tuple(findings), table)
