"""What may follow what in the life of a run, held against every pair of statuses."""

from itertools import product

import pytest

from mnist_core.errors import RunNotFoundError, StoreError
from mnist_core.store.run import MAY_FOLLOW, RunStatus, RunTaken, set_status
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from tests.store.any_state import put


@pytest.mark.parametrize(("held", "new"), list(product(RunStatus, RunStatus)))
def test_status_changes_only_to_one_that_may_follow(store: RunStore, held: RunStatus, new: RunStatus) -> None:
    run_id = store.runs.create(TrainingConfig()).id
    put(store, run_id, held)
    if new in MAY_FOLLOW[held]:
        store.runs.set_status(run_id, new, message="why")
        assert (store.runs.get(run_id).status, store.runs.get(run_id).message) == (new, "why")
    else:
        with pytest.raises(StoreError, match=f"run {run_id} is {held}, so it cannot become {new}"):
            store.runs.set_status(run_id, new, message="why")
        assert (store.runs.get(run_id).status, store.runs.get(run_id).message) == (held, "")


def test_every_status_has_its_line_and_what_is_over_for_good_stays_so() -> None:
    assert MAY_FOLLOW.keys() == set(RunStatus)
    assert all(bool(MAY_FOLLOW[status]) != (status.is_over and not status.can_resume) for status in RunStatus)


def test_status_of_no_run_cannot_change(store: RunStore) -> None:
    with pytest.raises(RunNotFoundError, match="there is no run 7"):
        store.runs.set_status(7, RunStatus.QUEUED)


@pytest.mark.parametrize("new", [RunStatus.FINISHED, RunStatus.PAUSED])
def test_only_the_holder_changes_the_status_of_its_run(store: RunStore, new: RunStatus) -> None:
    run_id = store.runs.create(TrainingConfig()).id
    put(store, run_id, RunStatus.RUNNING, worker_id=1)
    with pytest.raises(RunTaken, match="no longer held by worker 2"), store.database.writing() as connection:
        set_status(connection, run_id, new, held_by=2)
    assert store.runs.get(run_id).status is RunStatus.RUNNING
    with store.database.writing() as connection:
        set_status(connection, run_id, new, held_by=1)
    assert store.runs.get(run_id).status is new
