"""Data and models made for the tests: one process behind eleven columns, and structures to fit to them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from core.analysis import Analysis, analyse
from core.data.dataset import Data, Dataset, MatrixDataset, Variable
from core.data.groups import split
from core.estimation.fit import Fit, fit
from core.estimation.groups import group_moments, ordered_levels
from core.model.defaults import complete
from core.model.partable import ParTable
from core.model.syntax import parse
from core.options import Options

FACTORS = "f =~ x1 + x2 + x3\ng =~ m1 + m2 + m3\nh =~ y1 + y2 + y3\n"
CHAIN = FACTORS + "g ~ f\nh ~ g + f\n"

# What each shape of model is there for: another way through the matrices.
STRUCTURES: dict[str, tuple[str, Options]] = {
    "latent": (CHAIN, Options()),
    "latent scaled by variance": (FACTORS, Options(std_lv=True)),
    "observed paths": ("x2 ~ x1 + w\nx3 ~ x2 + x1", Options()),
    "observed paths, random causes": ("x2 ~ x1 + w\nx3 ~ x2 + x1", Options(fixed_x=False)),
    "causes of a latent": ("f =~ x1 + x2 + x3 + m1\nf ~ w + v\nm1 ~ w", Options()),
    "second order": (FACTORS + "top =~ f + g + h", Options()),
    "feedback": ("m1 ~ y1 + x1\ny1 ~ m1 + y2", Options()),
    "equal labels": (
        "f =~ x1 + a*x2 + a*x3\ng =~ m1 + a*m2 + m3\nx1 ~~ e*x1\nx2 ~~ e*x2\ng ~ a*f",
        Options(),
    ),
    "means": (CHAIN, Options(meanstructure=True)),
    "latent means": ("f =~ x1 + x2 + x3\nx1 ~ 0*1\nf ~ 1\nf ~ w", Options(meanstructure=True)),
    "means of observed paths": ("x2 ~ x1 + w\nx3 ~ x2 + x1\nx3 ~ k*1\nx2 ~ k*1", Options(meanstructure=True)),
    "residual covariances": (CHAIN + "x1 ~~ m1\nx2 ~~ m2", Options()),
    "latent and observed": ("f =~ x1 + x2 + x3\nm1 ~ f\ny1 ~ m1 + f\ny2 ~ m1\ny1 ~~ y2", Options()),
    "an indicator that causes": (FACTORS + "y1 ~ x1\nm2 ~ x1", Options()),
}


def dataset(values: np.ndarray, names: Sequence[str], name: str = "made") -> Dataset:
    frame = pd.DataFrame(values, columns=list(names))
    return Dataset(name, name, frame, tuple(Variable(column) for column in frame.columns))


@cache
def process(seed: int = 1, n: int = 400) -> pd.DataFrame:
    """Rows of w, v → f → g → h, each latent measured by three columns."""
    rng = np.random.default_rng(seed)
    w, v = rng.normal(size=(2, n))
    f = 0.4 * w + 0.3 * v + rng.normal(size=n)
    g = 0.5 * f + 0.2 * w + 0.8 * rng.normal(size=n)
    h = 0.5 * g + 0.2 * f + 0.7 * rng.normal(size=n)
    columns = {"w": w, "v": v}
    for letter, latent in (("x", f), ("m", g), ("y", h)):
        for i, loading in enumerate((1.0, 0.8, 1.2), start=1):
            columns[f"{letter}{i}"] = i + loading * latent + 0.6 * rng.normal(size=n)
    return pd.DataFrame(columns)


@cache
def made(seed: int = 1, n: int = 400) -> Dataset:
    frame = process(seed, n)
    return dataset(frame.to_numpy(), list(frame.columns), f"made {seed} {n}")


@cache
def two_sites(n: int = 400, seed: int = 1) -> Dataset:
    """The made rows in two sites of unequal size, mixed, with a stronger path in the first."""
    frame = process(seed, n).copy()
    frame["site"] = np.where(np.arange(n) % 3 == 0, "south", "north")
    frame.loc[frame["site"] == "south", "m1"] += 0.6 * frame["x1"]
    return with_columns(frame)


def with_columns(frame: pd.DataFrame) -> Dataset:
    """A dataset of this frame, whose column `site` holds text."""
    kinds = {"site": "text"}
    variables = tuple(Variable(name, kinds.get(name, "numeric")) for name in frame.columns)  # type: ignore[arg-type]
    return Dataset("sites", "sites", frame.reset_index(drop=True), variables)


def fitted(text: str, data: Data | None = None, options: Options | None = None) -> Fit:
    """The bare fit of a model text."""
    data, options, table = data or made(), options or Options(), parse(text)
    groups = split(data, options.group)
    levels = ordered_levels(groups, table, options)
    counts = {name: len(found) for name, found in levels.items()}
    completed = complete(table, data.names, options, len(groups), counts)
    return fit(completed, group_moments(groups, completed, options, levels), options)


def population(
    text: str, cov: np.ndarray, names: tuple[str, ...], nobs: int, mean: np.ndarray | None = None
) -> Fit:
    """The fit of a model to the very moments that it implies."""
    data = MatrixDataset("p", "p", names, cov * nobs / (nobs - 1), mean, nobs)
    found = fitted(text, data)
    assert found.estimates.fmin < 1e-12
    return found


@cache
def structure(name: str) -> Fit:
    """The fit of one of the STRUCTURES to the made data."""
    text, options = STRUCTURES[name]
    return fitted(text, options=options)


def analysed(text: str | ParTable, data: Data | None = None, **options: object) -> Analysis:
    table = parse(text) if isinstance(text, str) else text
    return analyse(data or made(), table, Options(**options))  # type: ignore[arg-type]


def estimates(analysis: Analysis) -> dict[str, float | None]:
    """Estimates by what the rows say."""
    return {f"{p.row.lhs} {p.row.op} {p.row.rhs}".strip(): p.est for p in analysis.parameters}
