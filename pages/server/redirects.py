"""Addresses that people guess, and where they lead."""

import streamlit as st
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route


async def to_train(request: Request) -> RedirectResponse:
    """Send /train to the server's root, where Train is; what the address says of a run or a set-up is kept."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{query}")


def redirect_routes() -> list[Route]:
    """Return the routes of these addresses, under the server's base path."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return [Route(f"/{base}/train" if base else "/train", to_train)]
