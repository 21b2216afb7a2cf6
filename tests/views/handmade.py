"""A small analysis made by hand, for views that must show what no real fit gives on demand."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np

from core.analysis import Analysis
from core.estimation.estimates import Estimates, Outcome
from core.estimation.fit import Fit
from core.estimation.moments import SampleMoments
from core.inference.difference import DifferenceTest
from core.inference.effects import Effect, EffectKind
from core.inference.parameters import Parameter
from core.inference.solution import Explained
from core.mediation.verdict import Verdict, VerdictKind
from core.model.partable import ParRow, ParTable
from core.options import Options
from core.views.geometry import Edge, Layout, Node

X, M, Y = "Alliance", "Engagement", "Outcome"


def parameter(
    row: ParRow, est: float | None, se: float | None = 0.1, pvalue: float | None = 0.001
) -> Parameter:
    std = None if est is None else est / 2
    return Parameter(row, est, se, 2.0, pvalue, -0.1, 0.9, std, std, 0.05, -0.05, 0.45)


def effect(x: str, y: str, kind: EffectKind, via: tuple[str, ...], est: float, half: float) -> Effect:
    return Effect(
        x, y, kind, via, est, half / 2, 2 * est / half, 0.01, est - half, est + half,
        est, half / 2, est - half, est + half, "percentile bootstrap",
    )  # fmt: skip


def path_analysis(x: str = X, m: str = M, y: str = Y, direct_on: bool = True) -> Analysis:
    """x → m → y with a direct path, which may be off."""
    rows = (ParRow(m, "~", x), ParRow(y, "~", m), ParRow(y, "~", x, on=direct_on), ParRow(m, "~~", m))
    parameters = (
        parameter(rows[0], 0.67, pvalue=0.0001),
        parameter(rows[1], 0.43, pvalue=0.004),
        parameter(rows[2], 0.24 if direct_on else 0.0, pvalue=0.03 if direct_on else None),
        parameter(rows[3], 0.55),
    )
    effects = (
        effect(x, y, "direct", (), 0.24, 0.17),
        effect(x, y, "indirect", (m,), 0.29, 0.12),
        effect(x, y, "total", (), 0.53, 0.11),
    )[0 if direct_on else 1 :]
    kind = VerdictKind.PARTIAL if direct_on else VerdictKind.FULL_BY_ASSUMPTION
    verdict = Verdict(
        x, y, (m,), kind, effects[-2], effects[0] if direct_on else None, effects[-1],
        test=None if direct_on else DifferenceTest(0.06, 1, 0.81, 0.0, -1.94),
    )  # fmt: skip
    table = ParTable(rows)
    return Analysis(
        "study.csv", "a" * 64, table, table, Options(),
        (SampleMoments((x, m, y), np.eye(3), None, 324),),
        Estimates(np.zeros(4), np.eye(4), 0.0, Outcome.CONVERGED),
        parameters, None, None, (Explained(m, 0.44), Explained(y, 0.38)), effects,
        (verdict,), (), False, cast(Fit, None),
    )  # fmt: skip


def not_identified(analysis: Analysis) -> Analysis:
    """The same model without any number that may be read."""
    estimates = replace(analysis.estimates, outcome=Outcome.NOT_IDENTIFIED)
    return replace(analysis, estimates=estimates, parameters=(), r2=(), effects=(), verdicts=())


def path_layout(analysis: Analysis) -> Layout:
    """The three variables in a triangle."""
    m, x = analysis.table.rows[0].lhs, analysis.table.rows[0].rhs
    y = analysis.table.rows[1].lhs
    places = {x: (80.0, 220.0), m: (260.0, 60.0), y: (440.0, 220.0)}
    nodes = tuple(Node(name, name, "latent", *at, 120, 60) for name, at in places.items())
    keys = [row.key for row in analysis.table.rows[:3]]
    edges = (
        Edge(keys[0], x, m, "regression", ((120.0, 195.0), (220.0, 85.0)), 170, 140),
        Edge(keys[1], m, y, "regression", ((300.0, 85.0), (400.0, 195.0)), 350, 140),
        Edge(keys[2], x, y, "regression", ((140.0, 220.0), (380.0, 220.0)), 260, 220),
    )
    return Layout(nodes, edges, 520, 280)
