"""Scripts for other programs: they hold the very model, and lavaan's and semopy's give our numbers."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.analysis import Analysis, analyse
from core.data.kept import rows_of
from core.data.samples import find_sample, load_sample
from core.errors import ModelError
from core.model.mediation import without_direct
from core.model.syntax import parse
from core.options import Options
from core.views.code import CODES, amos_code, lavaan_code, mplus_code, semopy_code
from tests.made import analysed

# lavaan stops its search earlier than we do.
CLOSE = 1e-3
RSCRIPT = shutil.which("Rscript")


def of_sample(sample: str, **options: object) -> Analysis:
    table = parse(find_sample(sample).model)
    chosen = without_direct(table, ("Satisfaction",)) if sample == "study" else table
    return analyse(load_sample(sample), chosen, Options(**options))  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sample", "options"),
    [
        ("study", {}),
        ("study", {"likelihood": "wishart", "std_lv": True}),
        ("study", {"estimator": "MLR"}),
        ("study_missing", {"missing": "fiml"}),
        ("political_democracy", {}),
        ("pmi", {"meanstructure": True}),
    ],
)
def test_lavaan_gives_our_numbers_from_its_script(sample: str, options: dict, tmp_path: Path) -> None:
    found = of_sample(sample, **options)
    script = lavaan_code(found) + '\ncat("FOUND", fitmeasures(fit, c("chisq", "df", "npar")))\n'
    (tmp_path / "data.csv").write_bytes(rows_of(load_sample(sample)))
    (tmp_path / "model.R").write_text(script, encoding="utf-8")
    # Where R is not installed there is nothing to hold the script against.
    if RSCRIPT is not None:
        run = subprocess.run(
            [RSCRIPT, "model.R"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True
        )
        chisq, df, npar = (float(x) for x in run.stdout.split("FOUND")[1].split())
        assert chisq == pytest.approx(found.fit.chisq, abs=CLOSE)
        assert (df, npar) == (found.fit.df, found.fit.npar)


@pytest.mark.slow
def test_semopy_gives_our_discrepancy_from_its_script(tmp_path: Path) -> None:
    found = of_sample("study")
    script = semopy_code(found) + 'print("FOUND", model.last_result.fun, len(model.param_vals))\n'
    (tmp_path / "data.csv").write_bytes(rows_of(load_sample("study")))
    (tmp_path / "model.py").write_text(script, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "model.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True
    )
    fmin, npar = run.stdout.split("FOUND")[1].split()
    assert float(fmin) == pytest.approx(found.fit.chisq / found.fit.ntotal, abs=CLOSE)
    assert int(npar) == found.fit.npar


def test_a_path_that_is_off_is_zero_in_every_program() -> None:
    found = of_sample("study")
    assert "Satisfaction ~ 0*Alliance" in lavaan_code(found)
    assert "Satisfaction ~ 0*Alliance" in semopy_code(found)
    assert "Satisfac ON Alliance@0;" in mplus_code(found)
    assert 'Sem.Path("Satisfaction", "Alliance", 0)' in amos_code(found)


def test_labels_and_computed_effects_go_along_to_mplus() -> None:
    text = mplus_code(analysed("m1 ~ a*x1\nx2 ~ b*m1 + x1\nmediated_effect := a*b^2"))
    assert "m1 ON x1* (a);" in text
    assert "NEW(mediated);" in text
    assert "mediated = a*b**2;" in text


def test_amos_gets_an_error_for_everything_that_is_caused() -> None:
    text = amos_code(of_sample("study"))
    assert text.count('", 1)') >= 13 + 3
    assert 'Sem.Var("Alliance")' in text
    assert 'Sem.Cov("e_Outcome", "e_Satisfaction")' in text


def test_names_stay_apart_when_they_are_cut() -> None:
    text = mplus_code(analysed("engagement_one =~ x1 + x2 + x3\nengagement_two =~ m1 + m2 + m3"))
    assert "engageme BY x2*;" in text
    assert "engagem2 BY m2*;" in text


@pytest.mark.parametrize("options", [{"meanstructure": True}, {"estimator": "MLR"}])
@pytest.mark.parametrize("code", [semopy_code, mplus_code, amos_code])
def test_what_cannot_be_written_faithfully_is_refused(code, options) -> None:
    with pytest.raises(ModelError, match="lavaan"):
        code(analysed("m1 ~ x1\nx2 ~ m1", **options))


@pytest.mark.parametrize("code", [make for make, _ in CODES.values()])
def test_names_that_would_break_out_of_a_script_are_refused(code) -> None:
    with pytest.raises(ModelError, match="Rename"):
        code(analysed("`it's; x` =~ x1 + x2 + x3"))
