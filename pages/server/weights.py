"""Weights of the networks that are looked at, for the browser to draw from.

A picture that answers the pointer at once needs every weight in the browser. They are sent once for each network: as
raw numbers, from an address that changes with them, which the browser keeps.
"""

import hashlib
import os
from collections import OrderedDict
from threading import Lock
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

MOST_BYTES = 160_000_000
"""Of weights that are kept to be asked for; the ones that were offered longest ago go first."""

_STARTED = os.urandom(8)
"""Tells this server's addresses from those of the one before it."""

_kept: "OrderedDict[str, NDArray[np.floating] | bytes]" = OrderedDict()
_lock = Lock()


def offer_weights(weights: NDArray[np.floating], key: tuple[Any, ...]) -> str:
    """Keep weights for the browser to fetch, and return their address, relative to the app's root.

    Parameters
    ----------
    weights : array
        Nobody changes it.
    key : tuple
        Changes whenever they do.
    """
    version = hashlib.sha256(_STARTED + repr(key).encode()).hexdigest()[:20]
    return _keep(version, weights)


def content_version(content: bytes) -> str:
    """Return a short text that changes with the content."""
    return hashlib.sha256(content).hexdigest()[:20]


def offer_network(content: bytes, version: str) -> str:
    """Keep a whole network's bytes for the browser to fetch under its `content_version`, and return their address."""
    return _keep(version, content)


def _keep(version: str, weights: NDArray[np.floating] | bytes) -> str:
    with _lock:
        _kept[version] = weights
        _kept.move_to_end(version)
        while len(_kept) > 1 and sum(_size(each) for each in _kept.values()) > MOST_BYTES:
            _kept.popitem(last=False)
    return f"network-weights/{version}"


def _size(weights: NDArray[np.floating] | bytes) -> int:
    return len(weights) if isinstance(weights, bytes) else int(weights.nbytes)


def weights_route() -> Route:
    """Return the route that serves them, under the server's base path."""
    base = st.get_option("server.baseUrlPath").strip("/")
    prefix = f"/{base}/" if base else "/"
    return Route(prefix + "network-weights/{version}", _respond)


async def _respond(request: Request) -> Response:
    """Answer with one network's bytes, or its weights: float32, little-endian, layer by layer, each (in, out)."""
    with _lock:
        weights = _kept.get(request.path_params["version"])
    if weights is None:
        return PlainTextResponse("These weights are no longer kept; reload the page.", status_code=404)
    headers = {"Cache-Control": "private, max-age=3600, immutable"}
    content = weights if isinstance(weights, bytes) else weights.astype("<f4").tobytes()
    return Response(content, media_type="application/octet-stream", headers=headers)
