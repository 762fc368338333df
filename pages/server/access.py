"""Who may talk to the dashboard: this computer's own pages, and whoever a person names.

A server that listens on localhost is not yet private. A foreign page can point a name of its own at 127.0.0.1 and then
reads what it likes ("DNS rebinding"); a page on another port of this computer can open the stream that buttons are
pressed by; and a frame around the dashboard can steal a click. So every request must name this server as its host and
as its origin, no page may frame it, and the browser is told to fetch nothing from elsewhere, whatever a text contains.
"""

import ipaddress
import logging
import os
from collections.abc import Iterable
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

VARIABLE = "MNIST_ALLOWED_HOSTS"
"""Names, separated by commas, by which the dashboard may be opened besides this computer's own."""

EVERY_ADDRESS = {"", "0.0.0.0", "::"}
"""Addresses that stand for all of the computer's own, so that they name none."""

HEADERS = {
    # Streamlit's pages hold inline scripts and styles, and compile WebAssembly; nothing comes from another server.
    "Content-Security-Policy": "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class AccessMiddleware:
    """Refuses what another site or another program's page asks, and frames the answers with the headers above.

    Parameters
    ----------
    app : ASGIApp
    allowed : iterable of str, optional
        Names of hosts that are let in besides localhost; default `allowed_hosts()`.
    """

    def __init__(self, app: ASGIApp, allowed: Iterable[str] | None = None) -> None:
        self.app = app
        self.allowed = frozenset(allowed_hosts() if allowed is None else allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        if refusal := self.refusal(Headers(scope=scope)):
            if scope["type"] == "websocket":
                return await send({"type": "websocket.close", "code": 1008, "reason": "not allowed"})
            return await PlainTextResponse(refusal, 403, HEADERS)(scope, receive, send)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        return await self.app(scope, receive, send_with_headers)

    def refusal(self, headers: Headers) -> str:
        """Return why a request is refused, in a sentence, or ""."""
        host = headers.get("host", "")
        name = _name(f"//{host}")
        if not self._is_allowed(name):
            return (
                f"This dashboard answers only to this computer's own names, such as localhost, not to {name[:80]!r}. "
                f"To open it by that name, start it with {VARIABLE}={name[:80] or 'NAME'}."
            )
        origin = headers.get("origin")
        if origin is None or origin.partition("://")[2] == host:
            return ""
        if _name(origin) in self.allowed:  # a proxy in front of the dashboard has a port of its own
            return ""
        return "Another site's page asked for this, and it is not allowed to. Open the dashboard itself."

    def _is_allowed(self, name: str) -> bool:
        """Whether a host may be asked for by this name."""
        return is_loopback(name) or name in self.allowed


def allowed_hosts() -> set[str]:
    """Return the names that a person let in: by the variable, and by the address that the server was given.

    This computer's own are not among them: they may be asked for anyway, and another port's page is another origin.
    """
    named = {name.strip().lower().strip("[]") for name in os.environ.get(VARIABLE, "").split(",")}
    settings = {
        str(st.get_option(name) or "").lower().strip("[]") for name in ("server.address", "browser.serverAddress")
    }
    return {name for name in (named | settings) - EVERY_ADDRESS if not is_loopback(name)}


def is_loopback(name: str) -> bool:
    """Whether a name can only mean this computer."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def warn_if_open() -> None:
    """Say who can get in if the server listens to more than this computer."""
    address = str(st.get_option("server.address") or "")
    if is_loopback(address.strip("[]")):
        return
    named = ", ".join(sorted(allowed_hosts())) or "none yet"
    logging.getLogger(__name__).warning(
        "The dashboard listens on %s: everyone who reaches this computer over the network can start, change and delete "
        "runs, for there is no password. It answers to localhost and to the names in %s (%s).",
        address or "every address",
        VARIABLE,
        named,
    )


def _name(url: str) -> str:
    """Return the host in an address, in small letters and without its port; "" where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
