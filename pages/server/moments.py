"""Other moments of a training, for the browser to fetch before it is told of them.

Going from moment to moment must be quick, and a rerun of the page is not. So a page offers its moments at an address
from which the browser fetches the next ones ahead of time; the page itself follows with its tables and charts.
"""

import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

import streamlit as st
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mnist_core.errors import MnistCoreError

MOST_OFFERS = 64
"""Pages whose moments can be asked for; the one that offered them longest ago goes first."""

_STARTED = os.urandom(8)
"""Tells this server's addresses from those of the one before it."""

_offers: "OrderedDict[str, Callable[[int], bytes]]" = OrderedDict()
_lock = Lock()


def offer_moments(message: Callable[[int], bytes], key: tuple[Any, ...]) -> str:
    """Let the browser ask for moments by their place, and return the address of the first but for that number.

    Parameters
    ----------
    message : callable
        Returns what is sent for the moment at a place, from 0; it is called outside of any script's run, and raises a
        MnistCoreError or an IndexError where there is none.
    key : tuple
        Changes whenever what is sent does.
    """
    version = hashlib.sha256(_STARTED + repr(key).encode()).hexdigest()[:20]
    with _lock:
        _offers[version] = message
        _offers.move_to_end(version)
        while len(_offers) > MOST_OFFERS:
            _offers.popitem(last=False)
    return f"network-moments/{version}/"


def moments_route() -> Route:
    """Return the route that serves them, under the server's base path."""
    base = st.get_option("server.baseUrlPath").strip("/")
    prefix = f"/{base}/" if base else "/"
    return Route(prefix + "network-moments/{version}/{place:int}", _respond)


async def _respond(request: Request) -> Response:
    """Answer with the message for one moment."""
    with _lock:
        message = _offers.get(request.path_params["version"])
    if message is None:
        return PlainTextResponse("These moments are no longer offered; reload the page.", status_code=404)
    try:
        body = await to_thread.run_sync(message, request.path_params["place"])
    except (MnistCoreError, IndexError):
        return Response(status_code=204)  # thinned out or damaged: the page says so when one goes there
    return Response(body, media_type="application/octet-stream", headers={"Cache-Control": "no-store"})
