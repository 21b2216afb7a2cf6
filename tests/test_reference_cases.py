"""Every reference case gives what lavaan and AMOS give, or is refused where they fail."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from core.analysis import analyse, compare, suggest
from core.data.read import read
from core.data.samples import find_sample, load_sample
from core.errors import DataError, PathlightError
from core.estimation.estimates import Outcome
from core.mediation.verdict import VerdictKind
from core.model.syntax import parse
from core.model.tokens import quote
from core.options import Options
from core.views.report import as_json
from tests import golden_cases as cases

# lavaan stops its optimiser at a relative change of about 1e-6: its digits end near the fifth.
EST, FIT, CHISQ = 5e-4, 1e-3, 1e-3
# Errors inherit that, and lavaan differentiates the standardised ones numerically.
SE = 2e-3
# Quotients of small differences at the estimates.
MODIFICATION = 1e-2
# Two programs with exact answers to the same numbers.
SAME = 1e-9

SOLVED = [
    name
    for name in cases.NAMES
    if cases.expected(name)["converged"] and cases.expected(name)["fit"]["df"] >= 0
]
UNSOLVED = [name for name in cases.NAMES if name not in SOLVED]
WARNED = [name for name in SOLVED if cases.expected(name)["warnings"] and name != "talor_boot"]
REFUSED = {
    "collinear_error": "not_positive_definite",
    "constant_error": "constant",
    "duplicate_error": "not_positive_definite",
}
BOOTSTRAPPED = [name for name in SOLVED if cases.expected(name)["se_type"] == "bootstrap"]


def near(got: float | None, want: float | None, tolerance: float) -> bool:
    """Absolute below 1, relative above; where lavaan has no number there is nothing to hold against."""
    if want is None:
        return True
    return got is not None and abs(got - want) <= tolerance * max(1.0, abs(want))


def rows(name: str) -> list[tuple[dict[str, Any], Any]]:
    ours = cases.by_key(cases.analysis(name))
    return [(row, ours[cases.key(row)]) for row in cases.expected(name)["params"] if cases.key(row) in ours]


@pytest.mark.parametrize("name", SOLVED)
def test_every_parameter_of_lavaan_is_there_and_agrees(name: str) -> None:
    ours = cases.by_key(cases.analysis(name))
    for want in cases.expected(name)["params"]:
        got = ours.get(cases.key(want))
        if got is None:
            # lavaan writes down zeros that ours leaves unsaid, such as the mean of a latent variable.
            assert want["est"] == 0, cases.key(want)
            continue
        assert near(got.est, want["est"], EST), (cases.key(want), got.est, want["est"])
        assert near(got.std_all, want["std.all"], EST), (cases.key(want), got.std_all, want["std.all"])
        assert near(got.std_lv, want["std.lv"], EST), (cases.key(want), got.std_lv, want["std.lv"])


@pytest.mark.parametrize("name", [name for name in SOLVED if name not in BOOTSTRAPPED])
def test_standard_errors_tests_and_intervals_agree(name: str) -> None:
    found = analyse(cases.data(name), cases.table(name), replace(cases.options(name), interval="delta"))
    ours = cases.by_key(found)
    for want, _ in rows(name):
        got = ours[cases.key(want)]
        if not want["se"]:
            assert not got.se
            continue
        assert near(got.se, want["se"], SE), (cases.key(want), got.se, want["se"])
        assert near(got.pvalue, want["pvalue"], SE), (cases.key(want), got.pvalue, want["pvalue"])
        assert near(got.ci_lower, want["ci.lower"], 2 * SE)
        assert near(got.ci_upper, want["ci.upper"], 2 * SE)


@pytest.mark.parametrize("name", [name for name in SOLVED if name not in BOOTSTRAPPED])
def test_standardised_estimates_have_lavaans_standard_errors(name: str) -> None:
    ours = cases.by_key(cases.analysis(name))
    for want in cases.expected(name)["std_all"]:
        got = ours.get(cases.key(want))
        if got is None or not want["se"]:
            continue
        assert near(got.std_se, want["se"], SE), (cases.key(want), got.std_se, want["se"])


@pytest.mark.parametrize("name", SOLVED)
def test_every_fit_measure_that_both_have_agrees(name: str) -> None:
    want, got = cases.expected(name)["fit"], as_json(cases.analysis(name))["fit"]
    assert len([key for key in got if key not in want and got[key] is not None]) <= 1
    for key in got.keys() & want.keys():
        # AMOS prints none of these once means are in the model, and the project follows it.
        if got[key] is None and key in ("gfi", "agfi", "pgfi"):
            continue
        tolerance = CHISQ if "chisq" in key else FIT
        assert near(got[key], want[key], tolerance), (key, got[key], want[key])


@pytest.mark.parametrize("name", SOLVED)
def test_explained_variance_agrees(name: str) -> None:
    found, wanted = cases.analysis(name), cases.expected(name)["r2"]
    each = [wanted[group] for group in found.groups] or [wanted]
    assert list(wanted) == list(found.groups) or not found.groups
    for group, shares in enumerate(each, start=1):
        ours = found.r2_of(group)
        for variable, want in shares.items():
            assert near(ours[variable], want, EST), (variable, ours[variable], want)


@pytest.mark.parametrize("name", [name for name in SOLVED if cases.expected(name).get("mi_top5")])
def test_the_largest_modification_indices_agree(name: str) -> None:
    ours = {
        cases.key({"lhs": i.lhs, "op": i.op, "rhs": i.rhs, "group": i.group}): i
        for i in suggest(cases.analysis(name))
    }
    for want in cases.expected(name)["mi_top5"]:
        got = ours.get(cases.key(want))
        if want["mi"] < 1e-6:
            continue
        assert got is not None, cases.key(want)
        assert near(got.mi, want["mi"], MODIFICATION), (cases.key(want), got.mi, want["mi"])
        assert near(got.epc, want["epc"], MODIFICATION), (cases.key(want), got.epc, want["epc"])


@pytest.mark.slow
@pytest.mark.parametrize("name", UNSOLVED)
def test_what_has_no_answer_is_refused_or_told(name: str) -> None:
    if name in REFUSED:
        with pytest.raises(DataError) as fault:
            cases.analysis(name)
        assert fault.value.code == REFUSED[name]
        return
    found = cases.analysis(name)
    assert not found.estimates.outcome.trustworthy
    assert any(notice.level == "error" for notice in found.notices)
    assert found.estimates.outcome.readable == bool(found.parameters) == (found.fit is not None)
    assert all(verdict.kind is VerdictKind.NO_VERDICT for verdict in found.verdicts)


@pytest.mark.parametrize("name", ["unident_feedback", "unident_two_ind"])
def test_a_model_with_more_parameters_than_moments_shows_no_numbers(name: str) -> None:
    found = cases.analysis(name)
    assert found.estimates.outcome is Outcome.NOT_IDENTIFIED
    assert [notice.code for notice in found.notices if notice.level == "error"] == ["df_negative"]
    assert found.parameters == ()


@pytest.mark.parametrize("name", WARNED)
def test_what_lavaan_warns_of_is_remarked(name: str) -> None:
    assert cases.analysis(name).notices


def test_a_dependency_names_its_variables() -> None:
    with pytest.raises(DataError, match=r"“x1”.*“x3”"):
        cases.analysis("collinear_error")
    with pytest.raises(DataError, match="“x3”"):
        cases.analysis("constant_error")


def test_a_heywood_case_is_shown_and_badged_but_never_hidden() -> None:
    found = cases.analysis("heywood3")
    assert found.estimates.outcome is Outcome.INADMISSIBLE
    negative = [p for p in found.parameters if p.row.op == "~~" and p.est is not None and p.est < 0]
    assert len(negative) == 1
    told = [notice.text for notice in found.notices if notice.code == "negative_variance"]
    assert len(told) == 1
    assert f"“{negative[0].row.lhs}”" in told[0]


def test_original_names_with_spaces_and_persian_letters_give_the_same_numbers() -> None:
    folder = cases.CASES / "names_persian_spaces"
    names = json.loads((folder / "map.json").read_text(encoding="utf-8"))
    text = (folder / "model.lav").read_text(encoding="utf-8")
    for plain, own in names.items():
        text = text.replace(plain, quote(own)) if plain != "sex" else text
    data = read("data_original.csv", (folder / "data_original.csv").read_bytes())
    found = analyse(data, parse(text), Options())
    same = cases.analysis("names_persian_spaces")
    assert [p.est for p in found.parameters] == pytest.approx([p.est for p in same.parameters], rel=SAME)
    assert found.fit is not None
    assert same.fit is not None
    assert found.fit.chisq == pytest.approx(same.fit.chisq, rel=SAME)
    assert {"درگیری مراجع", "Outcome score (%)"} <= {row.lhs for row in found.completed.rows}


# AMOS's labels, and the fields that hold them.
AMOS_FIELDS = {
    "NPAR": "npar", "CMIN": "cmin", "DF": "df", "P": "p", "CMINDF": "cmin_df", "RMR": "rmr", "GFI": "gfi",
    "AGFI": "agfi", "PGFI": "pgfi", "NFI": "nfi", "RFI": "rfi", "IFI": "ifi", "TLI": "tli", "CFI": "cfi",
    "PRATIO": "pratio", "PNFI": "pnfi", "PCFI": "pcfi", "NCP": "ncp", "NCP_LO90": "ncp_lo90",
    "NCP_HI90": "ncp_hi90", "FMIN": "fmin", "F0": "f0", "F0_LO90": "f0_lo90", "F0_HI90": "f0_hi90",
    "RMSEA": "rmsea", "RMSEA_LO90": "rmsea_lo90", "RMSEA_HI90": "rmsea_hi90", "PCLOSE": "pclose",
    "AIC": "aic", "BCC": "bcc", "BIC": "bic", "CAIC": "caic", "ECVI": "ecvi", "ECVI_LO90": "ecvi_lo90",
    "ECVI_HI90": "ecvi_hi90", "MECVI": "mecvi", "HOELTER05": "hoelter05", "HOELTER01": "hoelter01",
}  # fmt: skip


def test_example_6_of_amos_prints_its_page_to_the_digit() -> None:
    want = json.loads((cases.GOLDEN / "amos_wheaton_model_a.json").read_text(encoding="utf-8"))
    sample = find_sample("wheaton")
    found = analyse(load_sample("wheaton"), parse(sample.model), Options(likelihood="amos"))
    page, fit = found.amos, found.fit
    assert page is not None
    assert fit is not None
    for key, field in AMOS_FIELDS.items():
        assert f"{getattr(page.default, field):.3f}" == f"{want[key]:.3f}", key
    # The manual's own print.
    assert f"{page.default.cmin:.3f}" == "71.544"
    assert page.default.df == 6
    assert f"{page.independence.cmin:.3f}" == "2131.790"
    assert page.independence.df == want["DF_indep"]
    assert f"{fit.srmr:.3f}" == f"{want['SRMR_bentler (not in AMOS default output)']:.3f}"


def test_the_nested_models_of_the_study_differ_as_lavaan_says() -> None:
    wanted = json.loads((cases.GOLDEN / "extras.json").read_text(encoding="utf-8"))["paper_LRT"]
    models = [cases.analysis(name) for name in ("paper_partial", "paper_hybrid", "paper_full")]
    for want, restricted, larger in zip(wanted[1:], models[1:], models, strict=False):
        test = compare(restricted, larger)
        assert test is not None
        assert test.chisq == pytest.approx(want["Chisq diff"], abs=CHISQ)
        assert test.df == want["Df diff"]
        assert test.pvalue == pytest.approx(want["Pr(>Chisq)"], abs=1e-5)
    for want, found in zip(wanted, models, strict=True):
        assert found.fit is not None
        assert found.fit.aic == pytest.approx(want["AIC"], rel=1e-6)


def test_a_case_that_cannot_be_read_says_so_as_the_projects_own_error() -> None:
    for name in REFUSED:
        with pytest.raises(PathlightError):
            analyse(cases.data(name), cases.table(name), cases.options(name))
