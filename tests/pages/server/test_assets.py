"""The files that the server offers beside Streamlit's own pages."""

import asyncio
import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import Response

from pages.server.assets import MAP_SCRIPTS, READER_SCRIPTS, asset_path, asset_routes, loader_script


def served(name: str, headers: list[tuple[bytes, bytes]]) -> Response:
    """Return the answer to a request for one of the live chart's files."""
    route = next(route for route in asset_routes() if route.path == f"/{asset_path(name)}")
    request = Request({"type": "http", "headers": headers})
    with ThreadPoolExecutor() as threads:  # this one has an event loop already when a browser is open
        return threads.submit(asyncio.run, route.endpoint(request)).result()


def major_version(library: bytes) -> str:
    """Return the major version that the head of a Plotly.js file names."""
    found = re.search(rb"plotly\.js .*?v(\d+)\.", library[:500])
    assert found is not None
    return found[1].decode()


def test_the_library_is_the_kind_that_python_writes_figures_for_and_may_be_kept_for_ever() -> None:
    answer = served("plotly.js", [(b"accept-encoding", b"gzip, br")])
    library = gzip.decompress(answer.body)
    of_the_wheel = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    assert major_version(library) == major_version(of_the_wheel.read_bytes())
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]


def test_a_browser_that_cannot_inflate_gets_the_library_as_it_is() -> None:
    answer = served("plotly.js", [])
    assert answer.path.name == "plotly-cartesian.min.js"
    assert "content-encoding" not in answer.headers


def test_nothing_but_the_components_scripts_is_served() -> None:
    single = ("digit_map.js", "parallel.js")
    names = ("plotly.js", "live_chart.js", *MAP_SCRIPTS, *READER_SCRIPTS, *single)
    paths = [f"/{asset_path(name)}" for name in names]
    assert [route.path for route in asset_routes()] == paths
    assert not any("{" in path for path in paths)


def test_every_script_of_the_network_map_is_served() -> None:
    folder = Path(__file__).parents[3] / "pages" / "components" / "inside" / "network_map"
    assert sorted(MAP_SCRIPTS) == sorted(path.name for path in folder.glob("*.js"))


def test_scripts_that_import_each_other_lie_side_by_side() -> None:
    folders = {asset_path(name).rpartition("/")[0] for name in ("network_map.js", "layout.js", "paint.js")}
    assert len(folders) == 1


def test_the_loader_is_short_and_names_both_files() -> None:
    script = loader_script()
    assert len(script) < 500
    assert all(asset_path(name) in script for name in ("plotly.js", "live_chart.js"))
