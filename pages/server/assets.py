"""The scripts that the components need in the browser, served once and kept by it.

Streamlit sends a component's script with every message, so what it gets is a loader of a few lines; the component
itself and Plotly.js (1.5 MB; `plotly/README.md` says why not that of the wheel) come from addresses that change with
the contents and may be cached for ever. A component's scripts import each other and lie in one folder, whose address
changes with any of them.
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
FOLDERS = {
    "plotly": _COMPONENTS / "live_chart" / "plotly",
    "live_chart": _COMPONENTS / "live_chart",
    "copy_link": _COMPONENTS / "copy_link",
    "board": _COMPONENTS / "wall" / "board",
    "network_map": _COMPONENTS / "inside" / "network_map",
    "live_reader": _COMPONENTS / "drawing" / "reader",
    "digit_map": _COMPONENTS / "evaluation" / "digit_map",
    "parallel": _COMPONENTS / "tuning" / "parallel",
    "race": _COMPONENTS / "tuning" / "race",
}
"""Where a component's scripts lie. The one that it starts with bears its name."""

_PLOTLY = "plotly-cartesian.min.js"
_CACHE_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
_COMPRESSION_LEVEL = 6


@cache
def _scripts(component: str) -> tuple[Path, ...]:
    return tuple(sorted(FOLDERS[component].glob("*.js")))


@cache
def asset_paths(component: str) -> tuple[str, ...]:
    """Return where the browser finds each of the component's scripts, relative to the app's root, in their order."""
    scripts = _scripts(component)
    version = hashlib.sha256(b"".join(script.read_bytes() for script in scripts)).hexdigest()[:12]
    return tuple(f"scripts/{component}/{version}/{script.name}" for script in scripts)


def asset_path(component: str) -> str:
    """Return where the browser finds the script that the component starts with, relative to the app's root."""
    main = _PLOTLY if component == "plotly" else f"{component}.js"
    return next(path for path in asset_paths(component) if path.endswith(f"/{main}"))


def asset_routes() -> list[Route]:
    """Return the routes that `st.App` serves these files by, under the server's base path."""
    base = st.get_option("server.baseUrlPath").strip("/")
    prefix = f"/{base}/" if base else "/"
    return [
        Route(prefix + path, _responder(script))
        for component in FOLDERS
        for path, script in zip(asset_paths(component), _scripts(component), strict=True)
    ]


def _responder(script: Path) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler that serves one file."""

    async def respond(request: Request) -> Response:
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return FileResponse(script, media_type="text/javascript", headers=_CACHE_FOR_EVER)
        body = await to_thread.run_sync(_compressed, script)
        return Response(body, media_type="text/javascript", headers={**_CACHE_FOR_EVER, "Content-Encoding": "gzip"})

    return respond


@cache
def _compressed(script: Path) -> bytes:
    """Return the file compressed, once: the server would do it anew for each visitor, and take longer than the way."""
    return gzip.compress(script.read_bytes(), _COMPRESSION_LEVEL)


def compress_assets() -> None:
    """Compress the files now, so that the first visitor need not wait for it."""
    for component in FOLDERS:
        for script in _scripts(component):
            _compressed(script)


def loader_script(component: str) -> str:
    """Return the script that Streamlit sends: load the component's own, which every page finds beside itself."""
    return f"""
export default async (component) => {{
  const {{ render }} = await import(new URL("{asset_path(component)}", document.baseURI));
  return render(component);
}};
"""


def chart_loader_script() -> str:
    """Return the script of the live chart, which is also told where Plotly.js is."""
    return f"""
export default async (component) => {{
  const {{ render }} = await import(new URL("{asset_path("live_chart")}", document.baseURI));
  return render(component, new URL("{asset_path("plotly")}", document.baseURI));
}};
"""
