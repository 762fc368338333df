"""The files that the server offers beside Streamlit's own pages."""

import asyncio
import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import plotly
import pytest
from starlette.requests import Request
from starlette.responses import Response

from pages.server.assets import (
    FOLDERS,
    asset_path,
    asset_paths,
    asset_routes,
    chart_loader_script,
    compress_assets,
    loader_script,
)


def served(component: str, headers: list[tuple[bytes, bytes]]) -> Response:
    """Return the answer to a request for the script that a component starts with."""
    route = next(route for route in asset_routes() if route.path == f"/{asset_path(component)}")
    request = Request({"type": "http", "headers": headers})
    with ThreadPoolExecutor() as threads:  # this one has an event loop already when a browser is open
        return threads.submit(asyncio.run, route.endpoint(request)).result()


def major_version(library: bytes) -> str:
    """Return the major version that the head of a Plotly.js file names."""
    found = re.search(rb"plotly\.js .*?v(\d+)\.", library[:500])
    assert found is not None
    return found[1].decode()


def test_the_library_is_the_kind_that_python_writes_figures_for_and_may_be_kept_for_ever() -> None:
    answer = served("plotly", [(b"accept-encoding", b"gzip, br")])
    library = gzip.decompress(answer.body)
    of_the_wheel = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    assert major_version(library) == major_version(of_the_wheel.read_bytes())
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]


def test_a_browser_that_cannot_inflate_gets_the_library_as_it_is() -> None:
    answer = served("plotly", [])
    assert answer.path.name == "plotly-cartesian.min.js"
    assert "content-encoding" not in answer.headers


def test_nothing_but_the_components_scripts_is_served() -> None:
    paths = [f"/{path}" for component in FOLDERS for path in asset_paths(component)]
    assert [route.path for route in asset_routes()] == paths
    assert all(path.endswith(".js") and "{" not in path for path in paths)


@pytest.mark.parametrize("component", FOLDERS)
def test_whatever_a_script_imports_lies_beside_it(component: str) -> None:
    names = {path.rpartition("/")[2] for path in asset_paths(component)}
    texts = [path.read_text() for path in FOLDERS[component].glob("*.js") if not path.name.endswith(".min.js")]
    imported = {name for text in texts for name in re.findall(r'from "\./([^"]+)"', text)}
    assert imported <= names
    assert len({path.rpartition("/")[0] for path in asset_paths(component)}) == 1


def test_the_loaders_are_short_and_name_their_scripts() -> None:
    scripts = [loader_script("digit_map"), chart_loader_script()]
    assert all(len(script) < 500 for script in scripts)
    assert asset_path("digit_map") in scripts[0]
    assert all(asset_path(name) in scripts[1] for name in ("plotly", "live_chart"))


def test_compressed_early_or_late_the_files_are_the_same() -> None:
    compress_assets()
    script = gzip.decompress(served("parallel", [(b"accept-encoding", b"gzip")]).body)
    assert script == (FOLDERS["parallel"] / "parallel.js").read_bytes()
