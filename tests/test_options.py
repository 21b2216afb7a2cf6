"""Options: lavaan's words and its defaults; what is not on its list, not of its kind or out of its range is
refused with what is allowed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.analysis import analyse
from core.errors import OptionError
from core.options import EVERY, ORDINAL_DRAWS, Options, from_lavaan, renamed
from tests import golden_cases as cases


def test_lavaans_names_are_read() -> None:
    given = {"fun": "cfa", "std.lv": True, "fixed.x": False, "bootstrap": 100, "sample.nobs": 932, "seed": 5}
    want = Options(fun="cfa", std_lv=True, fixed_x=False, draws=100, sample_nobs=932, seed=5)
    assert from_lavaan(given) == want


def test_the_start_is_lavaans_default() -> None:
    assert from_lavaan({}) == Options()
    assert Options().likelihood == "normal"
    assert Options().fixed_x is None


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ({"estimator": "PLS"}, "option_word", "choices are: ML"),
        ({"estimator": ["ML"]}, "option_word", "choices are: ML"),
        ({"likelihood": "AMOS"}, "option_word", "normal, wishart, amos"),
        ({"colour": "red"}, "option_unknown", "no option “colour”"),
        ({"level": "high"}, "option_kind", "level is “high”; it is a number"),
        ({"level": None}, "option_kind", "level"),
        ({"level": 95}, "option_range", "95"),
        ({"level": float("nan")}, "option_range", "nan"),
        ({"bootstrap": "many"}, "option_kind", "draws is “many”; it is a whole number"),
        ({"bootstrap": 2.5}, "option_kind", "draws"),
        ({"bootstrap": 0}, "option_range", "0 draws"),
        ({"bootstrap": True}, "option_kind", "draws"),
        ({"seed": -1}, "option_range", "seed is -1"),
        ({"seed": "x"}, "option_kind", "seed"),
        ({"sample.nobs": -5}, "option_range", "-5"),
        ({"sample.nobs": "abc"}, "option_kind", "sample_nobs"),
        ({"meanstructure": "yes"}, "option_kind", "meanstructure is “yes”; it is true or false"),
        ({"std.lv": 1}, "option_kind", "std_lv"),
        ({"negligible": 1}, "option_range", "negligible"),
    ],
)
def test_a_bad_option_is_refused(given: dict[str, Any], code: str, said: str) -> None:
    with pytest.raises(OptionError) as fault:
        from_lavaan(given)
    assert fault.value.code == code
    assert said in fault.value.message


def test_a_change_is_checked_like_a_start() -> None:
    with pytest.raises(OptionError):
        replace(Options(), level=2.0)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, Options()),
        ({"std.lv": True, "fun": "growth"}, Options(std_lv=True, fun="growth")),
        ({"group.equal": ["loadings", "means"]}, Options(group_equal=("loadings", "means"))),
        ({"group.equal": "residual.covariances"}, Options(group_equal=("residual.covariances",))),
        ({"group.partial": ["f=~x2"]}, Options(group_partial=("f=~x2",))),
        ({"missing": "ml"}, Options(missing="fiml")),
        ({"estimator": "mlr"}, Options(estimator="MLR")),
        ({"ordered": ["u1"]}, Options(ordered=("u1",), estimator="WLSMV", draws=ORDINAL_DRAWS)),
        ({"ordered": ["u1"], "bootstrap": 9}, Options(ordered=("u1",), estimator="WLSMV", draws=9)),
        (
            {"ordered": ["u1"], "estimator": "DWLS"},
            Options(ordered=("u1",), estimator="DWLS", draws=ORDINAL_DRAWS),
        ),
        ({"ordered": []}, Options()),
        ({"bootstrap": 100, "bounds": "pos.var"}, Options(draws=100, bounds="pos.var")),
    ],
)
def test_lavaans_words_are_understood(given: dict[str, Any], expected: Options) -> None:
    assert from_lavaan(given) == expected


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"estimator": "PML"}, "WLSMV"),
        ({"missing": "pairwise"}, "listwise, fiml"),
        ({"group.equal": ["loading"]}, "residual.covariances"),
        ({"group.equal": 3}, "list of words"),
        ({"ordered": [1]}, "list of words"),
        ({"parameterization": "mml"}, "delta, theta"),
        ({"bounds": "narrow"}, "pos.ov.var"),
        ({"level": 1.5}, "must be .50 to 1"),
        ({"group.equals": []}, "group_equal"),
    ],
)
def test_a_word_that_is_none_is_refused_with_the_list(given: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionError) as caught:
        from_lavaan(given)
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("options", "observed"),
    [
        (Options(), False),
        (Options(estimator="MLR"), True),
        (Options(missing="fiml"), True),
        (Options(missing="fiml", information="expected"), False),
        (Options(information="observed"), True),
        (Options(estimator="WLSMV", ordered=("u1",)), False),
        (Options(estimator="GLS", information="observed"), False),
    ],
)
def test_the_information_is_the_observed_one_where_lavaan_takes_it(options: Options, observed: bool) -> None:
    assert options.observed_information == observed


def test_bounds_may_be_switched_as_in_lavaan() -> None:
    assert from_lavaan({"bounds": True}).bounds == "default"
    assert from_lavaan({"bounds": False}).bounds == "none"
    assert from_lavaan({"bounds": "wide", "std.lv": True}).std_lv


def test_ordered_true_means_every_variable_that_something_explains() -> None:
    assert from_lavaan({"ordered": True}) == Options(ordered=EVERY, estimator="WLSMV", draws=ORDINAL_DRAWS)
    assert from_lavaan({"ordered": False}) == from_lavaan({"ordered": ""}) == Options()
    named = cases.analysis("hs_wlsmv")
    every = analyse(cases.data("hs_wlsmv"), named.table, replace(named.options, ordered=EVERY))
    assert every.completed == named.completed


def test_columns_that_are_called_otherwise_keep_what_was_chosen_for_them() -> None:
    given = Options(group="sex", ordered=("a", "b"), estimator="WLSMV", auxiliary=("age", "b"))
    made = renamed(given, {"sex": "gender", "b": "B"})
    assert (made.group, made.ordered, made.auxiliary) == ("gender", ("a", "B"), ("age", "B"))
    assert renamed(Options(), {"a": "b"}) == Options()
    partial = Options(group="sex", group_partial=("f =~ a", "a~1", "b~~a", "f~g", "b|t1"))
    made = renamed(partial, {"a": "A", "b": "B", "t1": "no", "1": "no"})
    assert made.group_partial == ("f =~ A", "A~1", "B~~A", "f~g", "B|t1")
