"""How a server answers thirty visitors at once, and whether anybody sees what is another's.

    python -m tests.benchmarks.classroom [--visitors 30] [--minutes 3]

Each visitor is a client that speaks Streamlit's protocol (`streamlit_client.py`): it enters a name, and then again and
again changes a setting, starts a small run, watches it, looks at Runs and comes back, with pauses of 2 to 6 seconds, as
people make them. One more looks at the wall. All of them, the server and the training share two cores. A click's answer
is the time from sending it until the page has been sent whole; the browser's painting, which each does on a machine of
its own, is not in it. Everything that a visitor is sent is searched for the names and the runs of all others.
"""

import asyncio
import os
import random
import re
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path

import click
import psutil

from pages.components.visitor import VARIABLE
from tests.benchmarks.streamlit_client import StreamlitClient
from tests.benchmarks.timing import machine, print_table
from tests.browser.server import Server, running_server

CORES = 2
ARRIVAL_SECONDS = 20.0
"""Within which all come, as at the beginning of a lesson."""

PAUSE = (2.0, 6.0)
"""Seconds between a person's clicks."""

FIRST_UNITS = 100
"""Visitor 7's networks have 107 hidden units, by which their form and their runs are known."""

UNITS = re.compile(rb"(?:hidden layers |784 \xe2\x86\x92 )(\d+)")
NAME = re.compile(rb"visitor(\d+)")


@dataclass
class Findings:
    """What was measured.

    Attributes
    ----------
    answers : dict of str to list of float
        Seconds of each click, by its kind.
    seen : list of str
        What a visitor was sent of another's.
    memory : list of tuple of float
        Bytes of the server, and of it and all processes that it started, at each look.
    """

    answers: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    seen: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    received: int = 0


class ScriptedVisitor:
    """One person of the class, with habits of their own."""

    def __init__(self, number: int, findings: Findings) -> None:
        self._number, self._findings = number, findings
        self._random = random.Random(number)

    async def attend(self, url: str, seconds: float) -> None:
        """Come, work for so long, and leave."""
        await asyncio.sleep(self._random.uniform(0, ARRIVAL_SECONDS))
        end = time.monotonic() + seconds
        client = await StreamlitClient.open(url)
        units = FIRST_UNITS + self._number
        await self._do("open", client, client.visit("", lambda said: b"Who is learning" in said))
        client.fill("ask_name_text", f"visitor{self._number}")
        enter = client.click("FormSubmitter:ask_name-Enter", lambda said: b"-start" in said)
        await self._do("enter a name", client, enter)
        shape = f"784 → {units} → 10".encode()
        await self._do("change a setting", client, client.type("hidden_sizes", str(units), lambda said: shape in said))
        await self._do("change a setting", client, client.set_number("epochs", 2, lambda said: shape in said))
        mine, turn = f"hidden layers {units}".encode(), 0
        while time.monotonic() < end:
            turn += 1
            set_seed = client.set_number("seed", turn, lambda said: shape in said)
            await self._do("change a setting", client, set_seed)
            await self._do("start a run", client, client.click("start", lambda said: mine in said))
            await self._do("look at Runs", client, client.visit("runs", lambda said: b"MB on disk" in said))
            await self._do("back to Train", client, client.visit("", lambda said: mine in said))
        self._findings.received += client.bytes_received
        await client.close()

    async def _do(self, kind: str, client: StreamlitClient, answer: Awaitable[float]) -> None:
        """Wait for an answer, look through what was sent, and pause."""
        self._findings.answers[kind].append(await answer)
        await asyncio.sleep(self._random.uniform(*PAUSE))
        said = bytes(client.heard)  # with all that a view has drawn anew meanwhile
        others = {int(found) for found in NAME.findall(said)} - {self._number}
        others |= {int(found) - FIRST_UNITS for found in UNITS.findall(said)} - {self._number, 256 - FIRST_UNITS}
        if others:
            self._findings.seen.append(f"visitor {self._number} was sent something of {sorted(others)} at: {kind}")


async def watch_wall(url: str, findings: Findings, visitors: int) -> None:
    """Look at the wall until it is over, and note whether all are on it."""
    client = await StreamlitClient.open(url)
    await client.visit("", lambda said: b"Who is learning" in said)
    while True:
        findings.answers["the wall"].append(await client.visit("wall", lambda _: True))
        await asyncio.sleep(10)
        names = set(NAME.findall(bytes(client.heard)))
        if len(findings.answers["the wall"]) > 4 and len(names) < visitors:
            findings.seen.append(f"the wall shows {len(names)} visitors of {visitors}")


async def measure_memory(server: Server, findings: Findings) -> None:
    """Look at the memory twice a second."""
    while True:
        own = server.process.memory_info().rss
        started = 0
        for child in server.process.children(recursive=True):
            try:
                started += child.memory_info().rss
            except psutil.Error:
                continue
        findings.memory.append((own, own + started))
        await asyncio.sleep(0.5)


async def attend_all(server: Server, visitors: int, seconds: float) -> Findings:
    """Let everybody come, and return what was measured."""
    findings = Findings()
    beside = [
        asyncio.create_task(measure_memory(server, findings)),
        asyncio.create_task(watch_wall(server.url, findings, visitors)),
    ]
    await asyncio.gather(*(ScriptedVisitor(number, findings).attend(server.url, seconds) for number in range(visitors)))
    for task in beside:
        task.cancel()
    return findings


def percentile(values: list[float], share: float) -> float:
    """Return the value that this share of all does not exceed."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


@click.command()
@click.option("--visitors", default=30, show_default=True, help="How many come.")
@click.option("--minutes", default=3.0, show_default=True, help="How long each stays.")
def main(visitors: int, minutes: float) -> None:
    """Let a class come, and print how the server answered."""
    os.environ[VARIABLE] = "1"
    psutil.Process().cpu_affinity(list(range(CORES)))  # what is started from here has no other cores either
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with running_server(place / "runs", place / "server.log") as server:
            psutil.cpu_percent()
            server.process.cpu_percent()
            findings = asyncio.run(attend_all(server, visitors, minutes * 60))
            busy, own = psutil.cpu_percent(), server.process.cpu_percent()
            log = (place / "server.log").read_text()
    print(f"{machine()}; {visitors} visitors for {minutes:g} minutes each\n")
    everything = [seconds for kind, all_ in findings.answers.items() if kind != "the wall" for seconds in all_]
    rows = [
        [kind, str(len(values)), f"{statistics.median(values):.2f} s", f"{percentile(values, 0.95):.2f} s"]
        for kind, values in [*findings.answers.items(), ("**every click**", everything)]
    ]
    print_table(["click", "times", "median", "95th percentile"], rows)
    server_peak, all_peak = (max(column) / 1e6 for column in zip(*findings.memory, strict=True))
    print(f"\nMemory: the server {server_peak:,.0f} MB at most, with the processes that train {all_peak:,.0f} MB.")
    print(f"Sent: {findings.received / 1e6 / visitors / minutes:.2f} MB a minute to each visitor.")
    print(
        f"Load: {load_before:.1f} before; the processors were busy {busy:.0f}% of the time, of which the server took "
        f"{own / CORES:.0f}."
    )
    print(f"Seen of others: {'; '.join(findings.seen) or 'nothing'}.")
    assert "Traceback" not in log, log


if __name__ == "__main__":
    main()
