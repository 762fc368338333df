"""Reading in the browser: scripts that read a drawing as Python does, while the pen moves.

They need nothing but a browser. A page that is one file takes them joined, as one classic script.
"""

import re
from pathlib import Path

READING_SCRIPTS = ("parts.js", "frame.js", "prepare.js", "segment.js", "network.js", "read.js")
"""What reads a sheet, each after what it imports."""

_FOLDER = Path(__file__).parent
_IMPORT = re.compile(r"^import .*?;\n", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (?=(async )?(function|class|const|let) )", re.MULTILINE)


def script_path(name: str) -> Path:
    """Return where one of the scripts lies."""
    return _FOLDER / name


def joined_script() -> str:
    """Return all that reads a sheet as one classic script, to be put into a page.

    It defines `MnistReader` with `ReaderNetwork`, `readSheet`, `findInk`, `placeInk`, `withoutFrame`, `findDigits`,
    `isDot` and `softmax`. A network is made of an ArrayBuffer, the bytes of `mnist_core.files.reader_file`.
    """
    parts = [_EXPORT.sub("", _IMPORT.sub("", script_path(name).read_text())) for name in READING_SCRIPTS]
    names = "ReaderNetwork, readSheet, findInk, placeInk, withoutFrame, findDigits, isDot, softmax"
    return "const MnistReader = (() => {\n" + "\n".join(parts) + f"\nreturn {{ {names} }};\n}})();\n"
