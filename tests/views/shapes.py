"""Models of the usual shapes as text, for tests of the picture."""

from __future__ import annotations

from core.model.defaults import complete
from core.model.partable import ParTable
from core.model.syntax import parse
from core.model.variables import Variables
from core.options import Options

STUDY = """
Alliance =~ Goal + Task + Bond
Engagement =~ eng1 + eng2 + eng3
Outcome =~ out1 + out2 + out3 + out4
Satisfaction =~ sat1 + sat2 + sat3
Engagement ~ Alliance
Outcome ~ Engagement + Alliance
Satisfaction ~ Engagement + Alliance
Outcome ~~ Satisfaction
"""
CFA = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
SHAPES = {
    "study": STUDY,
    "simple": "M ~ X\nY ~ M + X",
    "chain": "M ~ X\nY ~ M",
    "parallel": "m1 ~ X\nm2 ~ X\nm3 ~ X\nY ~ m1 + m2 + m3 + X",
    "serial": "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3\nC =~ c1 + c2 + c3\nD =~ d1 + d2 + d3\n"
    "B ~ A\nC ~ A + B\nD ~ A + B + C",
    "cfa": CFA,
    "second order": f"{CFA}\ng =~ visual + textual + speed",
    "mimic": f"{CFA}\nvisual ~ sex + age\ntextual ~ sex + age\nspeed ~ sex + age",
    "loop": "y1 ~ y2 + x1\ny2 ~ y1 + x2\ny1 ~~ y2",
    "long scales": "A =~ " + " + ".join(f"a{i}" for i in range(12)) + "\n"
    "B =~ " + " + ".join(f"b{i}" for i in range(9)) + "\nC =~ c1 + c2 + c3\nB ~ A\nC ~ A + B",
    "seven factors": "\n".join(f"F{i} =~ f{i}a + f{i}b + f{i}c" for i in range(7)),
}


def completed(text: str) -> ParTable:
    """A model with lavaan's automatic rows, every name but the latent ones taken for a column."""
    table = parse(text)
    return complete(table, Variables.of(table).ov, Options())
