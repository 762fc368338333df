"""The dashboard as a server of its own, for tests and measurements in a real browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
START_LIMIT = 60.0
"""Seconds that a server may take to answer, on a busy machine."""


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
            if environment.get("MNIST_RUNS_DIR") == str(self.runs) and "mnist_core.worker" in (
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
