"""Start: one run of what the form holds, and none of what it cannot hold."""

from typing import Any

import pytest

from mnist_core.errors import StoreError
from mnist_core.store.run import RunStatus
from mnist_core.store.runs import Runs
from mnist_core.store.store import RunStore
from mnist_core.training.presets import PRESETS
from pages.components.settings.values import widget_values
from pages.components.training import start
from tests.pages.training.train_page import errors, labels, opened, ran, typed
from tests.store.any_state import put


def test_start_creates_the_run_that_the_form_holds(store: RunStore) -> None:
    page = typed(opened(), hidden_sizes="64", epochs=2, learning_rate="1e-3")
    ran(page.button("start").click().run())
    [run] = store.runs.all()
    assert run.config == PRESETS["quick"].config.with_changes(hidden_sizes=(64,), epochs=2, learning_rate=1e-3)
    assert run.name == "Quick, hidden layers 64, learning rate 0.001, epochs 2"
    assert run.preset == ""
    assert page.query_params["run"] == str(run.id)


def test_start_of_an_unchanged_preset_names_it(store: RunStore) -> None:
    ran(opened(preset="overfit").button("start").click().run())
    [run] = store.runs.all()
    assert (run.name, run.preset, run.config) == ("Overfit", "overfit", PRESETS["overfit"].config)


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("hidden_sizes", "0", "hidden size must be a whole number from 1"),
        ("hidden_sizes", "-3", "hidden size must be a whole number from 1"),
        ("hidden_sizes", "abc", "must be whole numbers separated by commas"),
        ("hidden_sizes", "1000000", "hidden size must be a whole number from 1"),
        ("learning_rate", "0", "Learning rate must be"),
        ("learning_rate", "-1", "Learning rate must be"),
        ("learning_rate", "nan", "Learning rate must be"),
        ("learning_rate", "fast", "Learning rate must be"),
        ("batch_size", "60000", "Batch size must be at most 55,000"),
        ("batch_size", "0", "Batch size must be"),
    ],
)
def test_nonsense_gives_one_sentence_and_starts_nothing(name: str, value: Any, part: str, store: RunStore) -> None:
    page = typed(opened(), **{name: value})
    [sentence] = errors(page)
    assert part in sentence
    ran(page.button("start").click().run())
    assert errors(page) == [sentence]
    assert not store.runs.all()
    page.get_by_key(name).set_value(widget_values(PRESETS["quick"].config)[name])
    ran(page.button("start").click().run())
    assert not errors(page)
    assert len(store.runs.all()) == 1


def test_all_numbers_out_of_range_are_told_at_once_and_block_start(store: RunStore) -> None:
    page = typed(opened(), epochs=2000, seed=-1, validation_size=60_000, early_stopping=-3)
    assert page.number_input("epochs").value == 2000
    assert [sentence.split(" must")[0] for sentence in errors(page)] == [
        "Epochs",
        "Early stopping",
        "Validation images",
        "Seed",
    ]
    ran(page.button("start").click().run())
    assert not store.runs.all()
    ran(typed(page, epochs=3, seed=0, validation_size=5000, early_stopping=0).button("start").click().run())
    assert [run.config.epochs for run in store.runs.all()] == [3]


def test_number_that_no_browser_would_send_is_not_taken(store: RunStore) -> None:
    page = typed(opened(), dropout=1.5)
    ran(page.button("start").click().run())
    assert [run.config for run in store.runs.all()] == [PRESETS["quick"].config]


def test_double_click_on_start_makes_one_run(store: RunStore) -> None:
    page = opened()
    ran(page.button("start").click().run())
    ran(page.button("start").click().run())
    assert len(store.runs.all()) == 1


def test_clicks_that_pile_up_while_the_page_is_slow_make_one_run(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened()
    ran(page.button("start").click().run())
    config, _ = page.session_state[start.LAST_START]
    page.session_state[start.LAST_START] = (config, None)  # as if a click had interrupted the drawing
    monkeypatch.setattr(start, "DOUBLE_CLICK", 0.0)
    ran(page.button("start").click().run())
    assert len(store.runs.all()) == 1


def test_same_settings_are_not_queued_beside_themselves(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened()
    ran(page.button("start").click().run())
    assert "Add to queue" in labels(page)
    monkeypatch.setattr(start, "DOUBLE_CLICK", 0.0)
    ran(page.button("start").click().run())
    assert errors(page) == [start.SAME_SETTINGS]
    [run] = store.runs.all()
    put(store, run.id, RunStatus.FINISHED)
    ran(page.button("start").click().run())
    assert not errors(page)
    assert len(store.runs.all()) == 2


def test_changed_settings_start_at_once_after_the_first(store: RunStore) -> None:
    page = opened()
    ran(page.button("start").click().run())
    typed(page, seed=1)
    ran(page.button("start").click().run())
    waiting, first = store.runs.all()
    assert [waiting.config.seed, first.config.seed] == [1, 0]
    assert page.query_params["run"] == str(first.id)
    assert [toast.value for toast in page.toast] == [f"#{waiting.id} waits in the queue."]
    assert any("Queue" in markdown.value for markdown in page.markdown)


def test_store_that_cannot_be_written_gives_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise StoreError("the run store cannot be written: the disk is full")

    page = opened()
    monkeypatch.setattr(Runs, "create", refuse)
    ran(page.button("start").click().run())
    assert "The run store cannot be written: the disk is full." in errors(page)
