"""Train as a room sees it."""

from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from tests.pages.training.train_page import errors, labels, opened, ran, typed
from tests.store.any_state import put


def test_a_link_shows_the_test_accuracy_and_one_row_of_settings(store: RunStore) -> None:
    run = store.runs.create(TrainingConfig(), name="shown")
    put(store, run.id, RunStatus.FINISHED, test_accuracy=0.9796, epoch=5)
    page = opened(projector="")
    assert page.title[0].value == "97.96% test accuracy"
    assert not page.expander and not page.metric
    ran(page.button("projector_switch").click().run())
    assert "projector" not in page.query_params
    assert page.metric


def test_what_is_typed_is_started_and_what_does_not_fit_is_told(store: RunStore) -> None:
    page = typed(opened(projector="on"), epochs=0)
    assert errors(page)
    page = typed(page, epochs=2, hidden_sizes="16")
    ran(page.button("start").click().run())
    [run] = store.runs.all()
    assert (run.config.epochs, run.config.hidden_sizes) == (2, (16,))
    put(store, run.id, RunStatus.RUNNING)
    assert {"Pause", "Stop"} <= set(labels(ran(page.run())))
