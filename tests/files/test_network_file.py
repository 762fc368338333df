"""Network files: what is saved comes back, and what comes from outside is believed only as far as it is checked."""

import io
import json
import pickle
import random
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

from mnist_core.errors import NetworkFileError
from mnist_core.files.network_file import (
    MAX_FILE_BYTES,
    load_network,
    network_bytes,
    network_tensors,
    read_description,
    read_network,
    save_network,
)
from mnist_core.nn.network import NeuralNetwork

Header = dict[str, Any]


def parts(data: bytes) -> tuple[Header, bytes]:
    """Return a file's header and its tensors' bytes."""
    end = 8 + int.from_bytes(data[:8], "little")
    return json.loads(data[8:end]), data[end:]


def joined(header: Any, body: bytes) -> bytes:
    """Make a file of a header and bytes."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def with_header(network: NeuralNetwork, change: Callable[[Header], object]) -> bytes:
    """Return a network's file after a change to its header."""
    header, body = parts(network_bytes(network))
    change(header)
    return joined(header, body)


def with_architecture(network: NeuralNetwork, **changes: Any) -> bytes:
    """Return a network's file that claims another architecture."""
    claim = json.dumps(network.describe() | changes)
    return with_header(network, lambda header: header["__metadata__"].update(architecture=claim))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("batch_norm", [False, True])
def test_saved_network_comes_back_to_the_bit(tmp_path: Path, dtype: str, batch_norm: bool) -> None:
    network = NeuralNetwork(
        (784, 5, 6, 10), activation="tanh", batch_norm=batch_norm, dtype=dtype, rng=np.random.default_rng(1)
    )
    save_network(network, tmp_path / "a.safetensors", metadata={"name": "a"})
    loaded = load_network(tmp_path / "a.safetensors")
    assert loaded.describe() == network.describe()
    assert loaded.parameters.tobytes() == network.parameters.tobytes()
    assert loaded.state.tobytes() == network.state.tobytes()
    assert read_description((tmp_path / "a.safetensors").read_bytes()).metadata["name"] == "a"


def test_any_safetensors_reader_sees_the_named_arrays(rng_network: NeuralNetwork) -> None:
    tensors = safetensors.numpy.load(network_bytes(rng_network))
    assert tensors.keys() == network_tensors(rng_network).keys()
    assert tensors["dense1.weight"].shape == (784, 9)


def test_float16_weights_are_accepted_and_cast(rng_network: NeuralNetwork) -> None:
    loaded = read_network(network_bytes(rng_network, dtype="float16"))
    assert loaded.dtype == np.float32
    np.testing.assert_allclose(loaded.parameters, rng_network.parameters, atol=1e-3)


def test_unreadable_and_unwritable_files_are_one_sentence(tmp_path: Path, rng_network: NeuralNetwork) -> None:
    with pytest.raises(NetworkFileError, match="cannot be read: No such file"):
        load_network(tmp_path / "absent.safetensors")
    (tmp_path / "file").write_text("")
    with pytest.raises(NetworkFileError, match="cannot be written"):
        save_network(rng_network, tmp_path / "file" / "a.safetensors")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"layer_sizes": [784, 10]}, "unknown tensor"),
        ({"layer_sizes": [784, 9, 9, 10]}, "is missing"),
        ({"layer_sizes": [784, 8, 10]}, "must have the shape"),
        ({"layer_sizes": [783, 9, 10]}, "begin with the pixels of a square"),
        ({"layer_sizes": [784, 4096, 4000, 10]}, "do not fit into"),
        ({"layer_sizes": [784, 10**9, 10]}, "from 1 to 4096"),
        ({"layer_sizes": "784, 9, 10"}, "begin with the pixels of a square"),
        ({"layer_sizes": [784, [], 10]}, "begin with the pixels of a square"),
        ({"activation": "exec"}, "architecture is refused"),
        ({"activation": []}, "architecture is refused"),
        ({"dtype": "object"}, "architecture is refused"),
        ({"batch_norm": "yes"}, "architecture is refused"),
        ({"initializer": "zeros"}, "architecture is refused"),
        ({"surprise": 1}, "architecture is refused"),
    ],
)
def test_architecture_that_does_not_fit_is_refused(
    rng_network: NeuralNetwork, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(NetworkFileError, match=message):
        read_network(with_architecture(rng_network, **changes))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("dense1.weight", np.nan, "not finite"),
        ("dense2.bias", np.inf, "not finite"),
        ("batch_norm1.mean", np.nan, "not finite"),
        ("batch_norm1.variance", -1.0, "negative variance"),
    ],
)
def test_values_that_no_network_has_are_refused(
    rng_network: NeuralNetwork, name: str, value: float, message: str
) -> None:
    network_tensors(rng_network)[name].flat[0] = value
    with pytest.raises(NetworkFileError, match=message):
        read_network(network_bytes(rng_network))


@pytest.mark.parametrize("name", ["dense1.weight", "dense2.weight", "batch_norm1.gain"])
def test_weights_whose_answers_would_be_no_numbers_are_refused(rng_network: NeuralNetwork, name: str) -> None:
    network_tensors(rng_network)[name].flat[:] = 3e38
    with pytest.raises(NetworkFileError, match="so large that its answers are no numbers"):
        read_network(network_bytes(rng_network))


def test_numbers_too_large_for_the_network_are_refused(rng_network: NeuralNetwork) -> None:
    tensors = {name: array.astype(np.float64) for name, array in network_tensors(rng_network).items()}
    tensors["dense1.bias"][0] = 1e300
    metadata = read_description(network_bytes(rng_network)).metadata
    with pytest.raises(NetworkFileError, match="not finite"):
        read_network(safetensors.numpy.save(tensors, metadata=dict(metadata)))


@pytest.mark.parametrize("kind", ["int8", "bool", "uint16"])
def test_other_types_of_number_are_refused(rng_network: NeuralNetwork, kind: str) -> None:
    tensors = {name: array.astype("float32") for name, array in network_tensors(rng_network).items()}
    tensors["dense2.bias"] = tensors["dense2.bias"].astype(kind)
    metadata = read_description(network_bytes(rng_network)).metadata
    with pytest.raises(NetworkFileError, match="dense2.bias must be of type F16, F32, F64"):
        read_network(safetensors.numpy.save(tensors, metadata=dict(metadata)))


def zip_bomb() -> bytes:
    """Return a small archive of a large file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("network", b"\0" * 30_000_000)
    return file.getvalue()


FOREIGN = {
    "empty": b"",
    "short": b"\x10\0\0",
    "html": b"<!doctype html><html><body>404</body></html>" * 30,
    "pickle": pickle.dumps({"dense1.weight": list(range(1000))}),
    "zip bomb": zip_bomb(),
    "png": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "huge header": struct.pack("<Q", 2**63) + b"{}",
    "header longer than the file": struct.pack("<Q", 90_000) + b"{}",
    "header over the limit": joined(b" " * 200_000 + b"{}", b""),
    "header of brackets": joined(b"[" * 90_000, b""),
    "header of objects": joined(b'{"a":' * 15_000, b""),
    "header is a list": joined([], b""),
    "header is a number": joined(b"12", b""),
    "not utf-8": joined(b'{"\xff\xfe": 1}', b""),
    "no metadata": joined({"dense1.weight": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}, b"1234"),
    "metadata of numbers": joined({"__metadata__": {"format": "mnist-network-1", "architecture": 3}}, b""),
    "no architecture": joined({"__metadata__": {"format": "mnist-network-1"}}, b""),
    "architecture is a list": joined({"__metadata__": {"format": "mnist-network-1", "architecture": "[]"}}, b""),
    "deep architecture": joined({"__metadata__": {"format": "mnist-network-1", "architecture": "[" * 90_000}}, b""),
    "tensor is a number": joined(
        {"__metadata__": {"format": "mnist-network-1", "architecture": "{}"}, "dense1.weight": 3}, b""
    ),
}


@pytest.mark.parametrize("data", FOREIGN.values(), ids=FOREIGN.keys())
def test_foreign_file_is_refused_without_much_memory(data: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(NetworkFileError):
            read_network(data)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def test_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.safetensors"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(NetworkFileError, match="larger than 100 MB"):
        load_network(path)


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Return a file damaged in one of the ways that files are, by accident or by intent."""
    changed = bytearray(data)
    header_end = 8 + int.from_bytes(data[:8], "little")
    match rng.randrange(8):
        case 0:
            return bytes(changed[: rng.randrange(len(changed))])
        case 1:
            for _ in range(rng.randint(1, 8)):
                changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        case 2:
            for _ in range(rng.randint(1, 3)):
                changed[rng.randrange(header_end)] = rng.randrange(256)
        case 3:
            changed[:8] = struct.pack("<Q", rng.choice([0, 1, rng.randrange(2**16), rng.randrange(2**64)]))
        case 4:
            start = rng.randrange(len(changed))
            del changed[start : start + rng.randint(1, 64)]
        case 5:
            start = rng.randrange(len(changed))
            changed[start:start] = rng.randbytes(rng.randint(1, 64))
        case 6:
            place = rng.randrange(header_end, len(changed) - 4) & ~3
            changed[place : place + 4] = struct.pack("<f", rng.choice([float("nan"), float("inf"), -1e38]))
        case _:
            header, body = parts(data)
            name = rng.choice([key for key in header if key != "__metadata__"])
            entry = header[name]
            wrong = rng.choice([-1, 0, 1, 2**31, 2**63, 2**70, 1.5, None, "784", [1], {}, True])
            match rng.randrange(4):
                case 0:
                    entry["shape"] = rng.choice([[wrong], wrong, [wrong, 9], [*entry["shape"], 1]])
                case 1:
                    entry["data_offsets"] = rng.choice([[0, wrong], [wrong, wrong], wrong])
                case 2:
                    entry["dtype"] = rng.choice(["F64", "BF16", "I8", "F8_E4M3", wrong])
                case _:
                    header[rng.choice(["x", "dense1", ""])] = header.pop(name)
            return joined(header, body)
    return bytes(changed)


def test_a_thousand_damaged_files_are_refused_in_a_sentence_or_read(rng_network: NeuralNetwork) -> None:
    data, rng, refused = network_bytes(rng_network), random.Random(1), 0
    images = np.zeros((2, 784), np.uint8)
    tracemalloc.start()
    try:
        for _ in range(1000):
            try:
                network = read_network(mutated(data, rng))
            except NetworkFileError as error:
                refused += 1
                assert str(error) and "\n" not in str(error) and len(str(error)) < 500
            else:
                assert np.isfinite(network.parameters).all()
                assert network.predict_proba(images).shape == (2, 10)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()
    assert 500 < refused < 1000


def test_the_temperature_is_kept_and_one_from_before_has_none(tmp_path: Path) -> None:
    network = small_network()
    network.temperature = 0.625
    save_network(network, tmp_path / "fitted.safetensors")
    assert load_network(tmp_path / "fitted.safetensors").temperature == 0.625
    network.temperature = 1.0
    data = network_bytes(network)
    assert "temperature" not in read_description(data).metadata
    assert read_network(data).temperature == 1


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "warm", ""])
def test_a_temperature_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(NetworkFileError, match="temperature must be"):
        read_network(network_bytes(small_network(), metadata={"temperature": text}))


def small_network() -> NeuralNetwork:
    return NeuralNetwork((784, 4, 10), rng=np.random.default_rng(0))
