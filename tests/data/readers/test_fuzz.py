"""Whatever the bytes are, there is a data set or one sentence."""

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mnist_core.data.readers.load import load_data
from mnist_core.errors import DataError
from tests.data.readers.tables import HEADER, digits, rows, text
from tests.data.readers.test_formats import LABELS, PICTURES, idx, npz, table

MUTANTS = 2000
PLAIN = text([HEADER, *rows(3)])


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", content)
    return file.getvalue()


SEEDS = {
    "csv": PLAIN,
    "semicolons": text(rows(3, form="{:.1f}"), ";"),
    "unit": text(rows(2, form="{!r}", scale=255)),
    "utf-16": PLAIN.decode().encode("utf-16"),
    "gzip": gzip.compress(PLAIN),
    "bzip2": bz2.compress(PLAIN),
    "xz": lzma.compress(PLAIN),
    "zip": zipped(PLAIN),
    "npz": npz(x=PICTURES[:3], y=LABELS[:3]),
    "idx": idx(PICTURES[:3]),
    "parquet": table(label=LABELS[:3], pixels=digits(3).images.tolist()),
}


def one_sentence_or_images(content: bytes) -> None:
    try:
        read = load_data(content, max_bytes=4 * 1024**2)
    except DataError as error:
        message = str(error)
        assert message.startswith(("the file", "a.csv"))
        assert "\n" not in message and len(message) < 400
    else:
        assert read.images.shape == (len(read), read.image_side**2)
        assert read.labels.max(initial=0) < len(read.class_names)


def mutants(content: bytes, count: int, rng: np.random.Generator) -> Iterator[bytes]:
    """Yield copies with bytes changed, cut out, doubled, put in or cut off."""
    for _ in range(count):
        mutant = bytearray(content)
        for _ in range(int(rng.integers(1, 4))):
            place = int(rng.integers(0, len(mutant) + 1))
            length = int(rng.integers(1, 40))
            match int(rng.integers(0, 6)):
                case 0:
                    mutant[place : place + 1] = rng.bytes(1)
                case 1:
                    mutant[place : place + length] = b""
                case 2:
                    mutant[place:place] = mutant[place : place + length]
                case 3:
                    mutant[place:place] = bytes(rng.choice(list(b',;\t\n\r"#\0 .-e90'), length).tolist())
                case 4:
                    mutant[place:] = b""
                case 5 if mutant:
                    mutant[place % len(mutant)] ^= 1 << int(rng.integers(0, 8))
        yield bytes(mutant)


@pytest.mark.parametrize("kind", SEEDS)
def test_damaged_files_give_images_or_one_sentence(kind: str) -> None:
    for mutant in mutants(SEEDS[kind], MUTANTS // len(SEEDS) + 1, np.random.default_rng(len(kind))):
        one_sentence_or_images(mutant)


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=300))
@example(b"\x80")
@example(b"\x1f\x8b")
@example(b"PAR1")
@example(b"PK\x03\x04")
@example(b"\x93NUMPY")
@example(b"\0\0\x08\x04")
@example(b"\xff\xfe\0")
def test_any_bytes_give_images_or_one_sentence(content: bytes) -> None:
    one_sentence_or_images(content)


@settings(max_examples=200, deadline=None)
@given(content=st.text(alphabet="0123456789,;\t .-+e\"'\n\r#%abc", max_size=400))
def test_any_text_gives_images_or_one_sentence(content: str) -> None:
    one_sentence_or_images(content.encode())
    one_sentence_or_images((content + "\n").encode() + PLAIN)
    one_sentence_or_images(PLAIN + content.encode())
