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


def amos_page(fit: Fit, moments: Sequence[SampleMoments], options: Options) -> AmosPage:
    """The page of a readable fit (one group); exogenous variables count as random, as AMOS has them."""
    x = ingredients(fit, moments, options, random_x=True)
    ram, m = fit.problem.rams[0], moments[0]
    p = len(ram.names)
    means = p if ram.means else 0
    count = sample_size_of_moments(fit.problem.rams) + x.npar - fit.npar
    cov, _ = implied_moments(fit)
    sd = ram.scale[:p]
    sample = m.cov
    chosen = _residual_measures(cov * np.outer(sd, sd), sample, bool(means))
    alone = _residual_measures(np.diag(np.diag(sample)), sample, bool(means))
    models = (
        _Model(x.chisq, x.df, x.npar, *chosen),
        _Model(0.0, 0, count, None if means else 0.0, None if means else 1.0),
        _Model(x.chisq_b, x.df_b, p + means, *alone),
    )
    rows = [_row(model, x, p, count, bool(means)) for model in models]
    return AmosPage(*rows)


def _residual_measures(
    implied: np.ndarray, cov: np.ndarray, means: bool
) -> tuple[float | None, float | None]:
    """RMR and GFI; AMOS prints neither once means are parameters."""
    if means:
        return None, None
    return ix.root_mean_square(cov - implied), ix.gfi(implied, cov)


def _row(model: _Model, x: Ingredients, p: int, count: int, means: bool) -> AmosRow:
    chisq, d, q, n = model.chisq, model.df, model.npar, x.scale
    excess = max(chisq - d, 0.0)
    low, high = (ix.noncentrality_limit(chisq, d, prob) for prob in (0.95, 0.05))
    baseline = model.npar == p + (p if means else 0) and d == x.df_b
    nfi, rfi, ifi, tli, cfi = _against_baseline(model, x, baseline)
    ratio = d / x.df_b if x.df_b else None
    rmsea = [ix.rmsea(v, d, n) if d else None for v in (excess, low, high)]
    log_n = math.log(x.nobs)
    spare = x.nobs - p - 2
    bcc = chisq + 2 * q * n / spare if spare > 0 and not means else None
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
        bic=None if means else chisq + q * log_n,
        caic=None if means else chisq + q * (log_n + 1),
        ecvi=(chisq + 2 * q) / n,
        ecvi_lo90=(low + d + 2 * q) / n,
        ecvi_hi90=(high + d + 2 * q) / n,
        mecvi=None if bcc is None else bcc / n,
        hoelter05=ix.hoelter(chisq / n, d, 0.05) if d else None,
        hoelter01=ix.hoelter(chisq / n, d, 0.01) if d else None,
    )


def _against_baseline(model: _Model, x: Ingredients, baseline: bool) -> tuple[float | None, ...]:
    """NFI, RFI, IFI, TLI, CFI; 0 for the independence model itself, and no RFI or TLI for the saturated
    one."""
    if baseline:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    c, d, cb, db = model.chisq, model.df, x.chisq_b, x.df_b
    rfi, tli = (ix.rfi(c, d, cb, db), ix.tli(c, d, cb, db)) if d else (None, None)
    return ix.nfi(c, cb), rfi, ix.ifi(c, d, cb), tli, ix.cfi(c, d, cb, db)
