"""Every choice of an analysis in one frozen value; the words are lavaan's."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from core.errors import OptionError

Fun = Literal["sem", "cfa", "growth"]
Estimator = Literal["ML", "MLM", "MLMV", "MLR", "GLS", "ULS", "ULSM", "ULSMV", "WLS", "DWLS", "WLSM", "WLSMV"]
Missing = Literal["listwise", "fiml", "imputed"]
Imputer = Literal["norm", "pmm"]
PooledDf = Literal["rubin", "barnard.rubin"]
Likelihood = Literal["normal", "wishart", "amos"]
Information = Literal["default", "expected", "observed"]
Interval = Literal["delta", "monte_carlo", "percentile", "bc", "bca"]
Se = Literal["standard", "bootstrap"]
Parameterization = Literal["delta", "theta"]
Bounds = Literal["none", "default", "standard", "wide", "pos.var", "pos.ov.var", "pos.lv.var"]
GroupEqual = Literal[
    "loadings",
    "intercepts",
    "thresholds",
    "means",
    "regressions",
    "residuals",
    "residual.covariances",
    "lv.variances",
    "lv.covariances",
]

# Those that maximise the normal likelihood; they differ in standard errors and tests only.
LIKELIHOOD_ESTIMATORS = ("ML", "MLM", "MLMV", "MLR")
# In the place of names: every observed variable that something explains (lavaan's ordered = TRUE).
EVERY = ("*",)
# Each resample of ordered variables has its own polychoric correlations, so fewer are drawn unless asked for.
ORDINAL_DRAWS = 1000
# Those that can fit polychoric correlations.
ORDINAL_ESTIMATORS = ("ULS", "ULSM", "ULSMV", "WLS", "DWLS", "WLSM", "WLSMV")
# Those whose results are pooled over imputed data.
POOLED_ESTIMATORS = ("ML",)


@dataclass(frozen=True, slots=True)
class Options:
    """How to complete, fit and judge a model.

    `fun` chooses lavaan's set of automatic parameters; `auto_cov_y` adds residual covariances of pure
    outcomes; None for `meanstructure` and `fixed_x` is lavaan's default, which depends on the rest. `group`
    is the column whose values are the groups; `group_equal` names kinds of parameters that are equal over
    groups and `group_partial` formulas, such as `visual=~x2`, of those that are not after all. `ordered` are
    the columns analysed as ordered categories, or EVERY, by `parameterization`. `likelihood` is the
    convention of χ² (normal: N·F, wishart and amos: (N−1)·F). `imputations` is how often gaps are filled by
    the `imputer` (mice's words) with the help of the `auxiliary` columns, and `pooled_df` how the degrees of
    freedom of the pooled t are counted. `level` is the coverage of intervals; `draws` belong to the
    resampling intervals, and `seed` to all that is drawn; `negligible` is the bound (in standardised units)
    inside which a direct effect counts as negligible.
    """

    fun: Fun = "sem"
    estimator: Estimator = "ML"
    missing: Missing = "listwise"
    likelihood: Likelihood = "normal"
    information: Information = "default"
    se: Se = "standard"
    meanstructure: bool | None = None
    std_lv: bool = False
    orthogonal: bool = False
    fixed_x: bool | None = None
    auto_cov_y: bool = True
    group: str | None = None
    group_equal: tuple[GroupEqual, ...] = ()
    group_partial: tuple[str, ...] = ()
    ordered: tuple[str, ...] = ()
    parameterization: Parameterization = "delta"
    bounds: Bounds = "none"
    sample_nobs: int | None = None
    imputations: int = 20
    imputer: Imputer = "norm"
    auxiliary: tuple[str, ...] = ()
    pooled_df: PooledDf = "rubin"
    interval: Interval = "delta"
    level: float = 0.95
    draws: int = 5000
    seed: int = 20240324
    negligible: float = 0.10

    def __post_init__(self) -> None:
        for field, kind in _kinds().items():
            value, words = getattr(self, field), get_args(kind)
            if get_origin(kind) is Literal:
                _check_word(field, value, words)
            elif get_origin(kind) is tuple:
                _check_words(field, value, get_args(words[0]))
            elif not any(_is_a(value, one) for one in words or (kind,)):
                raise OptionError("option_kind", f"{field} is “{value}”; it is {MEANING[words or kind]}.")
        if not 0.5 <= self.level < 1:
            raise OptionError("option_range", f"The interval level is {self.level}; it must be .50 to 1.")
        if not 2 <= self.imputations <= 1000:
            raise OptionError("option_range", f"{self.imputations} imputations: choose between 2 and 1,000.")
        if not 1 <= self.draws <= 1_000_000:
            raise OptionError("option_range", f"{self.draws} draws: choose between 1 and 1,000,000.")
        if self.seed < 0:
            raise OptionError("option_range", f"The seed is {self.seed}; it is 0 or above.")
        if self.sample_nobs is not None and self.sample_nobs < 1:
            raise OptionError("option_range", f"The number of cases is {self.sample_nobs}; it is above 0.")
        if not 0 <= self.negligible < 1:
            raise OptionError("option_range", f"The negligible bound is {self.negligible}; choose 0 to 1.")

    @property
    def observed_information(self) -> bool:
        """True where standard errors come from the second derivatives at the data: asked for, or by lavaan's
        default for MLR and for missing answers under ML; under least squares never."""
        if self.estimator not in LIKELIHOOD_ESTIMATORS:
            return False
        if self.information != "default":
            return self.information == "observed"
        return self.estimator == "MLR" or (self.estimator == "ML" and self.missing == "fiml")


def for_ordered(options: Options, chosen: Collection[str] = ()) -> Options:
    """The options with what ordered answers bring along, save the fields that were `chosen`: an estimator for
    them, complete rows, and fewer draws."""
    draws = min(options.draws, ORDINAL_DRAWS)
    brought: dict[str, Any] = {"estimator": "WLSMV", "missing": "listwise", "draws": draws}
    return replace(options, **{field: value for field, value in brought.items() if field not in chosen})


def for_columns(options: Options, names: Collection[str]) -> Options:
    """The options without the choice of groups, of ordered and of auxiliary variables that data with these
    columns lack."""
    ordered = tuple(n for n in options.ordered if n in names or options.ordered == EVERY)
    auxiliary = tuple(n for n in options.auxiliary if n in names)
    kept = replace(options, ordered=ordered, auxiliary=auxiliary)
    if options.group is None or options.group in names:
        return kept
    return replace(kept, group=None, group_equal=(), group_partial=())


FORMULA = re.compile(r"\s*(.*?)(\s*(?:=~|~~|~|\|)\s*)(.*?)\s*", re.DOTALL)


def renamed(options: Options, names: Mapping[str, str]) -> Options:
    """The options with other names of columns: (before, after)."""
    group = options.group and names.get(options.group, options.group)
    ordered, auxiliary = (
        tuple(names.get(name, name) for name in kind) for kind in (options.ordered, options.auxiliary)
    )
    partial = tuple(_renamed(formula, names) for formula in options.group_partial)
    return replace(options, group=group, ordered=ordered, auxiliary=auxiliary, group_partial=partial)


def _renamed(formula: str, names: Mapping[str, str]) -> str:
    """A formula such as visual=~x2 with other names."""
    found = FORMULA.fullmatch(formula)
    if found is None:
        return formula
    left, op, right = found.groups()
    variable = op.strip() != "|" and right != "1"
    return names.get(left, left) + op + (names.get(right, right) if variable else right)


MEANING: dict[Any, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    (int, type(None)): "a whole number",
    (bool, type(None)): "true or false",
    (str, type(None)): "a name",
}


@cache
def _kinds() -> dict[str, Any]:
    return get_type_hints(Options)


def _is_a(value: object, kind: type) -> bool:
    """True where a value is of a kind; true and false are no numbers, a whole number is a number."""
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def _check_word(field: str, value: object, words: tuple[str, ...]) -> None:
    if value not in words:
        choices = ", ".join(words)
        raise OptionError("option_word", f"{field} is “{value}”; the choices are: {choices}.")


def _check_words(field: str, value: object, words: tuple[str, ...]) -> None:
    if not isinstance(value, tuple) or not all(isinstance(word, str) for word in value):
        raise OptionError("option_words", f"{field} is {value!r}; it is a list of words.")
    for word in value if words else ():
        _check_word(field, word, words)


# How lavaan's argument names that are not simply a field name with dots are read.
LAVAAN_NAMES = {"bootstrap": "draws", "auto.cov.y": "auto_cov_y"}
# Other words of lavaan for the same choice.
LAVAAN_WORDS: dict[str, dict[str | bool, str]] = {
    "missing": {"ml": "fiml", "direct": "fiml"},
    "bounds": {True: "default", False: "none"},
    "ordered": {True: "*", False: ""},
}


def from_lavaan(given: dict[str, Any]) -> Options:
    """Options from a mapping of lavaan's argument names; an unknown name is refused with the list.

    As in lavaan, ordered variables without an estimator are fitted by WLSMV; their draws are fewer unless
    chosen.
    """
    kinds = _kinds()
    chosen: dict[str, Any] = {}
    for key, value in given.items():
        field = LAVAAN_NAMES.get(key, key.replace(".", "_"))
        if field not in kinds:
            choices = ", ".join(sorted(field.name for field in dataclasses.fields(Options)))
            raise OptionError("option_unknown", f"There is no option “{key}”; the options are: {choices}.")
        chosen[field] = _read(field, value, get_origin(kinds[field]) is tuple)
    options = Options(**chosen)
    return for_ordered(options, chosen) if options.ordered else options


def _read(field: str, value: Any, several: bool) -> Any:
    if isinstance(value, str | bool):
        value = LAVAAN_WORDS.get(field, {}).get(value, value)
    if several:
        words = [value] if isinstance(value, str) else value
        return tuple(word for word in words if word != "") if isinstance(words, list) else words
    return value.upper() if field == "estimator" and isinstance(value, str) else value
