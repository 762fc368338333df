"""What a tab in the background says."""

from mnist_core.store.run import Run, RunStatus
from mnist_core.training.config import TrainingConfig
from pages.components.runs.window_title import window_title


def run(status: RunStatus, **columns: float) -> Run:
    config = TrainingConfig(epochs=2)
    return Run(41, "Quick", "", "trained", config, status, 0.0, steps_per_epoch=100, **columns)  # type: ignore[arg-type]


def test_the_title_begins_with_what_changes() -> None:
    assert window_title("Train", run(RunStatus.RUNNING, step=84)) == "42% · #41 Quick · Train"
    assert window_title("Train", run(RunStatus.QUEUED)) == "#41 Quick · Train"
    assert window_title("Draw", run(RunStatus.FINISHED, test_accuracy=0.9796)) == "97.96% · #41 Quick · Draw"
