"""Before and after: first whether the two periods may be compared at all, then by how much they differ."""

from __future__ import annotations

from typing import Any

import numpy as np

from qmslib._common.errors import CourseError
from qmslib._common.estimates import check_level
from qmslib._common.findings import Finding
from qmslib._common.numbers import say_number
from qmslib.improvement.comparing._groups import Columns, Group, read_group, split_phases
from qmslib.improvement.comparing._measures import Measured, dispersion, means, paired_shares, rates, shares
from qmslib.improvement.comparing._ranks import paired_shift, rank_test, shift, signed_rank_test, superiority
from qmslib.improvement.comparing._words import Wording, effect, judge, texts
from qmslib.improvement.comparing.drift import DriftReport, check_drift, say_p
from qmslib.improvement.comparing.result import Comparison

_METHODS = {
    "proportion": ("newcombe",),
    "times": ("rank", "mean"),
    "scores": ("mean", "rank"),
    "counts": ("exact", "score", "quasi"),
}
_SMALL = {"proportion": 20, "times": 10, "scores": 10, "counts": 5}


def before_after(
    before: Any,
    after: Any = None,
    kind: str = "proportion",
    *,
    better: str | None = None,
    method: str | None = None,
    paired: bool = False,
    worthwhile: float | None = None,
    level: float = 0.95,
    event: str = "late",
    item: str = "cases",
    unit: str = "",
    period: str = "week",
    volume: float | None = None,
    count: str = "count",
    n: str = "n",
    value: str = "value",
    time: str | None = None,
    phase: str | None = None,
    in_order: bool = True,
) -> Comparison:
    """Compare a period before a change with one after it, and say whether to keep the change.

    Parameters
    ----------
    before, after
        The two periods. For ``"proportion"``: ``(count, n)``, a list of 0 and 1 (one for each case), or a table with
        a row a week. For ``"counts"``: a list of counts, one a week, a pair ``(count, time at risk)``, or a table.
        For ``"times"`` and ``"scores"``: a list of figures, one for each case, or a table.
    kind
        ``"proportion"`` (a share of cases, such as those late), ``"times"`` (how long a case took), ``"scores"``
        (marks or ratings) or ``"counts"`` (how many in a week).
    better
        ``"lower"`` or ``"higher"``: which is better. By default lower, and higher for scores.
    method
        For times ``"rank"`` (the default: Hodges–Lehmann shift, Mann–Whitney) or ``"mean"`` (Welch); for scores
        ``"mean"`` or ``"rank"``; for counts ``"exact"``, ``"score"`` or ``"quasi"`` (for counts that vary more than
        chance); for shares ``"newcombe"``.
    paired
        Whether the two lists are the same cases or people in the same order.
    worthwhile
        The smallest improvement worth having (a fraction of 1 for shares). By default a tenth of the earlier figure,
        which only tells an unclear result from one without effect.
    level
        The confidence level.
    event, item, unit, period
        Words for the sentence: what is counted, of what, the unit of times or scores, what one count covers.
    volume
        Cases a month at present, to say what the change means for a month (for counts: such periods a month).
    count, n, value, time
        Columns of a table: how many had it, out of how many (or over how much time), the figure of a case, and the
        date; with `time` the order of rows does not matter.
        For counts the column `n` may be missing: each row then covers one period.
    phase
        A column that says ``before`` or ``after``, when `before` is one table of both periods.
    in_order
        False when lists are not in the order of time; then drift cannot be checked.

    Returns
    -------
    Comparison
        Verdict, reasons, effect in service terms, every difference with its interval, and the drift of each period.

    Raises
    ------
    CourseError
        When figures are missing, are no numbers or cannot be; with column and rows.

    Notes
    -----
    Every difference is after less before. Drift comes first: when `check_drift` finds the earlier period moving, the
    verdict is ``not safe to compare`` whatever the difference is. Otherwise ``keep`` when the whole interval is on
    the better side, ``redo`` when it is on the worse side or too near to no change to be worth having, else
    ``too early``.

    Shares: Newcombe (1998) method 10, for pairs his method 10 for paired data (Statistics in Medicine 17,
    2635–2650); Fisher's exact test (pairs: McNemar's exact); ratio after Katz and others (1978). Times: Hodges and
    Lehmann (1963), Mann–Whitney (pairs: Wilcoxon signed rank), exact below 50 cases without ties as in R; pairs
    that did not change are left out of the test but, unlike in R, not of the interval; chance of
    a better case with the interval of Brunner and Munzel (2000). Means: Welch (1947). Counts: ratio by conditioning
    on the total, as R's ``poisson.test``; the difference joins the two exact limits (Zou and Donner, 2008).

    Examples
    --------
    >>> found = before_after((48, 240), (22, 230), item="requests", event="late", volume=220)
    >>> print(found.sentence)
    Keep it: 10.4 fewer requests late in every 100 (between 4 and 16.8 fewer); about 23 fewer a month at the present volume.
    >>> slow, quick = [9, 12, 7, 14, 10, 8, 13, 11, 9, 12], [6, 8, 5, 9, 7, 6, 10, 8, 5, 7]
    >>> before_after(slow, quick, kind="times", unit="days").change.value
    -3.0
    """  # noqa: E501
    check_level(level)
    if kind not in _METHODS:
        raise CourseError("this kind is not known", field="kind", found=kind, do=f"Choose {', '.join(_METHODS)}")
    method = method or _METHODS[kind][0]
    better = better or ("higher" if kind == "scores" else "lower")
    for name, found, known in (("method", method, _METHODS[kind]), ("better", better, ("lower", "higher"))):
        if found not in known:
            raise CourseError(
                f"this {name} is not known here", field=name, found=found, do=f"Choose {', '.join(known)}"
            )
    columns, unused = Columns(count, n, value, time), 0
    if phase is not None:
        before, after, unused = split_phases(before, phase)
    elif after is None:
        raise CourseError("the later period is missing", field="after", do="Give it, or name the column phase")
    one, two = (read_group(given, name, kind, columns) for given, name in ((before, "before"), (after, "after")))
    wording = Wording(kind, event, item, unit, period, volume)
    measures = _measured(one, two, kind, method, better, level, paired)
    first, second = (_figure(group, kind) for group in (one, two))
    drifts, findings = _drifts(one, two, paired=paired, in_order=in_order)
    if unused:
        findings.append(texts.finding("info", "unused", n=unused))
    sizes = (one.size, two.size) if kind in ("proportion", "counts") else (float(one.n), float(two.n))
    change = measures[0].estimate
    moving = drifts[0] is not None and drifts[0].moving
    safe = False if moving else None if drifts[0] is None or drifts[0].state == "too few" else True
    if change.value is None:
        where = "both" if first is None and second is None else "before" if first is None else "after"
        sentence = texts.say("empty", where=texts.say(f"where_{where}"))
        reasons: tuple[str, ...] = (sentence,)
        verdict, said = "too early", ""
    else:
        wide = _watch_spread(one, two, kind, method, level, findings)
        least = abs(first or 0.0) / 10 if worthwhile is None else worthwhile
        after_moves = drifts[1] is not None and drifts[1].moving
        verdict, reasons = judge(
            change, better, least, safe=not moving, after_moves=after_moves, wide=wide, asked=worthwhile is not None
        )
        said = effect({measure.name: measure for measure in measures}, wording)
        key = {"keep": "keep", "redo": "redo", "too early": "early"}.get(verdict, "unsafe")
        sentence = texts.say(key, effect=said)
        findings += _cautions(one, two, kind, better, first)
    findings += [Finding("info", reason) for reason in reasons if reason != sentence]
    return Comparison(
        sentence, tuple(findings), kind, better, verdict, reasons, safe, said, first, second, *sizes,
        tuple(measures), *drifts, wording,
    )  # fmt: skip


def _figure(group: Group, kind: str) -> float | None:
    if kind in ("proportion", "counts"):
        return group.count / group.size if group.size else None
    if group.values is None or not group.n:
        return None
    return float(np.median(group.values) if kind == "times" else group.values.mean())


def _measured(
    one: Group, two: Group, kind: str, method: str, better: str, level: float, paired: bool
) -> list[Measured]:
    if paired:
        if kind == "counts" or one.values is None or two.values is None:
            raise CourseError("pairs need two lists with one figure for each case", field="paired", found=kind)
        if one.n != two.n:
            raise CourseError("pairs need as many figures after as before", field="paired", found=(one.n, two.n))
        if kind == "proportion" and one.counts is not None:
            raise CourseError("pairs need 0 or 1 for each case, not weekly totals", field="paired")
    if kind == "counts":
        return rates(one, two, level, method)
    if kind == "proportion":
        if paired and one.values is not None and two.values is not None:
            return paired_shares(one.values, two.values, level)
        return shares(one, two, level)
    assert one.values is not None
    assert two.values is not None
    average = means(one.values, two.values, level, paired=paired)
    sides = (one.values, two.values) if better == "lower" else (two.values, one.values)
    if paired:
        changes = two.values - one.values
        rank = Measured("shift", paired_shift(changes, level), signed_rank_test(changes))
        rest = []
    else:
        rank = Measured("shift", shift(one.values, two.values, level), rank_test(one.values, two.values))
        rest = [Measured("superiority", superiority(*sides, level))]
    first, other = (rank, average) if method == "rank" else (average, rank)
    return [Measured("change", first.estimate, first.p), other, *rest]


def _drifts(
    one: Group, two: Group, *, paired: bool, in_order: bool
) -> tuple[tuple[DriftReport | None, DriftReport | None], list[Finding]]:
    findings: list[Finding] = []
    found: list[DriftReport | None] = []
    for name, group in (("before", one), ("after", two)):
        if group.values is None:
            findings.append(texts.finding("warn", "drift_unknown", phase="earlier" if name == "before" else "later"))
            found.append(None)
        elif (paired or not in_order) and group.times is None:
            found.append(None)
        else:
            drift = check_drift(group.values, group.times)
            found.append(drift)
            if drift.moving:
                findings.append(texts.finding("bad" if name == "before" else "warn", f"drift_{name}",
                                              text=drift.sentence))  # fmt: skip
            elif drift.state == "too few" and group.n:
                phase = "earlier" if name == "before" else "later"
                findings.append(texts.finding("warn", "drift_few", phase=phase, n=group.n))
    if found[0] is not None and found[0].moving:
        findings.append(texts.finding("info", "drift_what"))
    if found == [None, None] and one.values is not None:
        findings.append(texts.finding("warn", "drift_paired" if paired else "drift_unordered"))
    return (found[0], found[1]), findings


def _watch_spread(one: Group, two: Group, kind: str, method: str, level: float, findings: list[Finding]) -> bool:
    """Whether counts vary more than chance, so that the wider interval holds no change."""
    spread = dispersion((one, two)) if kind == "counts" and method != "quasi" else None
    if spread is None or spread[1] >= 0.05:
        return False
    findings.append(texts.finding("warn", "overdispersed", times=say_number(spread[0], 1), p=say_p(spread[1])))
    wider = rates(one, two, level, "quasi")[0].estimate
    return wider.low is not None and wider.high is not None and wider.low <= 0 <= wider.high


def _cautions(one: Group, two: Group, kind: str, better: str, first: float | None) -> list[Finding]:
    findings = []
    numbers = (one.count, two.count) if kind == "counts" else (one.size, two.size)
    if kind in ("times", "scores"):
        numbers = (float(one.n), float(two.n))
        assert one.values is not None
        assert two.values is not None
        flat = [name for name, group in (("before", one.values), ("after", two.values)) if np.ptp(group) == 0]
        if flat and min(numbers) > 1:
            where = texts.say("same_both" if len(flat) == 2 else f"same_{flat[0]}")
            findings.append(texts.finding("warn", "same", where=where))
    if min(numbers) < _SMALL[kind]:
        findings.append(texts.finding("warn", "small", before=say_number(numbers[0]), after=say_number(numbers[1])))
    best = 0.0 if better == "lower" else 1.0
    if first == best and (kind == "proportion" or (kind == "counts" and better == "lower")):
        findings.append(texts.finding("info", "ceiling"))
    findings.append(texts.finding("info", "cautions"))
    return findings
