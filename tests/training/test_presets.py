"""Every preset is a configuration with a title and a sentence."""

import pytest

from mnist_core.training.presets import PRESETS


def test_presets_of_the_plan_exist():
    assert {"blog-post", "quick", "accurate", "robust"} <= set(PRESETS)
    assert {"learning-rate-too-high", "zero-initialisation", "overfit"} <= set(PRESETS)


@pytest.mark.parametrize("name", PRESETS)
def test_preset_explains_itself(name):
    preset = PRESETS[name]

    assert preset.name == name
    assert preset.title[0].isupper()
    assert preset.description.endswith(".")
