"""The rows of ordered variables that a bootstrap draws from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import DataError
from core.estimation.estimators import DiscrepancyName
from core.estimation.least_squares import asymptotic_weight
from core.estimation.ordinal.conditional import conditional_moments
from core.estimation.ordinal.layout import ordinal_units
from core.estimation.ordinal.margins import categories
from core.estimation.ordinal.moments import OrdinalMoments, ordinal_moments
from core.estimation.ordinal.squares import OrdinalSquares
from core.estimation.ram import Ram, given_variables

# Each resample has its own polychoric correlations: few at a time, so that a cancel is heard soon.
CELLS = 160_000


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalCases:
    """Rows (n, p) of the variables `names`, those in `ordered` being codes of the categories `levels`, those
    in `given` fixed causes; `sd` (p,) are the units of the model's metric, `sample` the data themselves."""

    rows: np.ndarray
    names: tuple[str, ...]
    ordered: tuple[str, ...]
    levels: tuple[np.ndarray, ...]
    given: tuple[str, ...]
    sd: np.ndarray
    sample: OrdinalSquares
    discrepancy: DiscrepancyName

    @property
    def nobs(self) -> int:
        """Rows."""
        return len(self.rows)

    @property
    def cells(self) -> int:
        """The weight of the statistics, or what keeps chunks small."""
        return int(max(CELLS, self.sample.weight[0].size))

    def resample(self, weights: np.ndarray) -> OrdinalSquares:
        """Statistics and weights of the resamples; NaN where a category was not drawn or correlations do not
        exist."""
        plan = self.sample.layout
        p, s = self.rows.shape[1], len(plan.kind)
        batch, fixed = len(weights), self.discrepancy == "uls"
        cov, mean = np.full((batch, p, p), np.nan), np.full((batch, p), np.nan)
        stats, weight = np.full((batch, s), np.nan), np.full((batch, s, s), np.nan)
        units = ordinal_units(plan, self.sd)
        for draw, shares in enumerate(weights):
            found = self._moments(shares)
            if found is None:
                continue
            cov[draw], mean[draw] = found.cov / np.outer(self.sd, self.sd), found.mean / self.sd
            stats[draw] = found.stats / units
            if not fixed and found.gamma is not None:
                kept = np.ones(len(found.gamma), dtype=bool)
                own = asymptotic_weight(found.gamma, self.discrepancy == "dwls", kept)
                weight[draw] = own * np.outer(units, units)
        weight = self.sample.weight if fixed else weight
        return OrdinalSquares(cov, mean, weight, stats, plan, self.sample.tau)

    def _moments(self, shares: np.ndarray) -> OrdinalMoments | None:
        drawn = np.repeat(self.rows, np.rint(shares * self.nobs).astype(int), axis=0)
        if self.discrepancy == "wls" and np.count_nonzero(shares) <= len(self.sample.layout.kind):
            return None
        try:
            return self._estimated(drawn)
        except DataError:
            return None

    def _estimated(self, rows: np.ndarray, with_pulls: bool = False) -> OrdinalMoments:
        about = rows, self.names, self.ordered, self.levels
        if self.given:
            return conditional_moments(*about, self.given, with_pulls)
        return ordinal_moments(*about, with_pulls)

    def pulls(self) -> np.ndarray:
        """What each case adds to the statistics (n, s), times n, to first order."""
        found = self._estimated(self.rows, with_pulls=True).pulls
        assert found is not None
        return np.asarray(self.nobs * found / ordinal_units(self.sample.layout, self.sd))


def ordinal_cases(
    ram: Ram, sample: OrdinalSquares, values: np.ndarray, discrepancy: DiscrepancyName = "dwls"
) -> OrdinalCases:
    """The cases of a group from its complete rows (n, p) in the data's metric."""
    at = np.zeros(0, dtype=np.intp) if ram.cuts is None else ram.cuts.at
    names = tuple(ram.names[i] for i in at)
    sd = ram.scale[: len(ram.names)]
    given = tuple(ram.names[i] for i in given_variables(ram))
    return OrdinalCases(values, ram.names, names, categories(values[:, at]), given, sd, sample, discrepancy)
