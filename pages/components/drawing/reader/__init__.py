"""Reading in the browser: scripts that read a drawing as Python does, while the pen moves.

They need nothing but a browser. A page that is one file takes them joined (`mnist_core.export.page.build`).
"""

from pathlib import Path


def script_path(name: str) -> Path:
    """Return where one of the scripts lies."""
    return Path(__file__).parent / name
