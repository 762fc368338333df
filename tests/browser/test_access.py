"""Another site's page tries to get in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import CHROMIUM_FLAGS, find_chromium
from tests.browser.server import Server

INTRUDER = """<!DOCTYPE html><title>trying</title><p>Intruder</p><iframe src="{url}"></iframe>
<script>
  const socket = new WebSocket("{stream}");
  socket.onopen = () => document.title = "got in";
  socket.onerror = () => document.title = "refused";
</script>"""


@contextmanager
def other_site(folder: Path) -> Iterator[str]:
    """Serve a folder on another port of this computer."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://localhost:{site.server_port}"
        site.shutdown()


def test_a_page_on_another_port_opens_no_stream_and_frames_nothing(
    server: Server, browser: Browser, tmp_path: Path
) -> None:
    stream = server.url.replace("http", "ws") + "/_stcore/stream"
    (tmp_path / "index.html").write_text(INTRUDER.format(url=server.url, stream=stream))
    with other_site(tmp_path) as url:
        page = browser.new_page()
        page.goto(url)
        expect(page).to_have_title("refused")
        assert page.frames[1].url != f"{server.url}/"
        page.close()


def test_a_foreign_name_for_this_computer_gets_a_sentence_and_nothing_else(server: Server, browser: Browser) -> None:
    port = server.url.rsplit(":", 1)[1]
    flags = [*CHROMIUM_FLAGS, "--host-resolver-rules=MAP rebound.example 127.0.0.1"]
    rebound = browser.browser_type.launch(executable_path=find_chromium(), args=flags)
    page = rebound.new_page()
    page.goto(f"http://rebound.example:{port}/")
    expect(page.get_by_text("answers only to this computer's own names")).to_be_visible()
    rebound.close()


SLOW = 5_000
"""Milliseconds from which on a page's start tells of a busy machine."""


@pytest.mark.parametrize("path", ["", "evaluate", "draw", "runs", "compare", "train"])
def test_every_page_opens_by_its_address_with_nothing_in_the_console(
    path: str, server: Server, open_page: Callable[..., Page]
) -> None:
    messages: list[str] = []
    page = open_page("about:blank")
    page.on("console", lambda message: messages.append(message.text))
    page.on("response", lambda answer: messages.append(answer.url) if answer.status >= 400 else None)
    page.goto(f"{server.url}/{path}")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_load_state("networkidle")
    if page.evaluate("performance.now()") > SLOW:  # the browser wonders then why a script is not used yet
        messages = [message for message in messages if "was preloaded using link preload" not in message]
    assert not messages
