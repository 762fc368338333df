"""A process that has imported what a dashboard imports, and forks into one whenever a test asks: seconds are saved.

It is asked by a line of JSON on its stdin and answers with the number of the new process. Nothing of the pages is
imported beforehand, so that each server begins as one that was started by hand.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
READY = "ready"
IMPORTED_BEFORE = (
    "pandas",
    "plotly.graph_objects",
    "pyarrow",
    "streamlit.web.bootstrap",
    "streamlit.web.cli",
    "streamlit.web.server",
    "streamlit.components.v2",
    "streamlit.dataframe_util",
    "scipy.ndimage",
    "scipy.special",
    "sklearn.metrics",
    "mnist_core.data.mnist",
    "mnist_core.drawing.number",
    "mnist_core.evaluation.report",
    "mnist_core.store.store",
)

can_fork = hasattr(os, "fork")


def start_warm(arguments: list[str], environment: dict[str, str], log: Path) -> psutil.Process:
    """Return a process that is `python -m streamlit ARGUMENTS`, its output in a log."""
    parent = _parent()
    assert parent.stdin is not None and parent.stdout is not None
    order = {"arguments": ["streamlit", *arguments], "environment": environment, "log": str(log)}
    parent.stdin.write(json.dumps(order) + "\n")
    parent.stdin.flush()
    return psutil.Process(int(parent.stdout.readline()))


@cache
def _parent() -> "subprocess.Popen[str]":
    """Return this process's parent of servers, which goes when this process goes."""
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.warm_server"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(parent.kill)
    assert parent.stdout is not None
    assert parent.stdout.readline().strip() == READY
    return parent


def main() -> None:
    """Import, then fork for each order until stdin ends."""
    for name in IMPORTED_BEFORE:
        import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children that ended are not waited for
    print(READY, flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            become_server(**json.loads(line))
        print(child, flush=True)


def become_server(arguments: list[str], environment: dict[str, str], log: str) -> None:
    """Turn this process into a server."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    silence = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, silence), (1, output), (2, output)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = arguments
    from streamlit.web.cli import main as streamlit

    try:
        streamlit(prog_name="streamlit")
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
