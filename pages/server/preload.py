"""A hint, with each page, that the browser will need the chart library.

A browser learns that a page has a chart only when Streamlit has started, the script has run and the chart's place is
there; only then would it begin to load Plotly.js. Told at once, it loads it meanwhile.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.server.assets import asset_path

WITHOUT_CHARTS = "/runs"
"""The end of the address of the page that needs no chart library."""


class PreloadMiddleware:
    """Adds the hint to HTML pages, as a `Link` header (RFC 8288)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.hint = (
            f'<{asset_path("plotly.js")}>; rel="preload"; as="script"; fetchpriority="low", '
            f'<{asset_path("live_chart.js")}>; rel="modulepreload"; fetchpriority="low"'
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_hint(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Link", self.hint)
            await send(message)

        has_charts = scope["type"] == "http" and not scope["path"].endswith(WITHOUT_CHARTS)
        await self.app(scope, receive, send_with_hint if has_charts else send)
