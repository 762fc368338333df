import shlex

import click
from hypothesis import given, settings

from mnist_core.command_line.options import config_options, read_config, write_command
from mnist_core.training.config import TrainingConfig
from tests.training.any_config import CONFIGS


@click.command()
@config_options
def understand(preset: str | None, **values: object) -> TrainingConfig:
    """Return the configuration that the options ask for."""
    return read_config(preset, values)


@given(CONFIGS)
@settings(max_examples=50)
def test_a_written_command_is_read_back_to_the_same_configuration(config: TrainingConfig) -> None:
    words = shlex.split(write_command(config))
    assert words[:4] == ["python", "-m", "mnist_core", "train"]
    assert understand.main(words[4:], standalone_mode=False) == config
