"""The headless entry: python -m core COMMAND FILE --model MODEL --options OPTIONS."""

from __future__ import annotations

import argparse
import io
import json
import sys
from dataclasses import replace
from pathlib import Path

from core.analysis import Analysis, analyse, bootstrap_job, can_bootstrap
from core.asking import (
    METHODS,
    difference_of,
    invariance_of,
    score_of,
    tables_as_json,
    tables_as_text,
    tables_of,
    wald_of_text,
)
from core.data.dataset import Data, Dataset
from core.data.read import read
from core.errors import OptionError, PathlightError
from core.inference.bootstrap import run
from core.model.syntax import parse
from core.options import Options, from_lavaan
from core.views.report import as_json, as_text
from core.views.tables import Table

EXAMPLES = """\
examples:
  python -m core fit data.csv --model model.lav --bootstrap 5000
  python -m core tables data.csv --model model.lav --only reliability htmt
  python -m core difference data.csv --model small.lav --against large.lav
  python -m core wald data.csv --model model.lav --equations "b1 == b2; c == 0"
  python -m core score data.csv --model model.lav --add "visual =~ x9"
  python -m core invariance data.csv --model model.lav --group sex

Every command prints JSON where its output is piped or --json is given. Exit status 2 says that the input or
the model cannot be used, with the reason as the answer.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; exit status 2 where the input or the model cannot be used."""
    given = _arguments().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that has no χ shows a question mark for it.
        sys.stdout.reconfigure(errors="replace")
    piped = given.json or not sys.stdout.isatty()
    try:
        analysis, data = _fit(given)
        tables = None if given.command == "fit" else _answers(given, analysis, data)
    except PathlightError as fault:
        error = {"error": {"code": fault.code, "message": fault.message}}
        print(json.dumps(error) if piped else f"Cannot fit this: {fault.message}")
        return 2
    if tables is None:
        print(json.dumps(as_json(analysis)) if piped else as_text(analysis))
    else:
        print(json.dumps(tables_as_json(tables)) if piped else tables_as_text(tables))
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m core",
        description="Fit a model without a screen, and ask of it what the screen answers.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    shared = _shared()
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("fit", parents=[shared], help="estimates, fit, effects, verdicts and suggestions")
    tables = commands.add_parser("tables", parents=[shared], help="every table of the results, or some")
    tables.add_argument("--only", nargs="+", default=(), metavar="NAME", help="tables by their names")
    test = commands.add_parser("difference", parents=[shared], help="χ² difference test of two nested models")
    test.add_argument("--against", type=Path, required=True, metavar="LARGER", help="the larger model’s text")
    test.add_argument("--method", choices=METHODS, default="default", help="how the difference is corrected")
    claim = commands.add_parser("wald", parents=[shared], help="Wald test of equations among labels")
    claim.add_argument("--equations", required=True, help="such as “a == b; c == 0”")
    score = commands.add_parser("score", parents=[shared], help="score test of additions, or of equalities")
    score.add_argument("--add", default="", help="rows in lavaan syntax; without any, the model’s equalities")
    commands.add_parser("invariance", parents=[shared], help="the ladder of invariance over the groups")
    return parser


def _shared() -> argparse.ArgumentParser:
    """What every command is told."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("file", type=Path, help="rows (CSV, XLSX) or a covariance matrix")
    shared.add_argument("--model", type=Path, required=True, help="a text file in lavaan syntax")
    shared.add_argument("--options", type=Path, help="a JSON file of options by lavaan's names")
    shared.add_argument("--group", metavar="COLUMN", help="the column whose values are the groups")
    shared.add_argument("--bootstrap", type=int, metavar="N", help="percentile intervals from N draws")
    shared.add_argument("--seed", type=int, metavar="S", help="the seed of the draws")
    shared.add_argument("--json", action="store_true", help="JSON at a terminal too")
    return shared


def _answers(given: argparse.Namespace, analysis: Analysis, data: Data) -> tuple[Table, ...]:
    """The tables that answer the question of a command."""
    match given.command:
        case "difference":
            larger = analyse(data, parse(_text(given.against)), analysis.options)
            return difference_of(analysis, larger, data, given.method)
        case "wald":
            return wald_of_text(analysis, given.equations)
        case "score":
            return score_of(analysis, given.add)
        case "invariance":
            return invariance_of(analysis, data)
        case _:
            return tables_of(analysis, data, given.only)


def _fit(given: argparse.Namespace) -> tuple[Analysis, Data]:
    options = _options(given)
    data = read(given.file.name, _bytes(given.file))
    table = parse(_text(given.model))
    analysis = analyse(data, table, options)
    if options.se != "bootstrap" or not analysis.estimates.outcome.readable:
        return analysis, data
    return _bootstrapped(data, analysis), data


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
