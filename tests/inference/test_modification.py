"""Modification indices: score tests whose promise the refit keeps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.analysis import Analysis, analyse, suggest
from core.inference.modification import ModificationIndex
from core.model.partable import ParRow, ParTable
from core.model.syntax import parse
from core.options import Options
from tests import golden_cases as cases
from tests.made import CHAIN, FACTORS, analysed

# A score test and the fall of χ² are equal only to second order; near the null they differ by a few percent.
SECOND_ORDER = 0.10


def with_free(found: Analysis, index: ModificationIndex) -> Analysis:
    """The same model with the parameter of an index free."""
    row = ParRow(index.lhs, index.op, index.rhs)
    old = found.table.find(row.key)
    rows = found.table.rows
    if old is None:
        return analysed(ParTable((*rows, row)))
    return analysed(
        ParTable(tuple(replace(r, free=True, value=None, on=True) if r is old else r for r in rows))
    )


@pytest.mark.parametrize("text", [FACTORS + "g ~ f\nh ~ g", "x2 ~ x1\nx3 ~ x2\nm1 ~ x3"])
def test_freeing_a_parameter_lowers_chi_square_about_as_promised(text: str) -> None:
    found = analysed(text)
    assert found.fit is not None
    checked = 0
    for index in suggest(found)[:6]:
        larger = with_free(found, index)
        if larger.fit is None or larger.fit.df != found.fit.df - 1:
            continue
        fall = found.fit.chisq - larger.fit.chisq
        assert fall > 0
        if fall < 15:
            checked += 1
            assert index.mi == pytest.approx(fall, rel=SECOND_ORDER, abs=0.5)
            free = next(
                p for p in larger.parameters if p.row.key == ParRow(index.lhs, index.op, index.rhs).key
            )
            assert free.est is not None
            assert free.est * index.epc > 0
    assert checked


def test_a_switched_off_path_is_among_the_suggestions() -> None:
    table = analysed(CHAIN).table.switch(("h", "~", "g", 1), False)
    top = suggest(analysed(table))[0]
    assert ("h", "~", "g") in {(i.lhs, i.op, i.rhs) for i in suggest(analysed(table))}
    assert top.mi > 10


def test_they_come_largest_first_and_never_negative() -> None:
    values = [index.mi for index in suggest(cases.analysis("hs_cfa"))]
    assert len(values) > 20
    assert values == sorted(values, reverse=True)
    assert values[-1] >= 0


def test_nothing_that_is_free_is_suggested() -> None:
    found = analysed(CHAIN)
    free = {row.key for row in found.completed.rows if row.estimated}
    assert not free & {ParRow(i.lhs, i.op, i.rhs).key for i in suggest(found)}


def test_a_saturated_model_has_nothing_to_suggest() -> None:
    assert all(index.mi < 1e-6 for index in suggest(analysed("x2 ~ x1\nx3 ~ x2 + x1")))


def test_a_model_that_may_not_be_read_suggests_nothing() -> None:
    assert suggest(analysed("f =~ x1 + x2")) == ()


def test_the_convention_scales_them_as_it_scales_chi_square() -> None:
    normal, amos = (suggest(analysed(CHAIN, likelihood=likelihood)) for likelihood in ("normal", "amos"))
    for a, b in zip(normal[:5], amos[:5], strict=True):
        assert b.mi == pytest.approx(a.mi * 399 / 400, rel=1e-6)
        assert b.epc == pytest.approx(a.epc, rel=1e-6)


def test_an_arrow_that_is_there_as_a_loading_is_not_offered_as_a_regression() -> None:
    text = "f =~ x1 + x2 + x3\ng =~ 1*m1 + 1*m2\nx1 ~ w\ng ~ f + w\nm1 ~ x1"
    found = [(i.lhs, i.op, i.rhs) for i in suggest(analysed(text))]
    assert ("x2", "~", "f") not in found
    assert ("m1", "~", "g") not in found
    assert ("x1", "~", "f") not in found
    assert ("m1", "~", "f") in found


def test_a_change_is_not_measured_by_a_variance_that_a_limit_holds_at_zero() -> None:
    found = analyse(
        cases.data("heywood6_bounded"),
        parse("f =~ a + b + c\ng =~ d + e + h\na ~~ v*a\nv > 0"),
        Options(fun="cfa"),
    )
    beside = [index for index in suggest(found) if index.op == "~~" and "a" in (index.lhs, index.rhs)]
    assert beside
    assert all(index.sepc_all is None for index in beside)
