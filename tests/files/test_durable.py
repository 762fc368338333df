"""Files that are whole or absent, and as open to others as their folder."""

import os
from pathlib import Path

import pytest

from mnist_core.files.durable import make_folder, remove_leftovers, write_durably

only_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")


@only_posix
@pytest.mark.parametrize(("folder", "file"), [(0o700, 0o600), (0o755, 0o644)])
def test_file_and_folder_are_as_open_as_the_folder_that_they_lie_in(tmp_path: Path, folder: int, file: int) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    outer.chmod(folder)
    make_folder(outer / "a" / "b")
    write_durably(outer / "a" / "b" / "file", lambda path: path.write_bytes(b"x"))
    assert (outer / "a" / "b").stat().st_mode & 0o777 == folder
    assert (outer / "a" / "b" / "file").stat().st_mode & 0o777 == file


def test_leftovers_of_killed_writes_are_removed_and_nothing_else(tmp_path: Path) -> None:
    kept = [tmp_path / name for name in ("checkpoint-a.safetensors", "network.safetensors", ".hidden")]
    for path in [*kept, tmp_path / ".checkpoint-a.safetensors.x1y2", tmp_path / ".network.safetensors.abc"]:
        path.touch()
    remove_leftovers(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(kept)
    remove_leftovers(tmp_path / "absent")


def test_what_was_written_replaces_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    write_durably(path, lambda place: place.write_text("first"))
    write_durably(path, lambda place: place.write_text("second"))
    assert path.read_text() == "second" and [*path.parent.iterdir()] == [path]


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_a_write_that_breaks_off_leaves_the_old_file_and_nothing_else(tmp_path: Path, error: BaseException) -> None:
    def write(place: Path) -> None:
        place.write_text("half")
        raise error

    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(type(error)):
        write_durably(path, write)
    assert path.read_text() == "old" and [*tmp_path.iterdir()] == [path]
