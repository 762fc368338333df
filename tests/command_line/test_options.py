import shlex

import click
from hypothesis import given, settings

from mnist_core.command_line.options import config_options, read_config, write_command
from mnist_core.training.config import TrainingConfig
from mnist_core.training.setting_effects import without_effect
from tests.training.any_config import CONFIGS


@click.command()
@config_options
def understand(preset: str | None, **values: object) -> TrainingConfig:
    """Return the configuration that the options ask for."""
    return read_config(preset, values)


@given(CONFIGS)
@settings(max_examples=50)
def test_a_written_command_is_read_back_to_what_trains_the_same(config: TrainingConfig) -> None:
    words = shlex.split(write_command(config))
    assert words[:4] == ["python", "-m", "mnist_core", "train"]
    idle = {name: value for name, value in TrainingConfig().flat().items() if name in without_effect(config)}
    assert understand.main(words[4:], standalone_mode=False) == config.with_changes(**idle)
