"""The lines of this project's own code that computed what is on the screen, the one at work marked."""

import ast
import html
import inspect
import textwrap
from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

_MARK = "background: rgba(43, 120, 212, 0.2); color: inherit; border-left: 3px solid #2b78d4; padding-left: 5px"
_LINE = "border-left: 3px solid transparent; padding-left: 5px"


def show_source(function: Callable[..., Any], active: str) -> None:
    """Show a function as it stands in its file, without its docstring; lines that contain `active` are marked."""
    lines = source_lines(function)
    shown = "".join(_as_html(line, marked=active in line) for line in lines)
    name = function.__qualname__
    label = html.escape(f"Source of {name}, {active}")
    st.caption(f"`{name}` in `{function.__module__.replace('.', '/')}.py`; the marked line is at work.")
    st.html(
        f'<pre tabindex="0" role="region" aria-label="{label}" style="margin: 0; '
        "padding: 0.6rem 0.4rem; overflow-x: auto; font-size: 0.8rem; line-height: 1.55; "
        'background: rgba(127, 140, 155, 0.1); border-radius: 6px">'
        f'<code style="display: inline-block; min-width: 100%">{shown}</code></pre>'
    )


@cache
def source_lines(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the function's lines, flush left and without its docstring; the file is read once."""
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    first = ast.parse("\n".join(lines)).body[0]
    assert isinstance(first, ast.FunctionDef)
    if ast.get_docstring(first) is not None:
        docstring = first.body[0]
        del lines[docstring.lineno - 1 : docstring.end_lineno]
    return tuple(lines)


def _as_html(line: str, *, marked: bool) -> str:
    """Return one line of code."""
    tag, style = ("mark", _MARK) if marked else ("span", _LINE)
    return f'<{tag} style="display: block; {style}">{html.escape(line) or "&nbsp;"}</{tag}>'
