"""Each variable regressed on given causes: linearly, or by probit where it is ordered."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from core.errors import DataError
from core.estimation.ordinal.binormal import bell
from core.estimation.ordinal.margins import Ordered

STEPS, SHORT = 100, 1e-9
HALVINGS = 20
ROUNDING = 1e-9
LEAST = 1e-300
# A cause whose standard deviation moves the response by more than this tells categories apart completely.
STEEP = 8.0
# Nor is there an estimate where the mean log-likelihood of a case gets this near to zero.
SURE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Margin:
    """One variable given the causes `x` (n, q): its thresholds or its intercept `first` (t,), `slopes` (q,),
    residual `sd` (1 for an ordered one), standardised residuals `z` (n,) of a numeric one, and each case's
    slopes `scores` (n, t + q or t + q + 1) along these and the residual variance.

    Of an ordered variable `codes` (n,) are the categories and `upper`, `lower` (n,) their edges less what the
    causes predict.
    """

    x: np.ndarray
    first: np.ndarray
    slopes: np.ndarray
    sd: float
    z: np.ndarray
    scores: np.ndarray
    codes: np.ndarray
    upper: np.ndarray | None = None
    lower: np.ndarray | None = None

    @property
    def edges(self) -> tuple[np.ndarray, np.ndarray]:
        """Upper and lower edge (n,) of an ordered variable."""
        if self.upper is None or self.lower is None:
            raise ValueError("a numeric variable has no edges")
        return self.upper, self.lower

    def along_edges(self, on_upper: np.ndarray, on_lower: np.ndarray) -> np.ndarray:
        """Slopes (n, t + q) along thresholds and slopes from those along the cases' edges (n,)."""
        at = np.arange(len(self.first))
        cuts = (self.codes[:, None] == at) * on_upper[:, None]
        cuts = cuts + (self.codes[:, None] == at + 1) * on_lower[:, None]
        return np.concatenate([cuts, -self.x * (on_upper + on_lower)[:, None]], axis=1)

    def along_moments(self, on_mean: np.ndarray, on_variance: np.ndarray) -> np.ndarray:
        """Slopes (n, 1 + q + 1) along intercept, slopes and residual variance from those along the mean and
        the variance of z (n,)."""
        own = on_mean[:, None] / self.sd
        return np.concatenate([own, self.x * own, on_variance[:, None] / self.sd**2], axis=1)


def numeric_margin(values: np.ndarray, x: np.ndarray, name: str) -> Margin:
    """Least squares of `values` (n,) on `x` (n, q)."""
    design = np.column_stack([np.ones(len(x)), x])
    found = np.linalg.lstsq(design, values)[0]
    residual = values - design @ found
    sd = float(np.sqrt((residual**2).mean()))
    if sd <= 1e-10 * float(values.std()) or sd == 0:
        text = f"“{name}” is determined completely by the causes in the model; leave it or them out."
        raise DataError("not_positive_definite", text)
    z = residual / sd
    scores = np.concatenate([z[:, None] * design / sd, (z * z - 1)[:, None] / (2 * sd**2)], axis=1)
    return Margin(x, found[:1], found[1:], sd, z, scores, np.zeros(0, dtype=np.intp))


def ordered_margin(codes: Ordered, at: int, x: np.ndarray, name: str) -> Margin:
    """Maximum likelihood probit regression of ordered variable number `at` on `x` (n, q)."""
    middle = x.mean(axis=0)
    size = int(codes.sizes[at])
    own, far = codes.codes[:, at], codes.edges[at, : size + 1]
    theta = _climbed(own, x - middle, far, name)
    slopes = theta[size - 1 :]
    cuts = theta[: size - 1] + middle @ slopes
    edges = np.concatenate([far[:1], cuts, far[-1:]])
    predicted = x @ slopes
    upper = np.where(own == size - 1, far[-1], edges[own + 1] - predicted)
    lower = np.where(own == 0, far[0], edges[own] - predicted)
    chance = np.maximum(ndtr(upper) - ndtr(lower), LEAST)
    margin = Margin(x, cuts, slopes, 1.0, np.zeros(0), np.zeros((len(x), 0)), own, upper, lower)
    return replace(margin, scores=margin.along_edges(bell(upper) / chance, -bell(lower) / chance))


def _climbed(codes: np.ndarray, x: np.ndarray, far: np.ndarray, name: str) -> np.ndarray:
    """Thresholds and slopes (t + q,) on centred `x` (n, q) by scoring, from the thresholds in `far`; raises
    DataError where the likelihood has no maximum."""
    t, spread = len(far) - 2, x.std(axis=0)
    theta = np.concatenate([far[1:-1], np.zeros(x.shape[1])])
    for _ in range(STEPS):
        slope, info, value = _probit(theta, codes, x, far)
        if abs(theta[t:] * spread).max() > STEEP or value > -SURE * len(x):
            break
        step = np.linalg.solve(info, slope)
        length = 1.0
        for _ in range(HALVINGS):
            tried = theta + length * step
            rising = (np.diff(tried[:t]) > 0).all()
            if rising and _probit(tried, codes, x, far)[2] >= value - ROUNDING:
                break
            length /= 2
        theta = theta + length * step
        if abs(length * step).max() < SHORT:
            return np.asarray(theta)
    text = f"The causes in the model tell categories of “{name}” apart completely, so their effects have no "
    raise DataError("ordinal_separated", text + "estimate. Leave a cause out, or join categories.")


def _probit(
    theta: np.ndarray, codes: np.ndarray, x: np.ndarray, far: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    """Slope (k,) and expected information (k, k) of the log-likelihood, and its value."""
    t = len(far) - 2
    predicted = x @ theta[t:]
    inner = theta[:t] - predicted[:, None]
    edges = np.concatenate([np.full((len(x), 1), far[0]), inner, np.full((len(x), 1), far[-1])], axis=1)
    chance = np.maximum(np.diff(ndtr(edges), axis=1), LEAST)
    height = bell(edges)
    slopes = np.zeros((len(x), t + 1, len(theta)))
    at = np.arange(t)
    slopes[:, at, at] = height[:, 1:-1]
    slopes[:, at + 1, at] = -height[:, 1:-1]
    slopes[:, :, t:] = -np.diff(height, axis=1)[:, :, None] * x[:, None, :]
    case = np.arange(len(x))
    own = chance[case, codes]
    info = np.einsum("nck,ncl,nc->kl", slopes, slopes, 1 / chance)
    return (slopes[case, codes] / own[:, None]).sum(axis=0), info, float(np.log(own).sum())
