"""Images from a folder, or from an archive, which is a folder in one file.

There may be a pair of files of arrays or two pairs, pictures by class, or a table to learn from and one to test by.
Which of these it is, the files' names and places say; what each of them is, their content.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from mnist_core.data.readers.array_pair import choose, read_part
from mnist_core.data.readers.class_names import MOST_BYTES, is_list_of_names, read_names, with_names
from mnist_core.data.readers.entries import Entry
from mnist_core.data.readers.idx_pair import pair_name
from mnist_core.data.readers.label_table import MOST_BYTES as TABLE_BYTES
from mnist_core.data.readers.label_table import is_label_table, read_label_table
from mnist_core.data.readers.npz_archive import read_npz
from mnist_core.data.readers.picture_files import MOST_PICTURES, class_of, is_picture, read_pictures
from mnist_core.data.readers.reading import Reading
from mnist_core.errors import DataError

_WORDS = {".md", ".rst", ".html", ".pdf", ".py", ".ipynb", ".json", ".license", ".yaml", ".yml"}
"""How files end that tell of images and hold none."""


def read_entries(
    entries: Sequence[Entry], name: str, limit: int, read_one: Callable[..., Reading], wanted: str = ""
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
        Reads a file that holds a table; with `labelled=False` also one without labels.
    wanted : str, optional
        The name of one of several data sets.

    Raises
    ------
    DataError
        If its files are none of these.
    """
    named = next((entry for entry in entries if is_list_of_names(entry.path)), None)
    if named is not None and len(entries) > 1:
        rest = [entry for entry in entries if entry is not named]
        return with_names(read_entries(rest, name, limit, read_one, wanted), read_names(named.head(MOST_BYTES)))
    used = [entry for entry in entries if entry.part != "validation" and not _is_aside(entry.path)]
    arrays = [entry for entry in used if pair_name(entry.path.name)]
    if arrays and (wanted or len(arrays) > 1 or arrays[0].path.suffix != ".npz"):
        return _by_part(choose(arrays, name, wanted), lambda group: read_part(group, name, limit))
    if wanted:
        raise DataError(f"{name} holds no files of {wanted}; check the path")
    drawn = [entry for entry in used if is_picture(entry.path)]
    tables = [entry for entry in used if is_label_table(entry.path)]
    if drawn and len(tables) == 1 and len(folders := {class_of(entry.path) for entry in drawn}) == 1:
        if None in folders or tables[0].path.stem.lower().endswith("labels"):
            return _with_table(drawn, tables[0], name)
    if pictures := [entry for entry in used if is_picture(entry.path) and class_of(entry.path) is not None]:
        return _by_part(pictures, lambda group: read_pictures([(entry.path, entry.head) for entry in group], name))
    if len(used) == 1 and not is_picture(used[0].path):
        return read_one(used[0])
    if used and all(entry.path.suffix == ".npy" for entry in used):
        return read_npz([(entry.path.name, entry.open) for entry in used], name, limit)
    groups = [[entry for entry in used if entry.part == part] for part in ("train", "test")]
    if [len(group) for group in groups] == [1, 1] and all("train" in entry.path.name.lower() for entry in groups[0]):
        return _tables(groups[0][0], groups[1][0], read_one)
    if not entries:
        raise DataError(f"{name} is an empty folder; choose one with a table, IDX files or pictures by class")
    listed = ", ".join(str(entry.path) for entry in entries[:3])
    more = f" and {len(entries) - 3:,} more" if len(entries) > 3 else ""
    raise DataError(
        f"{name} holds {listed}{more}; choose one of its files, or sort pictures into a folder for each class"
    )


def _is_aside(path: PurePosixPath) -> bool:
    """Whether a file holds no images but words about them, or is a form for answers."""
    name = path.name.lower()
    return path.suffix.lower() in _WORDS or name.startswith(("readme", "licen", "sample_submission"))


def _tables(train: Entry, test: Entry, read_one: Callable[..., Reading]) -> Reading:
    """Read a table to learn from and one to test by, which is left out where it has no labels."""
    learned, tested = read_one(train), read_one(test, labelled=False)
    if tested.labels is None:
        return replace(learned, notes=(*learned.notes, f"{test.path.name} has no labels and was left out"))
    return replace(learned, test=tested)


def _with_table(pictures: Sequence[Entry], table: Entry, name: str) -> Reading:
    """Read pictures of which a table says what they show."""
    if len(pictures) > MOST_PICTURES:
        raise DataError(f"{name} holds {len(pictures):,} pictures; {MOST_PICTURES:,} are the most")
    paths = sorted(entry.path for entry in pictures)
    labels = read_label_table(table.head(TABLE_BYTES + 1), paths, f"{name}: {table.path}")
    return _by_part(pictures, lambda group: read_pictures([(entry.path, entry.head) for entry in group], name, labels))


def _by_part(entries: Sequence[Entry], read: Callable[[list[Entry]], Reading]) -> Reading:
    """Read the files to learn from, and beside them those to test by."""
    train = [entry for entry in entries if entry.part == "train"]
    test = [entry for entry in entries if entry.part == "test"]
    if not train or not test:
        return read(train or test)
    return replace(read(train), test=read(test))
