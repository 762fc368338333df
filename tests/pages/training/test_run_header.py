"""What is said of a run as a whole."""

from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from tests.pages.training.train_page import errors, opened
from tests.store.any_state import put


def test_failed_run_says_why(store: RunStore) -> None:
    run = store.runs.create(TrainingConfig())
    put(store, run.id, RunStatus.FAILED, message="the loss became infinite at step 12; try a smaller learning rate")
    assert any("smaller learning rate" in sentence for sentence in errors(opened()))
