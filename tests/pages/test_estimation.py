"""How a model is estimated, chosen on the page: each choice reaches the numbers."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.picture import html, said

# Each test starts the whole dashboard.
pytestmark = pytest.mark.slow

APP = "../../app.py"


@pytest.fixture
def page() -> AppTest:
    """The page with intervals that need no draws."""
    started = AppTest.from_file(APP, default_timeout=60).run()
    return started.selectbox(key="interval").set_value("delta").run()


def choices(page: AppTest) -> Any:
    return page.session_state["pathlight"].choices


def estimator(page: AppTest) -> Any:
    return next(one for one in page.selectbox if one.label == "Estimator")


def found(page: AppTest) -> Any:
    now = choices(page)
    return page.session_state["pathlight"].results[now.table, now.options]


def test_a_robust_estimator_corrects_the_test(page: AppTest) -> None:
    page.selectbox(key="estimator").set_value("MLR").run()
    assert not page.exception
    assert found(page).fit.chisq_scaled is not None


def test_every_answer_counts_with_fiml(page: AppTest) -> None:
    page.selectbox(key="data").set_value("study_missing").run()
    rows = found(page).moments[0].nobs
    page.selectbox(key="missing").set_value("fiml").run()
    assert not page.exception
    assert found(page).moments[0].nobs > rows


def test_choices_of_columns_end_with_the_data_that_have_them(page: AppTest) -> None:
    page.selectbox(key="group").set_value("sex").run()
    page.multiselect(key="group_equal").set_value(["loadings"]).run()
    page.selectbox(key="estimator").set_value("MLR").run()
    page.selectbox(key="data").set_value("political_democracy").run()
    assert not page.exception
    assert (choices(page).options.group, choices(page).options.group_equal) == (None, ())
    assert choices(page).options.estimator == "MLR"


def test_groups_are_fitted_and_shown_one_at_a_time(page: AppTest) -> None:
    page.selectbox(key="group").set_value("sex").run()
    assert len(found(page).groups) == 2
    assert choices(page).group == 1
    page.segmented_control(key="group_shown").set_value(2).run()
    assert not page.exception
    assert choices(page).group == 2
    page.multiselect(key="group_equal").set_value(["loadings"]).run()
    equal = found(page)
    first, second = (
        next(p.est for p in equal.parameters if p.row.key == ("Alliance", "=~", "Task", group))
        for group in (1, 2)
    )
    assert first == second
    page.selectbox(key="group").set_value("").run()
    assert not found(page).groups
    assert choices(page).group == 1


def test_what_cannot_be_computed_is_said_and_can_be_taken_back(page: AppTest) -> None:
    page.selectbox(key="missing").set_value("fiml").run()
    page.selectbox(key="estimator").set_value("GLS").run()
    assert not page.exception
    assert "GLS" in said(page)
    page.selectbox(key="estimator").set_value("ML").run()
    assert said(page) == ""


def test_ordered_answers_bring_their_estimator_and_go_with_another(page: AppTest) -> None:
    items = [f"wai{i}" for i in (4, 6, 8, 11)]
    page.text_area[0].set_value(f"Goals =~ {' + '.join(items)}")
    page.run()
    page.multiselect(key="ordered").set_value(items).run()
    assert not page.exception
    assert choices(page).options.estimator == "WLSMV"
    assert any(p.row.op == "|" for p in found(page).parameters)
    assert found(page).fit.chisq_scaled is not None
    estimator(page).set_value("ML").run()
    assert choices(page).options.ordered == ()
    assert not page.error


def test_a_late_report_does_not_take_back_an_option_that_something_else_changed(page: AppTest) -> None:
    old = estimator(page)
    report = old._widget_state
    page.multiselect(key="ordered").set_value(["out1"]).run()
    assert estimator(page).key != old.key
    late = page._tree.get_widget_states()
    late.widgets.append(report)
    page._run(late)
    assert choices(page).options.estimator == "WLSMV"


@pytest.mark.slow
def test_gaps_are_filled_in_once_and_every_switch_is_pooled(page: AppTest) -> None:
    page.selectbox(key="data").set_value("study_missing").run()
    page.selectbox(key="interval").set_value("percentile").run()
    page.selectbox(key="missing").set_value("imputed").run()
    assert not page.exception
    options, filled = choices(page).options, found(page)
    assert (options.imputations, filled.pooled) == (20, True)
    # A bootstrap is not pooled, so the intervals come by Monte Carlo.
    assert filled.effects[0].method == "monte_carlo"
    page.number_input(key="imputations").set_value(3).run()
    page.selectbox(key="imputer").set_value("pmm").run()
    assert not page.exception
    assert (found(page).fit.pooled.copies, choices(page).options.imputer) == (3, "pmm")
    assert "3 times by predictive mean matching" in html(page)
