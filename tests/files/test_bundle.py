"""A run in one file: read back as it was, or refused in one sentence, whatever was done to it."""

import io
import json
import random
import zipfile
from typing import Any

import numpy as np
import pytest

from mnist_core.errors import BundleError
from mnist_core.files import bundle as bundles
from mnist_core.files.bundle import FACTS, FORMAT, Bundle, read_bundle, write_bundle
from mnist_core.files.network_file import network_bytes
from mnist_core.nn.network import NeuralNetwork
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd, Insight, SettingChanged


def network(hidden: tuple[int, ...] = (2,)) -> bytes:
    return network_bytes(NeuralNetwork((784, *hidden, 10), rng=np.random.default_rng(0)), dtype="float16")


NETWORK = network()
"""Made once: the order of a file's header changes from one to the next."""


def sample() -> Bundle:
    """Return a run of two epochs."""
    return Bundle(
        TrainingConfig(hidden_sizes=(2,), epochs=2),
        {"name": "first", "status": "finished", "created_at": 1.5e9, "epoch": 2, "train_loss": None},
        [EpochEnd(n, 3 * n, 2.0 / n, 0.5, None, None, 0.1, 60, 0.25, n == 1) for n in (1, 2)],
        [Insight(1, 3, (0.1, 0.2), (0.3, 0.4), (0.5, 0.6), (0.0,), ((0.0, 1.0),), ((3,),), ((3,),))],
        [SettingChanged(2, 4, "learning_rate", 0.1, 0.05)],
        b"\1" * 20,
        NETWORK,
        {0: NETWORK, 6: NETWORK},
    )


def repacked(parts: dict[str, bytes]) -> bytes:
    """Return a zip file of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_facts(**changes: Any) -> bytes:
    """Return the sample with other values in its `run.json`."""
    parts = parts_of(write_bundle(sample()))
    return repacked(parts | {FACTS: json.dumps(json.loads(parts[FACTS]) | changes).encode()})


def test_a_bundle_reads_back_as_it_was() -> None:
    assert read_bundle(write_bundle(sample())) == sample()


def test_a_loss_without_bound_is_kept() -> None:
    wild = Bundle(TrainingConfig(), {"train_loss": float("inf")})
    assert read_bundle(write_bundle(wild)) == wild


PARTS = parts_of(write_bundle(sample()))
EPOCH = json.loads(PARTS[FACTS])["epochs"][0]
INSIGHT = json.loads(PARTS[FACTS])["insights"][0]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "damaged"),
        (b"PK\3\4 nonsense", "damaged"),
        (repacked({"a.txt": b"x"}), "not a run"),
        (repacked({}), "not a run"),
        (repacked(PARTS | {"../evil": b"x"}), "not a run"),
        (repacked({f"snapshots/step-{n:09d}.safetensors": b"" for n in range(70)}), "not a run"),
        (repacked({FACTS: b"[" * 100_000}), "run.json is damaged"),
        (repacked({FACTS: b"[]"}), "not a run"),
        (repacked({FACTS: json.dumps({"format": FORMAT}).encode()}), "does not describe a run"),
        (with_facts(config={"hidden_sizes": [-1]}), "hidden size"),
        (with_facts(config={"hidden_sizes": [3]}), "not that of its set-up"),
        (with_facts(epochs=[EPOCH, EPOCH]), "epochs are out of order"),
        (with_facts(epochs=[EPOCH | {"epoch": 10**400}]), "does not describe a run"),
        (with_facts(epochs=[EPOCH | {"epoch": True}]), "does not describe a run"),
        (with_facts(epochs=[EPOCH | {"train_loss": float("nan")}]), "does not describe a run"),
        (with_facts(epochs=[EPOCH | {"train_loss": None}]), "does not describe a run"),
        (with_facts(insights=[{"epoch": 1, "step": 1}]), "does not describe a run"),
        (with_facts(changes=[{"field": "x" * 100}]), "does not describe a run"),
        (with_facts(facts={"name": ["a"]}), "does not describe a run"),
        (with_facts(facts={"name": "a" * 20_000}), "does not describe a run"),
        (with_facts(facts=["name"]), "does not describe a run"),
        (with_facts(facts={str(n): n for n in range(60)}), "does not describe a run"),
        (with_facts(insights=[INSIGHT | {"step": "3"}]), "does not describe a run"),
        (with_facts(insights=[INSIGHT | {"dead_units": 0.5}]), "does not describe a run"),
        (with_facts(insights=[INSIGHT | {"dead_units": ["x"]}]), "does not describe a run"),
        (repacked(PARTS | {"network.safetensors": b"no network"}), "network cannot be used"),
        (repacked(PARTS | {"snapshots/step-000000000.safetensors": network((3,))}), "not that of its set-up"),
    ],
)
def test_what_is_no_run_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(BundleError, match=sentence) as refused:
        read_bundle(data)
    assert "\n" not in str(refused.value)


def test_sizes_are_bounded_while_unpacking(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = repacked({FACTS: b" " * 300_000})
    assert len(bomb) < 2000
    monkeypatch.setattr(bundles, "MAX_FACTS_BYTES", 100_000)
    with pytest.raises(BundleError, match="too large"):
        read_bundle(bomb)


def test_a_file_larger_than_any_run_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "MAX_BUNDLE_BYTES", 100)
    with pytest.raises(BundleError, match="is larger than .* MB, so it is not a run"):
        read_bundle(write_bundle(sample()))


def test_two_thousand_damaged_bundles_are_read_or_refused() -> None:
    chance = random.Random(5)
    whole, stored = write_bundle(sample()), io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:  # without compression and so with what is inside in reach
        for name, data in PARTS.items():
            archive.writestr(name, data)
    refused = 0
    for number in range(2000):
        data = bytearray((whole, stored.getvalue())[number % 2])
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(data))
            match chance.randrange(3):
                case 0:
                    data[place] = chance.randrange(256)
                case 1:
                    del data[place : place + chance.randint(1, 50)]
                case 2:
                    data[place:place] = chance.randbytes(chance.randint(1, 50))
        try:
            read_bundle(bytes(data))
        except BundleError as error:
            assert "\n" not in str(error)
            refused += 1
    assert refused > 1000
