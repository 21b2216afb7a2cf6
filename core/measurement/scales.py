"""The factors of a fitted model as scales: reliability, explained variance, and whether they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.estimation.fit import Fit
from core.estimation.missing.em import IncompleteMoments
from core.estimation.missing.imputed import ImputedMoments
from core.estimation.moments import SampleMoments
from core.inference.parameters import Parameter
from core.measurement import reliability as rel


@dataclass(frozen=True, slots=True)
class Scale:
    """One factor and its `items`: Cronbach's `alpha` with its interval, `omega`, composite reliability `cr`,
    average variance extracted `ave` (of standardised loadings; `ave_weighed` of raw ones); None with a
    `remark` where one does not exist."""

    factor: str
    group: int
    items: tuple[str, ...]
    alpha: float | None = None
    alpha_lower: float | None = None
    alpha_upper: float | None = None
    omega: float | None = None
    cr: float | None = None
    ave: float | None = None
    ave_weighed: float | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Discriminant:
    """How far the factors of a group differ: their `correlations` (m, m), square roots of AVE `root_ave` (m,)
    (Fornell & Larcker, 1981), and `htmt` and `htmt2` (m, m); NaN where one does not exist."""

    factors: tuple[str, ...]
    group: int
    correlations: np.ndarray
    root_ave: np.ndarray
    htmt: np.ndarray
    htmt2: np.ndarray


def scales(
    parameters: Sequence[Parameter], fit: Fit, moments: Sequence[SampleMoments], level: float
) -> tuple[Scale, ...]:
    """Every factor of every group as a scale; items that load negatively count as turned round."""
    out = []
    for group, own in enumerate(moments, start=1):
        mine = [p for p in parameters if p.row.group == group]
        for factor in dict.fromkeys(p.row.lhs for p in mine if p.row.op == "=~"):
            out.append(_scale(mine, fit, own, factor, group, level))
    return tuple(out)


def _scale(
    parameters: Sequence[Parameter], fit: Fit, moments: SampleMoments, factor: str, group: int, level: float
) -> Scale:
    loadings = [p for p in parameters if p.row.op == "=~" and p.row.lhs == factor and p.row.on]
    items = tuple(p.row.rhs for p in loadings if p.row.rhs in moments.names)
    bare = Scale(factor, group, items)
    if len(items) < len(loadings):
        return replace(bare, items=(), remark="measured by other factors, not by items")
    if len(items) < 2:
        return replace(bare, remark="one item alone shows nothing of its reliability")
    raw = np.array([p.est for p in loadings], dtype=float)
    std = np.array([p.std_all for p in loadings], dtype=float)
    turned = np.sign(raw) + (raw == 0)
    at = [moments.names.index(name) for name in items]
    cov = moments.cov[np.ix_(at, at)] * np.outer(turned, turned)
    remarks = ["items that load negatively are turned round"] if (turned < 0).any() else []
    found = bare
    ordered = {p.row.lhs for p in parameters if p.row.op == "|"} & set(items)
    if ordered:
        remarks.append("items are ordered, so α and ω of the answers as they are given are left out")
    else:
        found = _of_sums(found, raw * turned, _variance(fit, factor, group), cov, moments, level)
    shared = Counter(p.row.rhs for p in parameters if p.row.op == "=~" and p.row.on)
    if any(shared[name] > 1 for name in items):
        remarks.append("CR and AVE are for items of one factor only")
    elif (abs(std) > 1).any():
        remarks.append("a standardised loading beyond 1 leaves no CR and AVE")
    else:
        cr, ave = rel.composite_reliability(std * turned), rel.average_variance(std)
        weighed = rel.weighed_average_variance(raw, _variance(fit, factor, group), cov)
        found = replace(found, cr=cr, ave=ave, ave_weighed=weighed)
    return replace(found, remark="; ".join(remarks))


def _of_sums(
    scale: Scale, raw: np.ndarray, variance: float, cov: np.ndarray, moments: SampleMoments, level: float
) -> Scale:
    """α and ω of the sum of the items; rows with gaps give α no interval."""
    alpha = rel.cronbach_alpha(cov)
    limits: tuple[float | None, float | None] = (None, None)
    if not isinstance(moments, IncompleteMoments | ImputedMoments):
        limits = rel.alpha_interval(alpha, len(raw), moments.nobs, level)
    low, high = limits
    return replace(scale, alpha=alpha, alpha_lower=low, alpha_upper=high, omega=rel.omega(raw, variance, cov))


def _variance(fit: Fit, factor: str, group: int) -> float:
    ram, implied = fit.problem.rams[group - 1], fit.implied[group - 1]
    e = ram.eta.index(factor)
    return float(implied.eta_cov[0, e, e] * ram.scale[len(ram.names) + e] ** 2)


def discriminant(
    found: Sequence[Scale], fit: Fit, moments: Sequence[SampleMoments]
) -> tuple[Discriminant, ...]:
    """Correlations, Fornell and Larcker's criterion and HTMT of each group's factors that have items."""
    out = []
    for group, own in enumerate(moments, start=1):
        mine = [scale for scale in found if scale.group == group and len(scale.items) > 1]
        eta = fit.problem.rams[group - 1].eta
        at = [eta.index(scale.factor) for scale in mine]
        cov = fit.implied[group - 1].eta_cov[0][np.ix_(at, at)]
        sd = np.sqrt(np.diag(cov))
        root = np.sqrt([np.nan if scale.ave is None else scale.ave for scale in mine])
        factors = tuple(scale.factor for scale in mine)
        ratios = [
            _pairwise(mine, own, ratio) for ratio in (rel.heterotrait_monotrait, rel.heterotrait_monotrait_2)
        ]
        out.append(Discriminant(factors, group, cov / np.outer(sd, sd), root, ratios[0], ratios[1]))
    return tuple(out)


def _pairwise(
    found: Sequence[Scale],
    moments: SampleMoments,
    ratio: Callable[[np.ndarray, list[int], list[int]], float],
) -> np.ndarray:
    """A ratio of every two factors (m, m), NaN for two that share an item."""
    sd = np.sqrt(np.diag(moments.cov))
    cor = moments.cov / np.outer(sd, sd)
    at = [[moments.names.index(name) for name in scale.items] for scale in found]
    out = np.eye(len(found))
    for i, first in enumerate(at):
        for j, second in enumerate(at[:i]):
            out[i, j] = out[j, i] = np.nan if set(first) & set(second) else ratio(cor, first, second)
    return out
