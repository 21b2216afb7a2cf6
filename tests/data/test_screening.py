"""Identifiers and missing codes are pointed out, and ordinary columns are left alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.data.identifiers import identifier_reason
from core.data.screening import candidate_codes


@pytest.mark.parametrize("name", ["id", "ID", "clientId", "e-mail", "phone_1", "Client", "Name", "شناسه"])
def test_a_telling_name_is_an_identifier(name: str) -> None:
    assert identifier_reason(name, "numeric", pd.Series([1.0, 1.0])) != ""


@pytest.mark.parametrize("name", ["client_engagement", "identity", "Goal", "wai1", "sex", "age", "video"])
def test_an_ordinary_name_is_none(name: str) -> None:
    assert identifier_reason(name, "numeric", pd.Series([1.0, 2.0, 2.0] * 10)) == ""


def test_counted_rows_and_all_different_words_are_identifiers() -> None:
    shuffled = np.random.default_rng(1).permutation(50).astype(float)
    assert "counts" in identifier_reason("v", "numeric", pd.Series(shuffled))
    assert identifier_reason("v", "numeric", pd.Series(shuffled * 1.5)) == ""
    assert "equal" in identifier_reason("v", "text", pd.Series([f"p{chr(97 + i)}" for i in range(20)]))


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([1, 2, 3, 4, 5, 99, 99], [99]),
        ([1, 2, 3, 4, 5, 9, 9], [9]),
        ([1, 2, 3, 4, 5, 8, 9, 9], [8, 9]),
        ([1, 2, 3, -999, 4, -999, -998], [-999, -998]),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9], []),
        ([95, 96, 97, 98, 99], []),
        ([20, 45, 60, 70, 77], []),
        ([99, 99, 1], []),
    ],
)
def test_a_missing_code_is_far_from_all_that_was_measured(values: list[float], found: list[float]) -> None:
    codes = [code for code, _ in candidate_codes(np.array(values, dtype=float))]
    assert sorted(codes) == sorted(found)
