"""The test images for the browser to draw from: sent once, as raw bytes, and kept by it."""

import gzip
import hashlib
from functools import cache

import streamlit as st
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mnist_core.data.mnist import MNIST_FOLDER, SHA256, load_part

_CACHE_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


def digit_images_path() -> str:
    """Return where the browser finds the test images, relative to the app's root: 784 bytes each, in their order."""
    version = hashlib.sha256(SHA256["t10k-images-idx3-ubyte"].encode()).hexdigest()[:12]
    return f"digit-images/{version}"


def digit_images_route() -> Route:
    """Return the route that serves them, under the server's base path."""
    base = st.get_option("server.baseUrlPath").strip("/")
    prefix = f"/{base}/" if base else "/"
    return Route(prefix + digit_images_path(), _respond)


async def _respond(request: Request) -> Response:
    """Answer with all of them, compressed where the browser can read that."""
    zipped = "gzip" in request.headers.get("accept-encoding", "")
    body = await to_thread.run_sync(_zipped if zipped else _content)
    headers = _CACHE_FOR_EVER | ({"Content-Encoding": "gzip"} if zipped else {})
    return Response(body, media_type="application/octet-stream", headers=headers)


def _content() -> bytes:
    return load_part(MNIST_FOLDER, "t10k").images.tobytes()


@cache
def _zipped() -> bytes:
    return gzip.compress(_content(), 4)
