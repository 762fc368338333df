from pathlib import Path

import pytest

from mnist_core.files import notice


def test_notice_is_read_as_it_was_written_and_takes_no_more_room(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    assert notice.read_notice(folder) == ""
    notice.prepare_notice(folder)
    assert notice.read_notice(folder) == ""
    size = (folder / notice.NAME).stat().st_size
    for text in ("the disk is full", "é" * notice.ROOM, ""):
        notice.write_notice(folder, text)
        assert text.startswith(notice.read_notice(folder)) and bool(notice.read_notice(folder)) == bool(text)
        assert (folder / notice.NAME).stat().st_size == size
    notice.remove_notice(folder)
    assert list(folder.iterdir()) == []


def test_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for act in (notice.prepare_notice, notice.remove_notice, lambda folder: notice.write_notice(folder, "x")):
        act(tmp_path / "file" / "run")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b""])
def test_damaged_notice_is_none_worth_a_failure(tmp_path: Path, content: bytes) -> None:
    (tmp_path / notice.NAME).write_bytes(content)
    assert isinstance(notice.read_notice(tmp_path), str)
