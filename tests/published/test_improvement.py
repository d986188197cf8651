"""Before/after, drift and interrupted series against answers that others published."""

from __future__ import annotations

import pytest

from qmslib._common.estimates import difference
from qmslib.improvement import before_after, check_drift, interrupted_series

approx = pytest.approx
SLEEP = ([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0], [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
TERM = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
EARLY = [1.15, 0.88, 0.90, 0.74, 1.21]
FIRST = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
SECOND = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
ACES = """728 659 791 734 757 726 760 740 720 814 795 858 887 766 851 769 781 756 766 752 765 831 879 928 914 808 937
840 916 828 845 818 860 839 887 886 831 796 833 820 877 758 767 738 781 843 850 908 1021 859 976 888 962 838
810 876 843 936 912"""
PEOPLE = """
379875.3 376495.5 377040.8 377116.4 377383.4 374113.1 379513.3 376295.5 374653.2 378485.6 375955.5 378349.7
376762.4 379032.3 379360.4 376162 377972.4 381830.7 379888.6 380872.2 380966.9 381240.4 382104.9 381802.7 381656.3
383680 383504.2 386462.9 383783.1 380836.8 383483 380906.2 382926.8 384052.4 384449.6 383428.4 388153.2 388373.2
386470.1 386033.2 383686.4 385509.3 385901.9 386516.6 388436.5 383255.2 390148.7 385874.9 391613.6 391750.4 394005.6
391364.9 391664.6 389022.3 391878.5 388575.3 392989 390018.8 390712.3"""


@pytest.mark.published("Newcombe (1998), Statistics in Medicine 17, 873–890, Table II, method 10")
@pytest.mark.parametrize(
    ("groups", "low", "high"),
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
def test_newcombe_differences(groups, low, high):
    count1, n1, count2, n2 = groups
    found = difference(*groups)
    assert (found.low, found.high) == (approx(low, abs=5e-5), approx(high, abs=5e-5))
    change = before_after((count2, n2), (count1, n1)).change
    assert (change.low, change.high) == (found.low, found.high)


@pytest.mark.published("R documentation, t.test, sleep data (Student, 1908): t = -1.8608, df = 17.776, p = 0.07939")
def test_welch_sleep():
    found = before_after(*SLEEP, kind="scores")
    assert found.p == approx(0.07939, abs=5e-6)
    assert (found.change.low, found.change.high) == (approx(-0.2054832, abs=5e-8), approx(3.3654832, abs=5e-8))


@pytest.mark.published("R documentation, t.test, sleep data, paired: t = -4.0621, df = 9, p = 0.002833")
def test_paired_sleep():
    found = before_after(*SLEEP, kind="scores", paired=True)
    assert found.p == approx(0.002833, abs=5e-7)
    assert found.change.value == approx(1.58)
    assert (found.change.low, found.change.high) == (approx(0.7001142, abs=5e-8), approx(2.4598858, abs=5e-8))


@pytest.mark.published("Hollander and Wolfe (1973), p. 69, permeability, as in R wilcox.test: W = 35, p = 0.1272")
def test_permeability():
    found = before_after(EARLY, TERM, kind="times", better="higher", in_order=False)
    assert found.superiority.value * len(TERM) * len(EARLY) == approx(35)
    assert found.p / 2 == approx(0.1272, abs=5e-5)
    assert found.change.value == approx(0.305)
    assert (found.change.low, found.change.high) == (approx(-0.15), approx(0.76))


@pytest.mark.published(
    "Hollander and Wolfe (1973), p. 29, depression scale, as in R wilcox.test: V = 40, p = 0.01953"
)
def test_depression_scale():
    found = before_after(FIRST, SECOND, kind="times", paired=True)
    assert found.p / 2 == approx(0.01953, abs=5e-6)
    assert found.change.value == approx(-0.46)


@pytest.mark.published(
    "Hollander and Wolfe (1973), depression scale, interval for the shift: -0.786 to -0.010 at 96.1 %"
)
def test_depression_interval():
    change = before_after(FIRST, SECOND, kind="times", paired=True, level=0.96).change
    assert (change.low, change.high) == (approx(-0.786), approx(-0.010))


@pytest.mark.published(
    "R documentation, poisson.test, eba1977 data: ratio 1.971488, 0.8584264 to 4.2772659, p = 0.07967"
)
def test_poisson_ratio():
    found = before_after((6 + 8 + 7, 1083 + 1050 + 878), (11, 800), kind="counts")
    assert found.ratio.value == approx(1.971488, abs=5e-7)
    assert (found.ratio.low, found.ratio.high) == (approx(0.8584264, abs=5e-7), approx(4.2772659, abs=5e-7))
    assert found.p == approx(0.07967, abs=5e-6)


@pytest.mark.published("R documentation, fisher.test, convictions of twins (Fisher, 1962): p = 0.0005367")
def test_fisher_convictions():
    assert before_after((15, 18), (2, 12)).p == approx(0.0005367, abs=5e-8)


@pytest.mark.published(
    "Armitage and Berry (1994), p. 127, two media, in the StatsDirect help: exact McNemar p = 0.0129"
)
def test_mcnemar_exact():
    one, two = [1] * 20 + [1] * 12 + [0] * 2 + [0] * 16, [1] * 20 + [0] * 12 + [1] * 2 + [0] * 16
    found = before_after(one, two, paired=True)
    assert found.p == approx(0.0129, abs=5e-5)
    assert found.change.value == approx(-0.2)


@pytest.mark.published(
    "Agresti (2007), Introduction to Categorical Data Analysis, 2.3, aspirin: ratio 1.82, from 1.43"
)
def test_aspirin_ratio():
    found = before_after((104, 11037), (189, 11034), event="with a heart attack", item="men")
    assert [round(end, 2) for end in (found.ratio.value, found.ratio.low)] == [1.82, 1.43]
    assert round(found.change.value, 4) == 0.0077


@pytest.mark.published("SciPy documentation, mannwhitneyu, diabetes ages: U = 17 of 20, exact p = 0.1111")
def test_scipy_ages():
    found = before_after([20, 11, 17, 12], [19, 22, 16, 29, 24], kind="times", better="higher", in_order=False)
    assert found.superiority.value * 20 == approx(17)
    assert found.p == approx(0.1111111111111111)


@pytest.mark.published("SciPy documentation, wilcoxon, Darwin's maize (Fisher): statistic 24, p = 0.041259765625")
def test_scipy_maize():
    changes = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]
    found = before_after([0] * 15, changes, kind="scores", method="rank", paired=True)
    assert found.p == approx(0.041259765625)


@pytest.mark.published("R lawstat and SciPy, Brunner–Munzel example: 0.788961, 0.5952169 to 0.9827052")
def test_brunner_munzel():
    one = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1]
    two = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4]
    found = before_after(one, two, kind="scores", in_order=False).superiority
    assert found.value == approx(0.788961, abs=5e-7)
    assert (found.low, found.high) == (approx(0.5952169, abs=5e-8), approx(0.9827052, abs=5e-8))


@pytest.mark.published(
    "Little, College of the Holy Cross, Mann–Kendall by hand: S = 54, Z = 2.9058, one-sided p = 0.0018"
)
def test_mann_kendall_by_hand():
    drift = check_drift([12.9, 14.8, 13.2, 15.7, 13.8, 15.6, 12.9, 11.0, 17.3, 15.9, 19.0, 18.3, 20.1, 21.7])
    assert drift.s == 54
    assert drift.z == approx(2.9058, abs=5e-5)
    assert drift.p / 2 == approx(0.0018, abs=5e-5)


@pytest.mark.published("Kendall's table in Gilbert (1987), Table A18: n = 5, S = 10, 0.0083; n = 8, S = 16, 0.031")
@pytest.mark.parametrize(("values", "s", "p"), [([1, 2, 3, 4, 5], 10, 0.0083), ([2, 1, 3, 7, 5, 4, 8, 6], 16, 0.031)])
def test_mann_kendall_exact(values, s, p):
    drift = check_drift(values)
    assert (drift.s, drift.p / 2) == (s, approx(p, abs=5e-4))


@pytest.mark.published("Anhøj (qicharts2 vignette): 24 points, longest run at most 8, at least 8 crossings")
def test_anhoej_limits():
    drift = check_drift([(-1) ** place * (place + 1) for place in range(24)])
    assert (drift.run_limit, drift.crossings_least) == (8, 8)


@pytest.mark.published("Bernal, Cummins and Gasparrini (2017), IJE 46, 348–355, with season: 0.885, 0.839 to 0.933")
def test_sicily_smoking_ban():
    found = interrupted_series(
        list(map(int, ACES.split())), 36, exposure=list(map(float, PEOPLE.split())), slope=False, season=12
    )
    change = found.level_change
    assert [round(end, 3) for end in (change.value, change.low, change.high)] == [0.885, 0.839, 0.933]


@pytest.mark.published("Bernal, Cummins and Gasparrini (2017), IJE 46, 348–355, without season: ratio 0.894")
def test_sicily_without_season():
    found = interrupted_series(
        list(map(int, ACES.split())), 36, exposure=list(map(float, PEOPLE.split())), slope=False
    )
    assert round(found.level_change.value, 3) == 0.894


def paired(both, gone, come, neither):
    """The four cells of a paired table as two lists: first and second."""
    first = [1] * (both + gone) + [0] * (come + neither)
    second = [1] * both + [0] * gone + [1] * come + [0] * neither
    return first, second


@pytest.mark.published("Altman and others (2000), Statistics with Confidence, p. 52, Table 6.2: 0.011 to 0.226")
def test_newcombe_paired_altman():
    first, second = paired(14, 5, 0, 22)
    change = before_after(second, first, paired=True).change
    assert [round(end, 3) for end in (change.value, change.low, change.high)] == [0.122, 0.011, 0.226]


@pytest.mark.published(
    "Fagerland, Lydersen and Laake (2014), Statistics in Medicine 33, Bentur data: -0.507 to -0.026"
)
def test_newcombe_paired_bentur():
    first, second = paired(1, 1, 7, 12)
    change = before_after(second, first, paired=True).change
    assert [round(end, 3) for end in (change.low, change.high)] == [-0.507, -0.026]
