"""The dashboard as a server of its own, for tests and measurements in a real browser."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.browser.warm_server import ROOT, can_fork, start_warm

START_LIMIT = 60.0
"""Seconds that a server may take to answer, on a busy machine."""


@dataclass
class Server:
    """A running dashboard with a runs folder of its own."""

    url: str
    runs: Path
    log: Path
    process: psutil.Process

    def stop(self) -> None:
        """End the server and every worker that it started."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except psutil.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for process in psutil.process_iter(["cmdline", "environ"]):
            environment = process.info["environ"] or {}
            ours = {"mnist_core.worker", "mnist_core.tuning", "mnist_core.jobs"} & set(process.info["cmdline"] or [])
            if environment.get("MNIST_RUNS_DIR") == str(self.runs) and ours:
                process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(
    runs: Path, log: Path, *, script: str = "app.py", port: int | None = None, warm: bool = False
) -> Iterator[Server]:
    """Start the dashboard, or another app, and end it with everything it started.

    It starts as a person would start it, or `warm`, from a process that has imported its libraries, which is quicker.
    """
    port = port or free_port()
    environment = os.environ | {"MNIST_RUNS_DIR": str(runs)}
    arguments = ["run", script, "--server.port", str(port), "--server.headless", "true"]
    process = (start_warm if warm and can_fork else _start)(arguments, environment, log)
    server = Server(f"http://localhost:{port}", runs, log, process)
    try:
        deadline = time.monotonic() + START_LIMIT
        while not is_up(server.url):
            assert process.is_running() and process.status() != psutil.STATUS_ZOMBIE, (
                f"the server ended at once:\n{log.read_text()}"
            )
            assert time.monotonic() < deadline, f"the server did not answer:\n{log.read_text()}"
            time.sleep(0.1)
        yield server
    finally:
        server.stop()


def _start(arguments: list[str], environment: dict[str, str], log: Path) -> psutil.Process:
    """Start Streamlit as a person would."""
    with log.open("ab") as output:
        return psutil.Popen(
            [sys.executable, "-m", "streamlit", *arguments], cwd=ROOT, env=environment, stdout=output, stderr=output
        )


def _is_alive(process: psutil.Process) -> bool:
    """Whether a process has not ended, waited for or not."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
