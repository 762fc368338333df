"""The queue, and which run the page shows."""

from streamlit.testing.v1 import AppTest

from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from pages.components.training.queue_view import SHOWN
from tests.pages.training.train_page import opened, ran
from tests.store.any_state import put


def shown(page: AppTest) -> str:
    """Return the heading of the run that the page shows."""
    return str(page.header[0].value)


def test_active_run_is_found_without_a_link(store: RunStore) -> None:
    put(store, store.runs.create(TrainingConfig(), name="paused").id, RunStatus.PAUSED)
    active = store.runs.create(TrainingConfig(), name="active")
    store.runs.create(TrainingConfig(), name="waiting")
    put(store, active.id, RunStatus.RUNNING, steps_per_epoch=860, step=43, epoch=1)
    page = opened()
    assert shown(page).endswith(f"#{active.id} active")
    assert page.query_params["run"] == str(active.id)
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
    assert shown(page).endswith(f"#{runs[2].id} seed 2")
    page.number_input("runs_at_once").set_value(2)
    ran(page.run())
    assert store.queue.settings.max_concurrent == 2


def test_pause_leaves_the_page_with_its_run_while_another_trains(store: RunStore) -> None:
    first, second = store.runs.create_many([(TrainingConfig(seed=seed), f"seed {seed}") for seed in range(2)])
    put(store, first.id, RunStatus.RUNNING)
    page = opened()
    ran(page.button(f"Pause_{first.id}").click().run())
    put(store, first.id, RunStatus.PAUSED)
    put(store, second.id, RunStatus.RUNNING)
    ran(page.run())
    assert shown(page).endswith(f"#{first.id} seed 0")
    assert page.button("show_started").label == f"#{second.id} has started · show"
    ran(page.button("show_started").click().run())
    assert shown(page).endswith(f"#{second.id} seed 1")
    assert "show_started" not in [button.key for button in page.button]
    ran(page.button(f"row_resume_{first.id}").click().run())
    assert store.queue.waiting_commands(second.id) == []


def test_run_that_does_not_exist_is_named_and_the_others_are_offered(store: RunStore) -> None:
    run = store.runs.create(TrainingConfig(), name="kept")
    put(store, run.id, RunStatus.FINISHED)
    page = opened(run="999")
    assert "Run 999 no longer exists." in [warning.value for warning in page.warning]
    assert not page.header
    ran(page.selectbox("run_instead").set_value(run.id).run())
    assert shown(page).endswith(f"#{run.id} kept")
    assert not page.warning


def test_click_that_comes_too_late_is_no_error(store: RunStore) -> None:
    run = store.runs.create(TrainingConfig())
    put(store, run.id, RunStatus.RUNNING)
    page = opened()
    put(store, run.id, RunStatus.FINISHED)
    ran(page.button(f"Pause_{run.id}").click().run())
    assert not page.error
    assert [toast.value for toast in page.toast] == [f"Run {run.id} is finished by now."]


def test_a_long_queue_is_cut_short_and_counted(store: RunStore) -> None:
    store.runs.create_many([(TrainingConfig(seed=seed), f"seed {seed}") for seed in range(SHOWN + 3)])
    page = opened()
    assert "And 3 more; Runs lists them all." in [caption.value for caption in page.caption]


def test_the_run_that_was_looked_at_is_in_the_address_again_after_a_change_of_page(store: RunStore) -> None:
    first, second = store.runs.create_many([(TrainingConfig(seed=seed), f"seed {seed}") for seed in range(2)])
    page = opened(run=str(second.id))
    page = ran(page.switch_page("data.py").run())
    page = ran(page.switch_page("train.py").run())
    assert page.query_params["run"] == str(second.id) and shown(page).endswith("seed 1")
    assert first.id != second.id
