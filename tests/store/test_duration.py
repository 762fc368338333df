"""How long training takes."""

import pytest

from mnist_core.store.duration import expected_seconds, seconds_left
from mnist_core.store.run import Run, RunStatus
from mnist_core.training.config import TrainingConfig


def run(config: TrainingConfig, *, step: int = 0, steps_per_epoch: int = 0, speed: float | None = None) -> Run:
    return Run(
        1,
        "a run",
        "",
        "trained",
        config,
        RunStatus.RUNNING,
        0.0,
        step=step,
        steps_per_epoch=steps_per_epoch,
        images_per_second=speed,
    )


def test_rest_of_a_run_takes_its_steps_at_its_speed() -> None:
    config = TrainingConfig(epochs=2, batch_size=50)
    assert seconds_left(run(config, step=60, steps_per_epoch=100, speed=1000.0)) == 7.0


@pytest.mark.parametrize(("steps_per_epoch", "speed"), [(0, 1000.0), (100, None)])
def test_rest_of_a_run_that_has_not_begun_is_not_known(steps_per_epoch: int, speed: float | None) -> None:
    assert seconds_left(run(TrainingConfig(), steps_per_epoch=steps_per_epoch, speed=speed)) is None


def test_new_run_is_judged_by_the_latest_that_is_as_fast() -> None:
    config = TrainingConfig(epochs=2, training_size=5000)
    slow, latest, older = (run(config, speed=speed) for speed in (None, 1000.0, 10.0))
    other = run(TrainingConfig(hidden_sizes=(8,)), speed=1e6)
    assert expected_seconds(config.with_changes(learning_rate=0.5), [slow, other, latest, older]) == 10.0
    assert expected_seconds(config, [slow, other]) is None
