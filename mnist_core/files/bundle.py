"""A whole run as one file: set-up, history, network and snapshots, to be moved to another machine.

The file is a zip of `run.json`, `steps.bin`, `network.safetensors` and `snapshots/step-….safetensors`. What comes from
outside is checked before anything is done with it: which parts there are, how large each becomes while it is unpacked,
and every number in it. A bundle is read whole or refused whole.
"""

import io
import json
import math
import re
import zipfile
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar

from mnist_core.errors import UNPACKING_ERRORS, BundleError, ConfigurationError, NetworkFileError
from mnist_core.files.network_file import MAX_FILE_BYTES, read_network
from mnist_core.files.snapshots import MAX_SNAPSHOTS
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd, Insight, SettingChanged

FORMAT = "mnist-run-1"
MAX_BUNDLE_BYTES = 400_000_000
"""Of a bundle, packed or unpacked."""

MAX_FACTS_BYTES = 64_000_000
FACTS, STEPS, NETWORK = "run.json", "steps.bin", "network.safetensors"
SNAPSHOT = re.compile(r"snapshots/step-(\d{9})\.safetensors")
MAX_COUNT = 2**31 - 1
"""No epoch, step or number of images is larger."""

T = TypeVar("T", EpochEnd, SettingChanged)


@dataclass(frozen=True)
class Bundle:
    """A run without its number, its place in a queue, or the state to go on from.

    Attributes
    ----------
    facts : dict
        Columns of the run: name, preset, status, message, times and measurements.
    steps : bytes
        The run's steps as the store packs them.
    network : bytes or None
        A network file.
    snapshots : dict of int to bytes
        Network files by step.
    """

    config: TrainingConfig
    facts: dict[str, Any]
    epochs: list[EpochEnd] = field(default_factory=list)
    insights: list[Insight] = field(default_factory=list)
    changes: list[SettingChanged] = field(default_factory=list)
    steps: bytes = b""
    network: bytes | None = None
    snapshots: dict[int, bytes] = field(default_factory=dict)


def write_bundle(bundle: Bundle) -> bytes:
    """Return a bundle as the bytes of its file."""
    text = {
        "format": FORMAT,
        "config": bundle.config.to_dict(),
        "facts": bundle.facts,
        "epochs": [asdict(item) for item in bundle.epochs],
        "insights": [asdict(item) for item in bundle.insights],
        "changes": [asdict(item) for item in bundle.changes],
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(FACTS, json.dumps(text))
        archive.writestr(STEPS, bundle.steps)
        if bundle.network is not None:
            archive.writestr(NETWORK, bundle.network)
        for step, data in bundle.snapshots.items():
            archive.writestr(f"snapshots/step-{step:09d}.safetensors", data)
    return target.getvalue()


def read_bundle(data: bytes) -> Bundle:
    """Read a bundle from bytes of unknown origin.

    Raises
    ------
    BundleError
        If anything does not fit; the message is one sentence.
    """
    parts = _unpacked(data)
    try:
        facts = json.loads(parts.pop(FACTS))
    except (ValueError, RecursionError) as error:
        raise BundleError(f"the bundle's {FACTS} is damaged; export the run again") from error
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise BundleError("this zip file is not a run; choose a bundle that this program exported")
    steps, network = parts.pop(STEPS, b""), parts.pop(NETWORK, None)
    snapshots = {int(name[15:24]): content for name, content in parts.items()}
    try:
        config = TrainingConfig.from_dict(facts["config"])
        bundle = Bundle(
            config,
            _checked_facts(facts["facts"]),
            [_event(EpochEnd, item) for item in facts["epochs"]],
            [_insight(item) for item in facts["insights"]],
            [_event(SettingChanged, item) for item in facts["changes"]],
            steps,
            network,
            snapshots,
        )
    except ConfigurationError as error:
        raise BundleError(f"the bundle is refused: {error}") from error
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError) as error:
        raise BundleError(f"the bundle's {FACTS} does not describe a run; export the run again") from error
    _check_order([item.epoch for item in bundle.epochs], "epochs")
    _check_order([item.step for item in bundle.insights], "looks inside the network")
    _check_networks(bundle)
    return bundle


def _unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zip file by name, their sizes bounded while they are unpacked."""
    if len(data) > MAX_BUNDLE_BYTES:
        raise BundleError(f"the file is larger than {MAX_BUNDLE_BYTES / 1e6:g} MB, so it is not a run")
    parts: dict[str, bytes] = {}
    left = MAX_BUNDLE_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_SNAPSHOTS + 3:
                raise BundleError("this zip file is not a run; choose a bundle that this program exported")
            for entry in entries:
                if entry.filename in parts or not _is_part(entry.filename):
                    raise BundleError("this zip file is not a run; choose a bundle that this program exported")
                limit = min(left, MAX_FACTS_BYTES if entry.filename == FACTS else MAX_FILE_BYTES)
                with archive.open(entry) as file:
                    parts[entry.filename] = file.read(limit + 1)
                left -= len(parts[entry.filename])
                if len(parts[entry.filename]) > limit:
                    raise BundleError(f"the bundle's {entry.filename} is too large for a run; export the run again")
    except UNPACKING_ERRORS as error:
        if isinstance(error, BundleError):
            raise
        raise BundleError("the bundle is damaged, or no zip file; export the run again") from error
    if FACTS not in parts:
        raise BundleError("this zip file is not a run; choose a bundle that this program exported")
    return parts


def _is_part(name: str) -> bool:
    """Whether a bundle may have a part of this name."""
    return name in (FACTS, STEPS, NETWORK) or SNAPSHOT.fullmatch(name) is not None


def _checked_facts(facts: Any) -> dict[str, Any]:
    """Return what a bundle says of its run: short texts and plain numbers."""
    if not isinstance(facts, dict) or len(facts) > 50:
        raise ValueError("facts")
    for value in facts.values():
        if isinstance(value, str):
            value.encode()
            if len(value) > 10_000:
                raise ValueError("text")
        elif value is not None and not _is_number(value):
            raise ValueError("number")
    return facts


def _event(kind: type[T], values: dict[str, Any]) -> T:
    """Build an event from its fields, each of the type that it has."""
    for item in fields(kind):
        value = values[item.name]
        if item.type is bool:
            fits = isinstance(value, bool)
        elif item.type is str:
            fits = isinstance(value, str) and len(value) <= 64
        elif item.type is int:
            fits = _is_count(value)
        else:
            fits = _is_number(value) or (value is None and item.type is not float)
        if not fits:
            raise ValueError(item.name)
    return kind(**values)


def _insight(values: dict[str, Any]) -> Insight:
    """Build a look inside the network, lists back to tuples."""
    if not (_is_count(values["epoch"]) and _is_count(values["step"])):
        raise ValueError("step")
    places = {"epoch": values["epoch"], "step": values["step"]}
    lists = {name: value for name, value in values.items() if name not in places}
    if not all(isinstance(value, list) for value in lists.values()):
        raise ValueError("list")
    return Insight(**places, **{name: _numbers(value, 2) for name, value in lists.items()})


def _numbers(value: Any, depth: int) -> Any:
    """Return nested lists of numbers as nested tuples."""
    if isinstance(value, list) and depth and len(value) <= 10_000:
        return tuple(_numbers(item, depth - 1) for item in value)
    if not _is_number(value):
        raise ValueError("number")
    return value


def _is_number(value: Any) -> bool:
    """Whether a value is a number that a database can keep; a loss may have grown without bound."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 2**63 if isinstance(value, int) else not math.isnan(value)


def _is_count(value: Any) -> bool:
    """Whether a value is a number of epochs, steps or images."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_COUNT


def _check_order(numbers: list[int], name: str) -> None:
    """Raise a BundleError unless numbers grow."""
    if any(after <= before for before, after in zip(numbers, numbers[1:], strict=False)):
        raise BundleError(f"the bundle's {name} are out of order; export the run again")


def _check_networks(bundle: Bundle) -> None:
    """Raise a BundleError unless the network and each snapshot can be read and are of one architecture."""
    files = {"network": bundle.network} if bundle.network is not None else {}
    files |= {f"snapshot of step {step}": data for step, data in bundle.snapshots.items()}
    for name, data in files.items():
        try:
            sizes = read_network(data).layer_sizes
        except NetworkFileError as error:
            raise BundleError(f"the bundle's {name} cannot be used: {error}") from error
        if sizes[1:-1] != bundle.config.hidden_sizes:
            raise BundleError(f"the bundle's {name} is not that of its set-up; export the run again")
