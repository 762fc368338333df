"""`python -m mnist_core tune`: each trial as it is told, then the winner; the tuner and its worker are played."""

import pytest

from mnist_core.command_line import tune
from mnist_core.store.store import RunStore
from mnist_core.store.study import StudyStatus
from mnist_core.tuning.tuner import Tuner
from tests.command_line.conftest import SMALL, lines
from tests.tuning.conftest import Player, play_on

SEARCH = ("tune", "--search", "learning_rate=0.01..1:log", *SMALL, "--sampler", "random")


@pytest.fixture
def played(monkeypatch, runs_folder, data) -> RunStore:
    """Let a search be played to its end where its process would be started."""

    def play(_database: object, study_id: int, claim: int) -> None:
        store.tuners.register(study_id, claim)
        play_on(Tuner(store, study_id, claim, load=lambda: data), Player(store))

    store = RunStore(start_worker=lambda *_: None, start_tuner=play)
    monkeypatch.setattr(tune, "RunStore", lambda: store)
    return store


def test_each_trial_and_the_winner_are_told(run, played):
    status, out, _ = run(*SEARCH, "--trials", "3", "--at-once", "2", "--name", "rates")
    assert status == 0
    told = out.splitlines()
    assert [line.split()[:2] for line in told[:3]] == [["trial", str(number)] for number in (1, 2, 3)]
    assert told[3].startswith("3 trials")
    assert "best is trial" in told[3]
    assert "measured for it alone" in told[4]
    (study,) = played.studies.all()
    assert (study.name, study.status) == ("rates", StudyStatus.FINISHED)
    assert played.queue.settings.max_concurrent == 2


def test_json_has_an_object_for_each_trial_and_a_summary(run, played):
    _, out, _ = run(*SEARCH, "--trials", "2", "--json")
    *trials, summary = lines(out)
    assert [trial["number"] for trial in trials] == [1, 2]
    best = max(trials, key=lambda trial: trial["goals"][0])
    assert (summary["type"], summary["trials"], summary["run"]) == ("summary", 2, best["run"])
    assert summary["best"] == best["params"]


def test_a_search_without_limits_has_twenty_trials(run, played):
    _, out, _ = run(*SEARCH)
    assert out.count("trial ") >= 20
    assert len(played.trials.of(1)) == 20


def test_repeated_seeds_end_without_a_winner(run, played):
    status, out, _ = run("tune", "--search", "seed=1, 2", *SMALL, "--sampler", "grid")
    assert status == 0
    assert "best is" not in out


def test_nonsense_is_one_sentence(run, played):
    for arguments, part in (
        (("--search", "learning_rate=1..0.1"), "whose end is above its start"),
        (("--search", "colour=red, blue"), "colour"),
        (("--search", "learning_rate=0.01, 0.1", "--sampler", "magic"), "sampler must be"),
    ):
        status, out, errors = run("tune", *arguments, *SMALL)
        assert (status, out) == (2, "")
        assert part in errors
        assert "Traceback" not in errors
    assert played.studies.all() == []


def test_a_search_that_fails_is_one_sentence(run, runs_folder, monkeypatch):
    store = RunStore(start_worker=lambda *_: None, start_tuner=lambda *_: None)
    monkeypatch.setattr(tune, "RunStore", lambda: store)

    def fails_meanwhile(_seconds: float) -> None:
        (study,) = store.studies.all()
        store.studies.end(study.id, study.claim, StudyStatus.FAILED, message="memory ran out", winner=None)

    monkeypatch.setattr(tune.time, "sleep", fails_meanwhile)
    status, out, errors = run(*SEARCH, "--trials", "2")
    assert (status, out) == (2, "")
    assert errors.splitlines()[-1] == "error: memory ran out"
