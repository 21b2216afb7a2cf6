"""Start Pathlight, or check it, from nothing but Python: `python run.py`, `python run.py test`.

The first run makes an environment in `.venv` and installs the pinned packages; later ones start at once.
Only the standard library is used here, and no syntax that an older Python could not read to be told so.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST_PYTHON = (3, 11)
UV = "uv==0.13.9"
QUICK = "not slow and not browser"
SIDE_BY_SIDE = ("-n", "auto")
USAGE = """\
python run.py [start]   start the dashboard on the study's sample data
python run.py test      run every test, those in a real browser too
python run.py quick     run the tests that take seconds
python run.py check     lint, format and types
python run.py bench     measure against semopy, and against lavaan where R has it
What follows the word is handed on: python run.py start --server.port 8600"""

BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
BROWSER_PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


class SetupError(Exception):
    """Something outside the project is missing; the message says what, and what to do."""


def main(arguments: list[str]) -> int:
    """Do what the first word says and return the exit code of what was run."""
    word, rest = (arguments[0], arguments[1:]) if arguments else ("start", [])
    if word.startswith("-") and word not in ("-h", "--help"):
        word, rest = "start", arguments
    commands = {"start": start, "test": test, "quick": quick, "check": check, "bench": bench}
    if word not in commands:
        print(USAGE)
        return 0 if word in ("-h", "--help", "help") else 2
    try:
        refuse_old_python(sys.version_info[:2])
        return commands[word](rest)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def start(rest: list[str]) -> int:
    """Serve the dashboard until Ctrl-C; Streamlit prints the address."""
    ensure("requirements.txt")
    say("Starting Pathlight; stop it with Ctrl-C.")
    command = [str(PYTHON), "-m", "streamlit", "run", "app.py", *rest]
    if os.name != "nt":
        # The server takes this process over: a signal to it ends the server and leaves nothing behind.
        os.chdir(ROOT)
        os.execv(command[0], command)
    return call(command)


def test(rest: list[str]) -> int:
    """Run the whole test suite, those tests that drive a browser too; or what `rest` names."""
    ensure("requirements-dev.txt")
    ensure_browser()
    if rest:
        return call([str(PYTHON), "-m", "pytest", *rest])
    # A browser that shares the machine with other tests is too slow for what it is to show.
    parts = (["-m", "not browser", *SIDE_BY_SIDE], ["-m", "browser"])
    return call_all([str(PYTHON), "-m", "pytest", *part] for part in parts)


def quick(rest: list[str]) -> int:
    """Run the tests that need neither patience nor a browser."""
    ensure("requirements-dev.txt")
    return call([str(PYTHON), "-m", "pytest", "-m", QUICK, *SIDE_BY_SIDE, *rest])


def check(rest: list[str]) -> int:
    """Run the linter, the formatter and the type checker; the first failure's exit code, after all three."""
    ensure("requirements-dev.txt")
    tools = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"])
    return call_all([str(PYTHON), "-m", *tool, *rest] for tool in tools)


def bench(rest: list[str]) -> int:
    """Print the benchmarks, side by side with other programs."""
    ensure("requirements.txt")
    return call([str(PYTHON), "-m", "benchmarks", *rest])


def refuse_old_python(version: tuple[int, int]) -> None:
    """Raise SetupError where this Python is too old."""
    if version < OLDEST_PYTHON:
        found, needed = (".".join(map(str, v)) for v in (version, OLDEST_PYTHON))
        raise SetupError(
            f"This is Python {found}; Pathlight needs {needed} or later. "
            "Install one from https://www.python.org/downloads/ and start run.py with it."
        )


def ensure(requirements: str) -> None:
    """Make `.venv` hold what `requirements` pins; does nothing where it was done before."""
    stamp = VENV / f"{requirements}.sha256"
    wanted = fingerprint(requirements)
    if works(PYTHON, "pass") and stamp.is_file() and stamp.read_text() == wanted:
        return
    make_environment()
    say(f"Installing what {requirements} pins; the first time takes about a minute …")
    install(requirements)
    stamp.write_text(wanted)


def fingerprint(requirements: str) -> str:
    """One hash over a requirements file and the files that it names with -r."""
    text = (ROOT / requirements).read_text(encoding="utf-8")
    named = [line.split()[1] for line in text.splitlines() if line.startswith("-r ")]
    return hashlib.sha256((text + "".join(map(fingerprint, named))).encode()).hexdigest()


def make_environment() -> None:
    """Make `.venv`, or make it afresh where its Python does not run or is too old."""
    suits = works(PYTHON, f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})")
    # An environment that uv made has no pip.
    if suits and (works(PYTHON, "import pip") or silently([str(PYTHON), "-m", "ensurepip"])):
        return
    say("Making an environment of its own in .venv …")
    try:
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(VENV)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(
            f"The environment in {VENV} could not be made ({error}). "
            "On Debian and Ubuntu, `sudo apt install python3-venv` brings what is missing; "
            "elsewhere, check that this folder may be written to."
        ) from error


def install(requirements: str) -> None:
    """Install by uv, which takes a third of the time, or by pip where uv cannot do it."""
    python, pip = str(PYTHON), [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    uv = [python, "-m", "uv", "pip", "install", "--quiet", "--python", python]
    ready = works(PYTHON, "import uv") or silently([*pip, UV])
    if ready and silently([*uv, "-r", requirements]):
        return
    if call([*pip, "-r", requirements]):
        raise SetupError(
            "The packages could not be installed; the reason stands above. They come from the Python "
            "package index (https://pypi.org), so the first start needs a network; later ones do not."
        )


def find_browser() -> str | None:
    """The path of an installed Chromium, Chrome or Edge, or None."""
    by_name = (shutil.which(name) for name in BROWSER_NAMES)
    by_path = (path for path in BROWSER_PATHS if os.path.isfile(path))
    return next((path for path in (*by_name, *by_path) if path), None)


def ensure_browser() -> None:
    """See that there is a browser for the tests that drive one, playwright's own if need be."""
    if find_browser():
        return
    say("The tests drive a browser and found none; installing Chromium …")
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if os.environ.get("CI") and as_root and shutil.which("apt-get"):
        call(["apt-get", "update", "-qq"])
        call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"])
    if not find_browser() and call([str(PYTHON), "-m", "playwright", "install", "chromium"]):
        raise SetupError(
            "No browser could be installed. Install Chromium or Google Chrome and run this again, "
            "or run `python run.py quick`, which needs none."
        )


def works(python: Path, code: str) -> bool:
    """True where this Python runs `code` without complaint."""
    return python.exists() and silently([str(python), "-c", code])


def silently(command: list[str]) -> bool:
    """True where the command succeeds; what it prints is not shown."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


def call(command: list[str]) -> int:
    """Run a command in the project's folder, in sight, and return its exit code."""
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def call_all(commands: Iterable[list[str]]) -> int:
    """Run all commands one after the other and return the first exit code that is a failure's."""
    codes = [call(command) for command in commands]
    return next((code for code in codes if code), 0)


def say(sentence: str) -> None:
    """Tell the user what happens next, before it does."""
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
