"""A run that went wrong says so on Train, and starts another that mends it."""

import numpy as np
import pytest

from mnist_core.errors import StoreError
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.run import RunStatus
from mnist_core.store.runs import Runs
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from pages.components.training import doctor_view
from tests.pages.training.train_page import opened
from tests.store.any_state import put


def diverged(store: RunStore) -> int:
    run = store.runs.create(TrainingConfig(learning_rate=20.0), name="hot")
    put(store, run.id, RunStatus.FAILED, message="Training diverged at step 3 (epoch 1): the loss is 1e+09.")
    return run.id


def test_a_finding_is_shown_and_its_remedy_starts_a_run_once(store: RunStore) -> None:
    first = diverged(store)
    app = opened()
    assert any("Training diverged" in expander.label for expander in app.expander)
    mend = next(button for button in app.button if str(button.key).startswith("mend_"))
    assert mend.label.startswith("Try learning rate 0.1")
    mend.click().run()
    assert not app.exception
    mended = [run for run in store.runs.all() if run.id != first]
    assert [run.config.learning_rate for run in mended] == [0.1]
    assert mended[0].name == "hot, mended: training diverged"
    assert any("beside the run that it mends" in link.label for link in app.get("page_link"))


def test_a_run_without_anything_wrong_shows_no_finding(store: RunStore) -> None:
    run = store.runs.create(TrainingConfig(), name="fine")
    put(store, run.id, RunStatus.FINISHED, test_accuracy=0.98, test_loss=0.1)
    assert not any(str(button.key).startswith("mend_") for button in opened().button)


def test_a_person_chooses_which_weights_count(store: RunStore) -> None:
    run = store.runs.create(TrainingConfig(hidden_sizes=(4,)), name="two")
    last, best = (NeuralNetwork((784, 4, 10), rng=np.random.default_rng(seed)) for seed in (0, 1))
    store.best_epoch.keep(run.id, last, 5, (3, best))
    put(store, run.id, RunStatus.FINISHED, has_checkpoint=True, test_accuracy=0.5, test_loss=1.0)
    app = opened()
    assert any("Judged by the weights of the last epoch, 5" in caption.value for caption in app.caption)
    next(button for button in app.button if button.label == "Judge by the best epoch, 3").click().run()
    assert any("Judged by the weights of the best epoch, 3" in caption.value for caption in app.caption)
    np.testing.assert_array_equal(store.networks.load(run.id).parameters, best.parameters)


@pytest.mark.parametrize("refused", ["all", "create"])
def test_a_remedy_that_cannot_be_started_is_one_sentence(
    store: RunStore, refused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise StoreError("the run store is locked by another program")

    diverged(store)
    app = opened()
    mend = next(button for button in app.button if str(button.key).startswith("mend_"))
    with monkeypatch.context() as patch:
        patch.setattr(Runs, refused, locked)
        app = mend.click().run()
    assert not app.exception and len(store.runs.all()) == 1
    assert "The run store is locked by another program." in [error.value for error in app.error]


def test_a_record_that_cannot_be_read_leaves_the_page(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> None:
        raise StoreError("the run store is locked by another program")

    diverged(store)
    monkeypatch.setattr(doctor_view, "findings_of", locked)
    app = opened()
    assert not app.exception and app.button("start")


def test_weights_that_cannot_be_looked_up_are_not_offered(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: object) -> None:
        raise StoreError("the network of epoch 3 is damaged")

    run = store.runs.create(TrainingConfig(hidden_sizes=(4,)), name="two")
    last, best = (NeuralNetwork((784, 4, 10), rng=np.random.default_rng(seed)) for seed in (0, 1))
    store.best_epoch.keep(run.id, last, 5, (3, best))
    put(store, run.id, RunStatus.FINISHED, has_checkpoint=True, test_accuracy=0.5, test_loss=1.0)
    monkeypatch.setattr(type(store.best_epoch), "of", damaged)
    app = opened()
    assert not any("Judged by the weights" in caption.value for caption in app.caption)
