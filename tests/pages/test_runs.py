"""A run that follows close upon another takes nothing from it, and is led nowhere else by it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import ScriptRunContext, add_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType

from pages._runs import NOTED, clear, keep_runs_apart, request_rerun

FULL = RerunData(page_script_hash="results")
STALE = RerunData(page_script_hash="explore", fragment_id="diagram")
OWN = RerunData(page_script_hash="results", fragment_id="table")


@pytest.fixture(autouse=True)
def apart() -> None:
    keep_runs_apart()


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
    assert ForwardMsgQueue.clear is clear


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


def test_a_fragment_that_runs_anew_takes_nothing_away_that_was_not_sent_yet() -> None:
    queue = ForwardMsgQueue()
    first, second = drawn("first"), drawn("second")
    queue.enqueue(first)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["diagram"])
    queue.enqueue(second)
    assert queue.flush() == [first, second]


def test_a_new_run_of_the_whole_page_takes_the_place_of_the_last_one() -> None:
    queue = ForwardMsgQueue()
    queue.enqueue(drawn("first"))
    queue.clear(retain_lifecycle_msgs=True)
    assert queue.is_empty()


def test_where_a_file_may_go_is_told_though_a_run_of_the_whole_page_begins() -> None:
    queue, answer = ForwardMsgQueue(), ForwardMsg()
    answer.file_urls_response.response_id = "project.json"
    queue.enqueue(drawn("first"))
    queue.enqueue(answer)
    queue.clear(retain_lifecycle_msgs=True)
    assert queue.flush() == [answer]
    assert queue.is_empty()


def drawn(text: str) -> ForwardMsg:
    """What draws a text in the fragment's place."""
    message = ForwardMsg()
    message.delta.fragment_id = "diagram"
    message.delta.new_element.text.body = text
    message.metadata.delta_path[:] = [0, 2]
    return message


def in_a_run_of_its_own(act: Callable[[], None]) -> None:
    run = threading.Thread(target=act)
    add_script_run_ctx(run, cast("ScriptRunContext", SimpleNamespace()))
    run.start()
    run.join()
