"""A run as one HTML file that reads what is drawn on it, on any machine with a browser, without a network.

The weights are stored as one byte each with a scale for each unit, packed, or as two bytes where one costs accuracy.
What stands in the page as its accuracy is measured with exactly those weights and the sums that the page takes.
"""

import base64
import html
import json
import math
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mnist_core.data.dataset import ImageSet
from mnist_core.data.framing import Framing
from mnist_core.data.image import DIGITS, side_of
from mnist_core.data.reference import MNIST, DataReference
from mnist_core.errors import DataError, StoreError
from mnist_core.evaluation.report import evaluate
from mnist_core.export.told import set_up
from mnist_core.files.reader_file import network_of, reader_bytes
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.store import RunStore

READER = Path(__file__).parents[3] / "pages" / "components" / "drawing" / "reader"
"""Where the scripts lie that read a sheet, the ones of the page Draw."""

READING_SCRIPTS = ("parts.js", "frame.js", "prepare.js", "segment.js", "network.js", "read.js")
"""What reads a sheet, each after what it imports."""

MOST_NAMED = 12
"""Classes that are named in a sentence."""

MOST_LOST = 0.0005
"""Accuracy that one byte a weight may cost; two are taken where it costs more."""

_IMPORT = re.compile(r"^import .*?;\n", re.MULTILINE | re.DOTALL)
_FILLING = re.compile(r"^[ \t]*(//.*)?\n?", re.MULTILINE)
"""Indentation, empty lines and lines of comment, which a page can do without."""

_EXPORT = re.compile(r"^export (?=(async )?(function|class|const|let) )", re.MULTILINE)


@dataclass(frozen=True)
class Stored:
    """A network as a page holds it: the bytes, how they store a weight, and what they read of the test images."""

    content: bytes
    storage: str
    accuracy: float


def run_page(store: RunStore, run_id: int, test: ImageSet) -> bytes:
    """Return the HTML file of a run's network, one that learned from MNIST measured on `test`; see `page_bytes`."""
    run = store.runs.get(run_id)
    data = run.config.data
    network = store.networks.load(run_id)
    framing = store.data.framed(data).framing
    return page_bytes(run.name, network, _test_of(store, data, test), facts=set_up(run), framing=framing)


def _test_of(store: RunStore, data: DataReference, test: ImageSet) -> ImageSet | None:
    """Return the test images of the data that a run learned from, None where they were removed."""
    if data.shows_digits and not (data.key and data.key != MNIST.key and store.data.has(data.key)):
        return test
    try:
        return store.data.load(data).test
    except DataError:
        return None


def page_bytes(
    name: str,
    network: NeuralNetwork,
    test: ImageSet | None,
    *,
    facts: Mapping[str, str],
    framing: Framing | None = None,
) -> bytes:
    """Return the HTML file of a network.

    Parameters
    ----------
    name : str
        What the page is called.
    network : NeuralNetwork
        Of any images and classes.
    test : ImageSet or None
        What its accuracy is measured on; without any it is not told.
    facts : mapping of str to str
        What else to say of the network, such as its set-up, in the order of the page.
    framing : Framing, optional
        How ink lies in the images that it learned from. Default: as in MNIST's.

    Raises
    ------
    StoreError
        If the network does not read square images, or this installation lacks the page's scripts.
    """
    if side_of(network.layer_sizes[0]) is None:
        raise StoreError("a page that reads drawings needs a network of square images from 8 × 8 to 64 × 64 pixels")
    accuracy = math.nan if test is None else evaluate(network, test).accuracy
    stored = stored_network(network, test, accuracy, framing)
    sizes = "-".join(map(str, network.layer_sizes))
    bits = {"int8": 8, "float16": 16}[stored.storage]
    told = {"Layers": f"{sizes}, {network.parameters.size:,} parameters"}
    if test is not None:
        read = f"reads {stored.accuracy:.2%} of {len(test.labels):,} test images"
        told["This page"] = f"{read}, with weights of {bits} bits"
        whole = f"reads {accuracy:.2%} of them"
        told["The network it was made from"] = f"{whole}, with weights of {_bits(network)} bits"
    told |= facts
    rows = "\n".join(
        f"<tr><th scope=row>{html.escape(key)}</th><td>{html.escape(text)}</td></tr>" for key, text in told.items()
    )
    scripts = [joined_script(), _plain("panel.js", READER), _plain("page.js")]
    parts = {
        "NAME": html.escape(name),
        "WHAT": "digits" if network.class_names == DIGITS else "drawings",
        "ASKED": html.escape(_asked(network.class_names)),
        "ROWS": rows,
        "NETWORK": json.dumps(base64.b64encode(_deflated(stored.content)).decode()),
        "SCRIPT": "\n".join(scripts).replace("</", r"<\/"),
    }
    template = (Path(__file__).parent / "page.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], template).encode()


def stored_network(
    network: NeuralNetwork, test: ImageSet | None, accuracy: float, framing: Framing | None = None
) -> Stored:
    """Return the network with as few bytes a weight as its accuracy allows; two where that cannot be measured."""
    if test is None:
        return Stored(reader_bytes(network, storage="float16", framing=framing), "float16", math.nan)
    for storage in ("int8", "float16"):
        content = reader_bytes(network, storage=storage, framing=framing)
        stored = Stored(content, storage, evaluate(network_of(content), test).accuracy)
        if abs(stored.accuracy - accuracy) <= MOST_LOST:
            break
    return stored


def _asked(class_names: Sequence[str]) -> str:
    """Say what to draw."""
    if tuple(class_names) == DIGITS:
        return "Draw a digit, or several beside one another."
    named = class_names if len(class_names) <= MOST_NAMED else [class_names[0], "…", class_names[-1]]
    return f"Draw one of these: {', '.join(named)}."


def joined_script() -> str:
    """Return all that reads a sheet as one classic script, to be put into a page.

    It defines `MnistReader` with `ReaderNetwork`, `readSheet`, `findInk`, `placeInk`, `withoutFrame`, `findDigits`,
    `isDot` and `softmax`. A network is made of an ArrayBuffer, the bytes of `mnist_core.files.reader_file`.
    """
    names = "ReaderNetwork, readSheet, findInk, placeInk, withoutFrame, findDigits, isDot, softmax"
    parts = "\n".join(_plain(name, READER) for name in READING_SCRIPTS)
    return f"const MnistReader = (() => {{\n{parts}\nreturn {{ {names} }};\n}})();\n"


def _plain(name: str, folder: Path = Path(__file__).parent) -> str:
    """Return a module as a part of a classic script, without its imports and exports."""
    try:
        text = (folder / name).read_text(encoding="utf-8")
    except OSError as error:
        raise StoreError(f"the page needs the project's whole folder; {name} is missing") from error
    return _FILLING.sub("", _EXPORT.sub("", _IMPORT.sub("", text)))


def _deflated(content: bytes) -> bytes:
    """Return bytes packed as browsers unpack them: deflate without a frame."""
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(content) + packer.flush()


def _bits(network: NeuralNetwork) -> int:
    return 8 * network.dtype.itemsize
