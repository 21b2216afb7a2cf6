"""What keeps a visitor's data off the disk, out of the log, and here no longer than the visit."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from functools import cache
from typing import Any

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.session_manager import SessionClient

# Of the time for which Streamlit keeps a visit whose tab has gone: later it could not be ended any more.
PATIENCE = 0.5
# A visit that has ended is folded up so many seconds later; what still computed for it ends after that.
FOLDED, ENDED = 2.0, 30.0
_timers: dict[float, threading.Timer] = {}


@cache
def keep_private() -> None:
    """Keep uploads in memory and values out of the log, from now on and for all visits."""
    # The server ends an upload that is too large while it arrives, so memory has a limit without this one.
    MultiPartParser.spool_max_size = sys.maxsize
    logging.setLogRecordFactory(record_without_values)


def record_without_values(*given: Any, **named: Any) -> logging.LogRecord:
    """A record of the log that tells which fault came up where, without its message: that may hold a cell."""
    record = logging.LogRecord(*given, **named)
    if record.exc_info and record.exc_info[1] is not None:
        record.exc_text = "\n".join(_places(record.exc_info[1]))
        record.exc_info = None
    if isinstance(record.args, tuple):
        record.args = tuple(_kind(a) if isinstance(a, BaseException) else a for a in record.args)
    if isinstance(record.msg, BaseException):
        record.msg = _kind(record.msg)
    return record


def _places(fault: BaseException) -> Iterator[str]:
    """The lines of code that a fault came through, and those of the fault that it came from."""
    before = fault.__cause__ or fault.__context__
    if before is not None:
        yield from _places(before)
    yield from (line.rstrip() for line in traceback.format_tb(fault.__traceback__))
    yield _kind(fault)


def _kind(fault: BaseException) -> str:
    return type(fault).__name__


def _end_later(session: str) -> None:
    """End a visit whose tab has gone and stays away; a tab that lost its connection comes back before.

    Streamlit itself forgets a visit only when there is another one, which may be never.
    """
    patience = PATIENCE * float(st.get_option("server.disconnectedSessionTTL"))
    asyncio.get_running_loop().call_later(patience, _end, session)


def _end(session: str) -> None:
    server = runtime.get_instance()
    if not server.is_active_session(session):
        server.close_session(session)
        # The server's loop holds the visit that it served last, until there is another that says something.
        nobody = server.connect_session(_Nobody(), {})
        server.handle_backmsg(nobody, BackMsg(set_run_on_save=False))
        asyncio.get_running_loop().call_later(FOLDED / 2, server.close_session, nobody)
        collect_after(FOLDED)
        collect_after(ENDED)


@st.cache_resource(scope="session", show_spinner=False, on_release=_end_later)
def attend() -> str:
    """The session of this visit, which is released when its tab goes: app.py asks for it on each run."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


class _Nobody(SessionClient):
    """A visitor who is shown nothing."""

    def write_forward_msg(self, msg: object) -> None:
        pass


def collect_after(seconds: float) -> None:
    """Free what a visit leaves behind, or what other data took the place of, on a server at rest too.

    A collection holds up every answer, so one that is due already comes later instead of twice.
    """
    if due := _timers.get(seconds):
        due.cancel()
    timer = _timers[seconds] = threading.Timer(seconds, _collect)
    timer.daemon = True
    timer.start()


def _collect() -> None:
    """Collect all garbage, the visits that began before app.py froze what its imports left included."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
