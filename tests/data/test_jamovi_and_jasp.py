"""Files of jamovi and JASP: numbers, words and levels arrive, and what their programs count as missing is."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.foreign import client
from tests.data.containers import MISSING, jasp, omv
from tests.data.test_foreign import codes, in_this_process, load, variable


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read matters here, not the process in which it is read."""
    monkeypatch.setattr(client, "ask", in_this_process)


def test_a_jamovi_file_is_read_with_levels_text_and_rules() -> None:
    fields = [
        {"name": "who", "dataType": "Text", "measureType": "ID", "type": "string"},
        {
            "name": "x",
            "dataType": "Decimal",
            "measureType": "Continuous",
            "type": "number",
            "description": "X!",
        },
        {"name": "g", "dataType": "Text", "measureType": "Nominal", "type": "integer"},
        {"name": "o", "dataType": "Text", "measureType": "Ordinal", "type": "integer"},
        {
            "name": "i",
            "dataType": "Integer",
            "measureType": "Nominal",
            "type": "integer",
            "missingValues": ["== 9"],
        },
        {"name": "F", "dataType": "Integer", "type": "integer", "columnType": "Filter", "active": True},
    ]
    cells = [[0, 3, MISSING], [0.5, float("nan"), 2], [1, 0, MISSING], [0, 1, 1], [9, 1, 2], [1, 0, 1]]
    levels = {
        "g": [[0, "men", "m"], [1, "women", "w"]],
        "o": [[0, "low"], [1, "high"]],
        "i": [[1, "one"], [2, "2"]],
    }
    data = load(omv(fields, cells, levels, "é\0bc\0".encode()), "x.omv")
    assert list(data.frame["who"].fillna("")) == ["é", "bc", ""]
    np.testing.assert_array_equal(data.frame["x"], [0.5, np.nan, 2])
    assert list(data.frame["g"].fillna("")) == ["women", "men", ""]
    np.testing.assert_array_equal(data.frame["o"], [1, 2, 2])
    np.testing.assert_array_equal(data.frame["i"], [np.nan, 1, 2])
    assert variable(data, "x").label == "X!"
    assert variable(data, "o").value_labels == ((1.0, "low"), (2.0, "high"))
    assert variable(data, "i").value_labels == ((1.0, "one"),)
    assert {"filter", "ordered_words", "declared_missing"} <= set(codes(data))
    assert "F" not in data.frame


def test_a_word_that_jamovi_counts_as_missing_is_missing() -> None:
    fields = [
        {"name": "x", "measureType": "Continuous", "type": "number"},
        {
            "name": "g",
            "dataType": "Text",
            "measureType": "Nominal",
            "type": "integer",
            "missingValues": ["== 'none'"],
        },
    ]
    data = load(omv(fields, [[1.0, 2.5], [0, 1]], {"g": [[0, "none"], [1, "b"]]}))
    assert list(data.frame["g"].fillna("")) == ["", "b"]


def test_a_jasp_file_is_read_from_its_database() -> None:
    columns = [("x", "X title", "scale"), ("g", "g", "nominal"), ("i", "i", "nominal"), ("o", "o", "ordinal")]
    cells = [
        [(1.5, -1), ("nan", -1), (3.25, -1)],
        [("nan", 1), ("nan", 2), ("nan", MISSING)],
        [(1.0, 5), (2.0, -1), ("nan", -1)],
        [("nan", 2), ("nan", 1), ("nan", 2)],
    ]
    labels = [
        (2, 1, "men", '"m"\n'),
        (2, 2, "women", '"w"\n'),
        (3, 5, "one", "1\n"),
        (4, 1, "low", '"low"'),
        (4, 2, "high", '"high"'),
    ]
    data = load(jasp(columns, cells, labels), "x.jasp")
    np.testing.assert_array_equal(data.frame["x"], [1.5, np.nan, 3.25])
    assert list(data.frame["g"].fillna("")) == ["men", "women", ""]
    np.testing.assert_array_equal(data.frame["i"], [1, 2, np.nan])
    assert variable(data, "i").value_labels == ((1.0, "one"),)
    np.testing.assert_array_equal(data.frame["o"], [2, 1, 2])
    assert variable(data, "o").value_labels == ((1.0, "low"), (2.0, "high"))
    assert variable(data, "x").label == "X title"


def test_what_a_jasp_file_counts_as_empty_is_missing_and_its_filter_is_told() -> None:
    columns = [("x", "x", "scale"), ("y", "y", "scale"), ("g", "g", "nominal")]
    cells = [
        [(1.0, -1), (99.0, -1), (3.0, -1)],
        [(99.0, -1), (5.0, -1), (-1.0, -1)],
        [(None, 1), (None, 2), (None, 1)],
    ]
    labels = [(3, 1, "left", '"left"'), (3, 2, "unclear", '"unclear"')]
    empty = {
        0: '{"custom": true, "strings": ["", "99", "unclear", "NaN"]}',
        1: '{"custom": false, "strings": []}',
        2: '{"custom": true, "strings": ["-1"]}',
    }
    data = load(jasp(columns, cells, labels, empty, hidden=[2]), "x.jasp")
    np.testing.assert_array_equal(data.frame["x"], [1, np.nan, 3])
    np.testing.assert_array_equal(data.frame["y"], [99, 5, np.nan])
    assert list(data.frame["g"].fillna("")) == ["left", "", "left"]
    assert variable(data, "x").missing_codes == (99.0,)
    assert "hides 1 row;" in " ".join(notice.text for notice in data.notices)
    earlier = {0: '{"workspaceEmptyValues": ["3"], "emptyValuesPerColumn": {"y": ["5"]}}'}
    data = load(jasp(columns, cells, labels, earlier))
    np.testing.assert_array_equal(data.frame["x"], [1, 99, np.nan])
    np.testing.assert_array_equal(data.frame["y"], [99, np.nan, -1])


def test_an_older_jasp_file_is_read_too() -> None:
    fields = [
        {"name": "x", "measureType": "Continuous", "type": "number"},
        {"name": "t", "measureType": "Nominal Text", "type": "integer"},
        {"name": "n", "measureType": "Ordinal", "type": "integer"},
    ]
    data = load(omv(fields, [[1.0, 2.5], [1, 2], [3, MISSING]], {"t": [[1, "a", True], [2, "b", True]]}))
    assert list(data.frame["t"]) == ["a", "b"]
    np.testing.assert_array_equal(data.frame["n"], [3, np.nan])
