"""Agreement between coders, against the papers and the documented output of irr, irrCAC and psych."""

import numpy as np
import pytest

from qmslib.feedback import (
    agreement_word,
    brennan_prediger,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
)

#: 12 units, 4 coders: Krippendorff (2011), the same data as cac.raw4raters in irrCAC.
FOUR = [
    [1, 1, None, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4],
    [1, 1, 2, 1], [2, 2, 2, 2], [None, 5, 5, 5], [None, None, 1, 1], [None, 3, None, None],
]  # fmt: skip
#: 30 patients, 6 psychiatrists, 5 diagnoses: Fleiss (1971), `diagnoses` in irr.
DIAGNOSES = [
    [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0], [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6], [1, 0, 0, 5, 0], [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1], [0, 0, 5, 0, 1], [3, 0, 0, 1, 2], [5, 1, 0, 0, 0],
    [0, 2, 0, 4, 0], [1, 0, 2, 0, 3], [0, 0, 0, 0, 6], [0, 1, 0, 5, 0], [0, 2, 0, 1, 3], [2, 0, 0, 4, 0],
    [1, 0, 0, 4, 1], [0, 5, 0, 1, 0], [4, 0, 0, 0, 2], [0, 2, 0, 4, 0], [1, 0, 5, 0, 0], [0, 0, 0, 0, 6],
]  # fmt: skip
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]


@pytest.mark.published("Fleiss (1971), Psychological Bulletin 76, psychiatric diagnoses; kappa 0.430, observed 0.556")
def test_fleiss_1971():
    found = fleiss_kappa(DIAGNOSES)
    assert found.value == pytest.approx(0.430, abs=5e-4)
    assert found.observed == pytest.approx(0.556, abs=5e-4)
    assert found.expected == pytest.approx(0.220, abs=5e-4)
    assert found.n == 30


@pytest.mark.published("irr (R), kappam.fleiss(diagnoses); kappa 0.430, z 17.7")
def test_irr_fleiss():
    assert fleiss_kappa(DIAGNOSES).z == pytest.approx(17.7, abs=0.05)


@pytest.mark.published(
    "Fleiss' kappa, worked example in Wikipedia: 14 raters, 10 subjects; kappa 0.210, P 0.378, Pe 0.213"
)
def test_fleiss_fourteen_raters():
    counts = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1], [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]  # fmt: skip
    found = fleiss_kappa(counts)
    assert (round(found.value, 3), round(found.observed, 3), round(found.expected, 3)) == (0.210, 0.378, 0.213)


@pytest.mark.published("Feinstein and Cicchetti (1990), Journal of Clinical Epidemiology 43; kappa 0.70 and 0.32")
def test_the_paradox_of_high_agreement_and_low_kappa():
    balanced, skewed = cohen_kappa([[40, 9], [6, 45]]), cohen_kappa([[80, 10], [5, 5]])
    assert balanced.observed == skewed.observed == 0.85
    assert (round(balanced.value, 2), round(skewed.value, 2)) == (0.70, 0.32)
    assert not any("Gwet" in found.text for found in balanced.findings)
    assert any("Gwet" in found.text for found in skewed.findings)


@pytest.mark.published("Feinstein and Cicchetti (1990), second paradox: unlike margins raise kappa; 0.13 and 0.26")
def test_the_second_paradox():
    assert round(cohen_kappa([[45, 15], [25, 15]]).value, 2) == 0.13
    assert round(cohen_kappa([[25, 35], [5, 35]]).value, 2) == 0.26


@pytest.mark.published(
    "irrCAC (R) vignette, cont3x3abstractors; kappa 0.7964094, pi 0.7962397, AC1 0.8493305, BP 0.835"
)
def test_abstractors():
    ratings = [pair for i, row in enumerate(ABSTRACTORS) for j, n in enumerate(row) for pair in [(i, j)] * n]
    a, b = zip(*ratings, strict=True)
    by_n = (99 / 100) ** 0.5  # the package divides by n here, and by n − 1 for raw ratings
    assert cohen_kappa(a, b).value == pytest.approx(0.7964094, abs=5e-8)
    pi = scott_pi(ABSTRACTORS)
    assert (pi.value, pi.se * by_n) == (pytest.approx(0.7962397, abs=5e-8), pytest.approx(0.05905473, abs=5e-8))
    ac1 = gwet_ac1(a, b)
    assert (ac1.value, ac1.se * by_n) == (pytest.approx(0.8493305, abs=5e-8), pytest.approx(0.04321747, abs=5e-8))
    bp = brennan_prediger(a, b)
    assert (bp.value, bp.se * by_n) == (pytest.approx(0.835, abs=5e-8), pytest.approx(0.04693346, abs=5e-8))
    assert krippendorff_alpha(a, b).value == pytest.approx(0.7972585, abs=5e-8)
    assert percent_agreement(a, b).value == pytest.approx(0.89)


@pytest.mark.published(
    "Gwet (2014) and irrCAC (R), cac.raw4raters; AC1 0.77544, Fleiss 0.76117, BP 0.77273, agreement 0.81818"
)
def test_four_raters_with_gaps():
    assert gwet_ac1(FOUR).value == pytest.approx(0.77544, abs=5e-6)
    assert gwet_ac1(FOUR).se == pytest.approx(0.14295, abs=5e-6)
    fleiss = fleiss_kappa(ratings=FOUR)
    assert fleiss.value == pytest.approx(0.76117, abs=5e-6)
    assert fleiss.se == pytest.approx(0.15302, abs=5e-6)
    assert brennan_prediger(FOUR).value == pytest.approx(0.77273, abs=5e-6)
    alpha = krippendorff_alpha(FOUR)
    assert (round(alpha.value, 5), round(alpha.se, 5), round(alpha.low, 3)) == (0.74342, 0.14557, 0.419)
    assert percent_agreement(FOUR).value == pytest.approx(0.81818, abs=5e-6)


@pytest.mark.published(
    "Krippendorff (2011), Computing alpha-reliability, example C; alpha 0.743, 0.815, 0.849, 0.797 by metric"
)
@pytest.mark.parametrize(
    ("metric", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorff_2011(metric, value):
    assert krippendorff_alpha(FOUR, metric=metric).value == pytest.approx(value, abs=5e-4)


@pytest.mark.published("Krippendorff (2011), example A, binary data of two observers; alpha 0.095")
def test_krippendorff_binary():
    one, two = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert krippendorff_alpha(one, two).value == pytest.approx(0.095, abs=5e-4)


@pytest.mark.published("Krippendorff (2011), example B, nominal data of two observers; alpha 0.692")
def test_krippendorff_nominal():
    one, two = list("aabbdcccedda"), list("babbbccceddd")
    assert krippendorff_alpha(one, two).value == pytest.approx(0.692, abs=5e-4)


@pytest.mark.published(
    "psych (R), help of cohen.kappa, data of Cohen (1968) table 1; unweighted 0.49, 95 % 0.39 to 0.59"
)
def test_psych_cohen():
    shares = np.array([[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]])
    found = cohen_kappa((shares * 200).round())
    assert (round(found.value, 2), round(found.low, 2), round(found.high, 2)) == (0.49, 0.39, 0.59)


@pytest.mark.published("Wikipedia, Cohen's kappa, worked examples: 0.40, 0.1304 and 0.2593")
def test_cohen_worked_examples():
    assert cohen_kappa([[20, 5], [10, 15]]).value == pytest.approx(0.40)
    assert round(cohen_kappa([[45, 15], [25, 15]]).value, 4) == 0.1304


@pytest.mark.published("Landis and Koch (1977), Biometrics 33, page 165, the words for kappa")
def test_words():
    bands = {-0.1: "poor", 0.1: "slight", 0.3: "fair", 0.5: "moderate", 0.7: "substantial", 0.9: "almost perfect"}
    assert [agreement_word(value) for value in bands] == list(bands.values())


@pytest.mark.published(
    "Cohen (1968), Psychological Bulletin 70, table 1, disagreement weights 1, 3 and 6; kappa_w 0.348"
)
def test_cohen_1968_weighted():
    shares = np.array([[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]])
    apart = np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]])
    found = cohen_kappa((shares * 200).round(), weights=1 - apart / 6)
    assert found.value == pytest.approx(0.348, abs=5e-4)


@pytest.mark.published(
    "Byrt, Bishop and Carlin (1993), Journal of Clinical Epidemiology 46: PABAK is 2 times agreement less 1"
)
def test_pabak():
    ratings = [("yes", "yes")] * 80 + [("yes", "no")] * 10 + [("no", "yes")] * 5 + [("no", "no")] * 5
    a, b = zip(*ratings, strict=True)
    assert brennan_prediger(a, b).value == pytest.approx(2 * 0.85 - 1)
