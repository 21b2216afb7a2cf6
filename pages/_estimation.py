"""How the model on screen is estimated: estimator, missing answers, ordered answers, groups, defaults."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from core.analysis import Analysis
from core.data.dataset import GROUP, Dataset, MatrixGroups
from core.model.variables import Variables
from core.options import GroupEqual
from core.views.literal import for_markdown
from pages import _options, _state

ESTIMATORS = {
    "ML": "Maximum likelihood (ML)",
    "MLR": "ML, robust to skew (MLR, Yuan–Bentler)",
    "MLM": "ML, robust to skew (MLM, Satorra–Bentler)",
    "MLMV": "ML, mean- and variance-adjusted (MLMV)",
    "WLSMV": "For ordered answers (WLSMV)",
    "ULSMV": "For ordered answers, unweighted (ULSMV)",
    "DWLS": "Diagonally weighted least squares (DWLS)",
    "WLS": "Distribution-free (WLS, ADF)",
    "GLS": "Generalised least squares (GLS)",
    "ULS": "Unweighted least squares (ULS)",
}
MISSING = {
    "listwise": "Leave incomplete rows out (listwise)",
    "fiml": "Use every answer (FIML)",
    "imputed": "Fill gaps in several times (multiple imputation)",
}
IMPUTERS = {
    "norm": "Regression with a normal error (norm)",
    "pmm": "The answer of a similar case (pmm)",
}
POOLED_DF = {
    "rubin": "As in large samples (Rubin, 1987)",
    "barnard.rubin": "Small samples (Barnard & Rubin, 1999)",
}
INFORMATION = {
    "default": "As lavaan does for this estimator",
    "expected": "Expected information",
    "observed": "Observed information",
}
MEANS = {None: "As lavaan does for this model", True: "Means and intercepts", False: "Covariances only"}
FIXED_X = {
    None: "As lavaan does for this estimator",
    True: "Taken as given (fixed)",
    False: "Estimated with the rest (random)",
}
PARAMETERIZATION = {"delta": "Total variances of 1 (delta)", "theta": "Residual variances of 1 (theta)"}
BOUNDS = {
    "none": "None",
    "pos.var": "No negative variance",
    "pos.ov.var": "No negative residual variance of an indicator",
    "pos.lv.var": "No negative variance of a latent variable",
    "standard": "What the data allow at most (standard)",
    "wide": "A little more than the data allow (wide)",
}
# More values than these tell cases apart, and are no answer categories.
MOST_GROUPS, MOST_CATEGORIES = 12, 10


def estimation() -> None:
    """Every choice of the estimation, behind one button that names the estimator."""
    options = _state.choices().options
    with st.popover(f"Estimation: {_summary()}", icon=":material/tune:", width="stretch"):
        _options.choice("Estimator", "estimator", ESTIMATORS)
        _options.choice("Missing answers", "missing", MISSING)
        _imputation()
        _ordered()
        _groups()
        _options.choice(
            "Standard errors from",
            "information",
            INFORMATION,
            help="Observed information counts what the data at hand say; with missing answers it is safer "
            "(Kenward & Molenberghs, 1998).",
        )
        _options.choice("Bounds of the estimates", "bounds", BOUNDS)
        _options.choice("Exogenous observed variables", "fixed_x", FIXED_X)
        _options.choice("Means", "meanstructure", MEANS)
        _options.flag("Latent variances fixed to 1", "std_lv", "Instead of first loadings (std.lv).")
        _options.flag("Latent variables uncorrelated", "orthogonal", "Exogenous ones (orthogonal).")
        if options.ordered:
            _options.choice("Scale of ordered answers", "parameterization", PARAMETERIZATION)


def _summary() -> str:
    options = _state.choices().options
    parts: list[str] = [options.estimator]
    if options.missing == "fiml":
        parts.append("FIML")
    elif options.missing == "imputed":
        parts.append(f"{options.imputations} imputations")
    if options.group is not None:
        parts.append("groups")
    return ", ".join(parts)


def _imputation() -> None:
    """How gaps are filled in, where they are."""
    data, table = _state.choices().data, _state.choices().table
    if _state.choices().options.missing != "imputed" or not isinstance(data, Dataset) or table is None:
        return
    _options.number("Imputations", "imputations", min_value=2, max_value=200, step=10)
    _options.choice(
        "Filled in by",
        "imputer",
        IMPUTERS,
        help="Similar cases lend answers that were given, also where these are skewed. Where the highest or "
        "the lowest are those that are missing, there is nobody to lend them, and the regression is right.",
    )
    used = set(Variables.of(table).ov)
    _options.several(
        "With the help of",
        "auxiliary",
        [name for name in data.names if name not in used],
        help="Columns outside the model that foretell the missing answers, or that they are missing "
        "(auxiliary variables; Collins, Schafer & Kam, 2001).",
    )
    _options.choice("Degrees of freedom of t", "pooled_df", POOLED_DF)


def _ordered() -> None:
    data, table = _state.choices().data, _state.choices().table
    if not isinstance(data, Dataset) or table is None:
        return
    used = set(Variables.of(table).ov)
    few = [v.name for v in data.variables if v.name in used and v.n_distinct <= MOST_CATEGORIES]
    _options.several(
        "Ordered answers",
        "ordered",
        few,
        help="Items with few ordered categories, analysed by polychoric correlations. "
        "Five or more categories that are not skewed may be treated as numbers "
        "(Rhemtulla, Brosseau-Liard & Savalei, 2012).",
    )


def _groups() -> None:
    data, options = _state.choices().data, _state.choices().options
    if isinstance(data, MatrixGroups):
        _options.choice("Groups", "group", {GROUP: ", ".join(data.labels)})
    elif isinstance(data, Dataset):
        columns = [v.name for v in data.variables if 2 <= v.n_distinct <= MOST_GROUPS]
        _options.choice("Groups", "group", {None: "One group", **{name: name for name in columns}})
    if options.group is None:
        return
    _options.several(
        "Equal in all groups",
        "group_equal",
        get_args(GroupEqual),
        help="Kinds of parameters that are held equal (lavaan’s group.equal): loadings for metric, loadings "
        "and intercepts for scalar invariance (Meredith, 1993).",
    )
    _partial()


def _partial() -> None:
    options = _state.choices().options
    if options.group_equal:
        _options.several(
            "Except for",
            "group_partial",
            _formulas(),
            help="Parameters that may differ after all (group.partial).",
        )


def _formulas() -> list[str]:
    found = _state.analysis_or_fault()
    if not isinstance(found, Analysis):
        return []
    rows = found.completed.of_group(1)
    return [f"{row.lhs}{row.op}{row.rhs}" for row in rows.rows if row.estimated]


def group_shown(label: str) -> None:
    """Which group a picture shows, where there are groups."""
    found = _state.analysis_or_fault()
    if isinstance(found, Analysis) and found.groups:
        st.segmented_control(
            label,
            range(1, len(found.groups) + 1),
            format_func=lambda number: for_markdown(found.groups[number - 1]),
            key=_state.bound("group_shown", _state.choices().group),
            on_change=_state.chosen_by("group_shown", _state.use_group),
        )
