"""A study from its plan to its winner, with a tuner that may go and come back."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from mnist_core.errors import StoreError
from mnist_core.store import tables
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.store.study import Study, StudyStatus, Trial, TrialState, TunerReplaced
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.tuner import Tuner
from tests.store.any_state import put
from tests.tuning.conftest import BASE, Player, play_on

Start = Callable[..., Study]
MakeTuner = Callable[[int], Tuner]


def told(store: RunStore, study: Study) -> list[Trial]:
    return [trial for trial in store.trials.of(study.id) if trial.told_at is not None]


@pytest.mark.parametrize("sampler", ["tpe", "random", "quasi_random"])
def test_a_study_ends_with_every_trial_told_and_only_its_winner_measured(
    sampler: str, store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    study = start_study("learning_rate=0.001..1:log", "optimizer=sgd, adam", sampler=sampler)
    play_on(tuner(study.id), player)
    ended, trials = store.studies.get(study.id), store.trials.of(study.id)
    assert (ended.status, ended.message) == (StudyStatus.FINISHED, "6 trials were made")
    assert [trial.number for trial in trials] == list(range(6))
    assert all(trial.state is TrialState.COMPLETE and len(trial.goals) == 1 for trial in trials)
    assert len({str(trial.params) for trial in trials}) == 6
    best = max(trials, key=lambda trial: trial.goals)
    assert ended.winner == best.run_id
    assert [run.id for run in store.runs.all() if run.test_accuracy is not None] == [best.run_id]


def test_a_grid_tries_every_combination_once_also_with_a_new_tuner(
    store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    study = start_study("learning_rate=0.01, 0.1", "seed=0, 1, 2", sampler="grid", trials=None)
    store.studies.wish(study.id, {"learning_rate": 0.1, "seed": 2})
    play_on(tuner(study.id), player, until=lambda: len(told(store, study)) >= 2)
    play_on(tuner(study.id), player)
    tried = [(run.config.learning_rate, run.config.seed) for run in store.runs.all()]
    assert len(tried) == 7
    assert set(tried) == {(rate, seed) for rate in (0.01, 0.1) for seed in (0, 1, 2)}
    assert store.studies.get(study.id).message == "all 6 combinations were tried"


def test_repeated_seeds_have_no_winner_and_hide_no_test_images(
    store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    repeats = start_study("seed=0, 1, 2", sampler="grid", trials=None)
    play_on(tuner(repeats.id), player)
    assert store.studies.get(repeats.id).winner is None
    assert all(store.trials.measures(run.id) for run in store.runs.all())
    search = start_study(trials=1)
    play_on(tuner(search.id), player)
    assert store.trials.measures(store.runs.all()[0].id) is False
    assert store.trials.measures(store.runs.create(BASE).id) is None


@pytest.mark.parametrize("pruner", ["median", "successive_halving", "hyperband"])
def test_hopeless_trials_are_given_up_with_a_reason(
    pruner: str, store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    base = BASE.with_changes(epochs=9)
    study = start_study("learning_rate=0.0001, 0.2", base=base, pruner=pruner, sampler="random", trials=20)
    play_on(tuner(study.id), player)
    given_up = [trial for trial in told(store, study) if trial.state is TrialState.PRUNED]
    assert given_up
    for trial in given_up:
        run = store.runs.get(trial.run_id or 0)
        assert trial.reason.startswith("given up after epoch ")
        assert run.status is RunStatus.STOPPED
        assert run.epoch < 9
        assert trial.params["learning_rate"] == 0.0001


@pytest.mark.parametrize("sampler", ["tpe", "quasi_random"])
def test_a_study_goes_on_where_a_dead_tuner_left_it(
    sampler: str, store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    study = start_study(trials=12, sampler=sampler)
    for goal in (1, 2, 5, 9):
        play_on(tuner(study.id), player, until=lambda goal=goal: len(told(store, study)) >= goal)
    play_on(tuner(study.id), player)
    trials = store.trials.of(study.id)
    assert [trial.number for trial in trials] == list(range(12))
    assert len({trial.run_id for trial in trials}) == 12
    assert len({trial.params["learning_rate"] for trial in trials}) == 12
    assert all(trial.state is TrialState.COMPLETE for trial in trials)


def test_a_trial_is_told_once(store: RunStore, start_study: Start) -> None:
    study = start_study()
    store.tuners.ensure()
    asked = store.trials.ask(study.id, 0, {"learning_rate": 0.1}, claim=1, sampler_state={}, config=BASE)
    assert store.trials.of(study.id) == [asked]
    assert store.trials.tell(replace(asked, state=TrialState.COMPLETE, goals=(0.9,), told_at=1.0))
    assert not store.trials.tell(replace(asked, state=TrialState.PRUNED, reason="again", told_at=2.0))
    (trial,) = store.trials.of(study.id)
    assert (trial.state, trial.goals, trial.reason) == (TrialState.COMPLETE, (0.9,), "")


def test_a_tuner_that_was_replaced_can_write_nothing(store: RunStore, start_study: Start, tuner: MakeTuner) -> None:
    study = start_study()
    old = tuner(study.id)
    tuner(study.id)
    with pytest.raises(TunerReplaced):
        old.step()
    assert store.trials.of(study.id) == []
    assert store.runs.all() == []


def test_a_living_tuner_is_not_replaced(store: RunStore, start_study: Start, tuner: MakeTuner) -> None:
    tuner(start_study().id)
    assert store.tuners.ensure() == []


def test_an_interrupted_trial_is_queued_again_a_hopeless_one_ends(
    store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    search = tuner(start_study(trials=2).id)
    search.step()
    player.play()
    first, second = (trial.run_id or 0 for trial in store.trials.of(1))
    put(store, first, RunStatus.INTERRUPTED)
    search.step()
    assert store.runs.get(first).status is RunStatus.QUEUED
    store.trials.give_up(1, 0, "no good")
    put(store, first, RunStatus.INTERRUPTED)
    tuner(1).step()
    assert store.runs.get(first).status is RunStatus.STOPPED
    assert store.runs.get(second).status is not RunStatus.STOPPED


def test_a_worker_that_dies_again_and_again_ends_its_trial(
    store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    search = tuner(start_study(trials=1).id)
    search.step()
    (run,) = store.runs.all()
    for _ in range(21):
        put(store, run.id, RunStatus.INTERRUPTED)
        search.step()
    play_on(search, player)
    assert store.trials.of(1)[0].reason == "its worker died 20 times"


def test_stop_ends_what_trains_and_pause_lets_it_end(
    store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    study = start_study(trials=100)
    search = tuner(study.id)
    play_on(search, player, until=lambda: len(told(store, study)) >= 2)
    store.studies.set_status(study.id, StudyStatus.PAUSED)
    play_on(search, player)
    paused = len(told(store, study))
    assert store.studies.get(study.id).status is StudyStatus.PAUSED
    assert all(run.status is RunStatus.FINISHED for run in store.runs.all())
    store.studies.set_status(study.id, StudyStatus.RUNNING)
    again = tuner(study.id)
    again.step()
    store.studies.set_status(study.id, StudyStatus.STOPPING)
    play_on(again, player)
    ended = store.studies.get(study.id)
    assert (ended.status, ended.message) == (StudyStatus.STOPPED, "it was stopped")
    assert {trial.reason for trial in store.trials.of(study.id)[paused:]} == {"the search was stopped"}
    assert ended.winner is not None


def test_a_wish_comes_next_and_more_trials_follow(
    store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    study = start_study(trials=2)
    store.studies.wish(study.id, {"learning_rate": 0.123})
    play_on(tuner(study.id), player)
    plan = StudyPlan.from_dict(store.studies.get(study.id).plan)
    store.studies.extend(study.id, plan.extended(2, asked=2).to_dict())
    play_on(tuner(study.id), player)
    trials = store.trials.of(study.id)
    assert trials[0].is_wish
    assert trials[0].params == {"learning_rate": 0.123}
    assert len(trials) == 5
    store.studies.wish(study.id, {"learning_rate": 0.5})
    play_on(tuner(study.id), player)
    assert store.trials.of(study.id)[-1].params == {"learning_rate": 0.5}


def test_a_set_up_that_makes_no_network_or_diverges_has_its_reason(
    store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    sizes, rates = start_study("batch_size=50, 60000", sampler="grid"), start_study("learning_rate=0.05, 1e30")
    store.studies.set_status(rates.id, StudyStatus.PAUSED)
    play_on(tuner(sizes.id), player)
    failed = next(trial for trial in told(store, sizes) if trial.state is TrialState.FAILED)
    assert "batch_size must be at most" in failed.reason
    assert failed.run_id is None
    store.studies.set_status(rates.id, StudyStatus.RUNNING)
    play_on(tuner(rates.id), player)
    for trial in told(store, rates):
        diverged = trial.params["learning_rate"] > 1
        assert trial.state is (TrialState.PRUNED if diverged else TrialState.COMPLETE)
        assert not diverged or "diverged" in trial.reason


@pytest.mark.parametrize("goal", ["accuracy_and_parameters", "accuracy_and_seconds", "accuracy_and_drawn"])
def test_two_goals_give_two_numbers(
    goal: str, store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    study = start_study("hidden_width=4..16", goal=goal, trials=3)
    play_on(tuner(study.id), player)
    assert all(len(trial.goals) == 2 for trial in store.trials.of(study.id))


def test_a_trial_that_reached_the_accuracy_ends_there(
    store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    goal = {"goal": "seconds_to_accuracy", "target_accuracy": 0.6, "sampler": "grid"}
    study = start_study("learning_rate=0.1, 0.9", base=BASE.with_changes(epochs=50), **goal)
    play_on(tuner(study.id), player)
    trials = {trial.params["learning_rate"]: trial for trial in told(store, study)}
    assert trials[0.9].state is TrialState.COMPLETE
    assert trials[0.9].goals == (2.0,)
    assert store.runs.get(trials[0.9].run_id or 0).epoch < 50
    assert trials[0.1].reason == "it never reached 60.0%"


def test_a_deleted_study_takes_its_runs_along_and_brings_them_back(
    store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    study = start_study(trials=2)
    play_on(tuner(study.id), player)
    store.studies.delete(study.id)
    assert store.studies.all() == []
    assert store.runs.all() == []
    store.studies.restore(study.id)
    assert [found.id for found in store.studies.all()] == [study.id]
    assert len(store.runs.all()) == 2


def test_it_works_until_it_is_told_to_leave_and_starts_what_is_needed(
    store: RunStore, start_study: Start, tuner: MakeTuner, player: Player, started: list[int]
) -> None:
    study, leave = start_study(trials=2), threading.Event()
    search = tuner(study.id)
    step = search.step

    def step_and_play() -> bool:
        goes_on = step()
        player.play()
        if len(told(store, study)) == 1:
            leave.set()
        return goes_on

    search.step = step_and_play  # type: ignore[method-assign]
    search.work(leave, poll=0.0)
    assert len(told(store, study)) == 1 and store.studies.get(study.id).status is StudyStatus.RUNNING
    play_on(tuner(study.id), player)
    assert store.studies.get(study.id).status is StudyStatus.FINISHED


def test_workers_that_cannot_be_started_are_told_and_the_search_goes_on(
    store: RunStore,
    start_study: Start,
    tuner: MakeTuner,
    player: Player,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    study = start_study(trials=1)
    search = tuner(study.id)
    search.step()

    def refuse(*_: object) -> None:
        raise StoreError("no worker process can be started: Cannot allocate memory")

    monkeypatch.setattr(type(store.workers), "ensure", refuse)
    leave = threading.Event()
    leave.set()
    search.work(leave)
    assert "Cannot allocate memory" in capsys.readouterr().out
    play_on(search, player)
    assert store.studies.get(study.id).status is StudyStatus.FINISHED


def test_more_trials_that_are_asked_for_meanwhile_are_made(
    store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    study = start_study(trials=2)
    search = tuner(study.id)
    play_on(search, player, until=lambda: len(told(store, study)) == 1)
    plan = StudyPlan.from_dict(store.studies.get(study.id).plan)
    store.studies.extend(study.id, plan.extended(3, asked=2).to_dict())
    play_on(search, player)
    assert len(told(store, study)) == 5


def test_a_trial_whose_run_is_deleted_or_gone_has_failed(
    store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    study = start_study(trials=2)
    search = tuner(study.id)
    search.step()
    hidden, gone = (trial.run_id or 0 for trial in store.trials.of(study.id)[:2])
    put(store, hidden, RunStatus.FINISHED, deleted_at=1.0)
    with store.database.writing() as connection:
        connection.execute(tables.runs.delete().where(tables.runs.c.id == gone))
    play_on(search, player)
    reasons = {trial.run_id: (trial.state, trial.reason) for trial in told(store, study)}
    assert reasons[hidden] == (TrialState.FAILED, "its run was deleted")
    assert (TrialState.FAILED, "its run was removed") in reasons.values()
    assert store.studies.get(study.id).status is StudyStatus.FINISHED


def test_a_winner_whose_network_is_damaged_stays_the_winner_unmeasured(
    store: RunStore, start_study: Start, tuner: MakeTuner, player: Player, capsys: pytest.CaptureFixture[str]
) -> None:
    study = start_study(trials=1)
    search = tuner(study.id)
    search.step()
    (run,) = store.runs.all()
    while store.runs.get(run.id).status is not RunStatus.FINISHED:
        player.play()
    next(store.runs.folder(run.id).glob("*.safetensors")).write_bytes(b"damaged")
    play_on(search, player)
    ended = store.studies.get(study.id)
    assert (ended.status, ended.winner) == (StudyStatus.FINISHED, run.id)
    assert store.runs.get(run.id).test_accuracy is None and capsys.readouterr().out


def test_a_network_that_cannot_be_read_fails_a_search_for_readers_of_drawings(
    store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    study = start_study("hidden_width=4..16", goal="accuracy_and_drawn", trials=1)
    search = tuner(study.id)
    search.step()
    (run,) = store.runs.all()
    put(store, run.id, RunStatus.FINISHED, epoch=3)
    play_on(search, player)
    (trial,) = told(store, study)
    assert trial.state is TrialState.FAILED and "no network yet" in trial.reason


def test_epochs_may_be_searched_with_pruning(
    store: RunStore, start_study: Start, tuner: MakeTuner, player: Player
) -> None:
    study = start_study("learning_rate=0.001..1:log", "epochs=2..4", sampler="random", pruner="hyperband", trials=4)
    play_on(tuner(study.id), player)
    assert {trial.params["epochs"] for trial in told(store, study)} <= {2, 3, 4}
    assert store.studies.get(study.id).winner is not None
