"""The form: what presets, edits and links make of it."""

import pytest

from mnist_core.data.augmentation import Augmentation
from mnist_core.data.reference import DataReference
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.presets import PRESETS
from pages.components.settings.values import widget_values
from tests.pages.training.train_page import errors, held, labels, opened, ran, typed
from tests.store.any_state import put
from tests.store.test_data_sets import clothes


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


def test_a_text_that_cannot_be_read_stays_when_a_layer_is_asked_for() -> None:
    page = typed(opened(), hidden_sizes="abc")
    for name in ("add_layer", "remove_layer"):
        page = ran(page.button(name).click().run())
        assert page.text_input("hidden_sizes").value == "abc"


class TestOwnData:
    """The form with data that a person added."""

    @pytest.fixture
    def added(self, store: RunStore) -> DataReference:
        return store.data.add(clothes(), "clothes")

    def test_other_settings_are_made_to_fit_them(self, added: DataReference) -> None:
        page = typed(opened(augmentation_handwriting="0.5"), data="clothes")
        values = held(page)
        assert 0 < values["validation_size"] < added.train_images and values["augmentation_handwriting"] == 0
        assert not any("Validation images" in sentence for sentence in errors(page))
        page = typed(page, data="MNIST")
        assert held(page)["validation_size"] == 5000

    def test_a_preset_keeps_them(self, added: DataReference) -> None:
        page = typed(opened(), data="clothes")
        page.selectbox("preset").select("Overfit")
        values = held(ran(page.run()))
        assert values["data"] == "clothes" and values["validation_size"] < added.train_images

    def test_once_removed_they_are_mnist_again(self, added: DataReference, store: RunStore) -> None:
        page = typed(opened(), data="clothes")
        store.data.remove(added.key)
        assert held(ran(page.run()))["data"] == "MNIST"

    def test_a_run_whose_data_were_removed_gives_its_other_settings(
        self, added: DataReference, store: RunStore
    ) -> None:
        config = TrainingConfig(hidden_sizes=(17,), data=added, validation_size=10, batch_size=8)
        run = store.runs.create(config)
        put(store, run.id, RunStatus.FINISHED)
        store.data.remove(added.key)
        page = ran(opened(run=str(run.id)).button(f"copy_settings_{run.id}").click().run())
        values = held(page)
        assert (values["data"], values["hidden_sizes"]) == ("MNIST", "17")


def test_form_survives_a_change_of_page() -> None:
    page = typed(opened(), hidden_sizes="77", dropout=0.5, augmentation_shift=3.0)
    ran(page.switch_page("runs.py").run())
    ran(page.switch_page("train.py").run())
    values = held(page)
    assert (values["hidden_sizes"], values["dropout"], values["augmentation_shift"]) == ("77", 0.5, 3.0)
