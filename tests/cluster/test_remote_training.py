"""What a machine of the cluster does when it is asked to go on, without a cluster."""

import pytest

from mnist_core.cluster import remote_training
from mnist_core.data.dataset import Dataset
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd, EpochEnd, FitEnd, Insight, SettingChanged

CONFIG = TrainingConfig(hidden_sizes=(8,), batch_size=20, epochs=2, validation_size=100)


def test_chunks_end_between_steps_where_something_is_due(small_data: Dataset) -> None:
    remote_training.begin("a", CONFIG, small_data.train, None)
    steps = []
    while not isinstance((chunk := remote_training.call("a", "advance", 60.0, 10, measure=False)).events[-1], FitEnd):
        steps.append(chunk.events[-1].step)
        assert (chunk.state is not None) == (chunk.events[-1].step in (1, 2, 4, 8, 16, 30, 60))
    assert steps == [1, 2, 4, 8, 16, 26, 30, 40, 50, 60]
    assert chunk.has_ended and chunk.state is not None
    remote_training.end("a")
    with pytest.raises(LookupError):
        remote_training.call("a", "state")


def test_look_inside_comes_with_the_first_step_and_a_change_before_it(small_data: Dataset) -> None:
    remote_training.begin("b", CONFIG, small_data.train, None)
    assert "only learning_rate" in remote_training.call("b", "change", "epochs", 3)
    assert remote_training.call("b", "change", "learning_rate", 0.05) == ""
    chunk = remote_training.call("b", "advance", 60.0, 1, measure=True)
    assert [type(event) for event in chunk.events] == [SettingChanged, BatchEnd, Insight]
    state, _ = remote_training.call("b", "state")
    remote_training.begin("c", CONFIG, small_data.train, state)
    again = [remote_training.call(key, "advance", 60.0, None, measure=False).events for key in "bc"]
    assert again[0] == again[1]
    for key in "bc":
        remote_training.end(key)


def test_training_that_diverges_tells_what_came_before(small_data: Dataset) -> None:
    config = CONFIG.with_changes(learning_rate=1e6, activation="leaky_relu")
    remote_training.begin("d", config, small_data.train, None)
    chunk = remote_training.call("d", "advance", 60.0, 1, measure=False)
    assert chunk.error == "" and not any(isinstance(event, EpochEnd) for event in chunk.events)
    chunks = [remote_training.call("d", "advance", 60.0, None, measure=False) for _ in range(2)]  # step 2 is a moment
    assert "diverged" in chunks[-1].error
    remote_training.end("d")
