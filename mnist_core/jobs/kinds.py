"""Which computations there are, by name."""

from collections.abc import Callable
from typing import Any

from mnist_core.jobs.neighbour_map import neighbour_map
from mnist_core.jobs.progress import Steps
from mnist_core.jobs.race import hold_race
from mnist_core.jobs.read_all import read_all
from mnist_core.jobs.robustness import robustness
from mnist_core.jobs.suspects import suspects
from mnist_core.store.store import RunStore

Kind = Callable[[RunStore, dict[str, Any], dict[str, Any]], Steps]
"""Takes the store, what the result depends on, and what is needed besides."""

KINDS: dict[str, Kind] = {
    "readings": read_all,
    "robustness": robustness,
    "suspects": suspects,
    "map": neighbour_map,
    "race": hold_race,
}
