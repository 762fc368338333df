"""The scripts that the components need in the browser, served once and kept by it.

Streamlit sends a component's script with every message, so what it gets is a loader of one line; the component itself
and Plotly.js (1.5 MB; `plotly/README.md` says why not that of the wheel) come from addresses that change with the
contents and may be cached for ever. Scripts that import each other lie in one folder, whose address changes with any.
"""

import gzip
import hashlib
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path

import streamlit as st
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

_COMPONENTS = Path(__file__).parents[1] / "components"
_LIVE_CHART = _COMPONENTS / "live_chart"
_NETWORK_MAP = _COMPONENTS / "inside" / "network_map"
MAP_SCRIPTS = (
    "network_map.js",
    "message.js",
    "moments.js",
    "layout.js",
    "flow.js",
    "colours.js",
    "paint.js",
    "inspector.js",
    "style.js",
    "gallery.js",
    "timeline.js",
)
_READER = _COMPONENTS / "drawing" / "reader"
READER_SCRIPTS = (
    "live_reader.js",
    "sheet.js",
    "example.js",
    "panel.js",
    "read.js",
    "network.js",
    "segment.js",
    "prepare.js",
    "frame.js",
    "parts.js",
)
_DIGIT_MAP = _COMPONENTS / "evaluation" / "digit_map" / "digit_map.js"
_FILES = {
    "plotly.js": _LIVE_CHART / "plotly" / "plotly-cartesian.min.js",
    "live_chart.js": _LIVE_CHART / "live_chart.js",
    **{name: _NETWORK_MAP / name for name in MAP_SCRIPTS},
    **{name: _READER / name for name in READER_SCRIPTS},
    "digit_map.js": _DIGIT_MAP,
    "parallel.js": _COMPONENTS / "tuning" / "parallel" / "parallel.js",
}
_FOLDERS = {
    "network-map": MAP_SCRIPTS,
    "reader": READER_SCRIPTS,
    "digit-map": ("digit_map.js",),
    "parallel": ("parallel.js",),
}
"""Scripts that import each other, by the folder of their address."""

_CACHE_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
_COMPRESSION_LEVEL = 6


@cache
def _version(name: str) -> str:
    """Return a short text that changes with the file's contents, or with those of all that it may import."""
    names = next((scripts for scripts in _FOLDERS.values() if name in scripts), (name,))
    return hashlib.sha256(b"".join(_FILES[each].read_bytes() for each in names)).hexdigest()[:12]


def asset_path(name: str) -> str:
    """Return where the browser finds the file, relative to the app's root."""
    folder = next((folder for folder, scripts in _FOLDERS.items() if name in scripts), "live-chart")
    return f"{folder}/{_version(name)}/{name}"


def asset_routes() -> list[Route]:
    """Return the routes that `st.App` serves these files by, under the server's base path."""
    base = st.get_option("server.baseUrlPath").strip("/")
    prefix = f"/{base}/" if base else "/"
    return [Route(prefix + asset_path(name), _responder(name)) for name in _FILES]


def _responder(name: str) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler that serves one file."""

    async def respond(request: Request) -> Response:
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return FileResponse(_FILES[name], media_type="text/javascript", headers=_CACHE_FOR_EVER)
        body = await to_thread.run_sync(_compressed, name)
        return Response(body, media_type="text/javascript", headers={**_CACHE_FOR_EVER, "Content-Encoding": "gzip"})

    return respond


@cache
def _compressed(name: str) -> bytes:
    """Return the file compressed, once: the server would do it anew for each visitor, and take longer than the way."""
    return gzip.compress(_FILES[name].read_bytes(), _COMPRESSION_LEVEL)


def compress_assets() -> None:
    """Compress the files now, so that the first visitor need not wait for it."""
    for name in _FILES:
        _compressed(name)


def loader_script() -> str:
    """Return the live chart's script: load the real one, which every page finds beside itself, and hand over."""
    return f"""
export default async (component) => {{
  const load = (path) => import(new URL(path, document.baseURI));
  const {{ render }} = await load("{asset_path("live_chart.js")}");
  return render(component, new URL("{asset_path("plotly.js")}", document.baseURI));
}};
"""


def map_loader_script() -> str:
    """Return the network map's script, likewise."""
    return _loader("network_map.js")


def reader_loader_script() -> str:
    """Return the script of the reader on Draw, likewise."""
    return _loader("live_reader.js")


def digit_map_loader_script() -> str:
    """Return the script of the map of digits on Evaluate, likewise."""
    return _loader("digit_map.js")


def _loader(name: str) -> str:
    return f"""
export default async (component) => {{
  const {{ render }} = await import(new URL("{asset_path(name)}", document.baseURI));
  return render(component);
}};
"""


def parallel_loader_script() -> str:
    """Return the script of the parallel coordinates, likewise."""
    return f"""
export default async (component) => {{
  const {{ render }} = await import(new URL("{asset_path("parallel.js")}", document.baseURI));
  return render(component);
}};
"""
