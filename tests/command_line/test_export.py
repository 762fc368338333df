"""`python -m mnist_core export` and `import`."""

from collections.abc import Callable
from pathlib import Path

import onnxruntime
import pytest

from mnist_core.command_line import export
from mnist_core.store.store import RunStore
from tests.command_line.conftest import Run


@pytest.fixture(autouse=True)
def own_store(open_store: Callable[..., RunStore], monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no worker."""
    monkeypatch.setattr(export, "RunStore", open_store)


def test_the_shipped_network_goes_out_and_comes_back(run: Run, store: RunStore, tmp_path: Path) -> None:
    paths = {kind: tmp_path / kind for kind in ("onnx", "html", "report", "bundle", "network")}
    status, output, _ = run("export", "0", *(word for kind, path in paths.items() for word in (f"--{kind}", path)))
    assert status == 0 and len(output.splitlines()) == 5
    assert onnxruntime.InferenceSession(paths["onnx"].read_bytes()).get_inputs()[0].name == "images"
    assert paths["html"].read_text().startswith("<!doctype html>")
    for kind in ("bundle", "network"):
        status, output, _ = run("import", paths[kind])
        assert status == 0 and "test accuracy" in output
    first, second = store.runs.get(1), store.runs.get(2)
    assert first.test_accuracy == second.test_accuracy and first.test_accuracy is not None
    assert first.test_accuracy > 0.98


def test_bad_input_is_one_line(run: Run, store: RunStore, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no network")
    (tmp_path / "zip").write_bytes(b"PK nothing")
    cases: list[tuple[tuple[str | Path, ...], str]] = [
        (("export", "0"), "say what to write: --report FILE, --html FILE, --onnx FILE"),
        (("export", "7", "--bundle", tmp_path / "b"), "there is no run 7"),
        (("export", "0", "--network", tmp_path / "no" / "n"), "cannot be written"),
        (("export", "0", "1", "--onnx", tmp_path / "n"), "--onnx is of one run, got 2"),
        (("export", "0", "9", "--report", tmp_path / "n"), "there is no run 9"),
        (("import", tmp_path / "absent"), "cannot be read"),
        (("import", tmp_path / "text"), "not a network file"),
        (("import", tmp_path / "zip"), "damaged"),
    ]
    for arguments, sentence in cases:
        status, _, errors = run(*arguments)
        assert status == 2 and sentence in errors.splitlines()[-1], arguments
    assert store.runs.all() == []
