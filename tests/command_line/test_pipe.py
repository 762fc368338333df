"""A reader that has seen enough, such as `head`, ends a command without a word."""

import os
import sys
from contextlib import suppress

import pytest

from mnist_core.command_line import main as entry


def test_a_reader_that_has_gone_is_told_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with suppress(BrokenPipeError), open(writer, "w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        monkeypatch.setattr(sys, "argv", ["mnist_core", "data", "list"])
        with pytest.raises(SystemExit) as left:
            entry.main()
        assert left.value.code == 1
    assert capsys.readouterr().err == ""
