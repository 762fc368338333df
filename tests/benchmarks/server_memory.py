"""What the server takes while pages are open that follow a training, and whether that grows.

    python -m tests.benchmarks.server_memory [--minutes 5] [--train-pages 6] [--evaluate-pages 1] [--inside-pages 1]

Each page is a client that speaks Streamlit's protocol (`streamlit_client.py`) and asks for what the browser would ask
for, by the clock. They follow one fast run after another; whenever one is over, the next begins and all go there. With
`--come-and-go` one of them leaves every few seconds and another comes, as people reload pages.

Two figures are told, both of the server alone, not of the process that trains. RSS is what `top` shows; it counts
pages of files, such as libraries and the unpacked images, that are shared with other processes and that the system can
drop at any time. Private is what would be free if the server ended: what it alone has, and therefore what it costs.
"""

import asyncio
import re
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from tests.benchmarks.streamlit_client import StreamlitClient
from tests.benchmarks.timing import machine, print_table
from tests.browser.server import Server, running_server

CONFIG = TrainingConfig(hidden_sizes=(32,), batch_size=64, learning_rate=0.01, epochs=1000)
LOOK_SECONDS = 5.0
STAY_SECONDS = 20.0
"""How long a page stays open where people come and go."""

SAID = {"": b"hidden layers", "evaluate": b"est images", "inside": b"hidden"}
"""What each page says once it is there."""


@dataclass(frozen=True)
class Look:
    """What the server took at one moment, in bytes; `seconds` after all pages were opened."""

    seconds: float
    rss: int
    private: int
    pages: int


def memory_of(process: int) -> tuple[int, int]:
    """Return a process's resident and private bytes, as Linux counts them."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    count = {name: 1024 * int(kilobytes) for name, kilobytes in re.findall(r"^(\w+):\s+(\d+) kB$", text, re.M)}
    return count["Rss"], count["Private_Dirty"] + count["Private_Clean"]


async def keep_open(url: str, page: str, run_id: list[int], stay: float) -> None:
    """Look at one page, at the newest run, for as long as this goes on; come again after so many seconds."""
    while True:
        client = await StreamlitClient.open(url)
        try:
            await client.visit("", lambda _: True)
            shown, left_at = 0, time.monotonic() + stay
            while time.monotonic() < left_at:
                if shown != run_id[0]:
                    shown = run_id[0]
                    await client.visit(page, lambda said: SAID[page] in said, query=f"run={shown}")
                client.heard.clear()
                await asyncio.sleep(1)
        finally:
            with suppress(Exception):
                await client.close()


async def watch(server: Server, pages: list[str], seconds: float, stay: float) -> list[Look]:
    """Open these pages and return what the server took from then on."""
    store = RunStore(folder=server.runs)
    run_id = [store.runs.create(CONFIG).id]
    store.workers.ensure()
    while not store.history.epochs(run_id[0]):
        await asyncio.sleep(0.2)
    rss, private = memory_of(server.process.pid)
    looks = [Look(0, rss, private, 0)]
    visitors = []
    for page in pages:
        visitors.append(asyncio.create_task(keep_open(server.url, page, run_id, stay)))
        await asyncio.sleep(stay / len(pages) if stay < seconds else 1)
    begin = time.monotonic()
    while (passed := time.monotonic() - begin) < seconds:
        rss, private = memory_of(server.process.pid)
        looks.append(Look(passed, rss, private, sum(not visitor.done() for visitor in visitors)))
        if store.runs.get(run_id[0]).status.is_over:
            run_id[0] = store.runs.create(CONFIG).id
            store.workers.ensure()
        await asyncio.sleep(LOOK_SECONDS)
    for visitor in visitors:
        visitor.cancel()
    failed = [visitor for visitor in visitors if visitor.done() and visitor.exception()]
    for visitor in failed:
        print(f"a page failed: {visitor.exception()}")
    return looks


@click.command()
@click.option("--minutes", default=5.0, show_default=True, help="How long to watch.")
@click.option("--train-pages", default=6, show_default=True)
@click.option("--evaluate-pages", default=1, show_default=True)
@click.option("--inside-pages", default=1, show_default=True)
@click.option("--come-and-go", is_flag=True, help="Pages are left and opened again all the time.")
def main(minutes: float, train_pages: int, evaluate_pages: int, inside_pages: int, come_and_go: bool) -> None:
    """Open the pages and print what the server took, at ten moments and at most."""
    pages = [""] * train_pages + ["evaluate"] * evaluate_pages + ["inside"] * inside_pages
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with running_server(place / "runs", place / "server.log") as server:
            looks = asyncio.run(watch(server, pages, minutes * 60, STAY_SECONDS if come_and_go else float("inf")))
            log = (place / "server.log").read_text()
    print(f"{machine()}; {train_pages} Train, {evaluate_pages} Evaluate, {inside_pages} Inside\n")
    chosen = [looks[round(k * (len(looks) - 1) / 10)] for k in range(11)]
    rows = [[f"{look.seconds / 60:.1f}", f"{look.rss / 1e6:.0f}", f"{look.private / 1e6:.0f}"] for look in chosen]
    print_table(["minutes", "RSS, MB", "private, MB"], rows)
    print(
        f"\nAt most: {max(x.rss for x in looks) / 1e6:.0f} MB RSS, {max(x.private for x in looks) / 1e6:.0f} private."
    )
    assert "Traceback" not in log, log


if __name__ == "__main__":
    main()
