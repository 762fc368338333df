"""The buttons of a run: which there are, and what they send."""

import pytest

from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from pages.components.settings.values import widget_values
from tests.pages.training.train_page import errors, held, labels, opened, ran
from tests.store.any_state import put


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (RunStatus.QUEUED, {"Start next", "Remove from queue"}),
        (RunStatus.RUNNING, {"Pause", "Stop", "+1 batch", "+1 epoch"}),
        (RunStatus.PAUSED, {"Resume", "Stop", "+1 batch", "+1 epoch"}),
        (RunStatus.STOPPED, {"Resume"}),
        (RunStatus.INTERRUPTED, {"Resume"}),
        (RunStatus.FINISHED, set()),
        (RunStatus.FAILED, set()),
    ],
)
def test_buttons_fit_the_status(store: RunStore, status: RunStatus, expected: set[str]) -> None:
    run = store.runs.create(TrainingConfig())
    if status is not RunStatus.QUEUED:
        put(store, run.id, status)
    known = {"Start next", "Remove from queue", "Pause", "Stop", "+1 batch", "+1 epoch", "Resume"}
    assert set(labels(opened())) & known == expected


def test_buttons_send_commands(store: RunStore) -> None:
    run = store.runs.create(TrainingConfig())
    put(store, run.id, RunStatus.RUNNING)
    page = opened()
    for label in ("Pause", "+1 batch", "+1 epoch", "Stop"):
        ran(next(button for button in page.button if button.label == label).click().run())
    sent = [(command.kind, command.payload) for command in store.queue.waiting_commands(run.id)]
    assert sent == [("pause", {}), ("step", {"batches": 1}), ("step", {"epochs": 1}), ("stop", {})]


def test_live_settings_send_what_changed_and_refuse_nonsense(store: RunStore) -> None:
    run = store.runs.create(TrainingConfig(optimizer="momentum"))
    put(store, run.id, RunStatus.RUNNING)
    page = opened()
    page.text_input(f"live_learning_rate_{run.id}").set_value("2e-3")
    apply = next(button for button in page.button if button.label == "Apply")
    ran(apply.click().run())
    [command] = store.queue.waiting_commands(run.id)
    assert command.payload == {"field": "learning_rate", "value": 0.002}
    page.text_input(f"live_momentum_{run.id}").set_value("7")
    ran(next(button for button in page.button if button.label == "Apply").click().run())
    assert any("Momentum must be" in sentence for sentence in errors(page))


def test_copy_settings_fills_the_form_from_a_run(store: RunStore) -> None:
    run = store.runs.create(TrainingConfig(hidden_sizes=(33,), seed=5))
    put(store, run.id, RunStatus.FINISHED)
    page = opened()
    ran(page.button(f"copy_settings_{run.id}").click().run())
    assert held(page) == widget_values(run.config)
