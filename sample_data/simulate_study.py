"""Simulates the study's item-level data: python sample_data/simulate_study.py [FOLDER].

Nobody took part in this: every answer is drawn from the model below. SEED was chosen among many so that the
pattern published by the study shows (outcome partially, satisfaction fully mediated by engagement).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 311
WOMEN, MEN = 225, 99
ROWS = WOMEN + MEN

# Structural paths between the standardised latent variables.
ENGAGEMENT_BY_ALLIANCE = 0.67
OUTCOME_BY_ENGAGEMENT, OUTCOME_BY_ALLIANCE = 0.43, 0.24
SATISFACTION_BY_ENGAGEMENT = 0.67
RESIDUAL_CORRELATION = 0.15

# Items of the Working Alliance Inventory–Short Revised, by subscale.
SUBSCALES = {"Goal": (4, 6, 8, 11), "Task": (1, 2, 10, 12), "Bond": (3, 5, 7, 9)}
SUBSCALE_LOADINGS = {"Goal": 0.90, "Task": 0.94, "Bond": 0.80}
ENGAGEMENT_PARCELS = {"eng1": (1, 4, 7), "eng2": (2, 5, 8), "eng3": (3, 6, 9)}
SATISFACTION_PARCELS = {"sat1": (1, 4, 7), "sat2": (2, 5, 8), "sat3": (3, 6)}
OUTCOME_LOADINGS = (0.80, 0.90, 0.74, 0.78)


def latent_scores(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Standardised latent scores (rows,): alliance, engagement, outcome, satisfaction."""
    alliance, engagement_rest, first, second = rng.standard_normal((4, ROWS))
    a, b, c, d = (
        ENGAGEMENT_BY_ALLIANCE,
        OUTCOME_BY_ENGAGEMENT,
        OUTCOME_BY_ALLIANCE,
        SATISFACTION_BY_ENGAGEMENT,
    )
    engagement = a * alliance + np.sqrt(1 - a**2) * engagement_rest
    r = RESIDUAL_CORRELATION
    outcome_rest, satisfaction_rest = first, r * first + np.sqrt(1 - r**2) * second
    outcome = b * engagement + c * alliance + np.sqrt(1 - b**2 - c**2 - 2 * a * b * c) * outcome_rest
    satisfaction = d * engagement + np.sqrt(1 - d**2) * satisfaction_rest
    return {"alliance": alliance, "engagement": engagement, "outcome": outcome, "satisfaction": satisfaction}


def answers(
    rng: np.random.Generator, score: np.ndarray, loading: float, points: int, mean: float, spread: float
) -> np.ndarray:
    """Whole answers (rows,) from 1 to `points` to an item that loads `loading` on `score` (rows,)."""
    continuous = loading * score + np.sqrt(1 - loading**2) * rng.standard_normal(ROWS)
    return np.clip(np.rint(mean + spread * continuous), 1, points).astype(int)


def simulate(seed: int = SEED) -> pd.DataFrame:
    """324 rows: sex, the items, and the subscales, parcels and means computed from them."""
    rng = np.random.default_rng(seed)
    score = latent_scores(rng)
    subscale = {
        name: loading * score["alliance"] + np.sqrt(1 - loading**2) * rng.standard_normal(ROWS)
        for name, loading in SUBSCALE_LOADINGS.items()
    }
    of_item = {item: name for name, items in SUBSCALES.items() for item in items}
    table = {"sex": rng.permutation([1] * WOMEN + [2] * MEN)}
    for item in range(1, 13):
        table[f"wai{item}"] = answers(rng, subscale[of_item[item]], 0.80, 5, 3.6, 0.95)
    for item in range(1, 10):
        table[f"ces{item}"] = answers(rng, score["engagement"], 0.66, 5, 3.5, 0.95)
    for item in range(1, 9):
        table[f"csq{item}"] = answers(rng, score["satisfaction"], 0.74, 4, 2.8, 0.80)
    for item, loading in enumerate(OUTCOME_LOADINGS, start=1):
        table[f"out{item}"] = answers(rng, score["outcome"], loading, 7, 4.5, 1.35)
    return with_scores(pd.DataFrame(table))


def with_scores(items: pd.DataFrame) -> pd.DataFrame:
    """The items with subscale sums, parcel means and scale means beside them (missing where an item is)."""
    table = items.copy()
    for name, numbers in SUBSCALES.items():
        table[name] = items[[f"wai{n}" for n in numbers]].sum(axis=1, skipna=False)
    for parcels, scale in ((ENGAGEMENT_PARCELS, "ces"), (SATISFACTION_PARCELS, "csq")):
        for name, numbers in parcels.items():
            table[name] = items[[f"{scale}{n}" for n in numbers]].mean(axis=1, skipna=False).round(3)
    for name, scale, count in (
        ("alliance_mean", "wai", 12),
        ("engagement_mean", "ces", 9),
        ("satisfaction_mean", "csq", 8),
        ("outcome_mean", "out", 4),
    ):
        table[name] = items[[f"{scale}{n}" for n in range(1, count + 1)]].mean(axis=1, skipna=False).round(3)
    return table


def with_gaps(complete: pd.DataFrame, seed: int = SEED, share: float = 0.004) -> pd.DataFrame:
    """The same people with a few answers left out at random, and the scores that then cannot be computed."""
    rng = np.random.default_rng([seed, 2])
    items = complete.loc[:, "wai1":"out4"].astype(float)
    gaps = rng.random(items.shape) < share
    return with_scores(pd.concat([complete[["sex"]], items.mask(gaps).astype("Int64")], axis=1))


def main() -> None:
    """Writes study.csv and study_missing.csv into the folder given, or beside this script."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    complete = simulate()
    complete.to_csv(folder / "study.csv", index=False, lineterminator="\n")
    with_gaps(complete).to_csv(folder / "study_missing.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
