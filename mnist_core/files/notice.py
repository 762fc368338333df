"""What a worker has to say when its database cannot hold it: that the disk is full, that the store is locked.

The room for it is taken when the run begins, so that a full disk has it still: writing over a file's own bytes needs no
more. Pages read it twice a second.
"""

import os
from contextlib import suppress
from pathlib import Path

from mnist_core.files.durable import make_folder

NAME = "notice"
ROOM = 1024
"""Bytes."""


def prepare_notice(folder: Path) -> None:
    """Take room for a notice in a run's folder, and say nothing yet."""
    with suppress(OSError):
        make_folder(folder)
        with open(folder / NAME, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(b" " * ROOM)


def write_notice(folder: Path, text: str) -> None:
    """Say something, or with an empty text that all is well again; where that cannot be done, be silent."""
    data = text.encode()[:ROOM]
    with suppress(OSError), open(folder / NAME, "r+b") as file:
        file.write(data + b" " * (ROOM - len(data)))


def read_notice(folder: Path) -> str:
    """Return what a run's worker has to say now, else ""."""
    try:
        with open(folder / NAME, "rb") as file:
            return file.read(ROOM).decode(errors="ignore").strip()
    except OSError:
        return ""


def remove_notice(folder: Path) -> None:
    """Give the room back when the run is let go."""
    with suppress(OSError):
        (folder / NAME).unlink(missing_ok=True)
