"""Equivalent models: every one that is offered fits exactly as well, and none is offered that does not."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from core.analysis import Analysis, analyse
from core.data.dataset import Dataset
from core.data.samples import find_sample, load_sample
from core.equivalents import equivalents
from core.model.syntax import parse
from core.options import Options
from tests.made import analysed, dataset, fitted, made, two_sites

# Two searches for one minimum end this near to each other, in units of χ².
SAME_FIT = 1e-6


def offered(analysis: Analysis, data: Dataset) -> list[tuple[str, str, str]]:
    """What is offered for each arrow: its cause, its effect, and what instead."""
    return [(one.key[2], one.key[0], one.instead) for one in equivalents(analysis, data.names)]


def random_model(seed: int) -> tuple[str, Dataset]:
    """A path model of five columns without loops, some residual covariances, and rows to fit it to."""
    rng = np.random.default_rng(seed)
    names = [f"v{i}" for i in range(5)]
    lines = [f"{a} ~~ {a}" for a in names]
    for a, b in combinations(names, 2):
        kind = rng.choice(["arrow", "covariance", "nothing"], p=[0.5, 0.1, 0.4])
        lines += {"arrow": [f"{b} ~ {a}"], "covariance": [f"{a} ~~ {b}"], "nothing": [f"{a} ~~ 0*{b}"]}[kind]
    mixed = rng.normal(size=(5, 5)) + 2 * np.eye(5)
    return "\n".join(lines), dataset(rng.normal(size=(300, 5)) @ mixed, names, f"random {seed}")


@pytest.mark.slow
def test_every_model_offered_fits_exactly_as_well() -> None:
    number = 0
    for seed in range(40):
        text, data = random_model(seed)
        first = analysed(text, data, interval="delta")
        for one in equivalents(first, data.names):
            other = fitted(str(one.table), data)
            assert other.df == first.fitted.df
            chisq, expected = (300 * found.estimates.fmin for found in (other, first.fitted))
            assert chisq == pytest.approx(expected, abs=SAME_FIT), (text, one)
            number += 1
    assert number > 60


@pytest.mark.slow
@pytest.mark.parametrize("sample", ["study", "study_missing", "political_democracy", "wheaton", "pmi"])
def test_it_holds_for_the_samples_too(sample: str) -> None:
    data, options = load_sample(sample), Options(likelihood="amos", interval="delta")
    first = analyse(data, parse(find_sample(sample).model), options)
    found = equivalents(first, data.names)
    assert found
    for one in found:
        other = analyse(data, one.table, options)
        assert other.fit.df == first.fit.df
        assert other.fit.chisq == pytest.approx(first.fit.chisq, abs=SAME_FIT)


def test_the_first_arrow_of_a_mediation_could_point_the_other_way() -> None:
    data = load_sample("study")
    first = analyse(data, parse(find_sample("study").model), Options(interval="delta"))
    assert ("Alliance", "Engagement", "reversed") in offered(first, data)


def test_the_arrows_of_a_chain_could_be_turned_round_and_those_that_meet_could_not() -> None:
    chain = "g1 ~ f1\nh1 ~ g1"
    meeting = "h1 ~ f1 + g1\nf1 ~~ 0*g1"
    data = dataset(np.random.default_rng(5).normal(size=(200, 3)), ["f1", "g1", "h1"])
    assert ("f1", "g1", "reversed") in offered(analysed(chain, data), data)
    assert not [way for *_, way in offered(analysed(meeting, data), data) if way == "reversed"]


def test_an_arrow_in_an_equation_stays_as_it_is() -> None:
    text = "m1 ~ a*x1\ny1 ~ b*m1"
    assert offered(analysed(text), made())
    assert offered(analysed(f"{text}\na == b"), made()) == []
    assert offered(analysed("m1 ~ a*x1\ny1 ~ a*m1"), made()) == []


def test_what_is_computed_from_an_arrow_goes_with_it_and_nothing_else() -> None:
    text = "m1 ~ a*x1\ny1 ~ b*m1 + c*x1\nind := a*b\ntotal := ind + c\ntwice := 2*c"
    first = analysed(text)
    turned = next(one for one in equivalents(first, made().names) if one.instead == "reversed")
    assert [row.lhs for row in turned.table.rows if row.op == ":="] == ["twice"]


def test_a_path_that_is_off_stays_off() -> None:
    table = parse("m1 ~ x1\ny1 ~ m1 + x1").switch(("y1", "~", "x1", 1), False)
    for one in equivalents(analysed(table), made().names):
        assert one.table.find(("y1", "~", "x1", 1)).on is False


def test_it_holds_in_several_groups() -> None:
    data = two_sites()
    first = analysed("m1 ~ x1\ny1 ~ m1", data, group="site")
    found = equivalents(first, data.names)
    assert {one.instead for one in found} == {"reversed", "covariance"}
    for one in found:
        other = analyse(data, one.table, first.options)
        assert (other.fit.df, other.fit.chisq) == (first.fit.df, pytest.approx(first.fit.chisq, abs=SAME_FIT))


def test_nothing_is_offered_where_nothing_may_be_read() -> None:
    assert offered(analysed("f =~ x1 + x2\nf ~ m1\nm1 ~ f"), made()) == []
