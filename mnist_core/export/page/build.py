"""A run as one HTML file that reads what is drawn on it, on any machine with a browser, without a network.

The weights are stored as one byte each with a scale for each unit, packed, or as two bytes where one costs accuracy.
What stands in the page as its accuracy is measured with exactly those weights and the sums that the page takes.
"""

import base64
import html
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import StoreError
from mnist_core.evaluation.report import evaluate
from mnist_core.export.told import set_up
from mnist_core.files.reader_file import network_of, reader_bytes
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.store import RunStore

READER = Path(__file__).parents[3] / "pages" / "components" / "drawing" / "reader"
"""Where the scripts lie that read a sheet, the ones of the page Draw."""

READING_SCRIPTS = ("parts.js", "frame.js", "prepare.js", "segment.js", "network.js", "read.js")
"""What reads a sheet, each after what it imports."""

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
    """Return the HTML file of a run's network, its accuracy measured on `test`; errors as in `page_bytes`."""
    run = store.runs.get(run_id)
    return page_bytes(run.name, store.networks.load(run_id), test, facts=set_up(run))


def page_bytes(name: str, network: NeuralNetwork, test: ImageSet, *, facts: Mapping[str, str]) -> bytes:
    """Return the HTML file of a network.

    Parameters
    ----------
    name : str
        What the page is called.
    network : NeuralNetwork
        From 784 pixels to ten digits.
    test : ImageSet
        What its accuracy is measured on.
    facts : mapping of str to str
        What else to say of the network, such as its set-up, in the order of the page.

    Raises
    ------
    StoreError
        If the network does not read digits of 28 × 28 pixels, or this installation lacks the page's scripts.
    """
    if (network.layer_sizes[0], network.layer_sizes[-1]) != (784, 10):
        raise StoreError("a page that reads digits needs a network from 784 pixels to 10 classes")
    accuracy = evaluate(network, test).accuracy
    stored = stored_network(network, test, accuracy)
    sizes = "-".join(map(str, network.layer_sizes))
    bits = {"int8": 8, "float16": 16}[stored.storage]
    told = {
        "Layers": f"{sizes}, {network.parameters.size:,} parameters",
        "This page": f"reads {stored.accuracy:.2%} of {len(test.labels):,} test images, with weights of {bits} bits",
        "The network it was made from": f"reads {accuracy:.2%} of them, with weights of {_bits(network)} bits",
        **facts,
    }
    rows = "\n".join(
        f"<tr><th scope=row>{html.escape(key)}</th><td>{html.escape(text)}</td></tr>" for key, text in told.items()
    )
    scripts = [joined_script(), _plain("panel.js", READER), _plain("page.js")]
    parts = {
        "NAME": html.escape(name),
        "ROWS": rows,
        "NETWORK": json.dumps(base64.b64encode(_deflated(stored.content)).decode()),
        "SCRIPT": "\n".join(scripts).replace("</", r"<\/"),
    }
    template = (Path(__file__).parent / "page.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], template).encode()


def stored_network(network: NeuralNetwork, test: ImageSet, accuracy: float) -> Stored:
    """Return the network with as few bytes a weight as its accuracy allows."""
    for storage in ("int8", "float16"):
        content = reader_bytes(network, storage=storage)
        stored = Stored(content, storage, evaluate(network_of(content), test).accuracy)
        if abs(stored.accuracy - accuracy) <= MOST_LOST:
            break
    return stored


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
