"""Survival curves, the backlog and Pareto tables against published answers."""

from __future__ import annotations

import pandas as pd
import pytest

from qmslib.complaints import backlog_series, pareto, time_to_close
from qmslib.complaints.figures.on_time import compliance

# Freireich and others (1963): weeks of remission, + still in remission.
DRUG = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
# Miles (1997), in R's survival package as `aml`.
MAINTAINED = "9 13 13+ 18 23 28+ 31 34 45+ 48 161+"
OTHERS = "5 5 8 8 12 16+ 23 27 30 33 43 45"


def log(**groups: str) -> pd.DataFrame:
    """Lengths written as in the paper, made into a log of 2026-01-01 read long after."""
    rows = [
        {
            "group": name,
            "length": float(text.strip("+")),
            "received": "2026-01-01",
            "closed": None if text.endswith("+") else "2026-02-01",
        }
        for name, texts in groups.items()
        for text in texts.split()
    ]
    return pd.DataFrame(rows)


def fitted(interval: str = "log-log", **groups: str):
    by = "group" if len(groups) > 1 else None
    return time_to_close(log(**groups), "2027-12-31", days="length", by=by, interval=interval)


@pytest.mark.published("Kaplan and Meier curve of 6-MP, Freireich et al. (1963), in Kleinbaum and Klein, ch. 2")
def test_remission_curve():
    steps = fitted(drug=DRUG).steps().set_index("days")["still_open"].round(3)
    assert steps.to_dict() == {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


@pytest.mark.published("Freireich et al. (1963), numbers at risk under 6-MP: 21, 17, 15, 12, 11, 7, 6")
def test_numbers_at_risk():
    assert fitted(drug=DRUG).steps()["at_risk"].to_list() == [21, 17, 15, 12, 11, 7, 6]


@pytest.mark.published("Freireich et al. (1963): median remission 23 weeks under 6-MP, 8 under placebo")
def test_remission_medians():
    found = fitted(drug=DRUG, placebo=PLACEBO).frame().set_index("group")["median_days"]
    assert (found["drug"], found["placebo"]) == (23, 8)


@pytest.mark.published(
    "Freireich et al. (1963): log-rank chi-squared 16.79 on 1 degree of freedom (Kleinbaum and Klein)"
)
def test_remission_log_rank():
    found = fitted(drug=DRUG, placebo=PLACEBO)
    assert found.chi2 == pytest.approx(16.79, abs=0.005)
    assert found.p is not None
    assert found.p < 0.001


@pytest.mark.published(
    "R survival, survfit(Surv(time, status) ~ x, data = aml): medians 31 and 23, lower limits 18 and 8"
)
def test_aml_medians():
    found = fitted("log", maintained=MAINTAINED, others=OTHERS).frame().set_index("group")
    assert found["median_days"].to_dict() == {"all cases": 27, "maintained": 31, "others": 23}
    assert found.loc["maintained", "median_days_low"] == 18
    assert found.loc["others", "median_days_low"] == 8
    assert found.loc[["maintained", "others"], "median_days_high"].isna().all()


@pytest.mark.published("R survival, summary(survfit(..., data = aml)), maintained group: survival at each time")
def test_aml_curve():
    steps = fitted(maintained=MAINTAINED).steps()
    assert steps["days"].to_list() == [9, 13, 18, 23, 31, 34, 48]
    assert steps["still_open"].round(3).to_list() == [0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184]


@pytest.mark.published(
    "R survival, aml maintained, conf.type log: at 9 days 0.7541 to 1.000, at 13 days 0.6192 to 1.000"
)
def test_aml_log_interval():
    steps = fitted("log", maintained=MAINTAINED).steps()
    assert steps["low"].round(4).to_list()[:2] == [0.7541, 0.6192]
    assert steps["high"].to_list()[:2] == [1, 1]


@pytest.mark.published("R survival, survdiff(Surv(time, status) ~ x, data = aml): chi-squared 3.4, p 0.07")
def test_aml_log_rank():
    found = fitted(maintained=MAINTAINED, others=OTHERS)
    assert found.chi2 == pytest.approx(3.4, abs=0.05)
    assert found.p == pytest.approx(0.07, abs=0.005)


@pytest.mark.published(
    "qcc, pareto.chart example: defect counts 80, 27, 66, 94, 33; cumulative 31.33, 58.00, 80.00, 91.00, 100"
)
def test_qcc_pareto():
    counts = {"price code": 80, "schedule date": 27, "supplier code": 66, "contact num.": 94, "part num.": 33}
    found = pareto(counts)
    table = found.frame()
    assert table["category"].to_list() == [
        "contact num.",
        "price code",
        "supplier code",
        "part num.",
        "schedule date",
    ]
    assert table["cumulative_n"].to_list() == [94, 174, 240, 273, 300]
    assert table["percent"].round(2).to_list() == [31.33, 26.67, 22.00, 11.00, 9.00]
    assert table["cumulative_percent"].round(2).to_list() == [31.33, 58.00, 80.00, 91.00, 100.00]
    assert found.vital_few == ("contact num.", "price code", "supplier code")


@pytest.mark.published(
    "Little (1961): mean backlog = arrival rate × mean time in the system, exact from empty to empty"
)
def test_little():
    cases = pd.DataFrame({"received": pd.to_datetime(["2026-01-01", "2026-01-03", "2026-01-04", "2026-01-08"])})
    days = pd.Series([6, 1, 9, 2])
    cases["closed"] = cases["received"] + pd.to_timedelta(days, unit="D")
    series = backlog_series(cases, "day", due=None, until="2026-01-31").frame()
    rate = len(cases) / len(series)
    assert series["backlog"].mean() == pytest.approx(rate * days.mean())


@pytest.mark.published(
    "Wilson interval of 81 of 263, Newcombe (1998), Statistics in Medicine 17, 857–872: 0.2553 to 0.3662"
)
def test_newcombe():
    rows = [{"received": "2026-01-01", "due": "2026-01-10", "closed": "2026-01-09"}] * 81
    rows += [{"received": "2026-01-01", "due": "2026-01-10", "closed": "2026-01-12"}] * 182
    row = compliance(rows, "2026-01-31").frame().set_index("measure").loc["due"]
    assert (round(row["low"], 2), round(row["high"], 2)) == (25.53, 36.62)
