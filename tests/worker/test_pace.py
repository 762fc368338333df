from typing import Any

import pytest

from mnist_core.store.commands import Command
from mnist_core.training.events import BatchEnd, EpochEnd
from mnist_core.worker.pace import Pace

BATCH = BatchEnd(1, 1, 2.3, 0.1, 0.1)
EPOCH = EpochEnd(1, 1, 2.3, 0.1, None, None, 0.1, 64, 0.5, True)


def paced(*requests: tuple[str, dict[str, Any]]) -> Pace:
    """A pace that has been told these things."""
    pace = Pace()
    for number, (kind, payload) in enumerate(requests):
        pace.obey(Command(number, kind, payload))
    return pace


def test_pause_and_resume_switch() -> None:
    assert not paced().paused
    assert paced(("pause", {})).paused
    assert not paced(("pause", {}), ("resume", {})).paused


def test_steps_pause_after_the_last_batch() -> None:
    pace = paced(("step", {"batches": 2}))
    pace.count(BATCH)
    assert pace.is_stepping and not pace.paused
    pace.count(EPOCH)
    assert not pace.paused
    pace.count(BATCH)
    assert pace.paused and not pace.is_stepping


def test_epochs_pause_after_the_last_epoch() -> None:
    pace = paced(("step", {"epochs": 1}))
    pace.count(BATCH)
    assert not pace.paused
    pace.count(EPOCH)
    assert pace.paused


def test_resume_forgets_the_steps_left() -> None:
    pace = paced(("step", {"batches": 1}), ("resume", {}))
    pace.count(BATCH)
    assert not pace.paused


def test_slow_motion_waits_for_the_rest_of_the_interval() -> None:
    assert paced().seconds_until_next(0.0) == 0.0
    slow = paced(("speed", {"steps_per_second": 4}))
    assert slow.seconds_until_next(0.1) == pytest.approx(0.15)
    assert slow.seconds_until_next(1.0) == 0.0
    assert paced(("speed", {"steps_per_second": 4}), ("speed", {"steps_per_second": None})).seconds_until_next(0) == 0
