"""Several plausible fillings of the gaps in rows: chained equations (van Buuren & Groothuis-Oudshoorn, 2011).

The chain is scikit-learn's; the regression that each link draws from is Bayesian, so that fillings differ by
as much as is unknown (Rubin, 1987, ch. 5).
"""

from __future__ import annotations

import warnings

import numpy as np

from core.options import Imputer

# Rounds of the chain: twice those of mice, whose own show that a handful is enough.
ROUNDS = 10
# Cases with a similar prediction, of which one lends its answer (Morris, White & Royston, 2014).
DONORS = 5
# Keeps predictors that determine each other from breaking the regression, as in mice.
RIDGE = 1e-5


class Regression:
    """Draws of one variable given the others, by the interface of scikit-learn: `norm` adds a normal error to
    the prediction, `pmm` takes the answer of a case with a similar one (Little, 1988)."""

    def __init__(self, imputer: Imputer, rng: np.random.Generator) -> None:
        self.imputer = imputer
        self.rng = rng

    def __sklearn_clone__(self) -> Regression:
        # A copy would repeat its random numbers.
        return self

    def fit(self, predictors: np.ndarray, answers: np.ndarray) -> Regression:
        """Draw the coefficients and the error's standard deviation from their posterior, given the cases
        (n, k) that answered."""
        n, k = predictors.shape
        middle, level = predictors.mean(axis=0), answers.mean()
        centred = predictors - middle
        cross = centred.T @ centred
        root = np.linalg.cholesky(cross + np.diag(RIDGE * np.diag(cross)))
        best = np.linalg.solve(root.T, np.linalg.solve(root, centred.T @ (answers - level)))
        left = answers - level - centred @ best
        self.sd = np.sqrt(left @ left / self.rng.chisquare(n - k - 1))
        drawn = best + self.sd * np.linalg.solve(root.T, self.rng.standard_normal(k))
        level += self.sd / np.sqrt(n) * self.rng.standard_normal()
        self.slopes, self.level = drawn, level - middle @ drawn
        self.answers, self.fitted = answers, answers - left
        return self

    def predict(self, predictors: np.ndarray) -> np.ndarray:
        """Answers (n,) of the cases that gave none."""
        expected = self.level + predictors @ self.slopes
        if self.imputer == "norm":
            return np.asarray(expected + self.sd * self.rng.standard_normal(len(expected)))
        donors = min(DONORS, len(self.fitted))
        away = abs(expected[:, None] - self.fitted)
        near = np.argpartition(away, donors - 1, axis=1)[:, :donors]
        chosen = near[np.arange(len(near)), self.rng.integers(donors, size=len(near))]
        return np.asarray(self.answers[chosen])


def fillings(rows: np.ndarray, count: int, seed: int, imputer: Imputer) -> np.ndarray:
    """`count` completed copies (m, n, p) of rows (n, p), NaN where a value is missing; every column has more
    answers than there are columns."""
    if not np.isnan(rows).any():
        return np.broadcast_to(rows, (count, *rows.shape))
    return np.stack([_chain(rows, np.random.default_rng([seed, c]), imputer) for c in range(count)])


def _chain(rows: np.ndarray, rng: np.random.Generator, imputer: Imputer) -> np.ndarray:
    """One filling, from a chain of its own."""
    # Imported where it is needed, because it takes a second that nobody else should wait for.
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn.impute import IterativeImputer

    chain = IterativeImputer(Regression(imputer, rng), max_iter=ROUNDS, tol=0.0, skip_complete=True)
    with warnings.catch_warnings():
        # Draws never settle, and are not meant to.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return np.asarray(chain.fit_transform(rows))
