"""The headless entry: python -m core fit FILE --model MODEL --options OPTIONS."""

from __future__ import annotations

import argparse
import io
import json
import sys
from dataclasses import replace
from pathlib import Path

from core.analysis import Analysis, analyse, bootstrap_job, can_bootstrap
from core.data.dataset import Data, Dataset
from core.data.read import read
from core.errors import OptionError, PathlightError
from core.inference.bootstrap import run
from core.model.syntax import parse
from core.options import Options, from_lavaan
from core.views.report import as_json, as_text


def main(arguments: list[str] | None = None) -> int:
    """Run one command; exit status 2 where the input or the model cannot be used."""
    given = _arguments().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that has no χ shows a question mark for it.
        sys.stdout.reconfigure(errors="replace")
    piped = given.json or not sys.stdout.isatty()
    try:
        analysis = _fit(given)
    except PathlightError as fault:
        error = {"error": {"code": fault.code, "message": fault.message}}
        print(json.dumps(error) if piped else f"Cannot fit this: {fault.message}")
        return 2
    print(json.dumps(as_json(analysis)) if piped else as_text(analysis))
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m core", description="Fit a model without a screen.")
    commands = parser.add_subparsers(dest="command", required=True)
    fit = commands.add_parser("fit", help="fit one model to one file")
    fit.add_argument("file", type=Path, help="rows (CSV, XLSX) or a covariance matrix")
    fit.add_argument("--model", type=Path, required=True, help="a text file in lavaan syntax")
    fit.add_argument("--options", type=Path, help="a JSON file of options by lavaan's names")
    fit.add_argument("--group", metavar="COLUMN", help="the column whose values are the groups")
    fit.add_argument("--bootstrap", type=int, metavar="N", help="percentile intervals from N draws")
    fit.add_argument("--seed", type=int, metavar="S", help="the seed of the draws")
    fit.add_argument("--json", action="store_true", help="JSON at a terminal too")
    return parser


def _fit(given: argparse.Namespace) -> Analysis:
    options = _options(given)
    data = read(given.file.name, _bytes(given.file))
    table = parse(_text(given.model))
    analysis = analyse(data, table, options)
    if options.se != "bootstrap" or not analysis.estimates.outcome.readable:
        return analysis
    return _bootstrapped(data, analysis)


def _bootstrapped(data: Data, analysis: Analysis) -> Analysis:
    if not isinstance(data, Dataset) or not can_bootstrap(data, analysis.options):
        return analysis
    return analyse(data, analysis.table, analysis.options, run(bootstrap_job(data, analysis)))


def _options(given: argparse.Namespace) -> Options:
    chosen = {}
    if given.options:
        try:
            chosen = json.loads(_text(given.options))
        except (ValueError, RecursionError) as fault:
            raise OptionError(
                "options_json", f"“{given.options.name}” cannot be read as JSON: {fault}."
            ) from fault
    if not isinstance(chosen, dict):
        raise OptionError("options_json", f"“{given.options.name}” must hold one JSON object of options.")
    options = from_lavaan(chosen)
    if given.group is not None:
        options = replace(options, group=given.group)
    if given.bootstrap is not None:
        options = replace(options, se="bootstrap", draws=given.bootstrap)
    if given.seed is not None:
        options = replace(options, seed=given.seed)
    by_draws = options.se == "bootstrap" and options.interval not in ("percentile", "bc", "bca")
    return replace(options, interval="percentile") if by_draws else options


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise PathlightError("file_unreadable", f"“{path.name}” cannot be read: {fault.strerror}.") from fault


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise PathlightError(
            "text_encoding", f"“{path.name}” is not UTF-8 text; save it as UTF-8."
        ) from fault


if __name__ == "__main__":
    raise SystemExit(main())
