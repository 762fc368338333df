"""Text of unknown origin as one line that a terminal and a page can bear.

Names, file names and error texts may hold anything: line breaks, the codes that move a terminal's cursor or colour
it, marks that turn the direction of reading, a name of a thousand letters. What is shown goes through here.
"""

import unicodedata

HARMFUL = ("C", "Zl", "Zp")
"""Unicode categories that have no place in a line: control, format, surrogate, unassigned; line and paragraph ends."""

JOINER = "\N{ZERO WIDTH JOINER}"
"""Belongs to letters of some scripts and to joined pictures, though Unicode counts it as a format character."""


def one_line(text: str, limit: int = 500) -> str:
    """Return a text without control characters, on one line, of at most `limit` characters.

    Parameters
    ----------
    text : str
    limit : int, default 500
        A longer text ends in an ellipsis.
    """
    start = text[: 4 * limit]  # a text of megabytes need not be looked through
    kept = "".join(" " if character.isspace() else character for character in start if _is_shown(character))
    line = " ".join(kept.split())
    return line if len(line) <= limit and len(start) == len(text) else f"{line[: limit - 1].rstrip()}…"


def _is_shown(character: str) -> bool:
    """Whether a character is a letter, a mark, a blank or anything else that a line may hold."""
    if character.isspace() or character == JOINER:
        return True
    return not unicodedata.category(character).startswith(HARMFUL)
