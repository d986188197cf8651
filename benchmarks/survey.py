"""Scoring a survey of a million responses, beside a plain loop over the rows that gives the same figures.

Each size runs in a process of its own, so that its peak memory is its own. The figures of both ways are compared
before anything is printed.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

SIZES = (10_000, 100_000, 1_000_000)
MARGINS = {"team": {"East": 34, "West": 28, "North": 25, "South": 13}, "grade": {"junior": 70, "senior": 30}}


def responses(size: int) -> Any:
    """Made-up answers of so many people: four items, satisfaction, recommendation, team and grade."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(2026)
    trait = rng.normal(size=size)
    frame = {
        f"q{number}": np.clip(np.round(3 + trait + rng.normal(size=size)), 1, 5).astype("int8") for number in range(4)
    }
    frame["satisfaction"] = np.where(rng.random(size) < 0.02, 9, frame["q0"])
    frame["recommend"] = np.clip(np.round(7 + 2 * trait + rng.normal(size=size)), 0, 10).astype("int8")
    table = pd.DataFrame(frame)
    table["team"] = pd.Categorical(rng.choice(list(MARGINS["team"]), size, p=[0.4, 0.3, 0.2, 0.1]))
    table["grade"] = pd.Categorical(rng.choice(list(MARGINS["grade"]), size, p=[0.8, 0.2]))
    return table


def ours(table: Any) -> dict[str, float | None]:
    """Read, score, compare groups, weight and judge the reliability."""
    from qmslib.feedback import Scale, cronbach_alpha, csat, nps, rake, read_answers, scores_by, weighted_mean

    read = read_answers(table, {"satisfaction": Scale(1, 5, missing=(9,)), "recommend": Scale(0, 10)}).values
    made = rake(read, MARGINS)
    east = scores_by(read, "satisfaction", "team").groups.set_index("group").loc["East", "value"]
    return {
        "csat": csat(read["satisfaction"]).value,
        "east": float(east),
        "nps": nps(read["recommend"]).value,
        "alpha": cronbach_alpha(table, [f"q{number}" for number in range(4)]).value,
        "weighted": weighted_mean(read["recommend"], made.weights).value,
    }


def plain(table: Any) -> dict[str, float | None]:
    """The same by a loop over the rows, as one would write it without a library."""
    satisfied = given = east = east_given = promoters = detractors = 0
    sums, squares, total, total_square = [0.0] * 4, [0.0] * 4, 0.0, 0.0
    people = table.to_dict("records")
    n = len(people)
    for person in people:
        if person["satisfaction"] != 9:
            given += 1
            satisfied += person["satisfaction"] >= 4
            if person["team"] == "East":
                east_given += 1
                east += person["satisfaction"] >= 4
        promoters += person["recommend"] >= 9
        detractors += person["recommend"] <= 6
        whole = 0
        for place in range(4):
            answer = int(person[f"q{place}"])
            sums[place] += answer
            squares[place] += answer * answer
            whole += answer
        total += whole
        total_square += whole * whole
    variances = [(squares[place] - sums[place] ** 2 / n) / (n - 1) for place in range(4)]
    alpha = 4 / 3 * (1 - sum(variances) / ((total_square - total**2 / n) / (n - 1)))
    weights = [1.0] * n
    for _ in range(200):
        worst = 0.0
        for name, target in MARGINS.items():
            held = dict.fromkeys(target, 0.0)
            for person, weight in zip(people, weights, strict=True):
                held[person[name]] += weight
            everybody, known = sum(held.values()), sum(target.values())
            ratio = {group: amount / known / (held[group] / everybody) for group, amount in target.items()}
            worst = max(worst, *(abs(value - 1) for value in ratio.values()))
            weights = [weight * ratio[person[name]] for person, weight in zip(people, weights, strict=True)]
        if worst < 1e-9:
            break
    pull = sum(weight * person["recommend"] for person, weight in zip(people, weights, strict=True))
    return {
        "csat": satisfied / given,
        "east": east / east_given,
        "nps": 100 * (promoters - detractors) / n,
        "alpha": alpha,
        "weighted": pull / sum(weights),
    }


def peak_kib(reset: bool = False) -> int:
    """The peak memory of this process; where Linux allows it, of the time since the last reset."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if reset:
        # Making up the responses takes more than scoring them, and must not hide it.
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")))


def measure(way: str, size: int) -> dict[str, Any]:
    """One way at one size, in this process: seconds, peak memory above the start, and the figures."""
    import numpy  # noqa: F401
    import pandas  # noqa: F401
    import scipy.stats  # noqa: F401
    import statsmodels.stats.proportion  # noqa: F401

    import qmslib.feedback  # noqa: F401

    table = responses(size)
    before = peak_kib(reset=True)
    began = time.perf_counter()
    figures = {"ours": ours, "plain": plain}[way](table)
    seconds = time.perf_counter() - began
    peak = peak_kib()
    return {"seconds": seconds, "peak_mib": peak / 1024, "grown_mib": (peak - before) / 1024, "figures": figures}


def run(way: str, size: int) -> dict[str, Any]:
    """One way at one size, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.survey", way, str(size)], check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure both ways at every size and print the figures."""
    print("survey: read codes, CSAT, CSAT by team, NPS, alpha of 4 items, raking on 2 margins, weighted mean")
    print(f"{'responses':>10}  {'way':6} {'seconds':>8} {'µs each':>8} {'peak MiB':>9} {'grown MiB':>10}")
    last = None
    for size in SIZES:
        found = {way: run(way, size) for way in ("ours", "plain")}
        for name, value in found["plain"]["figures"].items():
            if abs(value - found["ours"]["figures"][name]) > 1e-6 * max(1, abs(value)):
                raise SystemExit(f"{name} differs at {size}: {found['ours']['figures'][name]} and {value}")
        for way, one in found.items():
            each = one["seconds"] / size * 1e6
            print(
                f"{size:>10,}  {way:6} {one['seconds']:>8.3f} {each:>8.2f} {one['peak_mib']:>9.0f} "
                f"{one['grown_mib']:>10.0f}"
            )
        growth = (
            "" if last is None else f", {found['ours']['seconds'] / last:.1f} times the time for 10 times the rows"
        )
        print(f"{'':10}  {found['plain']['seconds'] / found['ours']['seconds']:.0f} times faster{growth}")
        last = found["ours"]["seconds"]


if __name__ == "__main__":
    if len(sys.argv) == 3:
        json.dump(measure(sys.argv[1], int(sys.argv[2])), sys.stdout)
    else:
        main()
