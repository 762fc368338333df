"""A real server and a real browser.

Where no Chromium is found these tests skip and say so; with `CI` set they fail instead.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_LIMIT = 60.0
"""Seconds that a server may take to answer, on a busy machine."""

expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@dataclass
class Server:
    """A running dashboard with a runs folder of its own."""

    url: str
    runs: Path
    log: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End the server and every worker that it started."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for process in psutil.process_iter(["cmdline", "environ"]):
            environment = process.info["environ"] or {}
            if environment.get("MNIST_RUNS_DIR") == str(self.runs) and "mnist_core.runs.worker" in (
                process.info["cmdline"] or []
            ):
                process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(runs: Path, log: Path, *, script: str = "app.py", port: int | None = None) -> Iterator[Server]:
    """Start the dashboard, or another app, as a person would, and end it with everything it started."""
    port = port or free_port()
    environment = os.environ | {"MNIST_RUNS_DIR": str(runs)}
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*command, "--server.headless", "true"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    server = Server(f"http://localhost:{port}", runs, log, process)
    try:
        deadline = time.monotonic() + START_LIMIT
        while not is_up(server.url):
            assert process.poll() is None, f"the server ended at once:\n{log.read_text()}"
            assert time.monotonic() < deadline, f"the server did not answer:\n{log.read_text()}"
            time.sleep(0.1)
        yield server
    finally:
        server.stop()


def is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)
    if path is None:
        reason = "no Chromium or Chrome on the PATH; install one (Debian: apt-get install chromium)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield found
        found.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A fresh dashboard; fails the test if its log holds an error."""
    with running_server(tmp_path / "runs", tmp_path / "server.log") as server:
        yield server
    log = server.log.read_text()
    assert "Traceback" not in log, log


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of its own context; fails the test on any error in its console."""
    errors: list[str] = []
    contexts = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(f"{message.text} ({message.location.get('url', '')})")

    def open_at(url: str, *, width: int = 1440, height: int = 900, scheme: str = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", listen)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert not errors, "\n".join(errors)
