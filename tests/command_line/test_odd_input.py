"""Numbers of any length and text in any bytes: one line on stderr, and status 2."""

import sys
from collections.abc import Callable

import pytest

from mnist_core.command_line import main as entry
from mnist_core.command_line import runs
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig

MANY_DIGITS = "9" * 400
TOO_MANY_DIGITS = "9" * 5000


@pytest.fixture(autouse=True)
def no_workers(monkeypatch: pytest.MonkeyPatch, open_store: Callable[..., RunStore]) -> None:
    monkeypatch.setattr(runs, "RunStore", open_store)


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "--epochs", MANY_DIGITS),
        ("train", "--epochs", TOO_MANY_DIGITS),
        ("train", "--seed", MANY_DIGITS),
        ("train", "--learning-rate", MANY_DIGITS),
        ("train", "--hidden", MANY_DIGITS),
        ("train", "--hidden", TOO_MANY_DIGITS),
        ("runs", "start", "--epochs", MANY_DIGITS),
        ("runs", "start", "--name", "\udcff\udcfe"),
        ("runs", "start", "--preset", "\udcff"),
        ("runs", "pause", "99999999999999999999"),
        ("runs", "stop", "-99999999999999999999"),
        ("runs", "resume", MANY_DIGITS),
        ("runs", "delete", TOO_MANY_DIGITS),
        ("runs", "restore", MANY_DIGITS),
        ("runs", "export", MANY_DIGITS, "n.safetensors"),
        ("predict", "\udcff.safetensors", "\udcff.png"),
        ("evaluate", "\udcff\n\x1b[31m.safetensors"),
    ],
)
def test_one_line_and_status_two(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["mnist_core", *arguments])
    with pytest.raises(SystemExit) as left:
        entry.main()
    written = capsys.readouterr()
    assert left.value.code == 2 and not written.out
    assert written.err.startswith("error: ") and len(written.err.splitlines()) == 1
    assert len(written.err) < 620 and "\x1b" not in written.err


def test_run_with_a_hostile_name_is_listed_on_one_line(
    store: RunStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store.runs.create(TrainingConfig(), name="a\x1b[31m\nb\x07")
    monkeypatch.setattr(sys, "argv", ["mnist_core", "runs", "list"])
    with pytest.raises(SystemExit):
        entry.main()
    assert capsys.readouterr().out.splitlines()[0].endswith("a[31m b")
