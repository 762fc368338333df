"""Text from outside as Markdown shows it: as it is.

Streamlit reads almost every text as Markdown. A run's name, a value in the address, the text of an error or the name
of a file could otherwise be a picture that the browser fetches from a foreign place, a link, or a formula.
"""

import re

from mnist_core.plain_text import one_line

MARKS = re.compile(r"([\\`*_\[\]<>~$&|])")
"""Characters that mean something to Markdown wherever they stand."""

BEGINNING = re.compile(r"^([#+\-=:]|\d{1,9}(?=[.)]))")
"""What makes a heading, a list or a rule at the beginning of a line."""

LINKING = re.compile(r"(:(?=\S)|@(?=\S)|\bwww(?=\.))", re.IGNORECASE)
"""What makes an address, an icon, a colour or a small picture of the characters behind it; no backslash prevents it."""

INVISIBLE = "\N{WORD JOINER}"
"""Parts two characters and is not seen."""


def as_markdown(text: str, limit: int = 500) -> str:
    """Return a text so that Markdown shows it as it is, on one line of at most `limit` characters."""
    shown = MARKS.sub(r"\\\1", one_line(text, limit))
    shown = LINKING.sub(rf"\1{INVISIBLE}", shown)
    return BEGINNING.sub(rf"{INVISIBLE}\1", shown)
