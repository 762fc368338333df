"""The Train page as a script: what the form makes of input, what the buttons do to the store, what is shown."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from mnist_core.data.augmentation import Augmentation
from mnist_core.errors import StoreError
from mnist_core.store.run import RunStatus
from mnist_core.store.runs import Runs
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.presets import PRESETS
from pages.components.settings.controls import CONTROLS
from pages.components.settings.values import widget_values
from pages.components.training import start
from tests.store.any_state import put

FRAME = str(Path(__file__).parents[2] / "pages" / "frame.py")


@pytest.fixture(autouse=True)
def typed_options(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a drop-down list send text that is not in it, as a browser does."""

    def state(box: Selectbox[Any]) -> WidgetState:
        return WidgetState(id=box.id, string_value=str(box.value))

    monkeypatch.setattr(Selectbox, "_widget_state", property(state))


def opened(**address: str) -> AppTest:
    """Open the page, as if by a link."""
    page = AppTest.from_file(FRAME, default_timeout=60)
    for name, value in address.items():
        page.query_params[name] = value
    return ran(page.run())


def ran(page: AppTest) -> AppTest:
    assert not page.exception, page.exception
    return page


def typed(page: AppTest, **values: Any) -> AppTest:
    """Set controls by name, as a person does."""
    for name, value in values.items():
        page.get_by_key(name).set_value(value)
    return ran(page.run())


def held(page: AppTest) -> dict[str, Any]:
    """Return what the controls hold."""
    return {name: page.session_state[name] for name in CONTROLS}


def errors(page: AppTest) -> list[str]:
    return [error.value for error in page.error]


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def test_form_begins_with_the_first_preset_and_a_clean_address() -> None:
    page = opened()
    assert held(page) == widget_values(PRESETS["quick"].config)
    assert not page.query_params
    assert "Start training" in labels(page)
    assert not errors(page)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_fills_the_form(name: str) -> None:
    page = opened(preset=name)
    assert held(page) == widget_values(PRESETS[name].config)
    assert not errors(page)
    assert PRESETS[name].description in [caption.value for caption in page.caption]


def test_choosing_a_preset_replaces_every_edit() -> None:
    page = typed(opened(epochs="3", dropout="0.5"), learning_rate="0.5")
    page.selectbox("preset").select("Overfit")
    ran(page.run())
    assert held(page) == widget_values(PRESETS["overfit"].config)
    assert not {"epochs", "dropout"} & set(page.query_params)


def test_an_edit_is_marked_and_can_be_undone() -> None:
    page = typed(opened(), epochs=3)
    assert any("Changed: epochs" in caption.value for caption in page.caption)
    page.button("undo_changes").click()
    ran(page.run())
    assert held(page) == widget_values(PRESETS["quick"].config)
    assert not any("Changed" in caption.value for caption in page.caption)


def test_layers_are_added_and_removed_by_buttons() -> None:
    page = opened()
    ran(page.button("add_layer").click().run())
    assert page.text_input("hidden_sizes").value == "256, 128, 64"
    for _ in range(4):
        ran(page.button("remove_layer").click().run())
    assert page.text_input("hidden_sizes").value == ""
    assert any("784 → 10 · 7,850 parameters" in caption.value for caption in page.caption)


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


@pytest.mark.parametrize(("name", "value"), [("epochs", 0), ("epochs", 99_999), ("seed", -1), ("dropout", 1.5)])
def test_number_that_no_browser_would_send_is_not_taken(name: str, value: float, store: RunStore) -> None:
    page = typed(opened(), **{name: value})
    ran(page.button("start").click().run())
    assert [run.config for run in store.runs.all()] == [PRESETS["quick"].config]


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
    assert [run.config.seed for run in store.runs.all()] == [1, 0]
    assert any("Queue" in markdown.value for markdown in page.markdown)


def test_address_that_the_page_writes_gives_the_same_form(store: RunStore) -> None:
    config = TrainingConfig(
        hidden_sizes=(64, 32),
        learning_rate=0.0123,
        batch_size=77,
        epochs=9,
        optimizer="nesterov",
        dropout=0.25,
        batch_norm=True,
        shuffle=False,
        augmentation=Augmentation(rotation=12, elastic=1.3),
        seed=2**32 - 1,
    )
    put(store, store.runs.create(config).id, RunStatus.FINISHED)
    sender = opened(preset="overfit")
    ran(sender.button("copy_settings_1").click().run())
    receiver = opened(**{name: value for name, value in sender.query_params.items() if name != "run"})
    assert held(receiver) == held(sender) == widget_values(config)
    assert not receiver.warning


def test_nonsense_in_a_link_gives_the_default_and_a_sentence_each() -> None:
    page = opened(
        preset="overfit",
        epochs="abc",
        learning_rate="-1",
        hidden_sizes="1000000",
        optimizer="magic",
        batch_norm="perhaps",
        dropout="9",
        seed="",
        unknown="1",
    )
    assert held(page) == widget_values(PRESETS["overfit"].config)
    assert len(page.warning) == 7
    assert all(warning.value.endswith(".") for warning in page.warning)
    assert set(page.query_params) == {"preset", "unknown"}
    ran(typed(page, epochs=3))
    page.number_input("epochs").set_value(4)
    ran(page.run())
    assert not page.warning


def test_link_may_name_things_as_the_command_line_does() -> None:
    page = opened(preset="learning-rate-too-high", optimizer="adamw", hidden_sizes="(64,32)")
    assert page.selectbox("optimizer").value == "AdamW"
    assert page.text_input("hidden_sizes").value == "64, 32"
    assert page.number_input("epochs").value == PRESETS["learning-rate-too-high"].config.epochs
    assert not page.warning


def test_unknown_preset_in_a_link_names_the_known_ones() -> None:
    [warning] = opened(preset="magic").warning
    assert "quick" in warning.value


def test_form_survives_a_change_of_page() -> None:
    page = typed(opened(), hidden_sizes="77", dropout=0.5, augmentation_shift=3.0)
    ran(page.switch_page("runs.py").run())
    ran(page.switch_page("train.py").run())
    values = held(page)
    assert (values["hidden_sizes"], values["dropout"], values["augmentation_shift"]) == ("77", 0.5, 3.0)


def test_active_run_is_found_without_a_link(store: RunStore) -> None:
    put(store, store.runs.create(TrainingConfig(), name="paused").id, RunStatus.PAUSED)
    active = store.runs.create(TrainingConfig(), name="active")
    store.runs.create(TrainingConfig(), name="waiting")
    put(store, active.id, RunStatus.RUNNING, steps_per_epoch=860, step=43, epoch=1)
    page = opened()
    assert "active" in [subheader.value for subheader in page.subheader]
    assert page.metric[0].value == "1 of 5"
    assert page.progress[0].value == 1


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (RunStatus.QUEUED, {"Start next", "Remove from queue"}),
        (RunStatus.RUNNING, {"Pause", "Stop", "+1 batch", "+1 epoch"}),
        (RunStatus.PAUSED, {"Resume", "Stop", "+1 batch", "+1 epoch"}),
        (RunStatus.STOPPED, {"Resume"}),
        (RunStatus.INTERRUPTED, {"Resume"}),
        (RunStatus.FINISHED, set()),
        (RunStatus.FAILED, set()),
    ],
)
def test_buttons_fit_the_status(store: RunStore, status: RunStatus, expected: set[str]) -> None:
    run = store.runs.create(TrainingConfig())
    if status is not RunStatus.QUEUED:
        put(store, run.id, status)
    known = {"Start next", "Remove from queue", "Pause", "Stop", "+1 batch", "+1 epoch", "Resume"}
    assert set(labels(opened())) & known == expected


def test_buttons_send_commands(store: RunStore) -> None:
    run = store.runs.create(TrainingConfig())
    put(store, run.id, RunStatus.RUNNING)
    page = opened()
    for label in ("Pause", "+1 batch", "+1 epoch", "Stop"):
        ran(next(button for button in page.button if button.label == label).click().run())
    sent = [(command.kind, command.payload) for command in store.queue.waiting_commands(run.id)]
    assert sent == [("pause", {}), ("step", {"batches": 1}), ("step", {"epochs": 1}), ("stop", {})]


def test_live_settings_send_what_changed_and_refuse_nonsense(store: RunStore) -> None:
    run = store.runs.create(TrainingConfig(optimizer="momentum"))
    put(store, run.id, RunStatus.RUNNING)
    page = opened()
    page.text_input(f"live_learning_rate_{run.id}").set_value("2e-3")
    apply = next(button for button in page.button if button.label == "Apply")
    ran(apply.click().run())
    [command] = store.queue.waiting_commands(run.id)
    assert command.payload == {"field": "learning_rate", "value": 0.002}
    page.text_input(f"live_momentum_{run.id}").set_value("7")
    ran(next(button for button in page.button if button.label == "Apply").click().run())
    assert any("Momentum must be" in sentence for sentence in errors(page))


def test_failed_run_says_why(store: RunStore) -> None:
    run = store.runs.create(TrainingConfig())
    put(store, run.id, RunStatus.FAILED, message="the loss became infinite at step 12; try a smaller learning rate")
    assert any("smaller learning rate" in sentence for sentence in errors(opened()))


def test_copy_settings_fills_the_form_from_a_run(store: RunStore) -> None:
    run = store.runs.create(TrainingConfig(hidden_sizes=(33,), seed=5))
    put(store, run.id, RunStatus.FINISHED)
    page = opened()
    ran(page.button(f"copy_settings_{run.id}").click().run())
    assert held(page) == widget_values(run.config)


def test_several_runs_queue_a_grid_in_one_step(store: RunStore) -> None:
    page = opened()
    page.selectbox("vary_0").select("Learning rate")
    ran(page.run())
    page.text_input("vary_values_0").set_value("0.001, 0.01, 1e-1")
    page.selectbox("vary_1").select("Seed")
    ran(page.run())
    page.text_input("vary_values_1").set_value("0, 1")
    ran(page.run())
    assert page.button("queue_several").label == "Queue 6 runs"
    ran(page.button("queue_several").click().run())
    runs = store.runs.all()[::-1]
    assert [(run.config.learning_rate, run.config.seed) for run in runs][:3] == [(0.001, 0), (0.001, 1), (0.01, 0)]
    assert len(runs) == 6


def test_repeat_with_seeds_is_the_first_offer(store: RunStore) -> None:
    page = opened()
    ran(page.button("queue_several").click().run())
    assert sorted(run.config.seed for run in store.runs.all()) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("setting", "values", "part"),
    [
        ("Learning rate", "0.1, fast", "Learning rate must be"),
        ("Seed", "", "at least one value"),
        ("Epochs", ", ".join(map(str, range(1, 60))), "at most 50 runs"),
        ("Batch size", "64, 58000", "Batch size must be at most"),
        ("Hidden layers", "64; abc", "whole numbers"),
    ],
)
def test_nonsense_values_of_a_grid_give_a_sentence(setting: str, values: str, part: str) -> None:
    page = opened()
    page.selectbox("vary_0").select(setting)
    ran(page.run())
    page.text_input("vary_values_0").set_value(values)
    ran(page.run())
    assert any(part in sentence for sentence in errors(page)), errors(page)
    assert page.button("queue_several").disabled


def test_queue_lists_what_trains_and_waits(store: RunStore) -> None:
    runs = store.runs.create_many([(TrainingConfig(seed=seed), f"seed {seed}") for seed in range(3)])
    put(store, runs[0].id, RunStatus.RUNNING)
    page = opened()
    ran(page.button(f"to_front_{runs[2].id}").click().run())
    assert store.runs.get(runs[2].id).queue_position < store.runs.get(runs[1].id).queue_position  # type: ignore[operator]
    ran(page.button(f"remove_{runs[1].id}").click().run())
    assert store.runs.get(runs[1].id).status is RunStatus.STOPPED
    ran(page.button(f"show_{runs[2].id}").click().run())
    assert "seed 2" in [subheader.value for subheader in page.subheader]
    page.number_input("runs_at_once").set_value(2)
    ran(page.run())
    assert store.queue.settings.max_concurrent == 2


def test_store_that_cannot_be_written_gives_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise StoreError("the run store cannot be written: the disk is full")

    page = opened()
    monkeypatch.setattr(Runs, "create", refuse)
    ran(page.button("start").click().run())
    assert "The run store cannot be written: the disk is full." in errors(page)


def test_store_that_cannot_be_opened_gives_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise StoreError("the run store cannot be read: the file is damaged")

    monkeypatch.setattr(Runs, "all", refuse)
    assert errors(opened()) == ["The run store cannot be read: the file is damaged."]


def test_time_estimate_comes_from_a_like_run(store: RunStore) -> None:
    config = PRESETS["quick"].config
    run = store.runs.create(config)
    put(store, run.id, RunStatus.FINISHED, images_per_second=55_000.0)
    assert any(f"about {config.epochs} s" in caption.value for caption in opened().caption)
    assert not any("about" in caption.value for caption in opened(hidden_sizes="99").caption if "→" in caption.value)
