"""A page that is being left changes nothing of the one that was asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import ScriptRunContext, add_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType

from pages._turning import NOTED, keep_pages_apart, request_rerun

FULL = RerunData(page_script_hash="results")
STALE = RerunData(page_script_hash="explore", fragment_id="diagram")
OWN = RerunData(page_script_hash="results", fragment_id="table")


@pytest.fixture(autouse=True)
def apart() -> None:
    keep_pages_apart()


def test_an_earlier_run_does_not_lead_a_later_one_back() -> None:
    pages = PagesManager("app.py")
    found = []

    def later() -> None:
        pages.set_script_intent("results", "")
        pages.set_current_page_script_hash("results")
        in_a_run_of_its_own(earlier)
        found.extend([pages.intended_page_script_hash, pages.current_page_script_hash])

    def earlier() -> None:
        pages.set_script_intent("explore", "")
        pages.set_current_page_script_hash("explore")

    in_a_run_of_its_own(later)
    assert found == ["results", "results"]


def test_who_is_no_run_finds_the_last_page_and_so_does_a_run_at_its_beginning() -> None:
    pages = PagesManager("app.py")
    pages.set_current_page_script_hash("explore")
    in_a_run_of_its_own(lambda: pages.set_current_page_script_hash("results"))
    assert pages.current_page_script_hash == "results"
    found = []
    in_a_run_of_its_own(lambda: found.append(pages.current_page_script_hash))
    assert found == ["results"]


def test_streamlit_notes_its_pages_where_they_are_kept_apart() -> None:
    assert set(NOTED) <= set(vars(PagesManager("app.py")))
    assert ScriptRequests.request_rerun is request_rerun


def test_a_request_of_the_page_that_is_left_does_not_take_the_place_of_the_click() -> None:
    requests = ScriptRequests()
    requests.request_rerun(FULL)
    assert requests.request_rerun(STALE)
    assert requests.on_scriptrunner_ready().rerun_data == FULL
    assert requests.request_rerun(STALE)
    assert requests.on_scriptrunner_ready().type is ScriptRequestType.STOP


def test_a_request_of_the_page_itself_is_answered() -> None:
    requests = ScriptRequests()
    requests.request_rerun(FULL)
    requests.on_scriptrunner_ready()
    assert requests.request_rerun(OWN)
    assert requests.on_scriptrunner_ready().rerun_data.fragment_id_queue == ["table"]


def test_a_click_follows_whatever_was_asked_for_before() -> None:
    requests = ScriptRequests()
    requests.request_rerun(STALE)
    requests.request_rerun(FULL)
    wanted = requests.on_scriptrunner_ready().rerun_data
    assert (wanted.page_script_hash, wanted.fragment_id_queue) == ("results", [])


def in_a_run_of_its_own(act: Callable[[], None]) -> None:
    run = threading.Thread(target=act)
    add_script_run_ctx(run, cast("ScriptRunContext", SimpleNamespace()))
    run.start()
    run.join()
