"""What each page is told at once."""

from pathlib import Path

import streamlit as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.server.assets import asset_path
from pages.server.page_head import INSIDE_SHOWS, PageHeadMiddleware, own_scripts
from pages.server.redirects import redirect_routes


async def page(_request: Request) -> Response:
    return HTMLResponse("<html><head><title>x</title></head></html>")


async def body(_request: Request) -> Response:
    return HTMLResponse("<html><head></head><body></body></html>")


async def text(_request: Request) -> Response:
    return PlainTextResponse("<head>")


ROUTES = [Route("/_stcore/health", text), *redirect_routes(), Route("/{path:path}", page)]
CLIENT = TestClient(PageHeadMiddleware(Starlette(routes=ROUTES)))


def links(path: str) -> list[str]:
    """Return how the library is asked for."""
    head = CLIENT.get(path).text
    return [kind for kind in ("preload", "prefetch") if f'rel="{kind}"' in head and asset_path("plotly") in head]


def test_a_page_is_told_where_its_server_is() -> None:
    answer = CLIENT.get("/evaluate")
    assert answer.text.startswith("<html><head><script>// Answers")
    assert "<script>window.__streamlit" in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_the_library_is_loaded_at_once_only_where_a_chart_is_sure_to_come() -> None:
    assert links("/") == links("/evaluate") == links("/compare?compared=1&compared=2") == ["preload"]
    assert links("/compare") == links("/draw") == links("/runs") == ["prefetch"]


def test_inside_is_told_of_the_picture_that_it_shows() -> None:
    hint = f'rel="modulepreload" href="{asset_path("network_map")}"'
    assert hint in CLIENT.get("/inside").text
    assert hint not in CLIENT.get("/draw").text


def test_inside_is_told_of_what_streamlits_scripts_import() -> None:
    told = own_scripts()
    folder = Path(st.__file__).parent / "static"
    assert len(told) == len(set(told)) > len(INSIDE_SHOWS)
    assert all((folder / path).is_file() for path in told)
    assert all(path not in (folder / "index.html").read_text() for path in told)


def test_what_is_no_page_stays_as_it_is() -> None:
    assert CLIENT.get("/_stcore/health").text == "<head>"


def test_train_is_found_under_its_own_name_too() -> None:
    answer = CLIENT.get("/train?run=3&preset=quick", follow_redirects=False)
    assert answer.headers["location"] == "./?run=3&preset=quick"


def test_a_page_begins_with_its_frame() -> None:
    text = PageHeadMiddleware(Starlette(routes=[Route("/", body)]))
    answer = TestClient(text).get("/").text
    assert (
        answer.index("Skip to content") < answer.index('aria-label="Theme"') < answer.index("document.body.append(bar)")
    )
    assert answer.index("window.colorScheme = new Scheme()") < answer.index("<body>")
