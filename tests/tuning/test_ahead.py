import pytest

from mnist_core.store.study import Trial, TrialState
from mnist_core.tuning.ahead import MOST_AHEAD, wanted_at_once


def trials(*told_at: float | None) -> list[Trial]:
    return [
        Trial(1, number, number + 1, {}, False, TrialState.RUNNING if at is None else TrialState.COMPLETE, (), "", at)
        for number, at in enumerate(told_at)
    ]


@pytest.mark.parametrize(
    ("seconds_apart", "wanted"),
    [(20.0, 2), (1.0, 3), (0.1, 2 + 3), (0.0, 2 + 2 * MOST_AHEAD)],
    ids=["long", "short", "shorter", "told at once"],
)
def test_as_many_trials_wait_as_may_end_until_the_next_look(seconds_apart: float, wanted: int) -> None:
    told = [10 + seconds_apart * index for index in range(5)]
    assert wanted_at_once(trials(*told, None, None), 2, look_seconds=0.2) == wanted


def test_before_any_pace_is_known_one_trial_waits() -> None:
    assert wanted_at_once([], 2, look_seconds=0.2) == 3
    assert wanted_at_once(trials(3.0, None), 1, look_seconds=0.2) == 2
