"""Kano's method: which features customers take for granted, want more of, or are delighted by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, rows_named
from qmslib._common.numbers import say_number
from qmslib._common.plots import INK
from qmslib._common.report import Picture
from qmslib._common.words import fold

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
ANSWERS = ("like", "must be", "neutral", "live with", "dislike")
NAMES = {
    "M": "must-be", "O": "one-dimensional", "A": "attractive",
    "I": "indifferent", "R": "reverse", "Q": "questionable",
}  # fmt: skip
#: Rows: the functional answer, columns: the dysfunctional one, both in the order of ANSWERS.
TABLES = {
    "berger": ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"),
    "pouliot": ("QAAAO", "RQIIM", "RIIIM", "RIIQM", "RRRRQ"),
}
RULES = ("mode", "blauth")
_SAME = {
    "i like it": 0, "like it": 0, "i like it that way": 0, "enjoy": 0, "must-be": 1, "it must be that way": 1,
    "expect": 1, "expect it": 1, "i expect it": 1, "basic": 1, "i am neutral": 2, "don't care": 2, "i don't care": 2,
    "live-with": 3, "can live with": 3, "i can live with it": 3, "i can live with it that way": 3, "tolerate": 3,
    "i dislike it": 4, "dislike it": 4, "i dislike it that way": 4,
}  # fmt: skip


def _code(answer: object) -> int | None:
    if isinstance(answer, bool):
        return None
    if isinstance(answer, str):
        plain = fold(answer)
        if plain in ANSWERS:
            return ANSWERS.index(plain)
        if plain in _SAME:
            return _SAME[plain]
        answer = int(plain) if plain.isascii() and plain.isdigit() else answer
    if isinstance(answer, str) or not hasattr(answer, "__int__") or answer != answer:
        return None
    number: Any = answer
    return int(number) - 1 if number in (1, 2, 3, 4, 5) else None


def kano_category(functional: object, dysfunctional: object, table: str = "berger") -> str:
    """The Kano category of one pair of answers.

    Parameters
    ----------
    functional, dysfunctional
        The answers to "How do you feel if we do this?" and "How do you feel if we do not?": 1 or "like", 2 or
        "must be", 3 or "neutral", 4 or "live with", 5 or "dislike".
    table
        ``"berger"``: the evaluation table of Kano as printed by Berger and others (1993), where only like–like and
        dislike–dislike are questionable. ``"pouliot"``: the same with must be–must be and live with–live with also
        questionable (Pouliot, 1993).

    Returns
    -------
    str
        A (attractive), O (one-dimensional: the more the better), M (must-be), I (indifferent), R (reverse: they want
        the opposite) or Q (questionable: the answers contradict each other).

    Raises
    ------
    CourseError
        If an answer is none of the five.

    Examples
    --------
    >>> from qmslib.feedback import kano_category
    >>> kano_category("like", "dislike"), kano_category("must be", "dislike"), kano_category(1, 3)
    ('O', 'M', 'A')
    """
    if table not in TABLES:
        raise CourseError("this table is not known", field="table", found=table, do=f"Use {' or '.join(TABLES)}")
    codes = []
    for name, answer in (("functional", functional), ("dysfunctional", dysfunctional)):
        code = _code(answer)
        if code is None:
            raise CourseError(
                "this is not an answer", field=name, found=answer, do=f"Use 1 to 5, or one of: {', '.join(ANSWERS)}"
            )
        codes.append(code)
    return TABLES[table][codes[0]][codes[1]]


@dataclass(frozen=True, eq=False)
class Kano(Picture):
    """The Kano category of every feature.

    Attributes
    ----------
    sentence, findings
        What must be there, in words; ties and doubtful answers.
    features
        One row a feature: counts M, O, A, I, R, Q; `category` and its name; `better` and `worse`; `tied`;
        `fong_clear` (whether the first category stands out from the second); `category_strength` and
        `total_strength`; `n`.
    unpaired
        Rows in which one of the two answers is missing; they do not count.
    table, rule
        The evaluation table and the rule for the category.

    Examples
    --------
    >>> from qmslib.feedback import kano
    >>> rows = [{"feature": "reply by noon", "functional": "must be", "dysfunctional": "dislike"}] * 3
    >>> kano(rows).features["category"].tolist()
    ['M']
    """

    sentence: str
    findings: tuple[Finding, ...]
    features: pd.DataFrame
    unpaired: int
    table: str
    rule: str

    def frame(self) -> pd.DataFrame:
        """The features, one row each."""
        return self.features.copy()

    @property
    def alt(self) -> str:
        """Each feature with its category and coefficients."""
        parts = [
            f"{row['feature']}: {row['category_name']}, better {_said(row['better'])}, worse {_said(row['worse'])}"
            for row in self.features.to_dict("records")
        ]
        return texts.say("alt", parts="; ".join(parts) or "no answers")

    def draw(self, axes: Axes) -> None:
        """Better against worse, with the name and category of each feature beside its point."""
        shapes = {"M": "s", "O": "D", "A": "^", "I": "o", "R": "v", "Q": "X"}
        for row in self.features.dropna(subset=["better"]).to_dict("records"):
            at = (-row["worse"], row["better"])
            axes.plot(*at, shapes[row["category"]], color=INK["line"], markersize=8)
            axes.annotate(
                f"{row['feature']} ({row['category']})", at, xytext=(7, 4), textcoords="offset points", fontsize=9
            )
        axes.axhline(0.5, color=INK["grid"], zorder=0)
        axes.axvline(0.5, color=INK["grid"], zorder=0)
        for x, y, name in ((0.02, 0.94, "A"), (0.98, 0.94, "O"), (0.02, 0.06, "I"), (0.98, 0.06, "M")):
            axes.text(
                x,
                y,
                NAMES[name],
                color=INK["soft"],
                ha="left" if x < 0.5 else "right",
                va="top" if y > 0.5 else "bottom",
            )
        axes.set(
            xlim=(-0.05, 1.22), ylim=(-0.06, 1.1), xlabel=texts.say("axis_worse"), ylabel=texts.say("axis_better")
        )


def _said(value: float) -> str:
    return "not known" if value != value else say_number(value)


def _pick(counts: dict[str, int], rule: str) -> tuple[str, bool]:
    order = "MOAIRQ"
    if rule == "blauth":
        order = "MOA" if counts["M"] + counts["O"] + counts["A"] > counts["I"] + counts["R"] + counts["Q"] else "IRQ"
    most = max(counts[name] for name in order)
    first = [name for name in order if counts[name] == most]
    return first[0], len(first) > 1


def kano(
    answers: Any,
    *,
    feature: str = "feature",
    functional: str = "functional",
    dysfunctional: str = "dysfunctional",
    table: str = "berger",
    rule: str = "mode",
) -> Kano:
    """Sort features by Kano's method from pairs of answers.

    Parameters
    ----------
    answers
        One row for each respondent and feature.
    feature, functional, dysfunctional
        The columns: the feature, the answer if it is there, the answer if it is not. Answers as in `kano_category`.
    table
        ``"berger"`` or ``"pouliot"``, as in `kano_category`.
    rule
        ``"mode"``: the most frequent category; of equals the one that matters more, M before O, A and I.
        ``"blauth"``: first whether M, O and A together outnumber I, R and Q, then the most frequent of that side.

    Returns
    -------
    Kano
        With the table `features`.

    Raises
    ------
    CourseError
        With column and rows, if an answer is not one of the five.

    Notes
    -----
    better = (A + O) / (A + O + M + I); worse = −(O + M) / (A + O + M + I): how far satisfaction rises if the
    feature is there and falls if it is not (Berger and others, 1993, Center for Quality of Management Journal 2(4),
    after Timko). Fong's test: the first stands out if
    a − b ≥ 1.65 · √((a + b)(2n − a − b) / 2n), a and b being the two largest counts. Category strength = first less
    second share; total strength = share of M, O and A (Lee and Newcomb, 1997).

    Examples
    --------
    >>> from qmslib.feedback import kano
    >>> rows = [("file found in a day", "must be", "dislike")] * 6 + [("file found in a day", "like", "dislike")] * 2
    >>> found = kano([dict(zip(("feature", "functional", "dysfunctional"), row)) for row in rows])
    >>> found.features[["category", "better", "worse"]].values.tolist()
    [['M', 0.25, -1.0]]
    """
    if rule not in RULES:
        raise CourseError("this rule is not known", field="rule", found=rule, do=f"Use {' or '.join(RULES)}")
    if table not in TABLES:
        raise CourseError("this table is not known", field="table", found=table, do=f"Use {' or '.join(TABLES)}")
    frame = as_frame(answers, [feature, functional, dysfunctional] if len(answers) else [])
    findings: list[Finding] = []
    if not len(frame):
        return Kano(texts.say("nothing"), (), _empty(), 0, table, rule)
    codes = {}
    for name in (functional, dysfunctional):
        codes[name] = [None if _gone(value) else _code(value) for value in frame[name]]
        bad = [
            k
            for k, (value, code) in enumerate(zip(frame[name], codes[name], strict=True))
            if code is None and not _gone(value)
        ]
        if bad:
            raise CourseError(
                f"{rows_named(bad)}: an answer that is not one of the five",
                field=name,
                found=frame[name].iloc[bad[0]],
                do=f"Use 1 to 5, or one of: {', '.join(ANSWERS)}",
            )
    nameless = [k for k, value in enumerate(frame[feature]) if _gone(value)]
    if nameless:
        raise CourseError(f"{rows_named(nameless)}: the feature has no name", field=feature, do="Name it")
    tally: dict[str, dict[str, int]] = {}
    unpaired = 0
    for name, one, two in zip(frame[feature], codes[functional], codes[dysfunctional], strict=True):
        counts = tally.setdefault(str(name), dict.fromkeys(NAMES, 0))
        if one is None or two is None:
            unpaired += one is not two
            continue
        counts[TABLES[table][one][two]] += 1
    rows = []
    for name, counts in tally.items():
        n = sum(counts.values())
        if not n:
            findings.append(texts.finding("info", "no_answers", feature=name))
            continue
        category, tied = _pick(counts, rule)
        real = counts["A"] + counts["O"] + counts["M"] + counts["I"]
        a, b = sorted(counts.values())[-1:-3:-1]
        clear = a - b >= 1.65 * math.sqrt((a + b) * (2 * n - a - b) / (2 * n))
        rows.append(
            {
                "feature": name, "category": category, "category_name": NAMES[category], **counts,
                "better": (counts["A"] + counts["O"]) / real if real else None,
                "worse": -(counts["O"] + counts["M"]) / real if real else None,
                "tied": tied, "fong_clear": clear, "category_strength": (a - b) / n,
                "total_strength": (counts["M"] + counts["O"] + counts["A"]) / n, "n": n,
            }
        )  # fmt: skip
        if tied:
            findings.append(texts.finding("info", "tie", feature=name, category=NAMES[category]))
        elif not clear:
            findings.append(texts.finding("info", "not_clear", feature=name, category=NAMES[category]))
        if counts["Q"] / n > 0.1:
            findings.append(texts.finding("warn", "doubtful", feature=name, q=counts["Q"], n=n))
    if unpaired:
        findings.append(texts.finding("warn", "unpaired", n=unpaired))
    features = pd.DataFrame(rows).astype({"better": float, "worse": float}) if rows else _empty()
    must = features.loc[features["category"] == "M", "feature"].tolist()
    if not rows:
        sentence = texts.say("nothing")
    elif must:
        sentence = texts.say("must", names=", ".join(must), n=len(must), features=len(rows))
    else:
        sentence = texts.say("no_must", features=len(rows))
    return Kano(sentence, tuple(findings), features, unpaired, table, rule)


def _gone(value: object) -> bool:
    return value is None or value is pd.NA or value != value or (isinstance(value, str) and not value.strip())


def _empty() -> pd.DataFrame:
    heads = ["feature", "category", "category_name", *NAMES, "better", "worse", "tied", "fong_clear"]
    return pd.DataFrame({name: [] for name in [*heads, "category_strength", "total_strength", "n"]})
