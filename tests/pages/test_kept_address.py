import pytest

from pages.components.kept_address import address_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("0012", 12), ("9" * 18, 10**18 - 1)])
def test_a_whole_number_is_read(text, number):
    assert address_number(text) == number


@pytest.mark.parametrize("text", [None, "", "-1", "1.5", "1e3", "x", "²", "9" * 19, "9" * 5000])
def test_whatever_else_stands_there_is_none(text):
    assert address_number(text) is None
