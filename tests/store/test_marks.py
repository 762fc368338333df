"""What people note of runs."""

import pytest

from mnist_core.errors import ConfigurationError, RunNotFoundError
from mnist_core.store.marks import MAX_TAGS, Mark, read_tags
from mnist_core.training.config import TrainingConfig


def test_a_mark_is_kept_changed_and_taken_back(store, open_store):
    run = store.runs.create(TrainingConfig())
    store.marks.set(run.id, Mark(starred=True, tags=("for class", "wide"), note="Try again\nwith dropout."))
    assert open_store().marks.all() == {run.id: Mark(True, ("for class", "wide"), "Try again\nwith dropout.")}
    store.marks.set(run.id, Mark())
    assert store.marks.all() == {}


def test_a_purged_run_leaves_no_mark(store):
    run = store.runs.create(TrainingConfig())
    store.marks.set(run.id, Mark(starred=True))
    store.runs.delete(run.id)
    assert store.runs.purge(older_than_days=0) == [run.id]
    assert store.marks.all() == {}


@pytest.mark.parametrize(
    "mark", [Mark(tags=tuple(map(str, range(MAX_TAGS + 1)))), Mark(tags=("x" * 41,)), Mark(note="x" * 2001)]
)
def test_what_is_too_long_is_one_sentence(store, mark):
    run = store.runs.create(TrainingConfig())
    with pytest.raises(ConfigurationError, match="must (be|have) "):
        store.marks.set(run.id, mark)
    with pytest.raises(RunNotFoundError):
        store.marks.set(run.id + 1, Mark(starred=True))


def test_tags_are_read_as_people_type_them():
    assert read_tags(" wide,for  class , wide,, ") == ("wide", "for class")
