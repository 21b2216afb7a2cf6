"""Every choice of an analysis in one frozen value; the words are lavaan's."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args, get_type_hints

from core.errors import OptionError

Fun = Literal["sem", "cfa"]
Estimator = Literal["ML"]
Missing = Literal["listwise"]
Likelihood = Literal["normal", "wishart", "amos"]
Information = Literal["expected"]
Interval = Literal["delta", "monte_carlo", "percentile", "bc", "bca"]
Se = Literal["standard", "bootstrap"]


@dataclass(frozen=True, slots=True)
class Options:
    """How to complete, fit and judge a model.

    `fun` chooses lavaan's set of automatic parameters; `auto_cov_y` adds residual covariances of pure
    outcomes; `likelihood` is the convention of χ² (normal: N·F, wishart and amos: (N−1)·F); `level` is the
    coverage of intervals; `draws` and `seed` belong to the resampling intervals; `negligible` is the bound
    (in standardised units) inside which a direct effect counts as negligible.
    """

    fun: Fun = "sem"
    estimator: Estimator = "ML"
    missing: Missing = "listwise"
    likelihood: Likelihood = "normal"
    information: Information = "expected"
    se: Se = "standard"
    meanstructure: bool = False
    std_lv: bool = False
    orthogonal: bool = False
    fixed_x: bool = True
    auto_cov_y: bool = True
    sample_nobs: int | None = None
    interval: Interval = "delta"
    level: float = 0.95
    draws: int = 5000
    seed: int = 20240324
    negligible: float = 0.10

    def __post_init__(self) -> None:
        for field, kind in _kinds().items():
            value, words = getattr(self, field), get_args(kind)
            if words and all(isinstance(word, str) for word in words):
                _check_word(field, value, words)
            elif not any(_is_a(value, one) for one in words or (kind,)):
                raise OptionError("option_kind", f"{field} is “{value}”; it is {MEANING[words or kind]}.")
        if not 0.5 <= self.level < 1:
            raise OptionError("option_range", f"The interval level is {self.level}; it must be .50 to 1.")
        if not 1 <= self.draws <= 1_000_000:
            raise OptionError("option_range", f"{self.draws} draws: choose between 1 and 1,000,000.")
        if self.seed < 0:
            raise OptionError("option_range", f"The seed is {self.seed}; it is 0 or above.")
        if self.sample_nobs is not None and self.sample_nobs < 1:
            raise OptionError("option_range", f"The number of cases is {self.sample_nobs}; it is above 0.")
        if not 0 <= self.negligible < 1:
            raise OptionError("option_range", f"The negligible bound is {self.negligible}; choose 0 to 1.")


MEANING: dict[Any, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    (int, type(None)): "a whole number",
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


# How lavaan's argument names that are not simply a field name with dots are read.
LAVAAN_NAMES = {"bootstrap": "draws", "auto.cov.y": "auto_cov_y"}


def from_lavaan(given: dict[str, Any]) -> Options:
    """Options from a mapping of lavaan's argument names; an unknown name is refused with the list."""
    fields = {field.name for field in dataclasses.fields(Options)}
    chosen: dict[str, Any] = {}
    for key, value in given.items():
        field = LAVAAN_NAMES.get(key, key.replace(".", "_"))
        if field not in fields:
            choices = ", ".join(sorted(fields))
            raise OptionError("option_unknown", f"There is no option “{key}”; the options are: {choices}.")
        chosen[field] = value
    return Options(**chosen)
