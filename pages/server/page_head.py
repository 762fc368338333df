"""What each page is told at once, in the head of its HTML, and what its body begins with: skip links, and its frame.

Two things that a browser would otherwise find out late. Opened by a link to a sub-page, Streamlit looks for its server
below that page first, in vain; told where the server is, it need not look. And it would begin to load the chart library
only when the script has drawn a chart's place; told early, it loads it meanwhile.
"""

import re
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.server.around import around_page, scheme_script
from pages.server.assets import asset_path, asset_paths
from pages.server.skip_links import skip_links

SURELY_CHARTS = ("", "evaluate")
"""Pages that begin with a chart, whatever there is to show."""

INSIDE = "inside"
"""The page that shows a network as a picture."""

INSIDE_SHOWS = (
    "Selectbox",
    "NumberInput",
    "ButtonGroup",
    "Button",
    "BidiComponent",
    "Html",
    "rehype-katex",
    "purify.es",
)
"""What it needs of Streamlit's own, as the wheel calls it; a name that another version lacks is passed over."""

_SCRIPT = re.compile(r"static/js/([\w.-]+\.js)")
_IMPORT = re.compile(r'(?:from|import)\s*"\./([\w.-]+\.js)"')

COMPARED = b"compared="
"""In the address of Compare with runs chosen, whose curves are then shown."""

SERVER = "<script>window.__streamlit = { BACKEND_BASE_URL: new URL('.', document.baseURI).href }</script>"
"""Every page lies directly below the server's own address."""


@cache
def own_scripts() -> tuple[str, ...]:
    """Return the addresses of Streamlit's own scripts for what Inside shows, which a browser would meet one by one.

    With them come those that they import; what every page needs stands in the page already.
    """
    static = Path(st.__file__).parent / "static"
    folder = static / "static" / "js"
    known = set(_SCRIPT.findall((static / "index.html").read_text()))
    found: list[str] = []
    waiting = [path.name for name in INSIDE_SHOWS for path in sorted(folder.glob(f"{name}.*.js"))]
    while waiting:
        name = waiting.pop(0)
        if name in found or name in known or not (folder / name).is_file():
            continue
        found.append(name)
        waiting += _IMPORT.findall((folder / name).read_text())
    return tuple(f"static/js/{name}" for name in found)


def hint(page: str, query: bytes) -> str:
    """Return the links by which a browser loads the scripts of components: at once where they are surely needed.

    The chart library is loaded at leisure everywhere else, the network map's scripts only on their own page.

    Parameters
    ----------
    page : str
        The last part of the page's address, "" for Train.
    query : bytes
        What follows the question mark in it.
    """
    library, module = asset_path("plotly"), asset_path("live_chart")
    if page in SURELY_CHARTS or COMPARED in query:
        return (
            f'<link rel="preload" as="script" fetchpriority="low" href="{library}">'
            f'<link rel="modulepreload" fetchpriority="low" href="{module}">'
        )
    links = f'<link rel="prefetch" href="{library}"><link rel="prefetch" href="{module}">'
    if page == INSIDE:
        scripts = [*asset_paths("network_map"), *own_scripts()]
        links += "".join(f'<link rel="modulepreload" href="{path}">' for path in scripts)
    return links


class PageHeadMiddleware:
    """Adds to the head of HTML pages."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or "." in scope["path"] or "/_stcore" in scope["path"]:
            return await self.app(scope, receive, send)
        addition = scheme_script() + SERVER + hint(scope["path"].rsplit("/", 1)[-1], scope.get("query_string", b""))
        start: Message | None = None
        body = b""

        async def send_with_addition(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                is_page = Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
                if is_page:
                    start = message
                    return
            if start is None or message["type"] != "http.response.body":
                return await send(message)
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = body.replace(b"<head>", f"<head>{addition}".encode(), 1)
            body = body.replace(b"<body>", f"<body>{skip_links()}{around_page()}".encode(), 1)
            headers = MutableHeaders(scope=start)
            headers["content-length"] = str(len(body))
            await send(start)
            await send({"type": "http.response.body", "body": body})

        # An uncompressed page can be added to; it is small.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self.app({**scope, "headers": plain}, receive, send_with_addition)
