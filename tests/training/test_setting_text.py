import pytest

from mnist_core.training.config import TrainingConfig
from mnist_core.training.setting_text import number_text, telling_settings, value_text


@pytest.mark.parametrize(
    ("value", "text"),
    [(64, "64"), (1.0, "1"), (0.1, "0.1"), (0.000125, "0.000125"), (1e-8, "1e-8"), (1e-10, "1e-10"), (1e22, "1e22")],
)
def test_number_text_is_brief_and_exact(value: float, text: str) -> None:
    assert number_text(value) == text
    assert float(number_text(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "on"),
        (False, "off"),
        (0.1, "0.1"),
        (1e-8, "1e-8"),
        ((256, 128), "256-128"),
        ((), "none"),
        ("adamw", "adamw"),
    ],
)
def test_a_value_is_written_in_one_way(value: object, text: str) -> None:
    assert value_text(value) == text


def test_a_set_up_is_told_by_its_main_settings_and_by_what_is_unusual() -> None:
    config = TrainingConfig().with_changes(dropout=0.2, augmentation_shift=2)
    assert list(telling_settings(config)) == [
        "hidden_sizes", "batch_size", "learning_rate", "epochs", "optimizer", "seed", "dropout", "augmentation_shift"
    ]  # fmt: skip
