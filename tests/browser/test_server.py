"""A server from its start: what it shows first, what it says of it, and whom it answers."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.driver import open_page, serving


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a server prints to."""
    return tmp_path_factory.mktemp("fresh") / "log.txt"


@pytest.fixture(scope="module")
def fresh(log: Path) -> Iterator[str]:
    """The address of a server that nobody has visited."""
    with serving(log) as address:
        yield address


def test_a_page_opened_by_its_address_first_of_all_is_part_of_the_app_and_draws_no_complaint(
    browser: Browser, fresh: str, log: Path
) -> None:
    page = open_page(browser, f"{fresh}/data")
    links = page.get_by_test_id("stSidebarNavLink")
    expect(links).to_have_count(5)
    for link, name in zip(links.all(), ("Data", "Explore", "Compare", "Results", "About"), strict=True):
        expect(link).to_contain_text(name)
    expect(page.get_by_role("heading", name="Which columns measure what?")).to_be_visible()
    page.get_by_role("link", name="Explore").click()
    page.wait_for_selector(".explorer[data-trust]")
    page.context.close()
    printed = log.read_text(encoding="utf-8").lower()
    assert "127.0.0.1" in printed
    assert not any(word in printed for word in ("warning", "deprecat", "error", "traceback", "network url"))


def test_a_page_of_another_host_cannot_open_the_dashboard(fresh: str) -> None:
    for host, accepted in (("127.0.0.1", True), ("evil.example", False)):
        assert (handshake(fresh, host) == 101) is accepted


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
