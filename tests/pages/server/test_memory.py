"""Memory goes back to the system where the C library lets it."""

import ctypes
import platform

import pytest

from pages.server.memory import give_memory_back


def test_it_is_set_where_the_c_library_is_gnus() -> None:
    assert give_memory_back() == (platform.libc_ver()[0] == "glibc")


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> object:
        raise OSError("no such library")

    monkeypatch.setattr(ctypes, "CDLL", missing)
    assert not give_memory_back()
