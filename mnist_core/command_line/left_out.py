"""`--left-out`: training images that are not learned from, by their places or from the labels judged on Evaluate."""

import csv
import re
from pathlib import Path

from mnist_core.errors import ConfigurationError
from mnist_core.training.left_out import checked_left_out

MOST_BYTES = 10_000_000
_NUMBERS = re.compile(r"[\d\s,]*")


def read_left_out(text: str) -> tuple[int, ...]:
    """Return the places that `--left-out` names.

    Parameters
    ----------
    text : str
        Numbers separated by commas, or the name of a CSV file with the columns `part`, `place` and `looks_wrong`, as
        Evaluate exports it; of that, the training images whose label looks wrong.

    Raises
    ------
    ConfigurationError
        If it is neither, or the file cannot be read; the message is one sentence.
    """
    if _NUMBERS.fullmatch(text):
        return checked_left_out([int(number[:12]) for number in text.replace(",", " ").split()])
    return checked_left_out(_from_file(Path(text)))


def _from_file(path: Path) -> list[int]:
    """Return the places of the training images whose label looks wrong."""
    unread = f"--left-out must be places such as 3,17 or a file of judged labels; {path.name} cannot be read"
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{unread}: {getattr(error, 'strerror', None) or error}") from error
    if len(content) > MOST_BYTES:
        raise ConfigurationError(f"{path.name} is larger than {MOST_BYTES:,} bytes, the most that a list of labels is")
    try:
        rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(f"{unread}: it is no CSV") from error
    wanted = {"part", "place", "looks_wrong"}
    if not rows or not wanted <= rows[0].keys():
        raise ConfigurationError(f"{path.name} has no columns part, place and looks_wrong; export it on Evaluate")
    places = [row["place"] or "" for row in rows if row["part"] == "train" and row["looks_wrong"] == "1"]
    if bad := next((place for place in places if not re.fullmatch(r"\d{1,12}", place)), None):
        raise ConfigurationError(f"each place in {path.name} must be a whole number from 0, got {bad[:40]!r}")
    return [int(place) for place in places]
