"""Rows with gaps give lavaan's robust tests and indices, scores that add up, and a bootstrap of their own."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.analysis import Analysis, analyse, bootstrap_job
from core.data.dataset import Dataset
from core.data.read import read
from core.estimation.fit import fit
from core.estimation.missing.em import IncompleteMoments, incomplete_moments, scaled_gaps
from core.estimation.missing.patterns import group_rows
from core.inference.bootstrap import draw_chunk
from core.inference.scores import case_scores
from core.inference.unrestricted import moment_information, moment_scores
from core.model.syntax import parse
from core.options import Options
from tests.made import CHAIN, analysed, dataset, process

GOLDEN = Path(__file__).parents[1] / "golden"
# lavaan's EM stops at a change of 1e-5, its optimiser near 1e-6.
NEAR = 1e-4
OPTIONS = Options(missing="fiml", estimator="MLR")
NAMES = """
    chisq df pvalue baseline.chisq baseline.df cfi tli rmsea srmr aic bic logl unrestricted.logl
    chisq.scaled chisq.scaling.factor baseline.chisq.scaling.factor cfi.scaled tli.scaled rmsea.scaled
    cfi.robust tli.robust rmsea.robust rmsea.ci.lower.robust rmsea.ci.upper.robust
"""


@cache
def lavaan() -> dict[str, Any]:
    return json.loads((GOLDEN / "fiml_mlr.json").read_text(encoding="utf-8"))


@cache
def data() -> Dataset:
    found = read("fiml_mlr.csv", (GOLDEN / "fiml_mlr.csv").read_bytes())
    assert isinstance(found, Dataset)
    return found


@cache
def analysis() -> Analysis:
    return analyse(data(), parse(lavaan()["model"]), OPTIONS)


@pytest.mark.parametrize("name", NAMES.split())
def test_every_index_is_lavaans(name: str) -> None:
    assert getattr(analysis().fit, name.replace(".", "_")) == pytest.approx(
        lavaan()["fit"][name], rel=NEAR, abs=NEAR
    )


def test_estimates_and_robust_errors_are_lavaans() -> None:
    ours = {p.row.key[:3]: p for p in analysis().parameters}
    for want in lavaan()["params"]:
        got = ours.get(tuple(want["key"]))
        if got is None:
            assert want["est"] == 0
            continue
        assert got.est == pytest.approx(want["est"], rel=NEAR, abs=NEAR)
        assert (got.se or 0.0) == pytest.approx(want["se"], rel=NEAR, abs=NEAR)


def test_rows_that_are_left_out_are_told() -> None:
    assert analysis().moments[0].nobs == lavaan()["nobs"]
    assert {"rows_with_gaps", "rows_without_x"} <= {notice.code for notice in analysis().notices}


def incomplete() -> IncompleteMoments:
    moments = analysis().moments[0]
    assert isinstance(moments, IncompleteMoments)
    return moments


def test_the_scores_of_all_cases_cancel_at_the_estimates() -> None:
    scores = case_scores(analysis().fitted, incomplete().patterns.rows)
    # The search stops on a decrement of 1e-10, the square of this.
    assert abs(scores.mean(axis=0)).max() < 1e-5


def test_the_unrestricted_scores_and_information_are_slopes_of_one_another() -> None:
    patterns = group_rows(("a", "b", "c"), incomplete().patterns.rows[:, :3])
    found = incomplete_moments(patterns)
    sd = np.sqrt(np.diag(found.cov))
    values, cov, mean = patterns.rows / sd, found.cov / np.outer(sd, sd), found.mean / sd
    lower = [(a, b) for b in range(3) for a in range(b, 3)]

    def total(step: np.ndarray) -> np.ndarray:
        moved = cov.copy()
        for (a, b), change in zip(lower, step[3:], strict=True):
            moved[a, b] = moved[b, a] = cov[a, b] + change
        return moment_scores(values, moved, mean + step[:3]).mean(axis=0)

    observed = moment_information(scaled_gaps(patterns, sd), cov, mean, observed=True)
    nudges = 1e-5 * np.eye(9)
    want = np.array([(total(-nudge) - total(nudge)) / 2e-5 for nudge in nudges])
    assert observed == pytest.approx(want, abs=1e-7)


def test_without_gaps_the_indices_for_the_population_are_the_ordinary_ones() -> None:
    found = analysed(CHAIN, missing="fiml", information="expected").fit
    plain = analysed(CHAIN, meanstructure=True).fit
    assert found is not None
    assert plain is not None
    assert found.chisq == pytest.approx(plain.chisq, abs=1e-8)
    assert found.cfi_robust == pytest.approx(plain.cfi, abs=2e-3)
    assert found.logl == pytest.approx(plain.logl, abs=1e-6)


@pytest.mark.parametrize("given", [True, False])
def test_a_bootstrap_draw_is_the_fit_of_its_own_rows(given: bool) -> None:
    values = process(n=150).to_numpy(copy=True)
    values[np.random.default_rng(1).random(values.shape) < 0.1] = np.nan
    rows = dataset(values, list(process(n=150).columns), f"boot {given}")
    text = "f =~ x1 + x2 + x3\nm1 ~ f" + (" + w + v" if given else "")
    options = Options(missing="fiml", draws=4, interval="percentile")
    found = analyse(rows, parse(text), options)
    work = bootstrap_job(rows, found)
    drawn = draw_chunk(work, 0)
    assert drawn.failed == 0
    moments, ram = found.moments[0], found.fitted.problem.rams[0]
    assert isinstance(moments, IncompleteMoments)
    kept = moments.patterns.rows
    picks = np.random.default_rng([work.seed, 0]).integers(len(kept), size=(4, len(kept)))
    x = tuple(ram.names[i] for i in sorted({a for a, _ in ram.moment}))
    assert bool(x) is given
    error = np.sqrt(np.diag(found.estimates.vcov))
    for theta, pick in zip(drawn.theta, picks, strict=True):
        own = fit(found.completed, (incomplete_moments(group_rows(ram.names, kept[pick], x)),), options)
        assert abs((theta * ram.unit - own.estimates.theta) / error).max() < 2e-3


@pytest.mark.parametrize(
    "text", ["f =~ x1 + x2 + x3 + m1", "m1 ~ x1 + x2\nx3 ~ m1 + x2", "x2 ~~ 0*x3\nx1 ~~ x1"]
)
@pytest.mark.parametrize("information", ["observed", "expected"])
def test_rows_without_gaps_are_corrected_alike_by_formula_and_by_pattern(text: str, information: str) -> None:
    here, there = (
        analysed(text, estimator="MLR", information=information, missing=way).fit
        for way in ("listwise", "fiml")
    )
    assert here is not None
    assert there is not None
    for name in ("chisq_scaling_factor", "baseline_chisq", "baseline_chisq_scaling_factor", "cfi_scaled"):
        assert getattr(here, name) == pytest.approx(getattr(there, name), rel=1e-6), name
