"""A run that a worker trained, as Train shows it: tiles, looks inside, and what happens while it is looked at."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from mnist_core.data.dataset import Dataset
from mnist_core.errors import StoreError
from mnist_core.files.notice import prepare_notice, write_notice
from mnist_core.store.measurements import write_epochs
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.worker.__main__ import work
from pages.components.charts.series import RunSeries
from pages.components.training.loss_gap import gap_reasons
from pages.components.training.run_progress import duration_text
from tests.pages.stored_runs import epoch_end
from tests.pages.training.train_page import labels, opened, ran
from tests.store.any_state import put

CONFIG = TrainingConfig(hidden_sizes=(8,), batch_size=50, epochs=2, validation_size=100)


@pytest.fixture
def trained(store: RunStore, small_data: Dataset) -> Run:
    """A run of two epochs, with a digit pinned before."""
    store.pins.add(small_data.test.images[0], 3)
    run = store.runs.create(CONFIG, name="seen")
    work(store, store.workers.register(), linger=0.0, leave=threading.Event(), load=lambda _data: small_data)
    return store.runs.get(run.id)


def components(page: AppTest) -> list[str]:
    return [part.proto.id.split("-", 2)[2] for part in page.get("bidi_component")]


@pytest.mark.parametrize(
    ("look", "key"),
    [
        ("Gradients", "insight_Gradients"),
        ("Weights", "insight_weights"),
        ("First layer", "insight_first_layer"),
        ("Pinned digits", "insight_pins"),
    ],
)
def test_every_look_inside_is_drawn(open_page, trained: Run, look: str, key: str) -> None:
    page = open_page("train.py", run=str(trained.id), state={"insight": look})
    assert not page.exception and key in components(page)


def test_the_loss_of_the_latest_batches_is_told(trained: Run) -> None:
    tiles = {metric.label: metric.value for metric in opened(run=str(trained.id)).metric}
    assert 0 < float(tiles["Loss"]) < 3
    assert tiles["Epoch"] == "2 of 2" and tiles["Time left"] == "Done"


def test_pins_that_a_run_never_read_are_told(open_page, add_run, store: RunStore, small_data: Dataset) -> None:
    store.pins.add(small_data.test.images[0], 3)
    page = open_page("train.py", run=str(add_run().id), state={"insight": "Pinned digits"})
    assert any("this run has read none of them yet" in caption.value for caption in page.caption)


def test_a_phone_is_brought_to_the_run_that_it_started(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ContextProxy, "headers", {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile Mobi"})
    page = ran(opened().button("start").click().run())
    assert f"started_{store.runs.all()[0].id}" in components(page)
    assert [metric.label for metric in page.metric] == ["Epoch", "Validation accuracy"]


@pytest.mark.parametrize("address", [{}, {"projector": "on"}])
class TestMeanwhile:
    """What happens to a run while the page shows it."""

    def test_an_end_is_shown_with_the_buttons_that_fit(
        self, address: dict[str, str], store: RunStore, trained: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(store, trained.id, RunStatus.RUNNING)
        refresh = RunSeries.refresh

        def ends(self: RunSeries, of: RunStore) -> Run:
            put(store, trained.id, RunStatus.FINISHED, worker_id=None)
            return refresh(self, of)

        monkeypatch.setattr(RunSeries, "refresh", ends)
        page = opened(run=str(trained.id), **address)
        assert not {"Pause", "Stop"} & set(labels(page))

    def test_a_store_that_fails_is_a_warning_and_the_page_stays(
        self, address: dict[str, str], trained: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*_: object) -> None:
            raise StoreError("the run store is locked by another program")

        monkeypatch.setattr(RunSeries, "refresh", fails)
        page = opened(run=str(trained.id), **address)
        assert "the run store is locked by another program" in page.warning[0].value.lower()
        assert page.button("start")


def test_a_paused_run_can_be_resumed_by_a_room(store: RunStore, trained: Run) -> None:
    put(store, trained.id, RunStatus.PAUSED)
    page = opened(run=str(trained.id), projector="on")
    ran(page.button(f"projected_Resume_{trained.id}").click().run())
    assert [command.kind for command in store.queue.waiting_commands(trained.id)] == ["resume"]


def test_what_a_worker_has_to_say_is_a_warning(store: RunStore, trained: Run) -> None:
    put(store, trained.id, RunStatus.RUNNING)
    prepare_notice(store.runs.folder(trained.id))
    write_notice(store.runs.folder(trained.id), "the disk that holds the runs is full; free some space")
    page = opened(run=str(trained.id))
    assert "The disk that holds the runs is full; free some space." in [warning.value for warning in page.warning]


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, ["it is an average over the epoch"]),
        (
            {"dropout": 0.2, "label_smoothing": 0.1},
            ["label smoothing asks", "dropout silences", "it is an average over the epoch"],
        ),
        ({"dropout": 0.2, "exact_training_metrics": True}, []),
    ],
)
def test_what_raises_training_loss_is_named(changes: dict[str, float], reasons: list[str]) -> None:
    found = gap_reasons(CONFIG.with_changes(**changes))
    assert len(found) == len(reasons)
    assert all(sentence.startswith(start) for sentence, start in zip(found, reasons, strict=True))


def test_training_loss_above_validation_loss_is_explained(store: RunStore, add_run: Callable[..., Run]) -> None:
    run = add_run(epochs=1)
    assert not any("lies above" in caption.value for caption in opened(run=str(run.id)).caption)
    other = store.runs.create(CONFIG.with_changes(dropout=0.5, epochs=1))
    with store.database.writing() as connection:
        write_epochs(connection, other.id, [replace(epoch_end(1, 1), validation_loss=0.2)])
    put(store, other.id, RunStatus.FINISHED, epoch=1, step=10)
    page = opened(run=str(other.id))
    assert (
        "Training loss lies above validation loss because dropout silences units only while the network learns and it "
        "is an average over the epoch, during which the network still got better."
    ) in [caption.value for caption in page.caption]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-1, "0 s"), (59.4, "59 s"), (61, "1 min 1 s"), (3599, "59 min"), (3600, "1 h 0 min"), (9000, "2 h 30 min")],
)
def test_a_duration_is_as_precise_as_an_estimate_deserves(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text
