"""Corrections for data that are not normal: sandwich standard errors and scaled tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import block_diag

from core.estimation.discrepancy import Discrepancy, Point
from core.estimation.estimators import RECIPES, TestName, multiplier, statistic_units
from core.estimation.fit import Fit
from core.estimation.implied import fill, imply
from core.estimation.least_squares import Squares, cell_jacobian, normal_weight
from core.estimation.likelihood import cells_onto_parameters, gradient, points
from core.estimation.moments import SampleMoments
from core.inference.baseline import independence_df, independence_trace
from core.inference.jacobian import STEP
from core.inference.scores import case_scores
from core.inference.unrestricted import gaps_of, moment_information, unrestricted_trace
from core.options import Options


@dataclass(frozen=True, slots=True, eq=False)
class MomentSpace:
    """All groups' moments stacked: slopes `delta` (Q, k), their `weight` (Q, Q) in the discrepancy, and
    `gamma` (Q, Q), the covariances of √N times the sample moments; `free` (k, d) are the directions that
    constraints leave, None where there are none."""

    delta: np.ndarray
    weight: np.ndarray
    gamma: np.ndarray
    free: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class Scaling:
    """How a test statistic T on `df` is corrected: T/`factor` + `shift`; `trace` is tr(UΓ)."""

    factor: float
    shift: float
    trace: float


# A model without degrees of freedom has nothing to test, and so nothing to correct.
UNSCALED = Scaling(1.0, 0.0, 0.0)


def moment_space(fit: Fit, moments: Sequence[SampleMoments], observed: bool = False) -> MomentSpace:
    """The moments of a fit to the groups' `moments`; likelihoods weigh by the `observed` or the expected
    information."""
    deltas, weights, covariances = [], [], []
    at = points(fit.problem, fit.theta[None], fit.samples)
    prob = fit.problem
    for group, (ram, way, share, point, sample) in enumerate(
        zip(prob.rams, prob.ways, prob.shares, at, fit.samples, strict=True)
    ):
        if isinstance(sample, Squares):
            slopes, weight = sample.jacobian(ram, way, point.implied), sample.weight[0]
        else:
            slopes = cell_jacobian(way, point.implied, ram.means)
            weight = _likelihood_weight(sample, point, ram.means, observed)
        deltas.append(slopes[0] @ cells_onto_parameters(ram))
        weights.append(share * weight)
        covariances.append(scaled_gamma(fit, group, moments[group]) / share)
    return MomentSpace(np.concatenate(deltas), block_diag(*weights), block_diag(*covariances), fit.free)


def _likelihood_weight(sample: Discrepancy, point: Point, means: bool, observed: bool) -> np.ndarray:
    """The information (q, q) of one case on the moments that a model implies."""
    cov, mean = point.implied.cov[0], point.implied.mean[0]
    if not observed:
        return normal_weight(cov, means)
    whole = moment_information(gaps_of(sample), cov, mean if means else sample.mean[0], observed)
    return whole if means else whole[len(cov) :, len(cov) :]


def sandwich(bread: np.ndarray, space: MomentSpace, scale: int) -> np.ndarray:
    """Covariances of the parameters (k, k) in the model's metric, right whatever the distribution (Browne,
    1984), around `bread` (k, k), the inverse of their information."""
    pulled = bread @ space.delta.T @ space.weight
    return np.asarray(pulled @ space.gamma @ pulled.T / scale)


def observed_information(fit: Fit) -> np.ndarray:
    """Half the Hessian of F at the estimates (k, k), by complex steps of the analytic gradient."""
    theta = fit.theta + 1j * STEP * np.eye(len(fit.theta))
    at = []
    for ram, sample in zip(fit.problem.rams, fit.samples, strict=True):
        parts = fill(ram, theta, sample.cov, sample.mean)
        implied = imply(parts)
        # So small a step makes the first order exact, and it needs the inverse at the estimates alone.
        inverse = np.linalg.inv(implied.cov[0].real)
        stepped = inverse - 1j * (inverse @ implied.cov.imag @ inverse)
        at.append(Point(parts.lam, implied, stepped, np.ones(len(theta), dtype=bool)))
    hessian = gradient(fit.problem, at, fit.samples).imag / STEP / 2
    return np.asarray((hessian + hessian.T) / 2)


def first_order_information(fit: Fit, rows: Sequence[np.ndarray]) -> np.ndarray:
    """Mean cross-product of the cases' scores (k, k) over the rows (n, p) of all groups."""
    total = sum(len(values) for values in rows)
    out = np.zeros((len(fit.theta), len(fit.theta)))
    for group, values in enumerate(rows, start=1):
        scores = case_scores(fit, values, group)
        out += scores.T @ scores
    return out / total


def residual_weight(space: MomentSpace) -> np.ndarray:
    """U = W − WΔ(ΔᵀWΔ)⁻¹ΔᵀW (Q, Q)."""
    delta = space.delta if space.free is None else space.delta @ space.free
    pulled = delta.T @ space.weight
    return np.asarray(space.weight - pulled.T @ np.linalg.solve(pulled @ delta, pulled))


def mean_corrected(trace: float, df: int) -> Scaling:
    """T/c with c = tr(UΓ)/df."""
    return Scaling(trace / df, 0.0, trace) if df else UNSCALED


def satorra_bentler(space: MomentSpace, df: int) -> Scaling:
    """T/c with c from the covariances of the moments (Satorra & Bentler, 1994)."""
    if df == 0:
        return UNSCALED
    return mean_corrected(float(np.einsum("ij,ji->", residual_weight(space), space.gamma)), df)


def scaled_shifted(space: MomentSpace, df: int) -> Scaling:
    """aT + b with the mean and variance of χ²_df (Asparouhov & Muthén, 2010)."""
    if df == 0:
        return UNSCALED
    product = residual_weight(space) @ space.gamma
    first = float(np.trace(product))
    second = float(np.einsum("ij,ji->", product, product))
    a = np.sqrt(df / second)
    return Scaling(float(1 / a), float(df - np.sqrt(df * first**2 / second)), first)


def yuan_bentler(fit: Fit, information: np.ndarray, spread: np.ndarray, free: float) -> Scaling:
    """T/c with c from the scores of the unrestricted and of the model's parameters (Yuan & Bentler, 2000).

    `information` (k, k) of one case is the one that the standard errors rest on, `spread` (k, k) the mean
    cross-product of the cases' scores, `free` the trace of the unrestricted model.
    """
    return mean_corrected(free - float(np.einsum("ij,ji->", fit.invert(information), spread)), fit.df)


@dataclass(frozen=True, slots=True)
class RobustTests:
    """The corrections of the model's and of the independence model's test statistic, by the test's name."""

    name: TestName
    model: Scaling
    baseline: Scaling


def robust(
    fit: Fit,
    baseline: Fit | None,
    moments: Sequence[SampleMoments],
    rows: Sequence[np.ndarray] | None,
    options: Options,
) -> tuple[Fit, RobustTests | None]:
    """The fit with the standard errors that the estimator asks for, and the corrections of its tests.

    `baseline` is the fitted independence model, where it has to be fitted; `rows` (n, p) of the groups are
    needed for those that rest on the scores of cases.
    """
    recipe = RECIPES[options.estimator]
    nobs = sum(m.nobs for m in moments)
    scale = multiplier(nobs, len(moments), options)
    info = _information(fit, options)
    if recipe.se == "standard":
        return (_with_vcov(fit, fit.invert(info) / scale) if info is not fit.info else fit), None
    if recipe.se == "huber_white" and rows is not None:
        bread, spread = fit.invert(info), first_order_information(fit, rows)
        free = unrestricted_trace(fit, rows, options.observed_information)
        tests = [yuan_bentler(fit, info, spread, free), _baseline_test(fit, baseline, free, rows, options)]
        return _with_vcov(fit, bread @ spread @ bread / nobs), RobustTests(recipe.test, tests[0], tests[1])
    assert baseline is not None
    spaces = [moment_space(f, moments, options.observed_information) for f in (fit, baseline)]
    rule = satorra_bentler if recipe.test == "satorra_bentler" else scaled_shifted
    tests = [rule(space, f.df) for space, f in zip(spaces, (fit, baseline), strict=True)]
    return _with_vcov(fit, sandwich(fit.invert(info), spaces[0], scale)), RobustTests(
        recipe.test, tests[0], tests[1]
    )


def _baseline_test(
    fit: Fit, baseline: Fit | None, free: float, rows: Sequence[np.ndarray], options: Options
) -> Scaling:
    """The correction of Yuan & Bentler (2000) for the independence model of a fit; `free` is the trace of the
    model's own unrestricted one."""
    if baseline is None:
        df = sum(independence_df(ram, ram.kept) for ram in fit.problem.rams)
        return mean_corrected(independence_trace(fit, rows), df)
    spread = first_order_information(baseline, rows)
    return yuan_bentler(baseline, _information(baseline, options), spread, free)


def _information(fit: Fit, options: Options) -> np.ndarray:
    """What the standard errors rest on: the information (k, k) of one case, observed or expected."""
    return observed_information(fit) if options.observed_information else fit.info


def scaled_gamma(fit: Fit, group: int, moments: SampleMoments) -> np.ndarray:
    """Γ (q, q) of a group, counted from 0, in the model's metric."""
    units = statistic_units(fit.problem.rams[group], moments)
    if moments.gamma is None:
        raise ValueError("the estimator needs the covariances of the moments")
    return np.asarray(moments.gamma / np.outer(units, units))


def _with_vcov(fit: Fit, vcov: np.ndarray) -> Fit:
    unit = fit.problem.rams[0].unit
    return replace(fit, estimates=replace(fit.estimates, vcov=vcov * np.outer(unit, unit)))
