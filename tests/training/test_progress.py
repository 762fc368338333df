"""Progress counts what training does, and reads what earlier versions wrote."""

import json

import pytest

from mnist_core.training.progress import Progress

WRITTEN_BEFORE = {
    "epoch": 1, "batch": 2, "step": 7, "optimizer_steps": 7, "loss_sum": 51.2, "correct": 44, "seconds": 0.3,
    "settings": {"learning_rate": 0.1}, "changes": [], "dropout": {}, "early_stopping": {}, "finished": False,
}  # fmt: skip
"""The "progress" of a checkpoint of version 1.0."""


def test_steps_and_epochs_are_counted():
    progress = Progress()
    progress.add_step(loss=2.0, correct=5, images=10, seconds=0.1)
    progress.add_step(loss=1.0, correct=3, images=4, seconds=0.2)

    assert progress == Progress(step=2, batch=2, loss_sum=24.0, correct=8, seconds=pytest.approx(0.3))

    progress.begin_next_epoch()

    assert progress == Progress(epoch=1, step=2)


def test_progress_comes_back_equal_through_json():
    progress = Progress(3, 70, 4, 12.25, 9, 0.5, True)

    assert Progress.from_dict(json.loads(json.dumps(progress.to_dict()))) == progress


def test_progress_written_before_is_read():
    assert Progress.from_dict(WRITTEN_BEFORE) == Progress(1, 7, 2, 51.2, 44, 0.3, False)


def test_progress_that_lacks_a_number_is_refused():
    with pytest.raises(KeyError, match="correct"):
        Progress.from_dict({name: value for name, value in WRITTEN_BEFORE.items() if name != "correct"})
