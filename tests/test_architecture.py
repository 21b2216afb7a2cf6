"""What the design promises about the shape of the code, checked on the code."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = sorted((ROOT / "core").rglob("*.py"))
SHOWN = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_FILE = 320
# From the bottom up; a module imports what stands below it, or in its own package.
LAYERS = (
    ("core.background", "core.errors", "core.few", "core.notices", "core.version"),
    ("core.options", "core.typed_json"),
    ("core.data", "core.model"),
    ("core.estimation",),
    ("core.inference",),
    ("core.mediation", "core.measurement"),
    ("core.analysis",),
    ("core.questions", "core.item_analysis", "core.screen"),
    ("core.comparison", "core.equivalents", "core.hypotheses", "core.invariance", "core.project"),
    ("core.second_opinion", "core.views"),
    ("core.asking",),
    ("core.__main__",),
    ("pages",),
    ("app",),
)
LAYER = {package: height for height, packages in enumerate(LAYERS) for package in packages}


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All of a file's syntax, which is read once."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def package_of(module: str) -> str:
    """The unit that the layers speak of: core.model for core.model.syntax."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "core" else parts[0]


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, within functions too."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def named(path: Path) -> Iterator[str]:
    """Every name and attribute that a file uses."""
    for node in nodes(path):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def importers(package: str) -> list[str]:
    files = [*CORE, *SHOWN, ROOT / "run.py"]
    return [module_name(path) for path in files if any(i.split(".")[0] == package for i in imports(path))]


@pytest.mark.slow
def test_imports_point_downwards() -> None:
    upwards = [
        f"{module_name(path)} imports {wanted}"
        for path in [*CORE, *SHOWN]
        for wanted in imports(path)
        if wanted.split(".")[0] in ("core", "pages", "app")
        if package_of(wanted) != package_of(module_name(path))
        if LAYER[package_of(wanted)] >= LAYER.get(package_of(module_name(path)), -1)
    ]
    assert upwards == []


def test_the_core_does_not_know_streamlit() -> None:
    assert [name for name in importers("streamlit") if name.startswith("core")] == []


def test_only_the_worker_imports_semopy() -> None:
    assert importers("semopy") == ["core.second_opinion.worker"]


@pytest.mark.slow
def test_nothing_of_the_dashboard_loads_semopy_or_what_semopy_brings() -> None:
    modules = [module_name(path) for path in CORE if path.stem not in ("worker", "__main__", "__init__")]
    code = f"import sys, {', '.join(modules)}; print({{'semopy', 'sympy', 'streamlit'}} & set(sys.modules))"
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    assert loaded == "set()"


@pytest.mark.parametrize("package", ["pickle", "marshal", "shelve", "sympy", "joblib", "dill"])
def test_nothing_is_unpickled_and_no_text_becomes_algebra(package: str) -> None:
    assert importers(package) == []


def test_no_text_is_ever_run() -> None:
    calls = {"eval", "exec", "compile", "__import__"}
    found = {
        f"{module_name(path)}: {node.func.id}"
        for path in [*CORE, *SHOWN]
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in calls
    }
    assert found == set()


def test_no_user_text_is_read_as_html() -> None:
    for path in SHOWN:
        assert "unsafe_allow_html" not in path.read_text(encoding="utf-8"), path
    for path in (ROOT / "pages").rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not any(word in text for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(")), (
            path
        )


def test_no_fault_is_swallowed_unnamed() -> None:
    broad = [
        module_name(path)
        for path in [*CORE, *SHOWN]
        for node in nodes(path)
        if isinstance(node, ast.ExceptHandler)
        if node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException")
    ]
    assert broad == []


def test_one_module_alone_touches_the_session_and_its_caches() -> None:
    for word, where in (
        ("session_state", ["pages._state"]),
        ("cache_resource", ["pages._privacy"]),
        ("cache_data", []),
    ):
        assert [module_name(path) for path in SHOWN if word in set(named(path))] == where, word


@pytest.mark.parametrize("path", [*CORE, *SHOWN, *TESTS, ROOT / "run.py"], ids=module_name)
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < LONGEST_FILE


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_dependency_is_pinned_and_explained(name: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("-r"):
            package, _, version = line.partition("==")
            assert version, f"{package} is not pinned"
            assert f"`{package}`" in readme, f"README does not say what {package} is for"


@pytest.mark.slow
def test_no_test_is_skipped_or_expected_to_fail() -> None:
    assert [
        module_name(path) for path in TESTS if {"skip", "skipif", "xfail", "importorskip"} & set(named(path))
    ] == []
