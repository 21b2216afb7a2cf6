"""The headless entry: JSON for programs, a page for people, and exit 2 with one sentence for trouble."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.__main__ import main
from tests import golden_cases as cases

ROOT = Path(__file__).parents[1]
BAD = ROOT / "tests" / "bad_inputs"
STUDY = cases.CASES / "paper_hybrid"
# The names by which lavaan's users and the comparison with it know the numbers.
ROW_KEYS = {
    "lhs",
    "op",
    "rhs",
    "group",
    "label",
    "est",
    "se",
    "z",
    "pvalue",
    "ci.lower",
    "ci.upper",
    "std.lv",
    "std.all",
}
FIT_KEYS = """
    chisq df pvalue baseline.chisq baseline.df cfi tli nfi rfi ifi pnfi rmsea rmsea.ci.lower rmsea.ci.upper
    rmsea.pvalue srmr rmr gfi agfi pgfi aic bic logl unrestricted.logl ecvi cn_05 cn_01
"""


def ran(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, dict[str, Any]]:
    status = main(["fit", *(str(argument) for argument in arguments)])
    return status, json.loads(capsys.readouterr().out, parse_constant=_no_constant)


def _no_constant(word: str) -> None:
    raise AssertionError(f"{word} is not JSON")


def test_a_fit_is_one_json_object_by_lavaans_names(capsys: pytest.CaptureFixture[str]) -> None:
    status, got = ran(
        capsys, STUDY / "data.csv", "--model", STUDY / "model.lav", "--options", STUDY / "opts.json"
    )
    assert status == 0
    want = cases.expected("paper_hybrid")
    assert got["converged"] is True
    assert got["npar"] == want["npar"]
    assert got["nobs"] == want["nobs"]
    assert got["fit"].keys() >= set(FIT_KEYS.split())
    assert got["fit"]["chisq"] == pytest.approx(want["fit"]["chisq"], abs=1e-4)
    assert all(row.keys() >= ROW_KEYS for row in got["params"])
    assert {cases.key(row) for row in want["params"]} <= {cases.key(row) for row in got["params"]}
    assert got["r2"].keys() == want["r2"].keys()
    assert got["modindices"][0].keys() >= {"lhs", "op", "rhs", "group", "mi", "epc", "sepc.lv", "sepc.all"}
    assert got["notices"] == []
    assert got["amos"]["default"]["npar"] == want["npar"]
    assert {v["kind"] for v in got["verdicts"]} == {"partial", "full_by_assumption"}
    assert {e["kind"] for e in got["effects"]} >= {"direct", "indirect", "total"}


def test_without_options_lavaans_defaults_hold(capsys: pytest.CaptureFixture[str]) -> None:
    _, got = ran(capsys, cases.CASES / "pd_sem" / "data.csv", "--model", cases.CASES / "pd_sem" / "model.lav")
    assert got["fit"]["chisq"] == pytest.approx(cases.expected("pd_sem")["fit"]["chisq"], abs=1e-4)


@pytest.mark.slow
def test_the_column_of_the_groups_can_be_named_on_the_command_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = cases.CASES / "hs_group_configural"
    given = (folder / "data.csv", "--model", folder / "model.lav")
    _, named = ran(capsys, *given, "--group", "school")
    _, listed = ran(capsys, *given, "--options", folder / "opts.json")
    assert named["groups"] == listed["groups"] == ["Pasteur", "Grant-White"]
    assert named["fit"]["chisq"] == listed["fit"]["chisq"]
    status, refused = ran(capsys, *given, "--group", "scool")
    assert status == 2
    assert refused["error"]["code"] == "group_unknown"


def test_a_covariance_matrix_with_its_size_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    folder = cases.CASES / "wheaton_a"
    status, got = ran(
        capsys, folder / "cov.csv", "--model", folder / "model.lav", "--options", folder / "opts.json"
    )
    assert status == 0
    assert got["nobs"] == 932
    status, got = ran(capsys, folder / "cov.csv", "--model", folder / "model.lav")
    assert status == 2
    assert got["error"]["code"] == "nobs_missing"


@pytest.mark.parametrize("name", ["collinear_error", "constant_error", "duplicate_error"])
def test_data_that_cannot_be_fitted_exit_with_a_sentence(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = cases.CASES / name
    status, got = ran(
        capsys, folder / "data.csv", "--model", folder / "model.lav", "--options", folder / "opts.json"
    )
    assert status == 2
    assert got.keys() == {"error"}
    assert got["error"].keys() == {"code", "message"}
    assert got["error"]["message"].endswith(".")


def test_a_model_that_is_not_identified_is_an_answer_without_numbers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = cases.CASES / "unident_two_ind"
    status, got = ran(
        capsys, folder / "data.csv", "--model", folder / "model.lav", "--options", folder / "opts.json"
    )
    assert status == 0
    assert got["converged"] is False
    assert got["outcome"] == "not_identified"
    assert got["params"] == []
    assert got["fit"] == {}
    assert [notice["code"] for notice in got["notices"]] == ["df_negative"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("{", "options_json"),
        ("[1, 2]", "options_json"),
        ('{"estimator": "PLS"}', "option_word"),
        ('{"colour": 1}', "option_unknown"),
        ('{"level": "high"}', "option_kind"),
        ('{"seed": -1}', "option_range"),
        ("", "options_json"),
        ("[" * 100_000, "options_json"),
        ('{"seed": ' + "9" * 5000 + "}", "options_json"),
    ],
)
def test_options_that_cannot_be_used_are_refused(
    options: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "o.json"
    file.write_text(options)
    status, got = ran(capsys, STUDY / "data.csv", "--model", STUDY / "model.lav", "--options", file)
    assert status == 2
    assert got["error"]["code"] == code


def test_files_that_are_missing_or_no_text_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, got = ran(capsys, tmp_path / "none.csv", "--model", STUDY / "model.lav")
    assert (status, got["error"]["code"]) == (2, "file_unreadable")
    assert "“none.csv”" in got["error"]["message"]
    status, got = ran(capsys, STUDY / "data.csv", "--model", tmp_path)
    assert (status, got["error"]["code"]) == (2, "file_unreadable")
    binary = tmp_path / "m.lav"
    binary.write_bytes(b"y ~ x\xff\xfe\x00")
    status, got = ran(capsys, STUDY / "data.csv", "--model", binary)
    assert (status, got["error"]["code"]) == (2, "text_encoding")


@pytest.mark.slow
def test_a_bootstrap_is_the_same_for_the_same_seed(capsys: pytest.CaptureFixture[str]) -> None:
    def boot(seed: int, draws: int = 300) -> dict[str, Any]:
        arguments = ("--bootstrap", str(draws), "--seed", str(seed))
        status, got = ran(capsys, STUDY / "data.csv", "--model", STUDY / "model.lav", *arguments)
        assert status == 0
        return got

    first, again, other = boot(5), boot(5), boot(6)
    assert first == again
    assert first["effects"] != other["effects"]
    assert {effect["method"] for effect in first["effects"]} == {"percentile"}
    (notice,) = first["notices"]
    assert "300 bootstrap draws (seed 5)" in notice["text"]


def test_options_ask_for_a_bootstrap_as_lavaan_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "o.json"
    file.write_text('{"se": "bootstrap", "bootstrap": 200, "seed": 4}')
    _, got = ran(capsys, STUDY / "data.csv", "--model", STUDY / "model.lav", "--options", file)
    assert "200 bootstrap draws (seed 4)" in got["notices"][0]["text"]
    status, got = ran(capsys, STUDY / "data.csv", "--model", STUDY / "model.lav", "--bootstrap", "0")
    assert (status, got["error"]["code"]) == (2, "option_range")


def test_a_bootstrap_of_a_matrix_says_that_it_needs_rows(capsys: pytest.CaptureFixture[str]) -> None:
    folder = cases.CASES / "wheaton_a"
    given = (folder / "cov.csv", "--model", folder / "model.lav", "--options", folder / "opts.json")
    status, got = ran(capsys, *given, "--bootstrap", "100")
    assert status == 0
    assert "bootstrap_needs_rows" in {notice["code"] for notice in got["notices"]}
    assert {effect["method"] for effect in got["effects"]} == {"monte_carlo"}


class Terminal:
    """Standard output that is a terminal and keeps what is written."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None: ...

    def isatty(self) -> bool:
        return True


def test_a_person_at_a_terminal_reads_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["fit", str(STUDY / "data.csv"), "--model", str(STUDY / "model.lav")]) == 0
    page = terminal.text
    assert "data.csv: N = 324.\nEstimated by maximum likelihood (ML)" in page
    assert "Verdicts: Judged on the intervals" in page
    assert "χ²(7) = 10.837, p = .146" in page
    assert "alliance → engagement → outcome: partial mediation (complementary)" in page
    assert "engagement ~ alliance" in page
    for unwanted in ("None", "nan", "-0.000", "{", "np.float"):
        assert unwanted not in page
    terminal.text = ""
    assert main(["fit", str(STUDY / "data.csv"), "--model", str(BAD / "model_empty.lav")]) == 2
    assert terminal.text.startswith("Cannot fit this: The model has no variables")
    terminal.text = ""
    assert main(["fit", str(STUDY / "data.csv"), "--model", str(STUDY / "model.lav"), "--json"]) == 0
    assert json.loads(terminal.text)["converged"]


@pytest.mark.slow
def test_the_command_runs_as_a_program_on_a_console_that_knows_no_persian(tmp_path: Path) -> None:
    folder = cases.CASES / "names_persian_spaces"
    model = tmp_path / "model.lav"
    model.write_text("`درگیری مراجع` ~ `هدف درمان`\n`Outcome score (%)` ~ `درگیری مراجع`", encoding="utf-8")
    command = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "core",
        "fit",
        str(folder / "data_original.csv"),
        "--model",
        str(model),
    ]
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    got = json.loads(done.stdout)
    assert got["params"][0]["lhs"] == "درگیری مراجع"


# What a hostile or unlucky model file gets: exit status, outcome or code of the fault, and words it must say.
MODELS = [
    ("model_10k_lines.lav", 2, "model_long", ["limit"]),
    ("model_all_labelled.lav", 0, "inadmissible", []),
    ("model_code_constraint.lav", 2, "semopy_command", ["line 2", "not available"]),
    ("model_crlf_bom.lav", 0, "converged", []),
    ("model_cycle.lav", 0, "not_identified", ["loop", "“engagement”", "“outcome”", "df = -1"]),
    ("model_deep_parens.lav", 2, "expression_long", ["limit"]),
    ("model_dup_path.lav", 2, "duplicate_row", ["line 2", "first on line 1"]),
    ("model_empty.lav", 2, "model_empty", ["no variables"]),
    ("model_hyphen.lav", 2, "unknown_variable", ["“WAI-SR”"]),
    ("model_ind_two_latents_all.lav", 0, "not_identified", ["10 free parameters", "only 6"]),
    ("model_latent_one.lav", 0, "converged", ["“Goal” alone", "free of error", "Goal ~~"]),
    ("model_latent_two.lav", 0, "not_identified", ["df = -1"]),
    ("model_neg_df.lav", 0, "not_identified", ["df = -2"]),
    ("model_semicolon.lav", 0, "converged", []),
    ("model_unicode_tilde.lav", 0, "converged", []),
    ("model_unknown_var.lav", 2, "unknown_variable", ["“Nope”"]),
    ("model_word_quotes.lav", 2, "curly_quote", ["straight quote"]),
]


def test_every_hostile_model_file_is_on_the_list() -> None:
    assert [name for name, *_ in MODELS] == sorted(file.name for file in BAD.glob("model_*.lav"))


@pytest.mark.parametrize(("name", "status", "code", "words"), MODELS, ids=[name for name, *_ in MODELS])
def test_a_hostile_model_file_gets_what_it_must(
    name: str, status: int, code: str, words: list[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    got_status, got = ran(capsys, STUDY / "data.csv", "--model", BAD / name)
    assert got_status == status
    assert (got["error"]["code"] if status else got["outcome"]) == code
    told = got["error"]["message"] if status else " ".join(notice["text"] for notice in got["notices"])
    for word in words:
        assert word in told
    assert list(tmp_path.iterdir()) == []
