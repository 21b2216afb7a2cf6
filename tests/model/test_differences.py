"""What makes one model of another: every kind of step is told from the others."""

from __future__ import annotations

import pytest

from core.model.defaults import complete
from core.model.differences import differences
from core.model.partable import ParTable
from core.model.syntax import parse
from core.options import Options

NAMES = ("x", "z", "m", "y", "a1", "a2", "a3", "b1", "b2", "b3")
FACTORS = "f =~ a1 + a2 + a3\ng =~ b1 + b2 + b3\n"


def told(before: str | ParTable, after: str | ParTable) -> list[str]:
    old, new = (parse(text) if isinstance(text, str) else text for text in (before, after))
    completed = [complete(table, NAMES, Options()) for table in (old, new)]
    return [
        f"{step.kind} " + ", ".join(f"{row.lhs} {row.op} {row.rhs}".strip() for row in step.rows)
        for step in differences(old, new, *completed)
    ]


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [
        ("y ~ x + m", "y ~ x + m", []),
        ("y ~ x + m", "y ~ x + 0.5*m", ["fixed y ~ m"]),
        ("y ~ x + 0.5*m", "y ~ x + m", ["freed y ~ m"]),
        ("y ~ x + 0.5*m", "y ~ x + 0.2*m", ["refixed y ~ m"]),
        ("y ~ x + m", "y ~ a*x + a*m", ["equal y ~ x, y ~ m"]),
        ("y ~ a*x + a*m", "y ~ a*x + b*m", ["unequal y ~ x, y ~ m"]),
        ("y ~ a*x + a*m", "y ~ b*x + b*m", []),
        ("y ~ a*x + m", "y ~ start(0.3)*x + m", []),
        ("y ~ x", "y ~ x + m", ["added y ~ m"]),
        ("y ~ x + m", "y ~ x", ["removed y ~ m"]),
        ("y ~ a*x + b*m", "y ~ a*x + b*m\na == b", ["added a == b"]),
        ("y ~ a*x\nd := a*2", "y ~ a*x\nd := a*3", ["redefined d := a*3"]),
        ("y ~ x\nm ~ x", "y ~ x\nx ~ m", ["turned m ~ x"]),
        ("y ~ x\nm ~ x", "y ~ x\nx ~~ m", ["covariance m ~ x"]),
        (FACTORS + "g ~ f", FACTORS + "f ~ g", ["turned g ~ f"]),
        (FACTORS, "f =~ a1 + a2\ng =~ b1 + b2 + b3 + a3", ["moved f =~ a3, g =~ a3"]),
        (FACTORS, FACTORS + "f ~~ 0*g", ["fixed f ~~ g"]),
    ],
)
def test_each_step_has_its_name(before: str, after: str, steps: list[str]) -> None:
    assert told(before, after) == steps


def test_switching_is_told_both_ways_also_of_what_the_defaults_added() -> None:
    table = parse(FACTORS + "f ~~ g")
    off = table.switch(("f", "~~", "g", 1), False)
    assert told(parse(FACTORS), off) == ["off f ~~ g"]
    assert told(off, parse(FACTORS)) == ["on f ~~ g"]


def test_other_first_loadings_are_no_steps_of_their_own() -> None:
    assert told(FACTORS, FACTORS.replace("a1 + a2", "a2 + a1")) == []


def test_many_steps_are_all_told() -> None:
    steps = told("y ~ x + m\nm ~ x", "y ~ 0.1*x\nm ~ x + z")
    assert sorted(steps) == ["added m ~ z", "fixed y ~ x", "removed y ~ m"]
