"""Images from a folder, or from an archive, which is a folder in one file.

There may be a pair of files of arrays or two pairs, pictures by class, or a table to learn from and one to test by.
Which of these it is, the files' names and places say; what each of them is, their content.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from mnist_core.data.readers.array_pair import choose, read_part
from mnist_core.data.readers.entries import Entry
from mnist_core.data.readers.idx_pair import pair_name
from mnist_core.data.readers.picture_files import class_of, is_picture, read_pictures
from mnist_core.data.readers.reading import Reading
from mnist_core.errors import DataError


def read_entries(
    entries: Sequence[Entry], name: str, limit: int, read_one: Callable[[Entry], Reading], wanted: str = ""
) -> Reading:
    """Read the images of a folder or archive.

    Parameters
    ----------
    entries : sequence of Entry
    name : str
        What messages call the whole.
    limit : int
        Bytes of one file, unpacked.
    read_one : function
        Reads a file that holds a table.
    wanted : str, optional
        The name of one of several data sets.

    Raises
    ------
    DataError
        If its files are none of these.
    """
    used = [entry for entry in entries if entry.part != "validation"]
    arrays = [entry for entry in used if pair_name(entry.path.name)]
    if arrays and (wanted or len(arrays) > 1 or arrays[0].path.suffix != ".npz"):
        return _by_part(choose(arrays, name, wanted), lambda group: read_part(group, name, limit))
    if wanted:
        raise DataError(f"{name} holds no files of {wanted}; check the path")
    if len(entries) == 1 and not is_picture(entries[0].path):
        return read_one(entries[0])
    if pictures := [entry for entry in used if is_picture(entry.path) and class_of(entry.path) is not None]:
        return _by_part(pictures, lambda group: read_pictures([(entry.path, entry.head) for entry in group], name))
    groups = [[entry for entry in used if entry.part == part] for part in ("train", "test")]
    if [len(group) for group in groups] == [1, 1] and all("train" in entry.path.name.lower() for entry in groups[0]):
        return _by_part(used, lambda group: read_one(group[0]))
    if not entries:
        raise DataError(f"{name} is an empty folder; choose one with a table, IDX files or pictures by class")
    listed = ", ".join(str(entry.path) for entry in entries[:3])
    more = f" and {len(entries) - 3:,} more" if len(entries) > 3 else ""
    raise DataError(
        f"{name} holds {listed}{more}; choose one of its files, or sort pictures into a folder for each class"
    )


def _by_part(entries: Sequence[Entry], read: Callable[[list[Entry]], Reading]) -> Reading:
    """Read the files to learn from, and beside them those to test by."""
    train = [entry for entry in entries if entry.part == "train"]
    test = [entry for entry in entries if entry.part == "test"]
    if not train or not test:
        return read(train or test)
    return replace(read(train), test=read(test))
