"""How an analysis was made is told in words: estimator, missing answers, corrections, intervals, program."""

from __future__ import annotations

from typing import Any

import pytest

from core.analysis import analyse
from core.data.samples import find_sample, load_sample
from core.model.syntax import parse
from core.options import Options
from core.views.method import ESTIMATORS, method_lines
from core.views.report import as_json, as_text

WAYS: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
    ("study", {"likelihood": "amos"}, ("(N − 1) · F, as in AMOS", "N = 324.", "Pathlight", "Simulated data")),
    ("study", {"estimator": "MLR"}, ("Yuan & Bentler", "χ² told is the corrected one", "Brosseau-Liard")),
    ("study", {"group": "sex", "interval": "monte_carlo"}, ("1 (n = 225), 2 (n = 99)", "seed 20240324")),
    ("study_missing", {"missing": "fiml"}, ("every answer counts", "RMSEA are the robust ones (Zhang")),
    ("study_missing", {}, ("left out (listwise)", "N · F, as in lavaan.")),
)


@pytest.mark.parametrize(("sample", "options", "words"), WAYS)
def test_a_report_says_how_it_was_made(sample: str, options: dict[str, Any], words: tuple[str, ...]) -> None:
    found = analyse(load_sample(sample), parse(find_sample(sample).model), Options(**options))
    told = " ".join(method_lines(found))
    assert [word for word in words if word not in told] == []
    about = as_json(found)["about"].values()
    assert all(line in as_text(found) and line in about for line in method_lines(found))


def test_every_estimator_has_its_words() -> None:
    for name in ("ML", "MLM", "MLMV", "MLR", "GLS", "ULS", "ULSM", "ULSMV", "WLS", "DWLS", "WLSM", "WLSMV"):
        assert f"({name}" in ESTIMATORS[name]
