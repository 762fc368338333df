"""Several runs as one file."""

import io
import zipfile

import pytest

from mnist_core.errors import BundleError
from mnist_core.files import several_bundles
from mnist_core.files.several_bundles import pack_several, unpack_several


def test_what_is_packed_is_unpacked() -> None:
    assert unpack_several(pack_several({"a": b"first", "b": b"second"})) == [b"first", b"second"]


@pytest.mark.parametrize("data", [b"", b"no zip", pack_several({})])
def test_any_other_file_stays_as_it_is(data: bytes) -> None:
    assert unpack_several(data) == [data]


def test_single_bundle_stays_as_it_is() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("run.json", "{}")
    assert unpack_several(content.getvalue()) == [content.getvalue()]


def test_too_many_and_too_large_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pack_several({str(number): b"x" * 100 for number in range(5)})
    monkeypatch.setattr(several_bundles, "MAX_BUNDLE_BYTES", 499)
    with pytest.raises(BundleError, match="are larger than .* MB together"):
        unpack_several(data)
    monkeypatch.setattr(several_bundles, "MAX_RUNS", 4)
    with pytest.raises(BundleError, match="holds 5 runs, and at most 4"):
        unpack_several(data)


def test_damaged_file_is_one_sentence() -> None:
    data = bytearray(pack_several({"a": b"first run, whose bytes are checked"}))
    data[data.index(b"first")] ^= 1
    with pytest.raises(BundleError, match="is damaged; export them again"):
        unpack_several(bytes(data))
