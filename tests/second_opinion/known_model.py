"""An analysis whose estimates are known without fitting: the covariances are those that the model implies."""

from __future__ import annotations

import numpy as np

from core.analysis import Analysis, analyse
from core.data.dataset import MatrixDataset
from core.model.syntax import parse
from core.options import Options

# Names that semopy could not read, would read as something else, or would run.
FIRST, SECOND = "حالِ خوب", "START"
INDICATORS = ("1st item", "WAI-SR", "x*y", "CONSTRAINT(__import__)", "p1", "v0")
LOADINGS = np.array([1.0, 0.8, -1.2, 1.0, 0.5, 0.9])
RESIDUALS = np.array([0.5, 0.7, 0.6, 0.4, 0.8, 0.6])
PATH, VARIANCE, RESIDUAL = 0.6, 1.5, 0.9
# The columns are of unequal size, as questionnaire scores are.
SIZES = np.array([1.0, 30.0, 0.2, 4.0, 1.0, 100.0])
TEXT = f"""
`{FIRST}` =~ `1st item` + `WAI-SR` + `x*y`
`{SECOND}` =~ `CONSTRAINT(__import__)` + p1 + v0
`{SECOND}` ~ `{FIRST}`
"""
LAVAAN = Options()


def known_analysis(text: str = TEXT, sizes: np.ndarray = SIZES, options: Options = LAVAAN) -> Analysis:
    """Two factors with three indicators each and one path between them."""
    factor = VARIANCE * np.array([[1, PATH], [PATH, PATH**2 + RESIDUAL / VARIANCE]])
    pattern = np.zeros((6, 2))
    pattern[:3, 0], pattern[3:, 1] = LOADINGS[:3], LOADINGS[3:]
    cov = (pattern @ factor @ pattern.T + np.diag(RESIDUALS)) * np.outer(sizes, sizes)
    return analyse(MatrixDataset("known", "", INDICATORS, cov, None, 200), parse(text), options)
