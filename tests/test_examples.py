"""What the README shows, run as it stands there."""

from pathlib import Path

import pytest

from tests.data.readers.tables import rows, text

LEARN_FROM_CSV = """
import plotly.graph_objects as go
from mnist_core import Trainer, TrainingConfig, evaluate, load_data
from mnist_core.training.events import EpochEnd

train = load_data("mnist_train.csv")
test = load_data("mnist_test.csv")

trainer = Trainer(TrainingConfig(hidden_sizes=(256, 128), batch_size=64, learning_rate=0.1, epochs=5))
epochs = [event for event in trainer.fit(train) if isinstance(event, EpochEnd)]

go.Figure(go.Scatter(y=[epoch.train_loss for epoch in epochs])).write_html("loss.html")
print(f"{evaluate(trainer.network, test).accuracy:.2%} of the test images are read rightly")
"""


def test_two_csv_files_are_learned_from_and_tested_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mnist_train.csv").write_bytes(text(rows(5600)))
    (tmp_path / "mnist_test.csv").write_bytes(text(rows(100)))
    monkeypatch.chdir(tmp_path)
    exec(LEARN_FROM_CSV, {})
    assert capsys.readouterr().out.endswith(" of the test images are read rightly\n")
    assert "plotly" in (tmp_path / "loss.html").read_text()
