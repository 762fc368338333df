"""Reading a file of data in a process of its own, so that a large one keeps no other visitor waiting."""

import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mnist_core.store.database import PROJECT

STAGED = "data.staged"
PROGRESS = "progress.txt"
MAX_UPLOAD_MB = 300
LEFT_BEHIND = 86_400.0
"""Seconds after which an intake that nobody accepted is removed."""


@dataclass
class Intake:
    """One file on its way in.

    Attributes
    ----------
    folder : Path
        Its own; what was read is written there.
    name : str
        What the file is called.
    process : subprocess.Popen
        What reads.
    preview : object
        What is shown of it, kept from one run of the page to the next.
    """

    folder: Path
    name: str
    process: "subprocess.Popen[str]" = field(repr=False)
    preview: Any = field(default=None, repr=False)

    @property
    def staged(self) -> Path:
        """Where the images are once they were read."""
        return self.folder / STAGED

    @property
    def is_reading(self) -> bool:
        """Whether it is not done yet."""
        return self.process.poll() is None

    @property
    def share(self) -> float:
        """How much of the file was read, 0 to 1; the rest of the time goes into packing."""
        told = re.findall(r"^\d\.\d\d$", (self.folder / PROGRESS).read_text(), re.MULTILINE)
        return float(told[-1]) if told else 0.0

    def problem(self) -> str:
        """Return why the file was refused, in the command line's own sentence; empty where it was read."""
        if self.process.returncode == 0 and self.staged.exists():
            return ""
        said = (self.folder / "errors.txt").read_text(errors="replace").splitlines()
        errors = [line.removeprefix("error: ") for line in said if line.startswith("error: ")]
        return errors[-1] if errors else "the file could not be read; see the server's terminal"

    def close(self) -> None:
        """Stop reading, and remove what is left of it."""
        if self.is_reading:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def begin(folder: Path, source: Path | Sequence[Any], *, label: str = "", turn: list[str] | None = None) -> Intake:
    """Begin to read a file or folder on this machine, or uploads, which are written down first.

    Parameters
    ----------
    folder : Path
        Where data lie; the intake gets a folder of its own within it.
    source : Path or sequence of uploaded files
        Several files are read as one folder of them.
    label : str, optional
        Which column holds the label, where the file does not say.
    turn : list of str, optional
        "transpose", "invert".
    """
    for left in folder.glob("incoming-*"):  # by somebody who went away
        if time.time() - left.stat().st_mtime > LEFT_BEHIND:
            shutil.rmtree(left, ignore_errors=True)
    own = folder / f"incoming-{secrets.token_hex(6)}"
    own.mkdir(parents=True)
    path: Path = source if isinstance(source, Path) else own
    if not isinstance(source, Path):
        within = own / "Uploaded images"
        within.mkdir()
        for upload in source:
            path = within / (Path(upload.name).name or "upload")
            path.write_bytes(upload.getbuffer())
        path = path if len(source) == 1 else within
    command = [sys.executable, "-m", "mnist_core", "data", "add", str(path), "--progress"]
    command += [f"--into={own / STAGED}", *([f"--label={label}"] if label else [])]
    command += [f"--turn={change}" for change in turn or []]
    with open(own / "errors.txt", "w") as errors, open(own / PROGRESS, "w") as said:
        process = subprocess.Popen(command, cwd=PROJECT, stdout=said, stderr=errors, text=True)
    return Intake(own, Path(path).name, process)
