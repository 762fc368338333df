"""Weights that the browser draws from."""

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.server import weights
from pages.server.weights import content_version, offer_network, offer_weights, weights_route

CLIENT = TestClient(Starlette(routes=[weights_route()]))


def test_the_browser_gets_the_numbers_as_they_are() -> None:
    offered = np.random.default_rng(0).normal(size=100).astype(np.float32)
    answer = CLIENT.get(offer_weights(offered, ("run", 1)))
    np.testing.assert_array_equal(np.frombuffer(answer.content, "<f4"), offered)
    assert "immutable" in answer.headers["cache-control"]


def test_the_address_changes_with_the_key_and_only_with_it() -> None:
    offered = np.zeros(3, np.float32)
    first = offer_weights(offered, ("run", 1))
    assert offer_weights(offered, ("run", 1)) == first
    assert offer_weights(offered, ("run", 2)) != first


def test_the_oldest_weights_go_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "MOST_BYTES", 1000)
    first = offer_weights(np.zeros(200, np.float32), ("a",))
    second = offer_weights(np.zeros(200, np.float32), ("b",))
    assert CLIENT.get(first).status_code == 404
    assert CLIENT.get(second).status_code == 200


def test_an_address_of_nothing_is_one_sentence() -> None:
    answer = CLIENT.get("network-weights/../../etc/passwd")
    assert answer.status_code == 404
    answer = CLIENT.get("network-weights/none")
    assert answer.status_code == 404
    assert "reload the page" in answer.text


def test_a_whole_network_has_an_address_of_its_content() -> None:
    content = b"\x04\0\0\0{}  numbers"
    address = offer_network(content, content_version(content))
    assert CLIENT.get(address).content == content
    assert content_version(content + b"!") not in address
