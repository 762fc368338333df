"""What lies around every page: the choice of light and dark, and on a phone a bar with the pages' names.

A page's script draws what is on the page; these belong to the window. They stand in its HTML and work before anything
is drawn. Streamlit asks the browser whether the person wants it dark, and listens for that to change. A script in the
head answers in the browser's place, with what was chosen here, so a choice takes effect at once and nothing is lost.
"""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def scheme_script() -> str:
    """Return what must run before any script of the page: which of light and dark was chosen."""
    return f"<script>{_text('scheme.js')}</script>"


@cache
def around_page() -> str:
    """Return the HTML that lies around a page, for the beginning of its body."""
    return f"<style>{_text('around.css')}</style>{_text('around.html')}<script>{_text('around.js')}</script>"


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
