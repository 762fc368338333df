"""The queue, and which run the page shows."""

from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from tests.pages.training.train_page import opened, ran
from tests.store.any_state import put


def test_active_run_is_found_without_a_link(store: RunStore) -> None:
    put(store, store.runs.create(TrainingConfig(), name="paused").id, RunStatus.PAUSED)
    active = store.runs.create(TrainingConfig(), name="active")
    store.runs.create(TrainingConfig(), name="waiting")
    put(store, active.id, RunStatus.RUNNING, steps_per_epoch=860, step=43, epoch=1)
    page = opened()
    assert "active" in [subheader.value for subheader in page.header]
    assert page.metric[0].value == "1 of 5"
    assert page.progress[0].value == 1


def test_queue_lists_what_trains_and_waits(store: RunStore) -> None:
    runs = store.runs.create_many([(TrainingConfig(seed=seed), f"seed {seed}") for seed in range(3)])
    put(store, runs[0].id, RunStatus.RUNNING)
    page = opened()
    ran(page.button(f"to_front_{runs[2].id}").click().run())
    assert store.runs.get(runs[2].id).queue_position < store.runs.get(runs[1].id).queue_position  # type: ignore[operator]
    ran(page.button(f"remove_{runs[1].id}").click().run())
    assert store.runs.get(runs[1].id).status is RunStatus.STOPPED
    ran(page.button(f"show_{runs[2].id}").click().run())
    assert "seed 2" in [subheader.value for subheader in page.header]
    page.number_input("runs_at_once").set_value(2)
    ran(page.run())
    assert store.queue.settings.max_concurrent == 2
