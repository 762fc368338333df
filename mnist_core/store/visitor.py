"""Visitors: people who share one store, each with runs of their own.

There are no passwords, so a name is no secret; it keeps people apart who mean well. A store that is opened for a
visitor lists what is theirs and refuses to change what is another's, in one place for all pages. A store that is opened
for nobody, as by a single person, a worker or the command line, may do everything.
"""

import unicodedata
from dataclasses import dataclass

from mnist_core.errors import ConfigurationError, NotYoursError

MAX_NAME = 24
"""Most characters of a visitor's name."""

MOST_WAITING = 20
"""Runs that a visitor may have in the queue, unless whoever started the server says otherwise."""

SIGNS = " .'’-_"
"""What a name may hold beside letters and digits."""


@dataclass(frozen=True)
class Visitor:
    """One of the people who share a store.

    Attributes
    ----------
    name : str
        As `checked_name` returns it.
    most_waiting : int, default 20
        How many runs they may have in the queue.
    """

    name: str
    most_waiting: int = MOST_WAITING

    def check_owns(self, what: str, owner: str | None) -> None:
        """Make sure that a run or a search is this visitor's, or raise a NotYoursError; `what` begins a sentence."""
        if owner != self.name:
            whose = "another's" if owner is None else f"{owner}'s"
            raise NotYoursError(f"{what} is {whose}, so you can look at it but not change it")

    def check_may_wait(self, waiting: int) -> None:
        """Make sure that one more run of this visitor may wait in the queue, or raise a NotYoursError."""
        if waiting >= self.most_waiting:
            raise NotYoursError(
                f"each visitor may have {self.most_waiting} runs in the queue, and so many of yours wait; "
                "start more when some of them are done, or remove one"
            )


def checked_name(text: str) -> str:
    """Return a visitor's name as it is kept: composed characters, single blanks.

    Raises
    ------
    ConfigurationError
        If it is empty, too long, or holds anything but letters, digits, blanks and a few signs.
    """
    name = " ".join(unicodedata.normalize("NFC", text[: 20 * MAX_NAME]).split())
    if not 1 <= len(name) <= MAX_NAME:
        raise ConfigurationError(f"a name must have 1 to {MAX_NAME} characters, got {len(name)}")
    wrong = [letter for letter in name if not _is_allowed(letter)]
    if wrong or not any(unicodedata.category(letter)[0] in "LN" for letter in name):
        got = f"{wrong[0]!a}" if wrong else f"{name!r}"
        raise ConfigurationError(
            f"a name must be of letters, digits, blanks, points, hyphens and apostrophes, got {got}"
        )
    return name


def same_name(first: str, second: str) -> bool:
    """Whether two names would be taken for the same, such as "Ada" and "ada"."""
    return first.casefold() == second.casefold()


def _is_allowed(letter: str) -> bool:
    """Whether a name may hold this character."""
    return letter in SIGNS or unicodedata.category(letter)[0] in "LMN"
