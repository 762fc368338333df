import pytest

from mnist_core.errors import ConfigurationError


def test_opinions_are_kept_changed_and_taken_back(store, open_store):
    store.label_opinions.say("test", 5937, True)
    store.label_opinions.say("test", 12, False)
    store.label_opinions.say("train", 12, True)
    store.label_opinions.say("test", 12, True)
    assert open_store().label_opinions.all("test") == {12: True, 5937: True}
    store.label_opinions.say("test", 12, None)
    assert store.label_opinions.all("test") == {5937: True}
    assert store.label_opinions.all("train") == {12: True}
    assert store.label_opinions.all("train", data="other") == {}


@pytest.mark.parametrize(("part", "place"), [("validation", 1), ("test", -1)])
def test_bad_input_is_one_sentence(store, part, place):
    with pytest.raises(ConfigurationError, match="must be"):
        store.label_opinions.say(part, place, True)
