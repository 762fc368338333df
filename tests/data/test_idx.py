import gzip
import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from mnist_core.data.idx import read_idx
from mnist_core.errors import DataError

CONTENT = bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 10, 11, 12, 20, 21, 22])  # [[10, 11, 12], [20, 21, 22]]


def as_idx(array: np.ndarray) -> bytes:
    return bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.tobytes()


def test_read_idx_of_a_file_written_by_hand(tmp_path):
    (tmp_path / "file").write_bytes(CONTENT)
    assert read_idx(tmp_path / "file").tolist() == [[10, 11, 12], [20, 21, 22]]


@given(array=arrays(np.uint8, array_shapes(max_dims=4, min_side=0, max_side=6)), zipped=st.booleans())
def test_read_idx_returns_what_was_written(tmp_path_factory, array, zipped):
    path = tmp_path_factory.mktemp("idx") / "file"
    path.write_bytes(gzip.compress(as_idx(array), mtime=0) if zipped else as_idx(array))
    result = read_idx(path)
    assert result.shape == array.shape
    assert (result == array).all()
    assert not result.flags.writeable


def test_read_idx_accepts_content_with_the_promised_sum(tmp_path):
    (tmp_path / "file").write_bytes(gzip.compress(CONTENT, mtime=0))
    assert read_idx(tmp_path / "file", sha256=hashlib.sha256(CONTENT).hexdigest()).shape == (2, 3)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not an IDX file of unsigned bytes"),
        (b"<html>not found</html>", "is not an IDX file of unsigned bytes"),
        (bytes([0, 0, 13, 1, 0, 0, 0, 0]), "is not an IDX file of unsigned bytes"),
        (CONTENT[:9], "is damaged: it ends within its header"),
        (CONTENT[:-1], "is damaged: its header promises 6 bytes, it holds 5"),
        (CONTENT + b"!", "is damaged: its header promises 6 bytes, it holds 7"),
        (bytes([0, 0, 8, 2]) + b"\xff" * 8, "is damaged: its header promises 18,446,744,065,119,617,025 bytes"),
        (gzip.compress(CONTENT, mtime=0)[:-9], "is damaged: it does not unpack"),
        (b"\x1f\x8bnonsense", "is damaged: it does not unpack"),
    ],
)
def test_read_idx_names_the_file_and_the_damage(tmp_path, content, message):
    path = tmp_path / "images.gz"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_idx(path)
    assert str(caught.value).startswith(f"{path} {message}")


def test_read_idx_refuses_another_sum(tmp_path):
    (tmp_path / "file").write_bytes(CONTENT)
    with pytest.raises(DataError, match="SHA-256 differs"):
        read_idx(tmp_path / "file", sha256="0" * 64)


def test_read_idx_of_a_missing_file_or_a_folder(tmp_path):
    with pytest.raises(DataError, match="nowhere is missing"):
        read_idx(tmp_path / "nowhere")
    with pytest.raises(DataError, match="cannot be read: Is a directory"):
        read_idx(tmp_path)
