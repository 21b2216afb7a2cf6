"""What a run draws is sent in one piece where it is short, and in few where it is long."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import cast

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from pages import _sending
from pages._sending import flush_browser_queue, send_in_pieces

RUNNING, AT_REST = AppSessionState.APP_IS_RUNNING, AppSessionState.APP_NOT_RUNNING


class Visit(SimpleNamespace):
    """As much of a session as sending looks at, and how often it was called to send."""

    def __init__(self, state: AppSessionState) -> None:
        super().__init__(_state=state, _browser_queue=ForwardMsgQueue(), called=0)

    def _message_enqueued_callback(self) -> None:
        self.called += 1

    def draw(self, text: str) -> ForwardMsg:
        message = ForwardMsg()
        message.delta.new_element.text.body = text
        message.metadata.delta_path[:] = [0, len(self._browser_queue)]
        self._browser_queue.enqueue(message)
        return message

    def sent(self) -> list[ForwardMsg]:
        return flush_browser_queue(cast("AppSession", self))


def test_what_a_short_run_draws_is_sent_together_with_its_end() -> None:
    async def visit() -> None:
        one = Visit(RUNNING)
        first = one.draw("first")
        assert one.sent() == []
        second = one.draw("second")
        assert one.sent() == []
        one._state = AT_REST
        assert one.sent() == [first, second]
        assert one.sent() == []

    asyncio.run(visit())


def test_a_long_run_is_called_to_send_what_it_has_drawn_and_then_gathers_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_sending, "PIECE_SECONDS", 0.02)

    async def visit() -> None:
        one = Visit(RUNNING)
        first = one.draw("first")
        assert one.sent() == []
        await asyncio.sleep(0.04)
        assert one.called == 1
        assert one.sent() == [first]
        second = one.draw("second")
        assert one.sent() == []
        await asyncio.sleep(0.04)
        assert one.called == 2
        assert one.sent() == [second]

    asyncio.run(visit())


def test_a_run_that_begins_after_another_has_its_own_time() -> None:
    async def visit() -> None:
        one = Visit(RUNNING)
        one.draw("first")
        one.sent()
        one._state = AT_REST
        one.sent()
        one._state = RUNNING
        one.draw("second")
        assert one.sent() == []

    asyncio.run(visit())


def test_what_no_run_drew_is_sent_at_once() -> None:
    one = Visit(AT_REST)
    answer = one.draw("answer")
    assert one.sent() == [answer]


def test_streamlit_sends_where_it_is_held_back() -> None:
    send_in_pieces()
    assert AppSession.flush_browser_queue is flush_browser_queue
    names = AppSession.__init__.__code__.co_names
    assert {"_state", "_browser_queue", "_message_enqueued_callback"} <= set(names)
