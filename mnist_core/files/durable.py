"""Writing a file so that it is either whole or absent, whatever happens to the machine."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def write_durably(path: Path, write: Callable[[Path], object], *, still_wanted: Callable[[], object] = bool) -> None:
    """Let `write` fill a temporary file beside `path`, flush it to the disk, and rename it over `path`.

    Parameters
    ----------
    path : Path
    write : callable
        Takes the temporary file's path.
    still_wanted : callable, optional
        Called when all but the renaming is done; what it raises prevents that.

    Raises
    ------
    OSError
        If the disk is full, the folder cannot be written, or somebody swept the temporary file away meanwhile; a file
        that was at `path` is untouched.
    """
    make_folder(path.parent)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        os.close(descriptor)
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.chmod(path.parent.stat().st_mode & 0o644)  # nobody may read more than the folder lets in
        still_wanted()
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder if it is absent, as open to others as the one that it lies in."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=folder.parent.stat().st_mode & 0o777, exist_ok=True)


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files of writes that were killed, so that a process which was only frozen cannot end one."""
    for pattern in (".*.safetensors.*", "snapshots/*.tmp"):
        for temporary in folder.glob(pattern):
            temporary.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """Make a rename last; Windows neither offers nor needs it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
