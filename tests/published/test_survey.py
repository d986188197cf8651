"""Survey figures against numbers that others have printed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from qmslib.feedback import (
    cronbach_alpha,
    design_effect,
    difference,
    effective_n,
    margin_of_error,
    mcdonald_omega,
    mean_score,
    nps,
    post_stratify,
    proportion,
    rake,
    reading_ease,
    sample_size,
    sample_size_mean,
    spearman_brown,
    split_half,
    weighted_mean,
)

#: Chatterjee and Price (1977): a survey of clerical employees, as R ships it under the name attitude.
ATTITUDE = pd.DataFrame(
    [
        [43, 51, 30, 39, 61, 92, 45], [63, 64, 51, 54, 63, 73, 47], [71, 70, 68, 69, 76, 86, 48],
        [61, 63, 45, 47, 54, 84, 35], [81, 78, 56, 66, 71, 83, 47], [43, 55, 49, 44, 54, 49, 34],
        [58, 67, 42, 56, 66, 68, 35], [71, 75, 50, 55, 70, 66, 41], [72, 82, 72, 67, 71, 83, 31],
        [67, 61, 45, 47, 62, 80, 41], [64, 53, 53, 58, 58, 67, 34], [67, 60, 47, 39, 59, 74, 41],
        [69, 62, 57, 42, 55, 63, 25], [68, 83, 83, 45, 59, 77, 35], [77, 77, 54, 72, 79, 77, 46],
        [81, 90, 50, 72, 60, 54, 36], [74, 85, 64, 69, 79, 79, 63], [65, 60, 65, 75, 55, 80, 60],
        [65, 70, 46, 57, 75, 85, 46], [50, 58, 68, 54, 64, 78, 52], [50, 40, 33, 34, 43, 64, 33],
        [64, 61, 52, 62, 66, 80, 41], [53, 66, 52, 50, 63, 80, 37], [40, 37, 42, 58, 50, 57, 49],
        [63, 54, 42, 48, 66, 75, 33], [66, 77, 66, 63, 88, 76, 72], [78, 75, 58, 74, 80, 78, 49],
        [48, 57, 44, 45, 51, 83, 38], [85, 85, 71, 71, 77, 74, 55], [82, 82, 39, 59, 64, 78, 39],
    ],
    columns=["rating", "complaints", "privileges", "learning", "raises", "critical", "advance"],
)  # fmt: skip


@pytest.mark.published(
    "Newcombe (1998), Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, table I"
)
@pytest.mark.parametrize(
    ("count", "n", "method", "low", "high"),
    [
        (81, 263, "normal", 0.2522, 0.3638),
        (81, 263, "wilson", 0.2553, 0.3662),
        (81, 263, "exact", 0.2527, 0.3676),
        (15, 148, "wilson", 0.0624, 0.1605),
        (15, 148, "exact", 0.0578, 0.1617),
        (0, 20, "wilson", 0.0, 0.1611),
        (0, 20, "exact", 0.0, 0.1684),
        (1, 29, "wilson", 0.0061, 0.1718),
        (1, 29, "exact", 0.0009, 0.1776),
    ],
)
def test_single_proportion(count: int, n: int, method: str, low: float, high: float) -> None:
    found = proportion(count, n, method=method)
    assert found.low == pytest.approx(low, abs=6e-5)
    assert found.high == pytest.approx(high, abs=6e-5)


@pytest.mark.published(
    "Newcombe (1998), Interval estimation for the difference between independent proportions, table II, method 10"
)
@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_difference(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    found = difference(*counts)
    assert found.low == pytest.approx(low, abs=6e-5)
    assert found.high == pytest.approx(high, abs=6e-5)


@pytest.mark.published("R, Hmisc::binconf(520, 1000), Wilson by default; 0.4890177 and 0.5508292")
def test_binconf() -> None:
    found = proportion(520, 1000)
    assert (found.low, found.high) == (pytest.approx(0.4890177, abs=1e-7), pytest.approx(0.5508292, abs=1e-7))


@pytest.mark.published("Krejcie and Morgan (1970), Determining sample size for research activities, table 1")
@pytest.mark.parametrize(
    ("population", "size"),
    [
        (10, 10), (50, 44), (100, 80), (150, 108), (200, 132), (300, 169), (400, 196), (500, 217), (700, 248),
        (1000, 278), (1500, 306), (2000, 322), (3000, 341), (5000, 357), (10000, 370), (50000, 381), (75000, 382),
        (1000000, 384),
    ],
)  # fmt: skip
def test_sample_size_table(population: int, size: int) -> None:
    assert sample_size(0.05, population=population, rounding="nearest").answers == size


@pytest.mark.published("Cochran (1977), Sampling Techniques, section 4.4: n0 = 384.16, so 385")
def test_endless_population() -> None:
    found = sample_size(0.05)
    assert found.exact == pytest.approx(384.146, abs=0.01)
    assert found.answers == 385


#: Cochran takes t = 2 for one chance in twenty.
TWO = 0.9544997361036416


@pytest.mark.published("Cochran (1977), section 4.4, the anthropologist: N = 3200, t = 2, n0 = 400, n = 356")
def test_anthropologist() -> None:
    found = sample_size(0.05, population=3200, level=TWO)
    assert found.without_population == pytest.approx(400)
    assert found.answers == 356


@pytest.mark.published(
    "Cochran (1977), section 4.6, the nursery bed: N = 430, S² = 85.6, margin 1.9, n0 = 95, n = 78"
)
def test_nursery_bed() -> None:
    found = sample_size_mean(1.9, 85.6**0.5, population=430, level=TWO)
    assert round(found.without_population) == 95
    assert found.answers == 78


@pytest.mark.published(
    "Margin of 1,000 answers as polling firms print it: 3.1 percentage points (1.96 × √(0.25/1000))"
)
def test_poll_margin() -> None:
    assert round(100 * margin_of_error(1000), 1) == 3.1


@pytest.mark.published("R, psych::alpha(attitude), overview vignette: raw 0.84, standardised 0.84, average r 0.43")
def test_alpha_of_attitude() -> None:
    found = cronbach_alpha(ATTITUDE)
    assert found.value is not None
    assert found.standardised is not None
    assert found.average_correlation is not None
    assert round(found.value, 2) == 0.84
    assert round(found.standardised, 2) == 0.84
    assert round(found.average_correlation, 2) == 0.43


@pytest.mark.published("R, psych::alpha(attitude), overview vignette: alpha if an item is dropped, and r.drop")
def test_items_of_attitude() -> None:
    table = cronbach_alpha(ATTITUDE).frame()
    assert table["alpha_without"].round(2).tolist() == [0.81, 0.80, 0.83, 0.80, 0.80, 0.86, 0.84]
    assert table["correlation_with_rest"].round(2).tolist() == [0.67, 0.74, 0.56, 0.71, 0.79, 0.27, 0.46]
    assert table["sd"].round(1).tolist() == [12.2, 13.3, 12.2, 11.7, 10.4, 9.9, 10.3]


@pytest.mark.published("R, psych::alpha(attitude), overview vignette: ase 0.042 (Duhachek and Iacobucci, 2004)")
def test_standard_error_of_alpha() -> None:
    found = cronbach_alpha(ATTITUDE, interval="duhachek")
    assert found.low is not None
    assert found.value is not None
    assert round((found.value - found.low) / 1.959964, 3) == 0.042


@pytest.mark.published("R, MBESS::ci.reliability(attitude, type = 'omega'): 0.8563268")
def test_omega_of_attitude() -> None:
    assert mcdonald_omega(ATTITUDE).value == pytest.approx(0.8563268, abs=1e-6)


#: pingouin's example data: 15 people (down), 10 questions (across).
QUESTIONS = [
    [3, 2, 4, 1, 4, 5, 1, 4, 3, 2], [5, 4, 6, 3, 5, 1, 2, 5, 5, 5], [7, 3, 5, 5, 6, 4, 3, 3, 6, 5],
    [2, 4, 3, 3, 2, 2, 2, 6, 6, 3], [6, 5, 6, 5, 4, 4, 4, 6, 7, 5], [1, 2, 3, 4, 2, 5, 2, 3, 5, 2],
    [4, 3, 5, 3, 5, 2, 1, 2, 4, 3], [2, 4, 4, 3, 7, 2, 2, 4, 6, 5], [6, 5, 5, 5, 1, 6, 5, 2, 3, 2],
    [5, 4, 6, 4, 3, 5, 3, 1, 7, 2], [4, 3, 5, 2, 5, 3, 2, 3, 4, 1], [4, 2, 3, 2, 5, 3, 4, 2, 3, 4],
    [5, 5, 6, 2, 3, 3, 2, 4, 4, 5], [6, 5, 5, 4, 2, 2, 1, 4, 6, 5], [4, 3, 5, 5, 3, 1, 3, 2, 3, 4],
]  # fmt: skip


@pytest.mark.published("pingouin, documentation of cronbach_alpha: 0.591719 with Feldt's interval 0.195 to 0.840")
def test_feldt_interval() -> None:
    found = cronbach_alpha(np.array(QUESTIONS))
    assert found.value == pytest.approx(0.591719, abs=5e-7)
    assert found.low == pytest.approx(0.195, abs=5e-4)
    assert found.high == pytest.approx(0.840, abs=5e-4)


@pytest.mark.published("Spearman (1910) and Brown (1910): a reliability of 0.60, doubled, gives 0.75")
def test_prophecy() -> None:
    assert spearman_brown(0.6, 2) == pytest.approx(0.75)


@pytest.mark.published("Cronbach (1951): alpha is the mean of all split halves in the form of Rulon")
def test_alpha_is_the_mean_of_halves() -> None:
    from itertools import combinations

    items = ["rating", "complaints", "privileges", "learning"]
    halves = [split_half(ATTITUDE, items, first=list(pair)).standardised for pair in combinations(items, 2)]
    assert np.mean([half for half in halves if half is not None]) == pytest.approx(
        cronbach_alpha(ATTITUDE, items).value
    )


def _rows(table: list[list[int]]) -> tuple[pd.DataFrame, np.ndarray]:
    """One row a cell, with the cell's count as its base weight."""
    counts = np.array(table, dtype=float)
    rows, columns = np.nonzero(counts)
    return pd.DataFrame({"row": rows, "column": columns}), counts[rows, columns]


def _fitted(
    table: list[list[int]], row_totals: list[float], column_totals: list[float], rounds: int = 1000
) -> np.ndarray:
    frame, base = _rows(table)
    margins = {"row": dict(enumerate(row_totals)), "column": dict(enumerate(column_totals))}
    made = rake(frame, margins, base=base, rounds=rounds)
    assert made.converged == (rounds > 100)
    fitted = np.zeros(np.array(table).shape)
    fitted[frame["row"], frame["column"]] = made.weights / made.weights.sum() * sum(row_totals)
    return fitted


@pytest.mark.published(
    "SAS/IML User's Guide, iterative proportional fitting, census example of Bishop, Fienberg and Holland (1975)"
)
def test_raking_of_marital_status() -> None:
    table = [
        [1306, 83, 0], [619, 765, 3], [263, 1194, 9], [173, 1372, 28], [171, 1393, 51], [159, 1372, 81],
        [208, 1350, 108], [1116, 4100, 2329],
    ]  # fmt: skip
    fitted = _fitted(table, [1412, 1402, 1450, 1541, 1681, 1532, 1662, 7644], [3988, 11702, 2634])
    printed = [
        [1325.27, 86.73, 0.00], [615.56, 783.39, 3.05], [253.94, 1187.18, 8.88], [165.13, 1348.55, 27.32],
        [173.41, 1454.71, 52.87], [147.21, 1308.12, 76.67], [202.33, 1352.28, 107.40], [1105.16, 4181.04, 2357.81],
    ]  # fmt: skip
    assert np.abs(fitted - np.array(printed)).max() < 0.01


@pytest.mark.published(
    "Wikipedia, Iterative proportional fitting, the four by four example after three rounds: 64.61, …"
)
def test_raking_of_four_by_four() -> None:
    table = [[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]]
    fitted = _fitted(table, [150, 300, 400, 150], [200, 300, 400, 100], rounds=3)
    printed = [
        [64.61, 46.28, 35.42, 3.83], [49.95, 68.15, 156.49, 25.37], [56.70, 144.40, 145.06, 53.76],
        [28.74, 41.18, 63.03, 17.03],
    ]  # fmt: skip
    assert np.abs(fitted - np.array(printed)).max() < 0.01


@pytest.mark.published(
    "Kish (1965), Survey Sampling, section 11.7: design effect = 1 + squared coefficient of variation"
)
def test_design_effect() -> None:
    weights = [0.5, 0.5, 1.0, 1.5, 1.5, 2.0, 0.7]
    variation = np.std(weights) / np.mean(weights)
    assert design_effect(weights) == pytest.approx(1 + variation**2)
    assert effective_n(weights) == pytest.approx(len(weights) / (1 + variation**2))


@pytest.mark.published("Holt and Smith (1979): a post-stratified mean is the mean of the group means by known size")
def test_post_stratified_mean() -> None:
    answers = pd.DataFrame({"team": ["a"] * 3 + ["b"] * 2, "score": [1.0, 2.0, 3.0, 5.0, 4.0]})
    made = post_stratify(answers, "team", {"a": 20, "b": 80})
    assert weighted_mean(answers["score"], made.weights).value == pytest.approx(0.2 * 2 + 0.8 * 4.5)


@pytest.mark.published(
    "Student (1908), The probable error of a mean, the ten patients: mean extra sleep 1.58 of 2 − 1"
)
def test_student() -> None:
    extra = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    found = mean_score(extra, scale=(0, 10))
    assert found.value == pytest.approx(1.58)
    # R, t.test of the paired sleep data: 0.7001142 to 2.4598858.
    assert found.low == pytest.approx(0.7001142, abs=1e-6)
    assert found.high == pytest.approx(2.4598858, abs=1e-6)


@pytest.mark.published(
    "Rocks (2016), Interval estimation for the Net Promoter Score: variance p + d − (p − d)², Wald"
)
def test_net_promoter_variance() -> None:
    answers = [10] * 50 + [8] * 30 + [2] * 20
    found = nps(answers)
    marks = np.array([1] * 50 + [0] * 30 + [-1] * 20)
    half = 1.959963984540054 * marks.std() / 10
    assert found.value == pytest.approx(30)
    assert found.low == pytest.approx(100 * (0.3 - half))
    assert found.high == pytest.approx(100 * (0.3 + half))


@pytest.mark.published("Rocks (2016): adjusted Wald, three answers added as ¾, 1½ and ¾")
def test_net_promoter_adjusted() -> None:
    found = nps([10] * 19 + [7] * 12 + [3] * 5, method="adjusted-wald")
    p, d = 19.75 / 39, 5.75 / 39
    half = 1.959963984540054 * ((p + d - (p - d) ** 2) / 39) ** 0.5
    assert found.value == pytest.approx(100 * 14 / 36)
    assert (found.low, found.high) == (pytest.approx(100 * (p - d - half)), pytest.approx(100 * (p - d + half)))


@pytest.mark.published("Wikipedia, Flesch–Kincaid readability tests: 'The cat sat on the mat.' scores 116")
def test_reading_ease() -> None:
    assert reading_ease("The cat sat on the mat.") == pytest.approx(116.145)
