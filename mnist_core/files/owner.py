"""Whose files lie in a run's folder.

Folders are named by numbers, and a number says little: a folder is copied back from elsewhere, two are swapped, a new
database counts from 1 again. So each checkpoint and each kept network names its run, and a folder in which one names
another is not used.
"""

import json
from pathlib import Path

from mnist_core.errors import CheckpointError

OWNER = "run"
"""The key of a file's metadata under which it names its run."""

MOST_HEADER_BYTES = 10_000_000


def check_owner(folder: Path, identity: str | None, *, may_be_nameless: bool) -> None:
    """Make sure that the files in a folder are those of a run; one that cannot be read is no matter here.

    Parameters
    ----------
    folder : Path
    identity : str or None
        Of the run.
    may_be_nameless : bool
        Whether files that name no run are taken for its own, because they may be older than names are.

    Raises
    ------
    CheckpointError
        If one of them is another run's.
    """
    for path in sorted(folder.glob("*.safetensors")):
        owner = _owner(path)
        if owner is not None and owner != identity and not (may_be_nameless and not owner):
            raise CheckpointError(
                f"{path} belongs to another run; put this run's own folder back in its place, or start it again"
            )


def _owner(path: Path) -> str | None:
    """Return what a file says of its run: its identity, "" if it names none, None if it cannot be read."""
    try:
        with open(path, "rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(length)) if length <= MOST_HEADER_BYTES else None
        owner = header["__metadata__"].get(OWNER, "") if isinstance(header, dict) else None
    except (OSError, ValueError, RecursionError, KeyError, AttributeError):
        return None
    return owner if isinstance(owner, str) else None
