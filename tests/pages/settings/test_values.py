"""What the controls hold becomes a configuration, or a sentence."""

import math
from dataclasses import fields
from typing import Any

import pytest

from mnist_core.data.augmentation import AUGMENTATION_RANGES, Augmentation
from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig
from pages.components.settings.control import Kind
from pages.components.settings.controls import CONTROLS
from pages.components.settings.values import read_config, read_setting, widget_values

UNUSUAL = TrainingConfig(
    hidden_sizes=(64, 64, 32),
    activation="leaky_relu",
    initializer="lecun_normal",
    batch_norm=True,
    batch_size=37,
    learning_rate=0.0001234567,
    epochs=7,
    optimizer="adamw",
    schedule="one_cycle",
    warmup=0.3,
    weight_decay=0.05,
    dropout=0.15,
    augmentation=Augmentation(shift=1.5, rotation=12, elastic=1.4),
    shuffle=False,
    seed=2**32 - 1,
    dtype="float64",
)


def values(**changes: Any) -> dict[str, Any]:
    return widget_values(TrainingConfig()) | changes


def errors(**changes: Any) -> list[str]:
    config, sentences = read_config(values(**changes))
    assert (config is None) == bool(sentences)
    return list(sentences.values())


def test_every_setting_has_a_control_and_every_control_a_setting() -> None:
    plain = {item.name for item in fields(TrainingConfig)} - {"augmentation", "left_out"}
    assert set(CONTROLS) == plain | {f"augmentation_{name}" for name in AUGMENTATION_RANGES}


def test_every_help_says_what_is_sensible_and_what_too_much_does() -> None:
    for control in CONTROLS.values():
        assert len(control.help) > 60, control.name
        assert control.help.endswith("."), control.name


@pytest.mark.parametrize("config", [TrainingConfig(), UNUSUAL, TrainingConfig(hidden_sizes=())])
def test_read_config_is_the_inverse_of_widget_values(config: TrainingConfig) -> None:
    assert read_config(widget_values(config)) == (config, {})


@pytest.mark.parametrize("text", ["1e-4", " 0.0001 ", "0,0001", "1E-4"])
def test_learning_rate_can_be_typed_freely(text: str) -> None:
    config, sentences = read_config(values(learning_rate=text))
    assert not sentences
    assert config is not None
    assert config.learning_rate == 1e-4


@pytest.mark.parametrize("text", ["0", "-3", "abc", "1000000", "64, 0", "9" * 5000, "2.5", "١٢٣x", "nan"])
def test_nonsense_hidden_sizes_give_one_sentence(text: str) -> None:
    [sentence] = errors(hidden_sizes=text)
    assert "hidden" in sentence.lower()
    assert len(sentence) < 200
    assert sentence.endswith(".")


def test_too_many_hidden_layers_give_one_sentence() -> None:
    assert errors(hidden_sizes=", ".join(["64"] * 11)) == ["Hidden layers must have at most 10 layers, got 11."]


@pytest.mark.parametrize("text", ["0", "-0.1", "nan", "inf", "abc", "", "1e999", None])
def test_nonsense_learning_rate_gives_one_sentence(text: str | None) -> None:
    [sentence] = errors(learning_rate=text)
    assert sentence.startswith("Learning rate must be ")


def test_very_large_learning_rate_is_allowed_so_that_divergence_can_be_seen() -> None:
    assert errors(learning_rate="1e9") == []


@pytest.mark.parametrize("text", ["0", "-1", "64.5", "abc", "1e999", "nan"])
def test_nonsense_batch_size_gives_one_sentence(text: str) -> None:
    [sentence] = errors(batch_size=text)
    assert sentence.startswith("Batch size must be ")


def test_batch_larger_than_the_data_names_the_number_of_images() -> None:
    assert errors(batch_size="56000") == [
        "Batch size must be at most 55,000, the number of training images, got 56,000."
    ]
    assert "at most 500" in errors(batch_size="1024", training_size=500)[0]


def test_more_training_images_than_there_are_gives_one_sentence() -> None:
    [sentence] = errors(training_size=60_000)
    assert sentence.startswith("Training images must be at most 55,000")


@pytest.mark.parametrize("value", [0, -1, 1001, 2.5, math.nan, "many", None, True])
def test_nonsense_epochs_give_one_sentence(value: Any) -> None:
    [sentence] = errors(epochs=value)
    assert sentence.startswith("Epochs must be ")


def test_too_many_parameters_give_one_sentence() -> None:
    [sentence] = errors(hidden_sizes=", ".join(["4096"] * 6))
    assert "parameters" in sentence


def test_all_mistakes_are_told_at_once() -> None:
    assert len(errors(hidden_sizes="abc", learning_rate="0", epochs=0)) == 3


def test_a_setting_that_does_not_fit_the_data_is_told_beside_one_that_cannot_be_read() -> None:
    _, sentences = read_config(values(batch_size="56000", early_stopping=3, validation_size=0, epochs=0))
    assert set(sentences) == {"early_stopping", "epochs"}
    _, sentences = read_config(values(batch_size="56000", training_size=55_001, epochs=0))
    assert set(sentences) == {"batch_size", "training_size", "epochs"}


def test_what_is_not_said_of_one_setting_stands_at_the_hidden_layers() -> None:
    _, sentences = read_config(values(hidden_sizes=", ".join(["4096"] * 6)))
    assert set(sentences) == {"hidden_sizes"}


@pytest.mark.parametrize("text", ["256 128", "256x128", "256 × 128", "256;128"])
def test_hidden_sizes_are_read_as_people_write_them(text: str) -> None:
    config, _ = read_config(values(hidden_sizes=text))
    assert config is not None
    assert config.hidden_sizes == (256, 128)


@pytest.mark.parametrize("name", [name for name, control in CONTROLS.items() if control.kind is Kind.SLIDER])
def test_slider_beyond_its_range_gives_a_sentence_in_plain_words(name: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_setting(CONTROLS[name], 1e9)
    assert str(caught.value).startswith(CONTROLS[name].label)


@pytest.mark.parametrize("value", ["Leaky ReLU", "leaky relu", "leaky_relu", "leaky-relu"])
def test_choice_is_read_by_name_or_title(value: str) -> None:
    assert read_setting(CONTROLS["activation"], value) == "leaky_relu"
