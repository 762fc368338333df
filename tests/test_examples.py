"""What the README shows, run as it stands there."""

import re
from pathlib import Path

import pytest

from tests.data.readers.tables import rows, text

README = (Path(__file__).parents[1] / "README.md").read_text()
(LEARN_FROM_CSV,) = (block for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "load_data(" in block)


def test_two_csv_files_are_learned_from_and_tested_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mnist_train.csv").write_bytes(text(rows(5600)))
    (tmp_path / "mnist_test.csv").write_bytes(text(rows(100)))
    monkeypatch.chdir(tmp_path)
    exec(LEARN_FROM_CSV, {})
    assert capsys.readouterr().out.endswith(" of the test images are read correctly\n")
    assert "plotly" in (tmp_path / "loss.html").read_text()
