"""What the estimator takes from the data of each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.data.dataset import Dataset, MatrixDataset, OneGroup
from core.data.groups import Group
from core.errors import DataError, ModelError
from core.estimation.estimators import RECIPES
from core.estimation.least_squares import free_moments, moment_covariance
from core.estimation.missing.em import IncompleteMoments, incomplete_moments
from core.estimation.missing.imputed import (
    ImputedMoments,
    check_pooled,
    imputed_moments,
    imputed_notices,
)
from core.estimation.missing.patterns import pattern_notices, patterns
from core.estimation.moments import (
    SINGULAR,
    SampleMoments,
    check_rows,
    complete_rows,
    missing_notices,
    sample_moments,
    scale_notices,
    smallest_eigenvalue,
)
from core.estimation.ordinal.conditional import conditional_moments
from core.estimation.ordinal.moments import OrdinalMoments, ordinal_moments, ordinal_notices
from core.model.partable import ParTable
from core.model.plan import declared_ordered
from core.model.variables import Variables
from core.notices import Notice, of_group
from core.options import Options

Levels = Mapping[str, np.ndarray]
NO_LEVELS: Levels = {}

# Those whose discrepancy is defined case by case.
FIML_ESTIMATORS = ("ML", "MLR")


def ordered_levels(groups: Sequence[Group], table: ParTable, options: Options) -> Levels:
    """The categories of the ordered variables of a table in the rows of all groups that are analysed."""
    written = {row.lhs for row in table.rows if row.op in ("|", "~*~")}
    if not written and not options.ordered:
        return {}
    variables = Variables.of(table)
    declared = written | set(declared_ordered(variables, options))
    names = tuple(name for name in variables.ov if name in groups[0].data.names)
    wanted = [name for name in names if name in declared]
    if not wanted:
        return {}
    found = [complete_rows(group.data, names) for group in groups if isinstance(group.data, Dataset)]
    if not found:
        return {}
    rows = np.concatenate(found)
    return {name: np.unique(rows[:, names.index(name)]) for name in wanted}


def group_moments(
    groups: Sequence[Group], table: ParTable, options: Options, levels: Levels = NO_LEVELS
) -> tuple[SampleMoments, ...]:
    """The moments of each group for a completed table, with their covariances where the estimator uses them;
    `levels` are the categories of ordered variables.

    Raises DataError, with the name of the group, where the data cannot carry the model.
    """
    names = Variables.of(table).ov
    if options.group in names:
        what = f"“{options.group}” tells the groups apart, so within a group it does not vary."
        raise ModelError("group_in_model", f"{what} Take it out of the model, or choose another column.")
    means = any(row.op == "~1" for row in table.rows)
    out = []
    for group in groups:
        try:
            _check_size(group, options)
            moments = _moments(group.data, table, names, options, levels)
            if means and moments.mean is None:
                text = "The model has means, but the data are a covariance matrix without means."
                raise ModelError("means_missing", text)
            moments = _with_gamma(moments, group.data, table, options)
        except DataError as fault:
            where = f"Group “{group.name}”: " if group.name else ""
            raise DataError(fault.code, where + fault.message) from fault
        out.append(replace(moments, group=group.name))
    return tuple(out)


def group_rows(groups: Sequence[Group], moments: Sequence[SampleMoments]) -> tuple[np.ndarray, ...] | None:
    """The rows (n, p) of each group that are analysed, NaN in the gaps; None where the data are a matrix."""
    return (
        tuple(
            _analysed(group.data, m)
            for group, m in zip(groups, moments, strict=True)
            if isinstance(group.data, Dataset)
        )
        or None
    )


def _check_size(group: Group, options: Options) -> None:
    if group.name and isinstance(group.data, MatrixDataset) and options.sample_nobs is not None:
        text = "each group has its own number of cases: give a row “n” in its matrix, not sample.nobs."
        raise DataError("nobs_groups", text)


def _analysed(data: Dataset, moments: SampleMoments) -> np.ndarray:
    if isinstance(moments, IncompleteMoments):
        return moments.patterns.rows
    return moments.rows if isinstance(moments, ImputedMoments) else complete_rows(data, moments.names)


def group_notices(
    groups: Sequence[Group], moments: Sequence[SampleMoments], options: Options
) -> tuple[Notice, ...]:
    """What became of rows with gaps in each group, and whether sizes of variables differ."""
    out: list[Notice] = []
    for group, m in zip(groups, moments, strict=True):
        if isinstance(m, IncompleteMoments):
            about = pattern_notices(m.patterns)
        elif isinstance(m, ImputedMoments):
            about = imputed_notices(m, options)
        else:
            about = missing_notices(group.data, m.names)
        if isinstance(m, OrdinalMoments):
            about = (*about, *ordinal_notices(m))
        out += [of_group(notice, group.name) for notice in about]
    return (*out, *scale_notices(moments[0]))


def _moments(
    data: OneGroup, table: ParTable, names: tuple[str, ...], options: Options, levels: Levels
) -> SampleMoments:
    """The moments of the complete rows, or what rows with gaps say of them where every value counts."""
    if options.missing == "fiml" and options.estimator not in FIML_ESTIMATORS:
        text = f"Rows with gaps can be used whole by {' or '.join(FIML_ESTIMATORS)} only, not by "
        raise ModelError("fiml_estimator", f"{text}{options.estimator}. Choose one of them, or listwise.")
    if options.missing == "imputed" and isinstance(data, Dataset):
        check_pooled(table, options)
        return imputed_moments(data, names, options)
    ordered = {row.lhs for row in table.rows if row.op == "|"}
    if ordered and isinstance(data, Dataset):
        chosen = tuple(name for name in names if name in ordered)
        return _ordinal_moments(data, names, chosen, levels, _given(table, names))
    if options.missing != "fiml" or not isinstance(data, Dataset):
        return sample_moments(data, names, options)
    given = _given(table, names)
    return data.once(("incomplete", names, given), lambda: incomplete_moments(patterns(data, names, given)))


def _given(table: ParTable, names: tuple[str, ...]) -> tuple[str, ...]:
    """The causes whose moments are taken as the sample has them."""
    causes = {row.lhs for row in table.rows if row.exo and row.fixed_value is None}
    return tuple(name for name in names if name in causes)


def _ordinal_moments(
    data: Dataset, names: tuple[str, ...], ordered: tuple[str, ...], levels: Levels, given: tuple[str, ...]
) -> SampleMoments:
    """Thresholds and polychoric correlations of the complete rows."""

    def made() -> SampleMoments:
        rows = complete_rows(data, names)
        check_rows(data, names, rows)
        values = [levels[name] for name in ordered]
        if given:
            return conditional_moments(rows, names, ordered, values, given)
        return ordinal_moments(rows, names, ordered, values)

    return data.once(("ordinal", names, ordered, given), made)


def _with_gamma(moments: SampleMoments, data: OneGroup, table: ParTable, options: Options) -> SampleMoments:
    """The moments with what computes their covariances, where the estimator uses them."""
    if not RECIPES[options.estimator].needs_gamma or isinstance(moments, OrdinalMoments):
        return moments
    if not isinstance(data, Dataset):
        text = f"{options.estimator} needs rows of data; from a matrix use ML, GLS or ULS."
        raise DataError("rows_needed", text)
    means = any(row.op == "~1" for row in table.rows)
    exogenous = {row.lhs for row in table.rows if row.exo}
    given = tuple(i for i, name in enumerate(moments.names) if name in exogenous)
    key = ("gamma", moments.names, means, given)

    def gamma() -> np.ndarray:
        return data.once(key, lambda: moment_covariance(complete_rows(data, moments.names), means, given))

    if options.estimator == "WLS":
        kept = free_moments(len(moments.names), np.array(given), means)[-len(gamma()) :]
        _check_weight(moments, gamma()[np.ix_(kept, kept)])
    return replace(moments, gamma_of=gamma)


def _check_weight(moments: SampleMoments, gamma: np.ndarray) -> None:
    """Raise DataError where WLS has no weights: its Γ (q, q) is singular."""
    p = len(moments.names)
    q = p * (p + 1) // 2
    if moments.nobs <= q:
        text = f"WLS needs more than {q} complete rows for {p} variables; there are {moments.nobs}."
        raise DataError("too_few_rows", text)
    if np.diag(gamma).min() <= 0 or smallest_eigenvalue(gamma) <= SINGULAR:
        text = (
            "WLS weighs by the inverse of the covariances of the means, variances and covariances, and here "
        )
        text += (
            "they have none: a variable with two values has a mean that settles its variance. Choose WLSMV."
        )
        raise DataError("weights_singular", text)
