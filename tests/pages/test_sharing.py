"""Links and projects on screen: what is opened replaces the model, what is wrong changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.model.link import to_link
from core.model.syntax import parse

# Each test starts the whole dashboard.
pytestmark = pytest.mark.slow

APP = "../../app.py"


def visit(**params: str) -> AppTest:
    page = AppTest.from_file(APP, default_timeout=60)
    for name, value in params.items():
        page.query_params[name] = value
    return page.run()


def store(page: AppTest) -> Any:
    return page.session_state["pathlight"]


def test_a_link_puts_its_model_on_screen() -> None:
    table = parse("eng1 ~ Goal\nsat1 ~ eng1 + Goal")
    page = visit(m=to_link(table))
    assert not page.exception
    assert store(page).choices.table == table
    page.run()
    assert store(page).choices.table == table


def test_a_link_names_the_sample_that_its_model_is_of() -> None:
    page = visit(m=to_link(parse("reaction ~ pmi + cond\npmi ~ cond")), d="pmi")
    assert not page.exception
    assert store(page).choices.sample == "pmi"
    assert store(page).choices.table == parse("reaction ~ pmi + cond\npmi ~ cond")


def test_a_broken_link_is_told_and_leaves_what_was_on_screen() -> None:
    plain, broken = visit(), visit(m="1zzzz", d="nothing")
    assert not broken.exception
    assert "link" in broken.error[0].value
    assert store(broken).choices.table == store(plain).choices.table


def test_a_link_whose_model_does_not_fit_its_sample_leaves_the_data_on_screen() -> None:
    plain, broken = visit(), visit(m=to_link(parse("nobody ~ nothing")), d="pmi")
    assert "nobody" in broken.error[0].value
    assert store(broken).choices.sample == store(plain).choices.sample != "pmi"
    assert store(broken).choices.table == store(plain).choices.table


def test_a_link_to_columns_that_are_not_there_is_told() -> None:
    page = visit(m=to_link(parse("nobody ~ nothing")))
    assert page.error
    assert store(page).choices.table != parse("nobody ~ nothing")
