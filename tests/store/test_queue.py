import threading

import pytest

from mnist_core.errors import ConfigurationError, RunNotFoundError, StoreError
from mnist_core.store.run import Run, RunStatus, RunTaken, WorkerDismissed
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from tests.store.any_state import put

CONFIG = TrainingConfig(hidden_sizes=(7,), epochs=3)


def queued(store: RunStore, names: str) -> list[Run]:
    """Queue runs of these one-letter names."""
    return store.runs.create_many([(CONFIG, name) for name in names])


def claimed_names(store: RunStore) -> str:
    """Claim every run in turn and return their names."""
    store.queue.change_settings(max_concurrent=16)
    worker = store.workers.register()
    names = ""
    while run := store.queue.claim(worker):
        names += run.name
    return names


def test_runs_start_in_the_order_in_which_they_were_queued(store: RunStore) -> None:
    queued(store, "abc")
    store.runs.create(CONFIG, name="d")
    assert claimed_names(store) == "abcd"


def test_front_goes_first_and_a_group_keeps_its_order(store: RunStore) -> None:
    queued(store, "ab")
    store.runs.create_many([(CONFIG, "x"), (CONFIG, "y")], front=True)
    store.queue.move_to_front(2)
    assert claimed_names(store) == "bxya"


def test_removed_and_deleted_runs_do_not_start(store: RunStore) -> None:
    queued(store, "abc")
    store.queue.remove(1)
    store.runs.delete(2)
    assert store.runs.get(1).status is RunStatus.STOPPED
    assert claimed_names(store) == "c"
    with pytest.raises(StoreError, match="not in the queue"):
        store.queue.remove(3)
    with pytest.raises(StoreError, match="not in the queue"):
        store.queue.move_to_front(3)


def test_only_as_many_runs_train_as_the_setting_says(store: RunStore) -> None:
    queued(store, "abc")
    worker = store.workers.register()
    assert store.queue.settings.max_concurrent == 1
    assert store.queue.claim(worker) is not None
    assert store.queue.claim(worker) is None
    store.queue.change_settings(max_concurrent=2)
    assert store.queue.claim(worker) is not None
    assert store.queue.claim(worker) is None


def test_paused_run_leaves_its_place_and_takes_it_again_when_free(store: RunStore) -> None:
    queued(store, "ab")
    worker = store.workers.register()
    store.queue.claim(worker)
    put(store, 1, RunStatus.PAUSED)
    second = store.queue.claim(worker)
    assert second is not None and second.name == "b"
    holder = store.workers.register()
    put(store, 1, RunStatus.PAUSED, worker_id=holder)
    with pytest.raises(RunTaken):
        store.queue.try_running(1, held_by=worker)
    assert not store.queue.try_running(1, held_by=holder)
    assert store.runs.get(1).status is RunStatus.QUEUED
    put(store, 2, RunStatus.FINISHED)
    put(store, 1, RunStatus.PAUSED, worker_id=holder)
    assert store.queue.try_running(1, held_by=holder)
    assert store.runs.get(1).status is RunStatus.RUNNING


def test_each_run_is_claimed_once_however_many_workers_race(store: RunStore) -> None:
    queued(store, "abcdefghijklmnop")
    store.queue.change_settings(max_concurrent=16)
    claimed: list[int] = []
    errors: list[Exception] = []

    def race() -> None:
        try:
            own = RunStore()
            worker = own.workers.register()
            while run := own.queue.claim(worker):
                claimed.append(run.id)
            own.close()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(claimed) == list(range(1, 17))


def test_commands_wait_in_order_for_the_worker(store: RunStore) -> None:
    store.runs.create(CONFIG)
    store.queue.command(1, "pause")
    store.queue.command(1, "step", epochs=2)
    store.queue.command(1, "change", field="learning_rate", value=1)
    commands = store.queue.waiting_commands(1)
    assert [(command.kind, command.payload) for command in commands] == [
        ("pause", {}),
        ("step", {"epochs": 2}),
        ("change", {"field": "learning_rate", "value": 1.0}),
    ]
    assert [command.kind for command in store.queue.waiting_commands(1, after_id=commands[1].id)] == ["change"]


@pytest.mark.parametrize(
    ("kind", "payload", "message"),
    [
        ("dance", {}, "must be one of pause"),
        ("pause", {"now": True}, "does not take now"),
        ("change", {"field": "epochs", "value": 3}, "only learning_rate"),
        ("change", {"field": "dropout", "value": 1.0}, "dropout must be"),
        ("change", {"field": "learning_rate", "value": float("nan")}, "learning_rate must be"),
        ("step", {"batches": 0}, "batches must be"),
        ("step", {"epochs": True}, "epochs must be"),
        ("step", {}, "does not take nothing"),
        ("speed", {"steps_per_second": 0}, "steps_per_second must be"),
    ],
)
def test_senseless_command_is_refused(store: RunStore, kind: str, payload: dict[str, object], message: str) -> None:
    store.runs.create(CONFIG)
    with pytest.raises(ConfigurationError, match=message):
        store.queue.command(1, kind, **payload)
    assert store.queue.waiting_commands(1) == []


def test_command_to_a_run_that_is_over_is_refused(store: RunStore) -> None:
    store.runs.create(CONFIG)
    put(store, 1, RunStatus.FINISHED)
    with pytest.raises(StoreError, match="run 1 is finished, so it cannot pause"):
        store.queue.command(1, "pause")
    with pytest.raises(StoreError, match="cannot be resumed"):
        store.queue.requeue(1)
    with pytest.raises(RunNotFoundError):
        store.queue.command(9, "pause")


def test_stop_takes_a_queued_run_from_the_queue_and_resume_puts_it_back(store: RunStore) -> None:
    queued(store, "ab")
    store.queue.command(2, "stop")
    assert store.runs.get(2).status is RunStatus.STOPPED
    store.queue.command(2, "resume")
    assert store.runs.get(2).status is RunStatus.QUEUED
    assert claimed_names(store) == "ba"


def test_paused_run_without_a_worker_is_queued_to_obey(store: RunStore) -> None:
    store.runs.create(CONFIG)
    put(store, 1, RunStatus.PAUSED, worker_id=None)
    store.queue.command(1, "step", batches=1)
    assert store.runs.get(1).status is RunStatus.QUEUED
    assert [command.kind for command in store.queue.waiting_commands(1)] == ["step"]
    put(store, 1, RunStatus.PAUSED, worker_id=None)
    store.queue.command(1, "stop")
    assert store.runs.get(1).status is RunStatus.STOPPED


@pytest.mark.parametrize("value", [0, 17, True])
def test_senseless_number_of_concurrent_runs_is_refused(store: RunStore, value: int) -> None:
    with pytest.raises(ConfigurationError, match="max_concurrent must be"):
        store.queue.change_settings(max_concurrent=value)


def test_stop_that_came_too_late_does_not_outlive_a_resume(store: RunStore) -> None:
    run = store.runs.create(CONFIG)
    put(store, run.id, RunStatus.RUNNING)
    store.queue.command(run.id, "stop")
    store.queue.command(run.id, "change", field="learning_rate", value=0.5)
    put(store, run.id, RunStatus.INTERRUPTED)  # the worker was ended before it could obey
    store.queue.command(run.id, "resume")
    assert [command.kind for command in store.queue.waiting_commands(run.id)] == ["change"]


def test_worker_that_is_not_on_the_list_gets_no_run(store: RunStore) -> None:
    queued(store, "a")
    with pytest.raises(WorkerDismissed, match="worker 7 was taken for dead, so it leaves"):
        store.queue.claim(7)
    assert store.runs.get(1).status is RunStatus.QUEUED


def test_worker_that_lost_the_answer_to_its_claim_finds_its_run(store: RunStore) -> None:
    queued(store, "ab")
    worker = store.workers.register()
    assert store.queue.held_by(worker) is None
    claimed = store.queue.claim(worker)
    assert claimed is not None and store.queue.held_by(worker) == claimed


@pytest.mark.parametrize(("has_checkpoint", "goes_on"), [(True, True), (False, False)])
def test_failed_run_goes_on_where_it_has_a_checkpoint(store: RunStore, has_checkpoint: bool, goes_on: bool) -> None:
    queued(store, "a")
    put(store, 1, RunStatus.FAILED, has_checkpoint=has_checkpoint)
    assert store.runs.get(1).can_resume is goes_on
    if goes_on:
        store.queue.command(1, "resume")
        assert store.runs.get(1).status is RunStatus.QUEUED
    else:
        with pytest.raises(StoreError, match="run 1 is failed, so it cannot resume"):
            store.queue.command(1, "resume")


def test_deleted_pause_that_no_worker_holds_is_stopped(store: RunStore) -> None:
    queued(store, "a")
    put(store, 1, RunStatus.PAUSED, worker_id=None)
    store.runs.delete(1)
    assert store.runs.get(1).status is RunStatus.STOPPED and store.queue.waiting_commands(1) == []
