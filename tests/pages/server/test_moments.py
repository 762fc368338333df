"""Moments of a training that the browser fetches ahead."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from mnist_core.errors import NetworkFileError
from pages.server import moments
from pages.server.moments import moments_route, offer_moments

CLIENT = TestClient(Starlette(routes=[moments_route()]))


def test_the_browser_gets_the_message_for_a_place() -> None:
    address = offer_moments(lambda place: b"moment %d" % place, ("run", 1))
    assert CLIENT.get(address + "0").content == b"moment 0"
    assert CLIENT.get(address + "12").content == b"moment 12"


def test_a_moment_that_cannot_be_shown_is_no_content() -> None:
    def damaged(place: int) -> bytes:
        raise NetworkFileError("the snapshot of step 3 is damaged; choose another moment")

    answer = CLIENT.get(offer_moments(damaged, ("damaged",)) + "0")
    assert (answer.status_code, answer.content) == (204, b"")
    few = offer_moments(lambda place: [b"only"][place], ("few",))
    assert CLIENT.get(few + "1").status_code == 204
    assert CLIENT.get("network-moments/none/0").status_code == 404


def test_the_oldest_offer_goes_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "MOST_OFFERS", 1)
    first = offer_moments(lambda place: b"", ("a",))
    second = offer_moments(lambda place: b"", ("b",))
    assert CLIENT.get(first + "0").status_code == 404
    assert CLIENT.get(second + "0").status_code == 200
