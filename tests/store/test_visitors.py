"""Several people at one store: whose runs are whose, and whose turn it is."""

import sqlite3
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import mysql, postgresql

from mnist_core.errors import ConfigurationError, NotYoursError
from mnist_core.store import tables
from mnist_core.store.marks import Mark
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.store.study import StudyStatus
from mnist_core.store.turns import queued_runs
from mnist_core.store.visitor import MAX_NAME, Visitor, checked_name, same_name
from mnist_core.training.config import TrainingConfig
from tests.pages.stored_runs import add_finished_run
from tests.store.any_state import put

CONFIG = TrainingConfig(hidden_sizes=(7,), epochs=3)


@pytest.fixture
def ada(store: RunStore) -> RunStore:
    """Return the store as Ada has it."""
    return store.of(Visitor("Ada"))


@pytest.fixture
def bo(store: RunStore) -> RunStore:
    """Return the store as Bo has it."""
    return store.of(Visitor("Bo"))


def claimed(store: RunStore, count: int) -> list[str]:
    """Claim so many runs, each of which is over before the next; return whose they are."""
    worker = store.workers.register()
    owners = []
    for _ in range(count):
        run = store.queue.claim(worker)
        assert run is not None
        owners.append(run.visitor or "")
        put(store, run.id, RunStatus.FINISHED)
    return owners


@pytest.mark.parametrize("name", ["Ada", "Łukasz O’Neill-2", "अदिति", "李雷", "a.b_c", "x" * MAX_NAME])
def test_names_of_people_are_names(name: str) -> None:
    assert checked_name(f"  {name} ") == name


@pytest.mark.parametrize("name", ["", "   ", "x" * (MAX_NAME + 1), "<b>Ada</b>", "a/b", "a;b", "--", "a\u202eb", "🙂"])
def test_other_texts_are_no_names(name: str) -> None:
    with pytest.raises(ConfigurationError, match="a name must"):
        checked_name(name)


def test_composed_and_decomposed_letters_are_the_same_name() -> None:
    assert checked_name("Zoe\u0308  K") == "Zo\u00eb K"
    assert same_name("Zoë", "ZOË") and not same_name("Ada", "Bo")


def test_visitor_lists_their_own_runs_and_may_look_at_all(store: RunStore, ada: RunStore, bo: RunStore) -> None:
    nobodys, hers, his = (each.runs.create(CONFIG, name="n") for each in (store, ada, bo))
    assert [run.id for run in ada.runs.all()] == [hers.id]
    assert [run.id for run in bo.runs.all()] == [his.id]
    assert len(store.runs.all()) == 3
    assert ada.runs.get(his.id).visitor == "Bo"
    assert store.runs.get(nobodys.id).visitor is None


def test_nobody_changes_the_run_of_another(store: RunStore, ada: RunStore, bo: RunStore) -> None:
    run = add_finished_run(ada)
    waiting = ada.runs.create(CONFIG)
    before = store.runs.all()
    for change in (
        lambda: bo.runs.rename(run.id, "mine"),
        lambda: bo.runs.delete(run.id),
        lambda: bo.runs.restore(run.id),
        lambda: bo.queue.command(waiting.id, "stop"),
        lambda: bo.queue.command(waiting.id, "pause"),
        lambda: bo.queue.remove(waiting.id),
        lambda: bo.queue.move_to_front(waiting.id),
        lambda: bo.queue.requeue(run.id),
        lambda: bo.marks.set(run.id, Mark(starred=True)),
        lambda: bo.best_epoch.judge_by_other(run.id, None),  # type: ignore[arg-type]
    ):
        with pytest.raises(NotYoursError, match="is Ada's, so you can look at it but not change it"):
            change()
    assert store.runs.all() == before and store.marks.all() == {}
    with pytest.raises(NotYoursError, match="is another's"):
        bo.runs.rename(store.runs.create(CONFIG).id, "mine")


def test_whoever_opens_the_store_for_nobody_changes_everything(store: RunStore, ada: RunStore) -> None:
    run = ada.runs.create(CONFIG)
    store.runs.rename(run.id, "tidied")
    store.queue.remove(run.id)
    assert ada.runs.get(run.id).name == "tidied"


def test_what_holds_for_everybody_is_not_a_visitors_to_change(store: RunStore, ada: RunStore) -> None:
    for change in (
        lambda: ada.queue.change_settings(max_concurrent=2),
        lambda: ada.snapshots.keep(wanted=False),
        lambda: ada.data.remove("any"),
    ):
        with pytest.raises(NotYoursError, match="only the person who started the server"):
            change()
    assert store.queue.settings.max_concurrent == 1 and store.snapshots.are_kept


def test_searches_and_their_trials_belong_to_whoever_began_them(store: RunStore, ada: RunStore, bo: RunStore) -> None:
    study = ada.studies.create({"plan": 1}, name="hers")
    assert [each.id for each in ada.studies.all()] == [study.id] and bo.studies.all() == []
    with store.database.writing() as connection:  # as the process does that holds it
        connection.execute(tables.studies.update().values(claim=1))
    store.trials.ask(study.id, 0, {}, claim=1, sampler_state={}, config=CONFIG)
    assert [run.visitor for run in ada.runs.all()] == ["Ada"]
    for change in (
        lambda: bo.studies.rename(study.id, "his"),
        lambda: bo.studies.set_status(study.id, StudyStatus.PAUSED),
        lambda: bo.studies.wish(study.id, {}),
        lambda: bo.studies.delete(study.id),
        lambda: bo.studies.restore(study.id),
    ):
        with pytest.raises(NotYoursError, match=f"search {study.id} is Ada's"):
            change()


def test_own_digits_are_each_visitors_own(store: RunStore, ada: RunStore, bo: RunStore) -> None:
    ada.own_digits.add(np.full(784, 7, np.uint8), 7)
    (digit,) = ada.own_digits.all()
    assert bo.own_digits.all() == []
    bo.own_digits.remove([digit.id])
    assert len(ada.own_digits.all()) == 1 == len(store.own_digits.all())


def test_queue_of_a_visitor_has_an_end(store: RunStore) -> None:
    few = store.of(Visitor("Ada", most_waiting=2))
    few.runs.create_many([(CONFIG, "a"), (CONFIG, "b")])
    with pytest.raises(NotYoursError, match="each visitor may have 2 runs in the queue"):
        few.runs.create(CONFIG)
    stopped = 1
    few.queue.remove(stopped)
    few.runs.create(CONFIG)
    with pytest.raises(NotYoursError, match="each visitor may have 2"):
        few.queue.requeue(stopped)
    with pytest.raises(NotYoursError):
        few.runs.create_many([(CONFIG, "x"), (CONFIG, "y")])
    assert len(store.runs.all()) == 3
    store.of(Visitor("Bo", most_waiting=2)).runs.create(CONFIG)


def test_visitors_take_turns(store: RunStore, ada: RunStore, bo: RunStore) -> None:
    ada.runs.create_many([(CONFIG, "")] * 3)
    bo.runs.create_many([(CONFIG, "")] * 2)
    store.runs.create(CONFIG)
    assert claimed(store, 6) == ["Ada", "Bo", "", "Ada", "Bo", "Ada"]


def test_front_of_the_queue_is_the_front_of_ones_own(store: RunStore, ada: RunStore, bo: RunStore) -> None:
    ada.runs.create_many([(CONFIG, "a"), (CONFIG, "b")])
    bo.runs.create_many([(CONFIG, "c"), (CONFIG, "d")])
    bo.queue.move_to_front(4)
    assert store.queue.order() == [4, 1, 3, 2]
    assert claimed(store, 4) == ["Bo", "Ada", "Bo", "Ada"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(owners=st.lists(st.sampled_from(["Ada", "Bo", "Cy", ""]), min_size=1, max_size=12), ahead=st.integers(0, 3))
def test_order_of_the_queue_is_what_is_claimed(store: RunStore, owners: list[str], ahead: int) -> None:
    for owner in owners:
        (store.of(Visitor(owner)) if owner else store).runs.create(CONFIG)
    claimed(store, min(ahead, len(owners)))
    foretold = store.queue.order()
    whose = {run.id: run.visitor or "" for run in store.runs.all()}
    assert claimed(store, len(foretold)) == [whose[run_id] for run_id in foretold]
    assert store.queue.order() == []


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations("AAAABBBBCCCC"))
def test_nobody_is_more_than_one_turn_ahead(store: RunStore, order: list[str]) -> None:
    for name in order:
        store.of(Visitor(name)).runs.create(CONFIG)
    turns = Counter(dict.fromkeys("ABC", 0))
    for owner in claimed(store, len(order)):
        turns[owner] += 1
        assert max(turns.values()) - min(turns.values()) <= 1


def test_order_without_visitors_is_as_ever(store: RunStore) -> None:
    store.runs.create_many([(CONFIG, "")] * 3)
    store.runs.create(CONFIG, front=True)
    assert store.queue.order() == [4, 1, 2, 3]


def test_run_of_a_visitor_leaves_and_comes_back_as_whoever_imports_it(ada: RunStore, bo: RunStore) -> None:
    run = add_finished_run(ada)
    assert bo.bundles.import_(ada.bundles.export(run.id)).visitor == "Bo"


def test_store_from_before_visitors_is_completed(store: RunStore, runs_folder: Path) -> None:
    run = store.runs.create(CONFIG, name="old")
    store.studies.create({"plan": 1})
    store.close()
    with sqlite3.connect(runs_folder / "runs.sqlite") as before:
        for table in ("runs", "tuning_studies", "own_digits"):
            before.execute(f"ALTER TABLE {table} DROP COLUMN visitor")
        before.execute("DROP TABLE turns")
    again = RunStore()
    assert [each.id for each in again.runs.all()] == [run.id] and len(again.studies.all()) == 1
    ada = again.of(Visitor("Ada"))
    assert ada.runs.all() == [] and ada.runs.create(CONFIG).visitor == "Ada"
    again.close()


@pytest.mark.parametrize("dialect", [postgresql.dialect(), mysql.dialect()])
def test_turns_are_asked_for_in_every_database(dialect: sa.Dialect) -> None:
    assert "LEFT OUTER JOIN turns" in str(queued_runs(tables.runs.c.id).compile(dialect=dialect))
