"""AMOS's model-fit page: the default model beside the saturated and the independence model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.estimation.fit import Fit
from core.estimation.identification import sample_size_of_moments
from core.estimation.moments import SampleMoments
from core.inference import indices as ix
from core.inference.fit_indices import implied_moments, ingredients
from core.inference.fit_types import AmosPage, AmosRow, Ingredients
from core.options import Options


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """One of the three models: χ², df, parameters, and its RMR and GFI where AMOS prints them."""

    chisq: float
    df: int
    npar: int
    rmr: float | None
    gfi: float | None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class _Design:
    """What the three models share: sample moments, whether means are among them, and the penalty of BCC."""

    count: int
    means: bool
    penalty: float | None


def amos_page(fit: Fit, moments: Sequence[SampleMoments], options: Options) -> AmosPage:
    """The page of a readable fit; exogenous variables count as random, as AMOS has them."""
    x = ingredients(fit, moments, options, random_x=True)
    rams = fit.problem.rams
    means = any(ram.means for ram in rams)
    count = sample_size_of_moments(rams) + x.npar - fit.npar
    observed = [m.cov for m in moments]
    alone = sum(len(ram.names) * (2 if ram.means else 1) for ram in rams)
    rmr, gfi, rmr_b, gfi_b = None, None, None, None
    if not means:
        rmr, gfi = _residual_measures(_implied(fit), observed, fit.problem.shares)
        apart = [np.diag(np.diag(cov)) for cov in observed]
        rmr_b, gfi_b = _residual_measures(apart, observed, fit.problem.shares)
    models = (
        _Model(x.chisq, x.df, x.npar, rmr, gfi),
        _Model(0.0, 0, count, None if means else 0.0, None if means else 1.0),
        _Model(x.chisq_b, x.df_b, alone, rmr_b, gfi_b, alone=True),
    )
    design = _Design(count, means, None if means else _penalty(moments, x))
    rows = [_row(model, x, design) for model in models]
    return AmosPage(*rows)


def _implied(fit: Fit) -> list[np.ndarray]:
    """The implied covariances of the groups in the data's metric."""
    out = []
    for group, ram in enumerate(fit.problem.rams, start=1):
        sd = ram.scale[: len(ram.names)]
        out.append(implied_moments(fit, group)[0] * np.outer(sd, sd))
    return out


def _residual_measures(
    implied: Sequence[np.ndarray], observed: Sequence[np.ndarray], shares: Sequence[float]
) -> tuple[float, float]:
    """RMR over the residuals of all groups alike, and GFI with each group weighing as its cases do."""
    gaps = [(cov - own)[np.tril_indices(len(cov))] for own, cov in zip(implied, observed, strict=True)]
    parts = [ix.gfi_normal_parts(own, cov, ()) for own, cov in zip(implied, observed, strict=True)]
    misfit, whole = (sum(s * part[i] for s, part in zip(shares, parts, strict=True)) for i in (0, 1))
    return math.sqrt(float(np.mean(np.concatenate(gaps) ** 2))), 1 - misfit / whole


def _penalty(moments: Sequence[SampleMoments], x: Ingredients) -> float | None:
    """What BCC adds for each parameter, halved: n Σ (N_g/N)p(p+3)/(N_g−p−2) / Σ p(p+3) (Browne & Cudeck,
    1989)."""
    total, weights = 0.0, 0.0
    for m in moments:
        p, spare = len(m.names), m.nobs - len(m.names) - 2
        if spare <= 0:
            return None
        total += m.nobs / x.nobs * p * (p + 3) / spare
        weights += p * (p + 3)
    return x.scale * total / weights


def _row(model: _Model, x: Ingredients, design: _Design) -> AmosRow:
    chisq, d, q, n, count = model.chisq, model.df, model.npar, x.scale, design.count
    excess = max(chisq - d, 0.0)
    low, high = (ix.noncentrality_limit(chisq, d, prob) for prob in (0.95, 0.05))
    nfi, rfi, ifi, tli, cfi = _against_baseline(model, x)
    ratio = d / x.df_b if x.df_b else None
    rmsea = [ix.rmsea(v, d, n) if d else None for v in (excess, low, high)]
    # AMOS prints BIC and CAIC for one group without means alone.
    log_n = None if design.means or x.groups > 1 else math.log(x.nobs)
    bcc = None if design.penalty is None else chisq + 2 * q * design.penalty
    return AmosRow(
        npar=q,
        cmin=chisq,
        df=d,
        p=ix.p_value(chisq, d),
        cmin_df=chisq / d if d else None,
        rmr=model.rmr,
        gfi=model.gfi,
        agfi=ix.agfi(model.gfi, count, d) if model.gfi is not None and d else None,
        pgfi=model.gfi * d / count if model.gfi is not None and d else None,
        nfi=nfi,
        rfi=rfi,
        ifi=ifi,
        tli=tli,
        cfi=cfi,
        pratio=ratio,
        pnfi=None if nfi is None or ratio is None else ratio * nfi,
        pcfi=None if cfi is None or ratio is None else ratio * cfi,
        ncp=excess,
        ncp_lo90=low,
        ncp_hi90=high,
        fmin=chisq / n,
        f0=excess / n,
        f0_lo90=low / n,
        f0_hi90=high / n,
        rmsea=rmsea[0],
        rmsea_lo90=rmsea[1],
        rmsea_hi90=rmsea[2],
        pclose=ix.close_fit(chisq, d, n),
        aic=chisq + 2 * q,
        bcc=bcc,
        bic=None if log_n is None else chisq + q * log_n,
        caic=None if log_n is None else chisq + q * (log_n + 1),
        ecvi=(chisq + 2 * q) / n,
        ecvi_lo90=(low + d + 2 * q) / n,
        ecvi_hi90=(high + d + 2 * q) / n,
        mecvi=None if bcc is None else bcc / n,
        hoelter05=ix.hoelter(chisq / n, d, 0.05, x.groups) if d else None,
        hoelter01=ix.hoelter(chisq / n, d, 0.01, x.groups) if d else None,
    )


def _against_baseline(model: _Model, x: Ingredients) -> tuple[float | None, ...]:
    """NFI, RFI, IFI, TLI, CFI; 0 for the independence model itself, and no RFI or TLI for the saturated
    one."""
    if model.alone:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    c, d, cb, db = model.chisq, model.df, x.chisq_b, x.df_b
    rfi, tli = (ix.rfi(c, d, cb, db), ix.tli(c, d, cb, db)) if d else (None, None)
    return ix.nfi(c, cb), rfi, ix.ifi(c, d, cb), tli, ix.cfi(c, d, cb, db)
