"""What the data say about a set of variables, one value a group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.data.dataset import Dataset, MatrixDataset, OneGroup
from core.errors import DataError
from core.few import few, sentence
from core.notices import Notice
from core.options import LIKELIHOOD_ESTIMATORS, Options

# The covariances of estimates hold fourth powers of the data's numbers, which must stay within a double.
LARGEST_VARIANCE = 1e100
# Correlations whose smallest eigenvalue is below this count as singular.
SINGULAR = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class SampleMoments:
    """Covariances `cov` (p, p) with divisor `nobs` or `nobs` − 1 as the convention asks, `mean` (p,), and
    what computes `gamma`, where the estimator may need it; `group` is what the group is called, empty where
    there is one."""

    names: tuple[str, ...]
    cov: np.ndarray
    mean: np.ndarray | None
    nobs: int
    gamma_of: Callable[[], np.ndarray] | None = None
    group: str = ""

    @property
    def gamma(self) -> np.ndarray | None:
        """Γ (q, q), the covariances of √N times the moments, computed when it is asked for."""
        return None if self.gamma_of is None else self.gamma_of()


def complete_rows(data: Dataset, names: tuple[str, ...]) -> np.ndarray:
    """The rows (n, p) without a missing value in `names`; infinite values count as missing."""
    return data.once(("rows", names), lambda: _complete_rows(data, names))


def _complete_rows(data: Dataset, names: tuple[str, ...]) -> np.ndarray:
    values = data.frame[list(names)].to_numpy(dtype=float, na_value=np.nan)
    kept = np.ascontiguousarray(values[np.isfinite(values).all(axis=1)])
    kept.flags.writeable = False
    return kept


def sample_moments(data: OneGroup, names: tuple[str, ...], options: Options) -> SampleMoments:
    """Moments of `names`; covariances have divisor N, under the Wishart likelihood N − 1.

    Raises DataError where the data cannot carry a covariance structure, naming the variables.
    """
    if isinstance(data, MatrixDataset):
        return _from_matrix(data, names, options)
    less = divisor_less(options)
    return data.once(("moments", names, less), lambda: _from_rows(data, names, less))


def _from_rows(data: Dataset, names: tuple[str, ...], less: int) -> SampleMoments:
    rows = complete_rows(data, names)
    check_rows(data, names, rows)
    with np.errstate(all="ignore"):
        mean = rows.mean(axis=0)
        centred = rows - mean
        cov = centred.T @ centred / (len(rows) - less)
    check_scales(names, cov)
    check_definite(names, cov)
    return SampleMoments(names, _locked(cov), _locked(mean), len(rows))


def divisor_less(options: Options) -> int:
    """1 where covariances have divisor N − 1: lavaan's Wishart likelihood, and all least squares."""
    return int(options.likelihood == "wishart" or options.estimator not in LIKELIHOOD_ESTIMATORS)


def missing_notices(data: OneGroup, names: tuple[str, ...]) -> tuple[Notice, ...]:
    """How many rows were left out because a value is missing; few of them are told without their number."""
    if isinstance(data, MatrixDataset):
        return ()
    kept = len(complete_rows(data, names))
    if kept == data.nobs:
        return ()
    # How many are analysed is told elsewhere, and how many there were must not be: the rest would be known.
    text = (
        f"{few(data.nobs - kept)} rows have a missing value in a variable of this model and are left out "
        "(listwise deletion)."
    )
    return (Notice("rows_left_out", sentence(text)),)


def scale_notices(moments: SampleMoments) -> tuple[Notice, ...]:
    """Whether some variables are measured in far larger numbers than others."""
    variances = np.diag(moments.cov)
    big, small = int(variances.argmax()), int(variances.argmin())
    if variances[big] < 1000 * variances[small]:
        return ()
    text = (
        f"The variance of “{moments.names[big]}” is more than 1,000 times that of “{moments.names[small]}”. "
        "The fit does not depend on it; the raw estimates are easier to read with variables of similar size."
    )
    return (Notice("scales_differ", text, "info"),)


def _from_matrix(data: MatrixDataset, names: tuple[str, ...], options: Options) -> SampleMoments:
    nobs = options.sample_nobs or data.nobs
    if nobs is None:
        raise DataError(
            "nobs_missing", "A covariance matrix says nothing of the number of cases: give N to go on."
        )
    at = [data.names.index(name) for name in names]
    cov = data.cov[np.ix_(at, at)]
    if options.likelihood == "normal" and not divisor_less(options):
        cov = cov * (nobs - 1) / nobs
    mean = None if data.mean is None else _locked(data.mean[at])
    if nobs <= len(names):
        raise _too_few(nobs, len(names))
    check_scales(names, cov)
    check_definite(names, cov)
    return SampleMoments(names, _locked(cov), mean, nobs)


def check_rows(data: Dataset, names: tuple[str, ...], rows: np.ndarray) -> None:
    """Raise DataError where a variable never varies or the rows are too few."""
    # A column without values leaves no row complete.
    empty = [name for name in names if not _any_known(data, name)] if len(rows) == 0 else []
    if empty:
        raise DataError(
            "all_missing", f"{_named(empty)} no values at all; leave {_it(empty)} out of the model."
        )
    if len(rows) <= len(names):
        raise _too_few(len(rows), len(names))
    constant = [name for name, column in zip(names, rows.T, strict=True) if np.ptp(column) == 0]
    if constant:
        it = _it(constant)
        text = f"{_named(constant)} the same value in every row that is analysed, so nothing can be learned "
        raise DataError("constant", text + f"from {it}; leave {it} out of the model.")


def _any_known(data: Dataset, name: str) -> bool:
    return bool(np.isfinite(data.frame[name].to_numpy(dtype=float, na_value=np.nan)).any())


def check_scales(names: tuple[str, ...], cov: np.ndarray) -> None:
    """Raise DataError naming the variables whose numbers are too large or too small to compute with."""
    variances = np.diag(cov)
    wild = [
        name
        for name, variance in zip(names, variances, strict=True)
        if not 1 / LARGEST_VARIANCE < variance < LARGEST_VARIANCE
    ]
    if wild:
        listed = ", ".join(f"“{name}”" for name in wild)
        text = f"The numbers in {listed} are too large or too small to compute with; use another unit."
        raise DataError("scale_extreme", text)


def smallest_eigenvalue(cov: np.ndarray) -> float:
    """That of the correlations which belong to `cov` (p, p)."""
    sd = np.sqrt(np.diag(cov))
    return float(np.linalg.eigvalsh(cov / np.outer(sd, sd))[0])


def check_definite(names: tuple[str, ...], cov: np.ndarray, least: float = SINGULAR) -> None:
    """Raise DataError naming the variables in a linear dependency, where the covariances are singular: the
    smallest eigenvalue of the correlations is below `least`."""
    if smallest_eigenvalue(cov) > least:
        return
    sd = np.sqrt(np.diag(cov))
    _, vectors = np.linalg.eigh(cov / np.outer(sd, sd))
    part = abs(vectors[:, 0])
    involved = [name for name, size in zip(names, part, strict=True) if size > 0.1 * part.max()]
    listed = ", ".join(f"“{name}”" for name in involved)
    text = (
        f"{listed} determine each other completely (one is a copy or a sum of the others), so the covariance "
        "matrix is not positive definite. Leave one of them out of the model."
    )
    raise DataError("not_positive_definite", text)


def _too_few(nobs: int, p: int) -> DataError:
    text = (
        f"There are {nobs} complete rows for {p} variables; more rows than variables are needed. "
        "Use fewer variables or more data."
    )
    return DataError("too_few_rows", text)


def _named(names: list[str]) -> str:
    listed = ", ".join(f"“{name}”" for name in names)
    return f"{listed} {'has' if len(names) == 1 else 'have'}"


def _it(names: list[str]) -> str:
    return "it" if len(names) == 1 else "them"


def _locked(values: np.ndarray) -> np.ndarray:
    out = np.array(values, dtype=float)
    out.flags.writeable = False
    return out
