"""Control charts on a thousand series of 52 weeks beside a plain pandas version; both must agree first."""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.measure import Measured, alone, tell, timed
from qmslib.improvement import p_chart, xmr_chart

WEEKS = 52
SIZES = (100, 1_000, 10_000)
#: So many series are timed with the plain version, and compared.
SAMPLE = 100
KINDS = ("xmr", "p")


def series(size: int) -> np.ndarray[Any, Any]:
    """Weekly medians of so many services; in every third one something changes half-way."""
    random = np.random.default_rng(2026)
    values = random.normal(12, 2, (size, WEEKS))
    values[::3, WEEKS // 2 :] -= 2.5
    return values


def plain(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The Making Data Count rules as one would first write them with pandas: which points are signals."""
    frame = pd.DataFrame({"value": values})
    mean, spread = frame["value"].mean(), frame["value"].diff().abs().mean()
    frame["lower"], frame["upper"] = mean - 2.66 * spread, mean + 2.66 * spread
    frame["side"] = np.sign(frame["value"] - mean)
    frame["outside"] = (frame["value"] > frame["upper"]) | (frame["value"] < frame["lower"])
    frame["near"] = ~frame["outside"] & ((frame["value"] - mean).abs() > 2 * 2.66 * spread / 3)
    signal = frame["outside"].tolist()
    for end in range(len(frame)):
        shift = frame.iloc[max(0, end - 6) : end + 1]
        if len(shift) == 7 and shift["side"].abs().eq(1).all() and shift["side"].nunique() == 1:
            signal[end - 6 : end + 1] = [True] * 7
        trend = frame.iloc[max(0, end - 5) : end + 1]["value"].diff().dropna()
        if len(trend) == 5 and ((trend > 0).all() or (trend < 0).all()):
            signal[end - 5 : end + 1] = [True] * 6
        three = frame.iloc[max(0, end - 2) : end + 1]
        if len(three) == 3 and three["near"].sum() >= 2 and three["side"].nunique() == 1:
            for place in three.index[three["near"]]:
                signal[place] = True
    return np.array(signal)


def ours(size: int, kind: str) -> Measured:
    """Chart so many series, with rules, verdicts and sentences."""
    values = series(size)
    counts = np.random.default_rng(2027).binomial(80, 0.2, (size, WEEKS))
    if kind == "xmr":
        return timed(lambda: [xmr_chart(row, better="lower", target=10).variation for row in values])
    return timed(lambda: [p_chart(row, 80, better="lower", target=0.1).variation for row in counts])


def theirs() -> float:
    """Seconds a series of the plain version, once both have been found to agree."""
    sample = series(SAMPLE)
    began = time.perf_counter()
    found = [plain(row) for row in sample]
    each = (time.perf_counter() - began) / SAMPLE
    for row, expected in zip(sample, found, strict=True):
        if not np.array_equal(xmr_chart(row).points["signal"].to_numpy(), expected):
            raise SystemExit("The two disagree: figures would mean nothing.")
    return each


def main() -> None:
    """Measure and print."""
    each = theirs()
    print(
        f"Control charts of {WEEKS} points with rules, verdict and sentence; the plain version flags the same points"
    )
    print(f"{'chart':16}{'series':>10}{'seconds':>9}{'µs each':>9}{'MiB':>7}{'times as fast':>15}")
    for kind in KINDS:
        for size in SIZES:
            one = alone("benchmarks.charts", size, kind)
            ratio = f"{each / (one.seconds / size):>15,.0f}" if kind == "xmr" else ""
            print(
                f"{kind:16}{size:>10,}{one.seconds:>9.2f}{one.seconds / size * 1e6:>9.0f}{one.grown_mib:>7.1f}{ratio}"
            )
    print(f"{'  plain pandas':16}{SAMPLE:>10,}{each * SAMPLE:>9.2f}{each * 1e6:>9.0f}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        tell(ours(int(sys.argv[1]), sys.argv[2]))
    else:
        main()
