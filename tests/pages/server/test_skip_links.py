"""The links that Tab reaches first."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.server.page_head import PageHeadMiddleware
from pages.server.skip_links import TARGETS


async def page(_request: Request) -> Response:
    return HTMLResponse("<html><head></head><body><div id='root'></div></body></html>")


def test_a_page_begins_with_them() -> None:
    text = TestClient(PageHeadMiddleware(Starlette(routes=[Route("/{path:path}", page)]))).get("/draw").text
    for label, selector in TARGETS.items():
        assert f"data-to='{selector}'>{label}</button>" in text
    assert text.index("Skip to content") < text.index("id='root'")
