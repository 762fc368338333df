from typing import Any

import pytest

from mnist_core.store.commands import Command
from mnist_core.training.events import BatchEnd, EpochEnd
from mnist_core.worker.pace import InsightPace, Pace

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


def test_insight_is_due_once_a_second_and_earlier_at_the_end_of_an_epoch() -> None:
    insights = InsightPace()
    insights.ask(10.0)
    assert [insights.is_due(now, ends_epoch=False) for now in (10.5, 11.0)] == [False, True]
    assert [insights.is_due(now, ends_epoch=True) for now in (10.3, 10.5)] == [False, True]


def test_insight_that_takes_long_comes_seldom() -> None:
    insights = InsightPace()
    insights.ask(10.0)
    insights.count_step(0.2)
    assert [insights.is_due(now, ends_epoch=True) for now in (11.0, 14.9, 15.0)] == [False, False, True]
    insights.count_step(9.0)  # not looked into
    assert insights.is_due(15.0, ends_epoch=False)
