"""Fits to ordered variables, each made once."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from core.analysis import Analysis, analyse
from core.data.dataset import Dataset
from core.data.read import read
from core.model.syntax import parse
from core.options import Estimator, Options, Parameterization

ITEMS = ("a1", "a2", "a3", "b1", "b2", "b3")
MODELS = {
    "measured": "f =~ a1 + a2 + a3\ng =~ b1 + b2 + b3\nf ~~ g",
    "mixed": "f =~ a1 + a2 + n1\ng =~ b1 + b2 + n2\ng ~ f\na1 ~~ n2",
    "ordered outcome": "f =~ a1 + a2 + a3\nb1 ~ f\nb2 ~ f + b1\nn1 ~ f + b1 + b2",
    "free scales": "f =~ a1 + a2 + a3 + n1\na1 | 0*t1 + t2 + t3\na2 | t1",
}


@cache
def data(n: int = 700) -> Dataset:
    """Six items of two to four categories and two numbers that go with them."""
    rng = np.random.default_rng(5)
    f = rng.normal(size=n)
    g = 0.6 * f + 0.8 * rng.normal(size=n)
    cuts = ([-0.6, 0.3, 1.1], [-0.2, 0.8], [0.1], [-0.9, 0.2], [-0.4, 0.5, 1.3], [0.0])
    columns = {}
    for name, cut, factor in zip(ITEMS, cuts, (f, f, f, g, g, g), strict=True):
        columns[name] = np.digitize(0.7 * factor + 0.7 * rng.normal(size=n), cut) + 1
    columns["n1"] = 50 + 10 * (0.6 * f + 0.8 * rng.normal(size=n))
    columns["n2"] = 3 * (0.5 * g + rng.normal(size=n))
    found = read("made.csv", pd.DataFrame(columns).to_csv(index=False).encode())
    assert isinstance(found, Dataset)
    return found


@cache
def analysis(
    name: str, estimator: Estimator = "WLSMV", parameterization: Parameterization = "delta"
) -> Analysis:
    options = Options(estimator=estimator, ordered=ITEMS, parameterization=parameterization)
    found = analyse(data(), parse(MODELS[name]), options)
    assert found.estimates.outcome.readable
    return found
