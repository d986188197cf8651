"""The regression under an interrupted time series: its columns, its fit, and contrasts with intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qmslib._common.errors import CourseError
from qmslib._common.estimates import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Design:
    """The columns as they are, and as they would be without the change."""

    full: NDArray[np.float64]
    without: NDArray[np.float64]


def design(steps: NDArray[np.float64], n_before: int, season: int | None, *, slope: bool) -> Design:
    """Columns: one, time, after, and time since the change where the slope may change; then the season."""
    after = (np.arange(len(steps)) >= n_before).astype(float)
    columns = [np.ones(len(steps)), steps, after]
    if slope:
        columns.append((steps - steps[n_before]) * after)
    if season is not None:
        if season < 2:
            raise CourseError("a season has at least two steps", field="season", found=season)
        waves = 2 if season > 4 else 1
        for wave in range(1, waves + 1):
            angle = 2 * math.pi * wave * steps / season
            columns += [np.sin(angle), np.cos(angle)] if 2 * wave != season else [np.cos(angle)]
    full = np.column_stack(columns)
    without = full.copy()
    without[:, 2 : 4 if slope else 3] = 0.0
    return Design(full, without)


@dataclass(frozen=True, eq=False)
class Fit:
    """Coefficients with their covariance, and how to read them."""

    beta: NDArray[np.float64]
    covariance: NDArray[np.float64]
    freedom: float | None  # None: normal instead of Student's t
    n: int
    lag: int
    durbin_watson: float
    method: str
    ratios: bool

    def line(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """The fitted values."""
        fitted: NDArray[np.float64] = rows @ self.beta
        return np.exp(fitted) if self.ratios else fitted

    def _error(self, row: NDArray[np.float64]) -> float:
        return math.sqrt(max(0.0, float(row @ self.covariance @ row)))

    def _reach(self, level: float) -> float:
        from scipy import stats

        share = (1 + level) / 2
        return float(stats.norm.ppf(share) if self.freedom is None else stats.t.ppf(share, self.freedom))

    def estimate(self, row: NDArray[np.float64], level: float, scale: float = 1.0) -> Estimate:
        """The value of a line at one point, with the interval of the line."""
        found = self.contrast(row, level)
        assert found.value is not None
        assert found.low is not None
        assert found.high is not None
        return Estimate(found.value * scale, found.low * scale, found.high * scale, self.n, level, self.method)

    def contrast(self, row: NDArray[np.float64], level: float) -> Estimate:
        """A sum of coefficients with its interval; for rates as a ratio."""
        value, reach = float(row @ self.beta), self._reach(level) * self._error(row)
        ends = [value, value - reach, value + reach]
        if self.ratios:
            ends = [math.exp(min(end, 700.0)) for end in ends]
        return Estimate(ends[0], ends[1], ends[2], self.n, level, self.method)

    def p(self, row: NDArray[np.float64]) -> float:
        """The two-sided p-value of a contrast against nothing."""
        from scipy import stats

        value, error = abs(float(row @ self.beta)), self._error(row)
        if error == 0:
            return 1.0 if value < 1e-12 else 0.0
        standard = value / error
        tail = stats.norm.sf(standard) if self.freedom is None else stats.t.sf(standard, self.freedom)
        return float(2 * tail)


def fit(
    y: NDArray[np.float64], columns: Design, weights: NDArray[np.float64] | None, method: str, lag: int | None
) -> Fit:  # fmt: skip
    """Fit figures by least squares, counts by quasi-Poisson regression."""
    import statsmodels.api as sm

    n, width = columns.full.shape
    if n <= width or np.linalg.matrix_rank(columns.full) < width:
        raise CourseError("there are too few points for a line on each side and a season", found=n,
                          do="Leave out the season, or collect more points")  # fmt: skip
    if weights is not None:
        after = columns.full[:, 2] > 0
        if not y[after].any() or not y[~after].any():
            raise CourseError("all counts on one side are nought, so no rate can be fitted", field="values",
                              do='Compare the two sides with before_after, kind="counts"')  # fmt: skip
        glm: Any = sm.GLM(y, columns.full, family=sm.families.Poisson(), offset=np.log(weights)).fit(scale="X2")
        residuals = np.asarray(glm.resid_pearson)
        return Fit(np.asarray(glm.params), np.asarray(glm.cov_params()), None, n, 0, _watson(residuals),
                   "quasi-poisson", True)  # fmt: skip
    model: Any = sm.OLS(y, columns.full)
    plain = model.fit()
    residuals = np.asarray(plain.resid)
    watson = _watson(residuals) if np.abs(residuals).max() > 1e-10 * max(1.0, np.abs(y).max()) else 2.0
    if method == "prais-winsten" and watson != 2.0:
        rough: Any = sm.GLSAR(y, columns.full, rho=1)
        found = rough.iterative_fit(maxiter=50)
        return Fit(np.asarray(found.params), np.asarray(found.cov_params()), n - width, n, 1, watson,
                   "prais-winsten", False)  # fmt: skip
    if method == "newey-west":
        steps = int(4 * (n / 100) ** (2 / 9)) if lag is None else lag
        if steps < 0 or steps >= n:
            raise CourseError("the lag must be at least 0 and less than the number of points", field="lag", found=lag)
        robust = model.fit(cov_type="HAC", cov_kwds={"maxlags": steps, "use_correction": True}, use_t=True)
        return Fit(np.asarray(robust.params), np.asarray(robust.cov_params()), n - width, n, steps, watson,
                   f"newey-west, lag {steps}", False)  # fmt: skip
    return Fit(np.asarray(plain.params), np.asarray(plain.cov_params()), n - width, n, 0, watson, "ols", False)


def _watson(residuals: NDArray[np.float64]) -> float:
    square = float((residuals**2).sum())
    return float((np.diff(residuals) ** 2).sum() / square) if square else 2.0
