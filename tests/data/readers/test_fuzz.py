"""Whatever the bytes are, there is a data set or one sentence.

Every kind of file is damaged in many ways. A few of these are tried each time; `MNIST_FUZZ=2000` tries so many of every
kind, which takes some minutes, and `MNIST_FUZZ_SEED` other ones.
"""

import bz2
import gzip
import io
import lzma
import os
import zipfile
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mnist_core.data.readers.load import load_data
from mnist_core.data.small_digits import load_small_digits
from mnist_core.errors import DataError
from tests.damage import mutants
from tests.data.readers.tables import text
from tests.data.readers.test_formats import idx, npz, png, table

MUTANTS = int(os.environ.get("MNIST_FUZZ", 40))
SEED = int(os.environ.get("MNIST_FUZZ_SEED", 0))
SMALL = load_small_digits().train.take(slice(0, 6))
PICTURES, LABELS = SMALL.images.reshape(-1, 8, 8), SMALL.labels
HEADER = ["label", *(f"pixel{place}" for place in range(64))]
WORDS = ["bag", "boot", "coat", "dress", "hat", "sock"]


def lines(form: str = "{}", scale: int = 1, labels: list[object] | None = None) -> list[list[str]]:
    shown = LABELS.tolist() if labels is None else labels
    return [
        [str(label), *(form.format(pixel / scale if scale > 1 else pixel) for pixel in image)]
        for label, image in zip(shown, SMALL.images.tolist(), strict=True)
    ]


PLAIN = text([HEADER, *lines()])


def zipped(content: bytes, name: str = "a.csv", others: dict[str, bytes] | None = None) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        for other, inner in (others or {}).items():
            archive.writestr(other, inner)
    return file.getvalue()


def with_labels(images: bytes) -> bytes:
    return zipped(images, "train-images-idx3-ubyte", {"train-labels-idx1-ubyte": idx(LABELS)})


def with_images(labels: bytes) -> bytes:
    return zipped(labels, "qmnist-train-labels-idx2-int", {"qmnist-train-images-idx3-ubyte": idx(PICTURES)})


def as_array(content: bytes) -> bytes:
    return zipped(content, "x.npy", {"y.npy": _npy(LABELS)})


def among_pictures(content: bytes) -> bytes:
    return zipped(content, "coat/1.png", {"bag/2.png": png(PICTURES[0])})


def _npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def same(content: bytes) -> bytes:
    return content


EIGHT_COLUMNS = np.zeros((len(LABELS), 8), ">i4")
EIGHT_COLUMNS[:, 0] = LABELS
KINDS: dict[str, tuple[bytes, Callable[[bytes], bytes]]] = {
    "csv": (PLAIN, same),
    "semicolons": (text(lines("{:.1f}"), ";").replace(b".", b","), same),
    "blanks": (text(lines("{:>4}"), " "), same),
    "words": (text([HEADER, *lines(labels=WORDS)]), same),
    "quotes": (text([[f'"{cell}"' for cell in line] for line in lines()]), same),
    "0 to 1": (text(lines("{!r}", 255)), same),
    "scientific": (text(lines("{:.6e}", labels=[f"{label:.6e}" for label in LABELS])), same),
    "utf-16": (PLAIN.decode().encode("utf-16"), same),
    "gzip": (gzip.compress(PLAIN), same),
    "gzip of damage": (PLAIN, gzip.compress),
    "bzip2": (bz2.compress(PLAIN), same),
    "xz": (lzma.compress(PLAIN), same),
    "zip": (zipped(PLAIN), same),
    "zip of damage": (PLAIN, zipped),
    "npz": (npz(x=PICTURES, y=LABELS), same),
    "array": (_npy(PICTURES), as_array),
    "idx": (idx(PICTURES), with_labels),
    "idx of integers": (bytes((0, 0, 12, 2, 0, 0, 0, 6, 0, 0, 0, 8)) + EIGHT_COLUMNS.tobytes(), with_images),
    "picture": (png(PICTURES[0]), among_pictures),
    "parquet": (table(label=LABELS, pixels=SMALL.images.tolist()), same),
    "parquet of pictures": (table(label=LABELS, image=[{"bytes": png(picture)} for picture in PICTURES]), same),
}


def one_sentence_or_images(content: bytes) -> None:
    try:
        read = load_data(content, max_bytes=4 * 1024**2)
    except DataError as error:
        message = str(error)
        assert message and "\n" not in message and len(message) < 400
    else:
        assert read.images.shape == (len(read), read.image_side**2)
        assert read.labels.max(initial=0) < len(read.class_names)


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files_give_images_or_one_sentence(kind: str) -> None:
    content, wrap = KINDS[kind]
    assert len(load_data(wrap(content))) in (2, 6)
    for mutant in mutants(content, MUTANTS, np.random.default_rng([SEED, len(kind)])):
        one_sentence_or_images(wrap(mutant))


@settings(max_examples=max(60, MUTANTS), deadline=None)
@given(content=st.binary(max_size=300))
@example(b"\x80")
@example(b"\x1f\x8b")
@example(b"PAR1")
@example(b"PK\x03\x04")
@example(b"\x93NUMPY")
@example(b"\0\0\x08\x04")
@example(b"\0\0\x0c\x02")
@example(b"\xff\xfe\0")
def test_any_bytes_give_images_or_one_sentence(content: bytes) -> None:
    one_sentence_or_images(content)


@settings(max_examples=max(60, MUTANTS), deadline=None)
@given(content=st.text(alphabet="0123456789,;\t .-+e\"'\n\r#%abc", max_size=400))
def test_any_text_gives_images_or_one_sentence(content: str) -> None:
    one_sentence_or_images(content.encode())
    one_sentence_or_images((content + "\n").encode() + PLAIN)
    one_sentence_or_images(PLAIN + content.encode())
