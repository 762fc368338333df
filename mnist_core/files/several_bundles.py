"""Several whole runs as one file: a zip of bundles, each as `bundle` writes it.

What comes from outside is checked as a bundle is: how many parts there are, and how large they are together, before
any of them is unpacked.
"""

import io
import zipfile
from collections.abc import Mapping

from mnist_core.errors import UNPACKING_ERRORS, BundleError
from mnist_core.files.bundle import MAX_BUNDLE_BYTES

MAX_RUNS = 200
ENDING = ".zip"


def pack_several(bundles: Mapping[str, bytes]) -> bytes:
    """Return bundles as one file, given by the names that they have in it, without their ending."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:  # each is compressed already
        for name, data in bundles.items():
            archive.writestr(name + ENDING, data)
    return content.getvalue()


def unpack_several(data: bytes) -> list[bytes]:
    """Return the bundles in a file that `pack_several` made; any other file is returned as it is, alone.

    Raises
    ------
    BundleError
        If it holds too many runs, too much, or is damaged; the message is one sentence.
    """
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return [data]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if not parts or not all(part.filename.endswith(ENDING) for part in parts):
                return [data]
            if len(parts) > MAX_RUNS:
                raise BundleError(f"the file holds {len(parts)} runs, and at most {MAX_RUNS} are taken from one")
            if sum(part.file_size for part in parts) > MAX_BUNDLE_BYTES:
                raise BundleError(f"the runs in the file are larger than {MAX_BUNDLE_BYTES / 1e6:g} MB together")
            return [archive.read(part) for part in parts]
    except BundleError:
        raise
    except UNPACKING_ERRORS as error:
        raise BundleError("the file of several runs is damaged; export them again") from error
