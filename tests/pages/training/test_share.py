"""Code that is offered to take away really runs, and trains the very same network."""

import json
import shlex

import numpy as np
import pytest
from click.testing import CliRunner

from mnist_core import Augmentation, Trainer, TrainingConfig, evaluate, load_mnist
from mnist_core.command_line.main import command_line
from mnist_core.command_line.options import write_command
from mnist_core.data.reference import DataReference
from mnist_core.export.code import as_python
from tests.pages.training.train_page import opened, ran, typed

SMALL = TrainingConfig(hidden_sizes=(16,), batch_size=50, learning_rate=0.05, epochs=1, training_size=300)
RICH = SMALL.with_changes(
    hidden_sizes=(16, 12),
    activation="leaky_relu",
    optimizer="adamw",
    schedule="one_cycle",
    warmup=0.25,
    batch_norm=True,
    dropout=0.1,
    weight_decay=1e-5,
    weight_average=0.9,
    shuffle=False,
    augmentation=Augmentation(shift=1.5, rotation=10),
    seed=7,
)
CONFIGS = pytest.mark.parametrize(
    "config", [SMALL, RICH, SMALL.with_changes(hidden_sizes=())], ids=["small", "rich", "none"]
)


def expected_accuracy(config: TrainingConfig) -> float:
    mnist = load_mnist()
    trainer = Trainer(config)
    for _ in trainer.fit(mnist.train):
        pass
    return evaluate(trainer.network, mnist.test).accuracy


@CONFIGS
def test_python_trains_the_same_network(config: TrainingConfig, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    exec(as_python(config), names)
    assert names["config"] == config
    assert f"test accuracy {expected_accuracy(config):.2%}" in capsys.readouterr().out


@CONFIGS
def test_command_trains_the_same_network(config: TrainingConfig) -> None:
    words = shlex.split(write_command(config))
    assert words[:3] == ["python", "-m", "mnist_core"]
    result = CliRunner().invoke(command_line, [*words[3:], "--json"])
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout.splitlines()[-1])
    np.testing.assert_allclose(summary["test_accuracy"], expected_accuracy(config), rtol=0, atol=0)


def test_the_page_shows_one_or_the_other() -> None:
    page = opened(hidden_sizes="16")
    assert any("hidden_sizes=(16,)" in code.value for code in page.code)
    page = ran(page.segmented_control(key="share_as").set_value("Command").run())
    assert any(
        code.value.startswith("python -m mnist_core train") and "--hidden 16" in code.value for code in page.code
    )
    page = typed(page, hidden_sizes="abc")
    assert not page.code and "Correct the settings above to see them as code." in [
        caption.value for caption in page.caption
    ]


def test_data_of_a_file_are_loaded_from_it() -> None:
    data = DataReference(key="", name="clothes", image_side=8, class_names=("bag", "coat"), train_images=60)
    code = as_python(SMALL.with_changes(data=data, validation_size=10, training_size=0, left_out=(3, 5)))
    assert 'load_data("FILE", test="FILE")  # clothes' in code and "left_out=(3, 5)" in code
