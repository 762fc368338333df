"""Who may talk to the dashboard."""

import logging

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from pages.server.access import AccessMiddleware, allowed_hosts, is_loopback, warn_if_open

HOST = "localhost:8501"


async def answer(_request: Request) -> Response:
    return PlainTextResponse("in")


async def stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("in")
    await socket.close()


def client(*allowed: str) -> TestClient:
    routes = [Route("/", answer), WebSocketRoute("/stream", stream)]
    return TestClient(AccessMiddleware(Starlette(routes=routes), allowed))


def status(headers: dict[str, str], *allowed: str) -> int:
    return client(*allowed).get("/", headers=headers).status_code


@pytest.mark.parametrize("host", [HOST, "LOCALHOST", "127.0.0.1:8501", "127.9.9.9", "[::1]:8501", "app.localhost:80"])
def test_this_computer_is_let_in_by_each_of_its_names(host: str) -> None:
    assert status({"host": host}) == 200
    assert status({"host": host, "origin": f"http://{host}"}) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8501",
        "localhost.evil.example",
        "192.168.1.5:8501",
        "127.0.0.1.nip.io",
        "",
        "[::1",
        "a@b",
    ],
)
def test_a_name_of_somebody_elses_is_refused_in_a_sentence(host: str) -> None:
    refused = client().get("/", headers={"host": host})
    assert refused.status_code == 403
    assert "MNIST_ALLOWED_HOSTS" in refused.text


@pytest.mark.parametrize(
    "origin", ["http://localhost:9999", "http://127.0.0.1:8501", "https://evil.example", "null", "file://", "http://["]
)
def test_a_page_from_elsewhere_is_refused_the_stream_too(origin: str) -> None:
    headers = {"host": HOST, "origin": origin}
    assert status(headers) == 403
    with pytest.raises(WebSocketDisconnect), client().websocket_connect("/stream", headers=headers):
        pass


def test_the_dashboards_own_page_may_open_the_stream() -> None:
    with client().websocket_connect("/stream", headers={"host": HOST, "origin": f"http://{HOST}"}) as socket:
        assert socket.receive_text() == "in"


def test_a_name_that_a_person_gave_is_let_in_from_any_port() -> None:
    assert status({"host": "lab.example:8501"}, "lab.example") == 200
    assert status({"host": HOST, "origin": "https://lab.example"}, "lab.example") == 200
    assert status({"host": "other.example"}, "lab.example") == 403


def test_no_page_may_frame_an_answer_and_nothing_is_fetched_from_elsewhere() -> None:
    headers = client().get("/", headers={"host": HOST}).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy and "*" not in policy


def test_hosts_are_named_by_a_variable_and_by_the_servers_address(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"server.address": "10.0.0.7", "browser.serverAddress": "Lab.example"}
    monkeypatch.setattr(st, "get_option", options.get)
    monkeypatch.setenv("MNIST_ALLOWED_HOSTS", "one.example, [fe80::1] ,")
    assert allowed_hosts() == {"one.example", "fe80::1", "10.0.0.7", "lab.example"}


def test_every_address_and_this_computers_own_name_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", {"server.address": "0.0.0.0", "browser.serverAddress": "localhost"}.get)
    monkeypatch.delenv("MNIST_ALLOWED_HOSTS", raising=False)
    assert allowed_hosts() == set()


@pytest.mark.parametrize(
    ("address", "warns"), [("localhost", False), ("::1", False), ("0.0.0.0", True), ("10.0.0.7", True), (None, True)]
)
def test_a_server_that_others_reach_says_who_can_get_in(
    address: str | None, warns: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(st, "get_option", {"server.address": address}.get)
    with caplog.at_level(logging.WARNING):
        warn_if_open()
    assert ("no password" in caplog.text) == warns


def test_names_that_only_look_like_this_computer_are_told_apart() -> None:
    assert is_loopback("localhost") and is_loopback("::1") and is_loopback("x.localhost")
    assert not is_loopback("localhost.evil") and not is_loopback("") and not is_loopback("0.0.0.0")
