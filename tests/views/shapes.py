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
DEMOCRACY = """
ind60 =~ x1 + x2 + x3
dem60 =~ y1 + y2 + y3 + y4
dem65 =~ y5 + y6 + y7 + y8
dem60 ~ ind60
dem65 ~ ind60 + dem60
y1 ~~ y5
y2 ~~ y4 + y6
y3 ~~ y7
y4 ~~ y8
y6 ~~ y8
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

# Residual covariances between indicators of one latent variable, of neighbours, of opposite and stacked ones.
CORRELATED = {
    "democracy": DEMOCRACY,
    "two waves": "X =~ x1 + x2 + x3\nY =~ y1 + y2 + y3\nY ~ X\nx1 ~~ y1\nx2 ~~ y2\nx3 ~~ y3",
    "alienation": "ses =~ educatio + SEI\nal67 =~ anomia67 + powles67\nal71 =~ anomia71 + powles71\n"
    "al67 ~ ses\nal71 ~ ses + al67\nanomia67 ~~ anomia71\npowles67 ~~ powles71",
    "correlated errors": f"{CFA}\nx1 ~~ x2 + x3\nx2 ~~ x3\nx7 ~~ x9\nx3 ~~ x4",
    "correlated study": f"{STUDY}\nout1 ~~ out2 + out4 + sat1\nout2 ~~ out3\nGoal ~~ Bond\neng1 ~~ eng3\n"
    "Task ~~ eng2",
    "stacked mediators": "X =~ x1 + x2 + x3\nA =~ a1 + a2 + a3\nB =~ b1 + b2 + b3\nC =~ c1 + c2 + c3\n"
    "Y =~ y1 + y2 + y3\nA ~ X\nB ~ X\nC ~ X\nY ~ A + B + C + X\na1 ~~ a2\nb1 ~~ b2\nc1 ~~ c2\na1 ~~ c1\n"
    "a2 ~~ b2",
}
SHAPES |= CORRELATED


def factors(count: int, items: int) -> str:
    """A measurement model with so many items each."""
    return "\n".join(f"F{i} =~ " + " + ".join(f"f{i}_{j}" for j in range(items)) for i in range(count))


# Latent variables that share indicators, large models, and observed variables alone.
SHAPES |= {
    "growth": "i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4\ns =~ 0*t1 + 1*t2 + 2*t3 + 3*t4\ni ~ x1 + x2\ns ~ x1 + x2\n"
    "t1 ~~ t2\nt2 ~~ t3\nt3 ~~ t4",
    "slope apart": "i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4 + 1*t5\nz =~ z1\ns =~ 0*t1 + 1*t2 + 2*t3 + 3*t4 + 4*t5\n"
    "y ~ i + s + z",
    "bifactor": "g =~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9\nv =~ x1 + x2 + x3\nt =~ x4 + x5 + x6\n"
    "s =~ x7 + x8 + x9\ng ~~ 0*v + 0*t + 0*s\nv ~~ 0*t + 0*s\nt ~~ 0*s",
    "general factor last": "v =~ x1 + x2 + x3\nt =~ x4 + x5 + x6\ng =~ x1 + x2 + x3 + x4 + x5 + x6\n"
    "g ~~ 0*v + 0*t",
    "higher predictor": f"{CFA}\ng =~ visual + textual + speed\nM =~ m1 + m2 + m3\nY =~ y1 + y2 + y3\nM ~ g\n"
    "Y ~ M + g",
    "eight factors": f"{factors(8, 6)}\nF3 ~ F0 + F1 + F2\nF4 ~ F0 + F1 + F2\nF5 ~ F3 + F4\n"
    "F6 ~ F3 + F4 + F0\nF7 ~ F5 + F6",
    "six factors": f"{factors(6, 5)}\nf0_0 ~~ f0_1\nf1_0 ~~ f2_0\nf3_1 ~~ f3_4",
    "observed": "m1 ~ x1 + x2 + x3\nm2 ~ x1 + x2 + x3\ny1 ~ m1 + m2 + x1\ny2 ~ m1 + m2 + x3\nm1 ~~ m2",
}


def completed(text: str) -> ParTable:
    """A model with lavaan's automatic rows, every name but the latent ones taken for a column."""
    table = parse(text)
    return complete(table, Variables.of(table).ov, Options())
