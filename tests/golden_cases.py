"""The reference cases under tests/golden as analyses, each fitted once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from core.analysis import Analysis, analyse
from core.data.dataset import Data
from core.data.read import read
from core.inference.parameters import Parameter
from core.model.partable import ParTable
from core.model.syntax import parse
from core.options import Options, from_lavaan

GOLDEN = Path(__file__).parent / "golden"
CASES = GOLDEN / "cases"
NAMES = tuple(sorted(folder.name for folder in CASES.iterdir()))


@cache
def expected(name: str) -> dict[str, Any]:
    return json.loads((CASES / name / "expected.json").read_text(encoding="utf-8"))


def data_file(name: str) -> Path:
    rows = CASES / name / "data.csv"
    return rows if rows.exists() else CASES / name / "cov.csv"


@cache
def data(name: str) -> Data:
    file = data_file(name)
    return read(file.name, file.read_bytes())


@cache
def table(name: str) -> ParTable:
    return parse((CASES / name / "model.lav").read_text(encoding="utf-8"))


@cache
def options(name: str) -> Options:
    return from_lavaan(json.loads((CASES / name / "opts.json").read_text(encoding="utf-8")))


@cache
def analysis(name: str) -> Analysis:
    return analyse(data(name), table(name), options(name))


def key(row: dict[str, Any]) -> tuple[str, str, str, int]:
    """What a lavaan row is about, with the sides of a covariance in order and a definition by its name."""
    lhs, op, rhs, group = row["lhs"], row["op"], row["rhs"], row.get("group") or 1
    if op == ":=":
        return lhs, op, "", 1
    return (rhs, op, lhs, group) if op == "~~" and rhs < lhs else (lhs, op, rhs, group)


def by_key(found: Analysis) -> dict[tuple[str, str, str, int], Parameter]:
    return {parameter.row.key: parameter for parameter in found.parameters}
