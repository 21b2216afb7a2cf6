"""What freeing one parameter would do is what the larger model does, for all of them at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.analysis import Analysis, analyse
from core.estimation.fit import Fit, fit
from core.inference.candidates import absent
from core.inference.freed import freed_alone
from core.inference.released import Extra
from core.model.partable import ParRow, ParTable
from core.model.routes import routes
from core.model.syntax import parse
from core.options import Likelihood, Options
from tests.made import CHAIN, STRUCTURES, analysed, made, two_sites

PLAIN = sorted(name for name, (_, options) in STRUCTURES.items() if not options.meanstructure)


def larger(found: Analysis, extra: Extra) -> Fit:
    """The model with one parameter more, fitted from the start."""
    kept = tuple(row for row in found.completed.rows if row.key != extra.row.key)
    freed = replace(extra.row, free=True, value=None, label="", on=True, exo=False)
    return fit(ParTable((*kept, freed)), found.moments, found.options)


def discrepancies(found: Analysis, extras: tuple[Extra, ...]) -> np.ndarray:
    each = freed_alone(found.completed, found.fitted, found.moments, extras)
    return np.asarray(each @ found.fitted.problem.weights)


@pytest.mark.parametrize("name", PLAIN)
def test_each_alone_comes_to_the_minimum_of_the_larger_model(name: str) -> None:
    text, options = STRUCTURES[name]
    found = analyse(made(), parse(text), options)
    extras = tuple(
        extra
        for extra in absent(found.completed, found.fitted)
        # A path that closes a loop may have several minima.
        if extra.row.op == "~" and not routes(found.completed, extra.row.lhs, extra.row.rhs)
    )
    for extra, ours in zip(extras, discrepancies(found, extras), strict=True):
        alone = larger(found, extra).estimates
        if np.isfinite(ours):
            assert alone.outcome.trustworthy
            assert ours == pytest.approx(alone.fmin, abs=1e-8)


def test_models_with_one_loading_more_are_reached_side_by_side() -> None:
    found = analysed(CHAIN.replace("g + f", "g"))
    extras = tuple(extra for extra in absent(found.completed, found.fitted) if extra.row.op == "=~")
    alone = [larger(found, extra).estimates for extra in extras]
    ours = discrepancies(found, extras)
    # All but the three markers, whose factors have no scale without them.
    assert np.isfinite(ours).sum() == 18
    assert np.isfinite(ours).tolist() == [one.outcome.trustworthy for one in alone]
    assert ours == pytest.approx(np.array([one.fmin for one in alone]), abs=1e-8, nan_ok=True)


def test_what_the_model_does_not_identify_has_no_minimum() -> None:
    found = analysed("m1 ~ x1\ny1 ~ m1 + x1")
    extras = (Extra(ParRow("m1", "~", "y1"), 0.0),)
    assert np.isnan(discrepancies(found, extras)).all()


@pytest.mark.parametrize("likelihood", ["normal", "wishart", "amos"])
def test_the_evidence_is_the_same_in_several_groups(likelihood: Likelihood) -> None:
    options = Options(group="site", likelihood=likelihood)
    found = analyse(two_sites(), parse(CHAIN.replace("g + f", "g")), options)
    whole = analyse(two_sites(), parse(CHAIN), options)
    tests = [verdict.test for verdict in found.verdicts if (verdict.x, verdict.y) == ("f", "h")]
    assert len(tests) == 2
    assert found.fit is not None
    assert whole.fit is not None
    assert whole.fit.aic is not None
    assert found.fit.aic is not None
    falls = [test.chisq for test in tests if test is not None]
    gains = [test.aic for test in tests if test is not None and test.aic is not None]
    # Without a parameter in common, the groups' models are models of their own.
    assert sum(falls) == pytest.approx(found.fit.chisq - whole.fit.chisq, rel=1e-6)
    assert sum(gains) == pytest.approx(found.fit.aic - whole.fit.aic, abs=1e-5)
