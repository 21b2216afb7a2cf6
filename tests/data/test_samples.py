"""The data to start with are complete, sourced and as their script makes them."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

from core.data.dataset import Dataset, MatrixDataset
from core.data.samples import FOLDER, SAMPLES, Sample, find_sample, load_sample
from core.model.syntax import parse

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "study_lavaan.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_a_sample_opens_with_its_model_and_nothing_to_remark(sample: Sample) -> None:
    data = load_sample(sample.id)
    assert data.name == sample.title
    assert data.simulated == sample.simulated
    assert data.notices == ()
    rows = parse(sample.model).rows
    latent = {row.lhs for row in rows if row.op == "=~"}
    observed = {name for row in rows for name in (row.lhs, row.rhs)} - latent
    assert observed <= set(data.names)
    assert not latent & set(data.names)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_a_sample_names_its_source_and_licence(sample: Sample) -> None:
    assert sample.source
    assert sample.licence
    assert sample.file in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_a_simulated_sample_says_so_in_its_title_and_its_source() -> None:
    for sample in SAMPLES:
        assert sample.simulated == ("simulated" in sample.title) == ("No participant’s data" in sample.source)


def test_an_unknown_sample_is_an_error() -> None:
    with pytest.raises(KeyError):
        find_sample("none")


def test_the_script_writes_the_files_that_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = str(FOLDER / "simulate_study.py")
    monkeypatch.setattr(sys, "argv", [script, str(tmp_path)])
    runpy.run_path(script, run_name="__main__")
    for file in ("study.csv", "study_missing.csv"):
        assert (tmp_path / file).read_bytes() == (FOLDER / file).read_bytes()


def test_the_study_has_the_published_sample_and_items() -> None:
    data = load_sample("study")
    assert isinstance(data, Dataset)
    assert data.frame["sex"].value_counts().to_dict() == {1: 225, 2: 99}
    for stem, count, top in (("wai", 12, 5), ("ces", 9, 5), ("csq", 8, 4), ("out", 4, 7)):
        items = data.frame[[f"{stem}{n}" for n in range(1, count + 1)]]
        assert set(np.unique(items)) == set(range(1, top + 1))
    goal = data.frame[["wai4", "wai6", "wai8", "wai11"]].sum(axis=1)
    np.testing.assert_array_equal(data.frame["Goal"], goal)


def test_the_study_with_gaps_differs_only_by_its_gaps() -> None:
    whole, gaps = load_sample("study"), load_sample("study_missing")
    assert isinstance(whole, Dataset)
    assert isinstance(gaps, Dataset)
    items = [name for name in whole.names if name[:3] in ("wai", "ces", "csq", "out") and name[3:].isdigit()]
    empty = gaps.frame[items].isna()
    assert empty.to_numpy().sum() == 31
    assert empty.any(axis=1).sum() == 28
    np.testing.assert_array_equal(gaps.frame[items].mask(empty, whole.frame[items]), whole.frame[items])


def test_the_study_shows_the_published_pattern() -> None:
    """By lavaan's answer: outcome partially, satisfaction fully mediated, in a model that fits."""
    normal = GOLDEN["normal"]
    path = {(row["lhs"], row["rhs"]): row for row in normal["params"] if row["op"] == "~"}
    assert normal["npar"] == 32
    assert normal["nobs"] == 324
    assert path["Outcome", "Alliance"]["pvalue"] < 0.01
    assert path["Outcome", "Engagement"]["pvalue"] < 0.001
    assert path["Satisfaction", "Alliance"]["pvalue"] > 0.5
    assert abs(path["Satisfaction", "Alliance"]["std.all"]) < 0.05
    assert path["Satisfaction", "Engagement"]["pvalue"] < 0.001
    assert normal["fit"]["pvalue"] > 0.05
    assert normal["fit"]["cfi"] > 0.97
    assert normal["fit"]["rmsea"] < 0.05


def test_wheaton_is_what_was_printed() -> None:
    data = load_sample("wheaton")
    assert isinstance(data, MatrixDataset)
    assert data.nobs == 932
    sd = np.sqrt(np.diag(data.cov))
    np.testing.assert_allclose(sd, [3.44, 3.06, 3.54, 3.16, 3.10, 21.22])
    printed = [
        0.66,
        0.56,
        0.47,
        0.44,
        0.52,
        0.67,
        -0.36,
        -0.41,
        -0.35,
        -0.37,
        -0.30,
        -0.29,
        -0.29,
        -0.28,
        0.54,
    ]
    np.testing.assert_allclose((data.cov / np.outer(sd, sd))[np.tril_indices(6, -1)], printed)
