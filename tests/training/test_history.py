"""Training here and in PyTorch from the same start, on the same batches, is the same training."""

import json
from pathlib import Path

import pytest

from mnist_core.training.events import BatchEnd
from mnist_core.training.trainer import Trainer
from tests.training.history_cases import CASES

GOLDEN = json.loads((Path(__file__).parent / "golden" / "history.json").read_text())["histories"]


@pytest.mark.parametrize("name", CASES)
def test_history_equals_pytorch_over_100_steps(name, mnist):
    trainer = Trainer(CASES[name])

    losses = [event.loss for event in trainer.fit(mnist.train) if isinstance(event, BatchEnd)]

    assert len(losses) == 100
    assert losses == pytest.approx(GOLDEN[name]["losses"], rel=1e-5)


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name].batch_norm])
def test_running_statistics_equal_pytorch(name, mnist):
    trainer = Trainer(CASES[name])
    list(trainer.fit(mnist.train))

    sums = {key: float(values.sum()) for key, values in trainer.network.named_state().items()}

    for number in range(1, len(CASES[name].hidden_sizes) + 1):
        assert sums[f"batch_norm{number}.mean"] == pytest.approx(GOLDEN[name]["running_mean"][number - 1], rel=1e-5)
        assert sums[f"batch_norm{number}.variance"] == pytest.approx(
            GOLDEN[name]["running_variance"][number - 1], rel=1e-5
        )
