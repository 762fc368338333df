"""Two files that belong together, one of images and one of labels, found among others and read.

A folder may hold several such data sets, as EMNIST is published with six splits. Each has a name, that of its files
without what says which part they are; one of them is asked for as `folder/name`.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.readers.entries import Entry, file_entry
from mnist_core.data.readers.idx_pair import PARTS, checksums, pair, pair_name, read_idx_stream, stem
from mnist_core.data.readers.npz_archive import read_single
from mnist_core.data.readers.reading import Reading
from mnist_core.errors import UNPACKING_ERRORS, DataError

_LARGEST_SUMMED = 4 * 1024**2
"""Bytes of a file of labels whose checksum is taken."""


def partner(path: Path) -> tuple[Entry, Entry] | None:
    """Return the file of images and that of labels, one of which lies at `path`, or None."""
    spoken = pair_name(path.name)
    if spoken is None:
        return None
    for other in sorted(path.parent.iterdir()):
        found = pair_name(other.name)
        if found is not None and found[0] == spoken[0] and found[1] != spoken[1]:
            both = [file_entry(item, path.parent) for item in (path, other)]
            return (both[0], both[1]) if spoken[1] == "images" else (both[1], both[0])
    return None


def data_name(entry: Entry) -> str:
    """Return the name of the data set that a file is of: its folder's, and its own without the part."""
    folders = [part for part in entry.path.parts[:-1] if part.lower() not in PARTS]
    spoken = pair_name(entry.path.name)
    return "/".join([*folders, stem(spoken[0])] if spoken is not None and stem(spoken[0]) else folders)


def choose(entries: Sequence[Entry], name: str, wanted: str) -> list[Entry]:
    """Return the files of one data set: the only one, or that whose name is wanted.

    Raises
    ------
    DataError
        If there are several, or none is called so.
    """
    names = sorted({data_name(entry) for entry in entries})
    chosen = [title for title in names if not wanted or title == wanted or title.endswith(f"/{wanted}")]
    if len(chosen) != 1:
        listed = ", ".join(title or "one without a name" for title in names[:8])
        example = next((title for title in names if title), "")
        raise DataError(
            f"{name} holds {listed}{' and more' if len(names) > 8 else ''}; name one of them, "
            f"such as {name}/{example.rsplit('/', 1)[-1]}"
        )
    return [entry for entry in entries if data_name(entry) == chosen[0]]


def read_part(entries: Sequence[Entry], name: str, limit: int) -> Reading:
    """Read one pair of files; of a file that lies there packed and unpacked, the unpacked one."""
    found: dict[str, list[Entry]] = {"images": [], "labels": []}
    spoken_of = set()
    for entry in sorted(entries, key=lambda entry: entry.path):
        spoken = pair_name(entry.path.name)
        if spoken is not None and spoken not in spoken_of:
            found[spoken[1]].append(entry)
            spoken_of.add(spoken)
    if len(found["images"]) != 1 or len(found["labels"]) != 1:
        listed = ", ".join(sorted(entry.path.name for entry in entries)[:4])
        raise DataError(f"{name} must hold one IDX file of images and one of labels for each part, got {listed}")
    return read_pair(found["images"][0], found["labels"][0], name, limit)


def read_pair(images: Entry, labels: Entry, name: str, limit: int) -> Reading:
    """Read two files of arrays that belong together."""
    pixels, _ = _array(images, limit)
    shown, content = _array(labels, limit)
    packed = labels.head(_LARGEST_SUMMED)
    names = (images.path.name, *reversed(images.path.parts[:-1]))
    form = "NumPy archives" if images.path.suffix.lower() == ".npz" else "IDX"
    reading = pair(pixels, shown, name, sums=checksums(packed, content), names=names, form=form)
    return replace(reading, account=reading.account | {"files": f"{images.path.name}, {labels.path.name}"})


def _array(entry: Entry, limit: int) -> tuple[NDArray[np.integer], bytes]:
    """Return the array of a file, and what it holds where that is IDX."""
    title = entry.path.name
    if entry.path.suffix.lower() != ".npz":
        with entry.unpacked(limit) as stream:
            return read_idx_stream(stream, title, limit)
    try:
        with entry.open() as file, zipfile.ZipFile(file) as archive:
            found = read_single(archive, title, limit)
    except UNPACKING_ERRORS as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{title} is damaged: it does not unpack") from None
    if found.dtype.kind not in "iu":
        raise DataError(f"{title} holds numbers of type {found.dtype}; they must be whole")
    return found, b""
