"""The dashboard: `streamlit run app.py`.

The pages live in `pages/frame.py` and its neighbours; this file only says what the server offers beside them and what
it makes ready before the first visitor comes.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import Any

# Streamlit imports these two lazily; two sessions that start at once could see them half made.
import pandas  # noqa: F401
import plotly.graph_objects  # noqa: F401
import streamlit as st
from starlette.middleware import Middleware

from pages.server.access import AccessMiddleware, warn_if_open
from pages.server.assets import asset_routes, compress_assets
from pages.server.digit_images import digit_images_route
from pages.server.memory import give_memory_back
from pages.server.moments import moments_route
from pages.server.page_head import PageHeadMiddleware
from pages.server.prompt_socket import send_at_once
from pages.server.redirects import redirect_routes
from pages.server.weights import weights_route

THREADS_TURN = 0.0005
"""Seconds that one thread computes in Python before another may; by default ten times that. While a page's script runs,
whoever else asks, for a picture or the next point of a chart, waits so long at every turn."""


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Make the store ready and look after it: a run whose process died is marked, queued ones go on."""
    from pages.components.caretaker import caretaker

    warn_if_open()
    send_at_once()
    sys.setswitchinterval(THREADS_TURN)
    give_memory_back()
    caretaker.start()
    Thread(target=compress_assets, daemon=True).start()
    yield {}
    caretaker.stop()


app = st.App(
    Path(__file__).parent / "pages" / "frame.py",
    routes=[*asset_routes(), weights_route(), moments_route(), digit_images_route(), *redirect_routes()],
    middleware=[Middleware(AccessMiddleware), Middleware(PageHeadMiddleware)],
    lifespan=lifespan,
)

if __name__ == "__main__":
    app.run()
