"""What is said of a verdict, of fit and of a change: plain, and never more than the evidence holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.analysis import Analysis, analyse
from core.data.samples import find_sample, load_sample
from core.inference.difference import DifferenceTest
from core.mediation.verdict import Verdict, VerdictKind
from core.model.syntax import parse
from core.options import Options
from core.views.fit_strip import fit_strip
from core.views.sentences import SYMBOLS, card, verdict_sentence
from tests.views.handmade import M, X, Y, effect, path_analysis

OPTIONS = Options(likelihood="amos", interval="delta")
SATISFACTION = ("Satisfaction", "~", "Alliance", 1)


@pytest.fixture(scope="module")
def study() -> Analysis:
    return analyse(load_sample("study"), parse(find_sample("study").model), OPTIONS)


@pytest.fixture(scope="module")
def without_satisfaction(study: Analysis) -> Analysis:
    return analyse(load_sample("study"), study.table.switch(SATISFACTION, False), OPTIONS)


def verdict(kind: VerdictKind, **changes: object) -> Verdict:
    base = path_analysis().verdicts[0]
    return replace(base, kind=kind, **changes)


SENTENCES = {
    VerdictKind.PARTIAL: "Alliance reaches Outcome both through Engagement and directly; "
    "about half (55 %) of the effect goes through Engagement.",
    VerdictKind.INCONSISTENT: "The effects of Alliance on Outcome through Engagement and directly have "
    "opposite signs and partly cancel.",
    VerdictKind.FULL: "Alliance reaches Outcome through Engagement; a direct effect was not detected, "
    "which does not show that it is zero.",
    VerdictKind.DIRECT_ONLY: "Alliance reaches Outcome directly; an effect through Engagement was not "
    "detected, which does not show that it is zero.",
    VerdictKind.NONE: "No effect of Alliance on Outcome was detected through Engagement or directly, "
    "which does not show that it is zero.",
    VerdictKind.NO_VERDICT: "The fit cannot be trusted, so no verdict is given.",
    VerdictKind.FULL_BY_ASSUMPTION: "With its direct path off, Alliance reaches Outcome only through "
    "Engagement; what this assumption costs could not be tested.",
}


@pytest.mark.parametrize("kind", VerdictKind)
def test_every_kind_of_verdict_has_its_plain_sentence(kind: VerdictKind) -> None:
    assert verdict_sentence(verdict(kind), 0.10) == SENTENCES[kind]


@pytest.mark.parametrize("kind", VerdictKind)
def test_every_kind_of_verdict_has_a_card_with_both_words_and_a_rule(kind: VerdictKind) -> None:
    analysis = replace(path_analysis(), verdicts=(verdict(kind),))
    told = card(analysis.verdicts[0], analysis, "standardised")
    assert told.title == f"Outcome: {kind.words}"
    assert told.modern == kind.modern_words
    assert "Zhao" in told.rule
    assert told.trusted == (kind is not VerdictKind.NO_VERDICT)


def test_kinds_are_told_apart_without_colour() -> None:
    assert len(set(SYMBOLS.values())) == len(VerdictKind)


def test_a_negligible_direct_effect_is_said_with_its_bound() -> None:
    told = verdict_sentence(verdict(VerdictKind.FULL, negligible=True), 0.10)
    assert (
        told == "Alliance reaches Outcome through Engagement; the direct effect is negligible (within ±.10)."
    )


@pytest.mark.parametrize(
    ("p", "end"),
    [(0.81, "leaving it out costs no detectable fit."), (0.01, "so this is not supported.")],
)
def test_an_assumption_is_told_with_what_it_costs(p: float, end: str) -> None:
    test = DifferenceTest(4.0, 1, p, 0.0, 2.0)
    told = verdict_sentence(verdict(VerdictKind.FULL_BY_ASSUMPTION, direct=None, test=test), 0.10)
    assert told.endswith(end)


def test_a_share_is_only_told_where_it_means_something() -> None:
    larger = effect(X, Y, "indirect", (M,), 0.9, 0.1)
    told = verdict_sentence(verdict(VerdictKind.PARTIAL, indirect=larger), 0.10)
    assert told == "Alliance reaches Outcome both through Engagement and directly."


def test_a_route_that_is_off_is_given_as_the_reason() -> None:
    off = verdict(VerdictKind.NONE, indirect=None, reason="a path on this route is switched off")
    assert verdict_sentence(off, 0.1).endswith("was detected: a path on this route is switched off.")


def test_the_evidence_names_numbers_intervals_and_how_they_were_made(study: Analysis) -> None:
    told = card(study.verdicts[0], study, "standardised").evidence
    assert told.startswith("through Engagement .32 [.2")
    assert "· direct .24 [" in told
    assert told.endswith("95 % delta method (Sobel, 1982)")


def test_sign_agreement_says_all_only_where_it_is_all() -> None:
    analysis = path_analysis()
    nearly = replace(analysis.verdicts[0], agreement=0.9999)
    assert "same sign in 99.9 % of draws" in card(nearly, analysis, "raw").evidence
    every = replace(analysis.verdicts[0], agreement=1.0)
    assert "same sign in all draws" in card(every, analysis, "raw").evidence


def test_an_outcome_with_two_mediators_is_told_by_route() -> None:
    first = path_analysis().verdicts[0]
    analysis = replace(path_analysis(), verdicts=(first, replace(first, via=("Trust",))))
    titles = [card(v, analysis, "raw").title for v in analysis.verdicts]
    assert titles[1] == "Outcome (Alliance via Trust): partial mediation"


def test_the_fit_strip_names_each_cutoff_and_its_source(study: Analysis) -> None:
    strip = fit_strip(study.fit, None)
    assert [entry.name for entry in strip] == ["χ²(59)", "CFI", "TLI", "RMSEA", "SRMR"]
    assert [entry.value for entry in strip] == ["64.79", ".998", ".997", ".017", ".024"]
    assert all(any(year in entry.help for year in ("1999", "1969")) for entry in strip)
    assert all(entry.mark and entry.word for entry in strip)


def test_the_fit_strip_tells_the_change_since_the_last_switch(
    study: Analysis, without_satisfaction: Analysis
) -> None:
    strip = fit_strip(without_satisfaction.fit, study.fit)
    assert strip[0].change == "+0.22"
    assert strip[1].change == "0"
    assert all(entry.change == "" for entry in fit_strip(study.fit, None))


def test_a_saturated_model_fits_by_construction(study: Analysis) -> None:
    assert study.fit is not None
    (only,) = fit_strip(replace(study.fit, df=0, chisq=0.0), None)
    assert only.note == "fits by construction"
    assert only.grade == "none"


def test_poor_fit_is_called_poor(study: Analysis) -> None:
    assert study.fit is not None
    bad = replace(study.fit, pvalue=0.0, cfi=0.8, tli=0.8, rmsea=0.12, srmr=0.2)
    assert [entry.word for entry in fit_strip(bad, None)] == ["rejected", "poor", "poor", "poor", "poor"]
