"""Options: lavaan's words, its defaults, and the list for a word that is none."""

from __future__ import annotations

import pytest

from core.errors import OptionError
from core.options import Options, from_lavaan


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
        ({"ordered": ["u1"]}, Options(ordered=("u1",), estimator="WLSMV")),
        ({"ordered": ["u1"], "estimator": "DWLS"}, Options(ordered=("u1",), estimator="DWLS")),
        ({"ordered": []}, Options()),
        ({"bootstrap": 100, "bounds": "pos.var"}, Options(draws=100, bounds="pos.var")),
    ],
)
def test_lavaans_words_are_understood(given, expected):
    assert from_lavaan(given) == expected


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"estimator": "PML"}, "WLSMV"),
        ({"missing": "pairwise"}, "listwise, fiml"),
        ({"group.equal": ["loading"]}, "residual.covariances"),
        ({"group.equal": 3}, "list of words"),
        ({"ordered": [1]}, "list of words"),
        ({"ordered": True}, "list of words"),
        ({"parameterization": "mml"}, "delta, theta"),
        ({"bounds": "wide"}, "pos.ov.var"),
        ({"level": 1.5}, "must be .50 to 1"),
        ({"group.equals": []}, "group_equal"),
    ],
)
def test_a_word_that_is_none_is_refused_with_the_list(given, words):
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
    ],
)
def test_the_information_is_the_observed_one_where_lavaan_takes_it(options, observed):
    assert options.observed_information == observed
