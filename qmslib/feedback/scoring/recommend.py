"""The net promoter score."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from qmslib._common.estimates import Estimate, check_level
from qmslib._common.findings import module_texts
from qmslib.feedback.scoring.score import Score, check_method, given_answers, make_score

texts = module_texts(__file__)
#: Methods for the interval of a net promoter score.
NPS_METHODS = ("wald", "adjusted-wald")


def nps_estimate(promoters: int, passives: int, detractors: int, level: float, method: str) -> Estimate:
    """The net promoter score from its three counts, with its interval."""
    check_level(level)
    check_method(method, NPS_METHODS)
    n = promoters + passives + detractors
    if n == 0:
        return Estimate(None, None, None, 0, level, method)
    from scipy.stats import norm

    z = float(norm.ppf((1 + level) / 2))
    extra = 3 if method == "adjusted-wald" else 0
    up, down, total = promoters + extra / 4, detractors + extra / 4, n + extra
    centre = (up - down) / total
    half = z * math.sqrt(max(0.0, (up + down) / total - centre**2) / total)
    value = 100 * (promoters - detractors) / n
    return Estimate(value, max(-100.0, 100 * (centre - half)), min(100.0, 100 * (centre + half)), n, level, method)


def nps(answers: Any, *, method: str = "wald", level: float = 0.95) -> Score:
    """Net promoter score from answers of 0 to 10.

    Parameters
    ----------
    answers
        How likely people are to recommend, 0 to 10; empty cells are counted and left out.
    method
        ``"wald"`` (the default: the variance of a difference within one trinomial) or ``"adjusted-wald"``, which
        adds 3 answers (¾ promoters, ¾ detractors, 1½ passives) before it; Rocks (2016) found it to keep its
        promise best in small groups.
    level
        The confidence level.

    Returns
    -------
    Score
        `value` lies between −100 and 100; None when nobody answered. `parts` counts promoters (9–10), passives (7–8)
        and detractors (0–6).

    Raises
    ------
    CourseError
        If a cell holds anything but a whole number from 0 to 10.

    Notes
    -----
    NPS = 100 × (promoters − detractors) / n (Reichheld, 2003, Harvard Business Review). Its variance is
    (p + d − (p − d)²) / n: Rocks (2016), "Interval estimation for the Net Promoter Score", The American Statistician
    70. The score itself stays the same whichever interval is chosen.

    Examples
    --------
    >>> score = nps([10, 9, 9, 8, 7, 6, 3, 10, 9, 8])
    >>> score.value, dict(score.parts)
    (30.0, {'promoters': 5, 'passives': 3, 'detractors': 2})
    """
    numbers, left_out = given_answers(answers, 0, 10)
    promoters, detractors = int((numbers >= 9).sum()), int((numbers <= 6).sum())
    parts = {"promoters": promoters, "passives": len(numbers) - promoters - detractors, "detractors": detractors}
    estimate = nps_estimate(promoters, parts["passives"], detractors, level, method)
    score = make_score("NPS", estimate, left_out, parts, "nps", **parts)
    if method == "wald" and estimate.value is not None and estimate.low == estimate.high:
        same = texts.finding("warn", "nps_flat")
        return replace(score, findings=(*score.findings, same))
    return score
