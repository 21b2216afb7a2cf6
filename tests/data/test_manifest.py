"""The whole list of unlucky files: each is held to something, and none costs much time or memory."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from core.data.dataset import Dataset
from core.data.read import read
from core.errors import DataError

TESTS = Path(__file__).parents[1]
FOLDER = TESTS / "bad_inputs"
LISTED = [entry["file"] for entry in json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))]
HELD = {entry["file"] for entry in json.loads((FOLDER / "data_files.json").read_text(encoding="utf-8"))}
MODELS = "".join(
    (TESTS / name).read_text(encoding="utf-8") for name in ("model/test_syntax.py", "test_headless.py")
)
SECONDS, MEGABYTES = 5, 300
MEASURE = """
import pathlib, resource, sys, time
from core.data.read import read
from core.errors import DataError
def processor():
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + child.ru_utime + child.ru_stime
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    content, began = path.read_bytes(), processor()
    try:
        read(path.name, content)
    except DataError:
        pass
    print(path.name, processor() - began)
for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
    print("memory", resource.getrusage(who).ru_maxrss / 1e3)
"""


# A process starts out with the largest memory of the one that started it: a small one stands between.
BETWEEN = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"


def made(file: str) -> bytes | None:
    """Files of the list that are too large to keep, made anew."""
    if file == "size_100k_rows.csv":
        columns = ["sex", "Goal", "Task", "Bond", "engagement", "satisfaction", "outcome"]
        values = np.random.default_rng(1).normal(size=(100_000, 7)).round(3)
        lines = [",".join(columns), *(",".join(map(str, row)) for row in values.tolist())]
        return "\n".join(lines).encode()
    if file == "size_huge_cell.csv":
        return b'a,b\n"' + b"z" * 5_000_000 + b'",1\n'
    if file == "project_huge_depth.json":
        return b"[" * 100_000 + b"]" * 100_000
    return None


def content_of(file: str) -> bytes:
    return made(file) or (FOLDER / file).read_bytes()


@pytest.mark.slow
def test_every_file_of_the_list_is_held_to_something() -> None:
    for file in LISTED:
        stem = Path(file).stem
        if file.startswith("model_"):
            assert stem in MODELS or stem.removeprefix("model_") in MODELS, file
        else:
            assert file in HELD or made(file) is not None, file


@pytest.mark.slow
def test_the_large_files_get_what_they_must_get() -> None:
    data = read("size_100k_rows.csv", content_of("size_100k_rows.csv"))
    assert isinstance(data, Dataset)
    assert data.frame.shape == (100_000, 7)
    for file, code in (("size_huge_cell.csv", "huge_cell"), ("project_huge_depth.json", "json")):
        with pytest.raises(DataError) as fault:
            read(file, content_of(file))
        assert fault.value.code == code


@pytest.mark.slow
def test_no_file_costs_much_time_or_memory(tmp_path: Path) -> None:
    files = [file for file in LISTED if not file.startswith("model_")]
    for file in files:
        (tmp_path / file).write_bytes(content_of(file))
    # Beside them what only a program that unpacks with care survives.
    for name, pack in {
        "gz": gzip.compress,
        "bz2": bz2.compress,
        "xz": partial(lzma.compress, preset=0),
    }.items():
        (tmp_path / f"bomb_{name}.rds").write_bytes(pack(b"X\n" + bytes(250_000_000)))
    command = [sys.executable, "-c", BETWEEN, sys.executable, "-c", MEASURE, str(tmp_path)]
    found = subprocess.run(command, capture_output=True, check=True, cwd=TESTS.parent, text=True)
    lines = [line.rsplit(" ", 1) for line in found.stdout.splitlines()]
    assert len(lines) == len(files) + 5
    for file, cost in lines:
        assert float(cost) < (MEGABYTES if file == "memory" else SECONDS), file
