"""Clinical data stay on this machine: nothing is called outside, and nobody outside is answered."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from tests.browser.driver import wait_ready


def test_no_request_leaves_the_machine(browser: Browser, server: str) -> None:
    page = browser.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
    page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).hostname or ""))
    page.goto(server)
    wait_ready(page)
    page.wait_for_timeout(1500)
    page.close()
    assert hosts - {""} == {"127.0.0.1"}


def test_a_page_of_another_host_cannot_open_the_dashboard(server: str) -> None:
    for host, accepted in (("127.0.0.1", True), ("evil.example", False)):
        assert (handshake(server, host) == 101) is accepted


def test_the_server_starts_without_a_complaint(visit: Callable[..., Page], server_log: Path) -> None:
    visit()
    printed = server_log.read_text(encoding="utf-8").lower()
    assert "127.0.0.1" in printed
    assert not any(word in printed for word in ("warning", "deprecat", "error", "traceback", "network url"))


def handshake(server: str, host: str) -> int:
    """The status that a WebSocket handshake naming this host is answered with."""
    port = urlsplit(server).port
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("GET", "/_stcore/stream", skip_host=True)
    for name, value in (
        ("Host", f"{host}:{port}"),
        ("Origin", f"http://{host}:{port}"),
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="),
        ("Sec-WebSocket-Protocol", "streamlit"),
    ):
        connection.putheader(name, value)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status
