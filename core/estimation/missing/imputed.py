"""The moments of several imputed copies of the data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.data.dataset import Dataset
from core.errors import DataError, ModelError
from core.estimation.missing.impute import fillings
from core.estimation.missing.patterns import Patterns, pattern_notices, patterns
from core.estimation.moments import SampleMoments, check_definite, check_scales, divisor_less
from core.model.partable import ParTable
from core.notices import Notice
from core.options import POOLED_ESTIMATORS, Imputer, Options

WAYS = {"norm": "from Bayesian regressions", "pmm": "by predictive mean matching"}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ImputedMoments(SampleMoments):
    """The average moments of m imputed copies of the rows, with those of each: `covs` (m, p, p) and `means`
    (m, p), from the rows with the gaps of `patterns`."""

    patterns: Patterns
    covs: np.ndarray
    means: np.ndarray

    @property
    def count(self) -> int:
        """How many copies there are."""
        return len(self.covs)

    @property
    def rows(self) -> np.ndarray:
        """The rows (n, p) before they were imputed, NaN in the gaps."""
        return self.patterns.rows[:, [self.patterns.names.index(name) for name in self.names]]

    @property
    def between(self) -> np.ndarray:
        """Covariances (p, p) of the copies' means, with divisor m."""
        away = self.means - self.means.mean(axis=0)
        return np.asarray(away.T @ away / self.count)


def check_pooled(table: ParTable, options: Options) -> None:
    """Raise ModelError where a model of this kind has no results to pool."""
    if options.estimator not in POOLED_ESTIMATORS:
        what = (
            f"Imputed data are analysed by {' or '.join(POOLED_ESTIMATORS)} only, not by {options.estimator}"
        )
    elif any(row.op in ("|", "~*~") for row in table.rows):
        what = "Ordered variables are not imputed"
    elif options.information == "observed":
        what = "Results that rest on the observed information are not pooled over imputed data"
    elif options.bounds != "none" or any(row.op in ("==", "<", ">") for row in table.rows):
        what = "Results under bounds, equations or limits are not pooled over imputed data (equal labels are)"
    else:
        return
    raise ModelError("not_pooled", f"{what}. Choose another way, or use every answer (FIML).")


def imputed_moments(data: Dataset, names: tuple[str, ...], options: Options) -> ImputedMoments:
    """The moments of `names` in imputed copies of the rows, made once for the data.

    Columns are imputed in the data's order, so that the order in a model's text does not matter. Raises
    DataError where there is too little to impute from, ModelError where an auxiliary column does not exist.
    """
    unknown = [name for name in options.auxiliary if name not in data.names]
    if unknown:
        text = f"“{unknown[0]}” is to help with imputing, but there is no such column of numbers."
        raise ModelError("auxiliary_unknown", text)
    columns = tuple(name for name in data.names if name in {*names, *options.auxiliary})
    seeds = options.imputations, options.seed, options.imputer
    less = divisor_less(options)

    def made() -> ImputedMoments:
        found = patterns(data, columns)
        rows = data.once(("fillings", found.names, *seeds), lambda: _filled(found, seeds))
        return moments_of(found, names, rows[:, :, [columns.index(name) for name in names]], less)

    return data.once(("imputed", names, columns, *seeds, less), made)


def _filled(found: Patterns, seeds: tuple[int, int, Imputer]) -> np.ndarray:
    """The imputed copies (m, n, p) of the rows."""
    answers = found.counts @ found.seen
    if answers.min() <= len(found.names):
        name = found.names[int(answers.argmin())]
        text = (
            f"“{name}” has {int(answers.min())} answers, too few to tell how it depends on "
            f"{len(found.names) - 1} other variables, so it cannot be imputed. Leave it out."
        )
        raise DataError("impute_few", text)
    with np.errstate(over="ignore"):
        check_scales(found.names, np.diag(np.nanvar(found.rows, axis=0)))
    return fillings(found.rows, *seeds)


def moments_of(found: Patterns, names: tuple[str, ...], rows: np.ndarray, less: int) -> ImputedMoments:
    """The moments of `names` in the imputed copies `rows` (m, n, p) of the rows that have the patterns
    `found`; covariances have divisor n − `less`."""
    means = rows.mean(axis=1)
    centred = rows - means[:, None]
    covs = centred.swapaxes(1, 2) @ centred / (rows.shape[1] - less)
    cov, mean = covs.mean(axis=0), means.mean(axis=0)
    check_scales(names, cov)
    check_definite(names, cov)
    for made in (cov, mean, covs, means):
        made.flags.writeable = False
    return ImputedMoments(names, cov, mean, found.nobs, patterns=found, covs=covs, means=means)


def imputed_notices(moments: ImputedMoments, options: Options) -> tuple[Notice, ...]:
    """How the gaps were filled."""
    how = (
        f"they are filled in {moments.count} times {WAYS[options.imputer]} (seed {options.seed}), and the "
        "results pooled (Rubin, 1987)"
    )
    return pattern_notices(moments.patterns, how)
