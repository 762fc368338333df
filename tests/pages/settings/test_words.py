"""How settings and their values are called."""

import pytest

from pages.components.settings.controls import CONTROLS
from pages.components.settings.words import setting_label, setting_text


def test_every_setting_has_a_label():
    assert all(setting_label(name) for name in CONTROLS)
    assert setting_label("hidden_sizes") == "Hidden layers"
    assert setting_label("dtype") == "Number format"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "on"),
        (0.1, "0.1"),
        (1e-8, "1e-8"),
        ((256, 128), "256-128"),
        ((), "none"),
        ("adamw", "AdamW"),
        (5, "5"),
    ],
)
def test_setting_text(value, text):
    assert setting_text("some_setting", value) == text


def test_no_limit_of_training_images_means_all():
    assert setting_text("training_size", 0) == "all"
