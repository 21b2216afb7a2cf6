"""The way in says in plain words what is missing, and installs only when something changed."""

from __future__ import annotations

import os
import sys
import venv
from pathlib import Path

import pytest

import run


def test_an_old_python_is_told_which_one_is_needed() -> None:
    with pytest.raises(run.SetupError, match=r"This is Python 3\.9; Pathlight needs 3\.11"):
        run.refuse_old_python((3, 9))


def test_this_python_is_new_enough() -> None:
    run.refuse_old_python(sys.version_info[:2])


def test_an_unknown_word_prints_the_words_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["serve"]) == 2
    assert "python run.py test" in capsys.readouterr().out


def test_the_fingerprint_follows_the_files_named_within(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    (tmp_path / "dev.txt").write_text("-r base.txt\npytest==1\n")
    (tmp_path / "base.txt").write_text("numpy==1\n")
    before = run.fingerprint("dev.txt")
    assert run.fingerprint("dev.txt") == before
    (tmp_path / "base.txt").write_text("numpy==2\n")
    assert run.fingerprint("dev.txt") != before


def test_what_is_installed_already_is_not_installed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(run, "VENV", tmp_path)
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(run, "make_environment", lambda: None)
    monkeypatch.setattr(run, "install", asked.append)
    run.ensure("requirements.txt")
    run.ensure("requirements.txt")
    assert asked == ["requirements.txt"]


@pytest.mark.slow
def test_an_environment_without_pip_is_kept_and_given_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(tmp_path / ".venv")
    inside = run.PYTHON.relative_to(run.VENV)
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(run, "PYTHON", tmp_path / ".venv" / inside)
    (tmp_path / ".venv" / "mine").write_text("")
    run.make_environment()
    assert (tmp_path / ".venv" / "mine").exists()
    assert run.works(run.PYTHON, "import pip")


def test_an_environment_whose_python_is_gone_is_made_afresh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[bool, Path]] = []
    monkeypatch.setattr(run, "VENV", tmp_path)
    monkeypatch.setattr(run, "PYTHON", tmp_path / "bin" / "python")
    monkeypatch.setattr(venv.EnvBuilder, "create", lambda self, path: made.append((self.clear, path)))
    run.make_environment()
    assert made == [(True, tmp_path)]


def test_packages_that_cannot_be_had_end_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "silently", lambda command: False)
    monkeypatch.setattr(run, "call", lambda command: 1)
    with pytest.raises(run.SetupError, match="needs a network"):
        run.install("requirements.txt")


def test_without_uv_plain_pip_installs(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(run, "silently", lambda command: False)
    monkeypatch.setattr(run, "call", lambda command: called.append(command) or 0)
    run.install("requirements.txt")
    assert [command[1:3] for command in called] == [["-m", "pip"]]


def test_the_exit_code_of_what_is_run_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ensure", lambda requirements: None)
    monkeypatch.setattr(run, "call", lambda command: 5)
    assert run.main(["quick"]) == 5
    assert run.main(["check"]) == 5


def test_every_test_runs_where_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    for name in ("ensure", "ensure_browser"):
        monkeypatch.setattr(run, name, lambda *given: None)
    monkeypatch.setattr(run, "call", lambda command: asked.append(command[1:]) or len(asked))
    assert run.main(["test"]) == 1
    assert [command[:4] for command in asked] == [
        ["-m", "pytest", "-m", "not browser"],
        ["-m", "pytest", "-m", "browser"],
    ]
    asked.clear()
    assert run.main(["test", "tests/test_run.py"]) == 1
    assert asked == [["-m", "pytest", "tests/test_run.py"]]
