"""A server from its start: what it shows first, what it says of it, and whom it answers."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.driver import go_to, open_page, serving, wait_ready

# So long a page must stand that was asked for.
STAYS_MS = 1000
# With the click on a link, sends once more what was sent last before it, right after it.
ECHO = """
const send = WebSocket.prototype.send;
let last, left;
document.addEventListener("click", (event) => { left = event.target.closest("a"); }, true);
WebSocket.prototype.send = function (message) {
  send.call(this, message);
  if (left) for (let i = 0; i < ECHOES; i += 1) send.call(this, last);
  if (left) window.echoed = true;
  left = null;
  last = message;
  window.sent = performance.now();
};
"""


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
    go_to(page, "Explore")
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


@pytest.mark.parametrize("echoes", [1, 3])
def test_what_a_page_still_asks_for_while_it_is_left_changes_nothing(
    browser: Browser, server: str, echoes: int
) -> None:
    context = browser.new_context()
    context.add_init_script(ECHO.replace("ECHOES", str(echoes)))
    page = context.new_page()
    page.goto(server)
    page.get_by_role("switch", name="Path Alliance to Satisfaction").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => performance.now() - window.sent > {STAYS_MS}")
    go_to(page, "Results")
    expect(page.get_by_role("heading", name="Results", exact=True)).to_be_visible()
    wait_ready(page)
    page.wait_for_timeout(STAYS_MS)
    assert page.get_by_role("heading", name="Results", exact=True).is_visible()
    assert page.url == f"{server}/results"
    assert page.evaluate("() => window.echoed")
    context.close()
