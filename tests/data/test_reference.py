"""What a configuration and a network say of the data that they are about, also when it comes from elsewhere."""

import pytest

from mnist_core.data.reference import BUILT_IN, MNIST, DataReference, checked_reference
from mnist_core.errors import ConfigurationError


@pytest.mark.parametrize("text", ["mnist", "MNIST", " Mnist "])
def test_built_in_data_are_known_by_key_and_by_name(text: str) -> None:
    assert checked_reference(text) is MNIST
    assert str(MNIST) == "MNIST"


def test_every_built_in_data_set_is_known_by_both() -> None:
    for key, reference in BUILT_IN.items():
        assert checked_reference(key) == checked_reference(reference.name) == reference


def test_a_reference_comes_back_from_its_description() -> None:
    clothes = DataReference(key="a1", name=" clothes ", image_side=8, class_names=("bag", "coat"), train_images=60)
    assert clothes.name == "clothes"
    assert checked_reference(clothes.to_dict()) == checked_reference(clothes) == clothes


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("fashion", "data must be one of mnist"),
        (7, "data must be one of mnist"),
        ({"key": "a"}, "must be described by its key, name and form"),
        ({"key": "a", "name": "x", "colour": "red"}, "must be described by its key, name and form"),
        ({"key": 3, "name": "x"}, "a key and a name that are texts"),
        ({"key": "a" * 5000, "name": "x"}, "a key and a name that are texts"),
        ({"key": "a", "name": "x", "class_names": ["one"]}, "classes must be 2 to 62, got 1"),
        ({"key": "a", "name": "x", "class_names": ["one", "one"]}, "must differ from one another"),
        ({"key": "a", "name": "x", "class_names": ["one", "\x1b[31m"]}, "1 to 40 printable characters"),
        ({"key": "a", "name": "x", "class_names": 10}, "data: "),
        ({"key": "a", "name": "x", "image_side": 7}, "image_side must be a whole number from 8 to 64, got 7"),
        ({"key": "a", "name": "x", "image_side": "28"}, "image_side must be a whole number from 8 to 64"),
        ({"key": "a", "name": "x", "train_images": -1}, "a whole number of images, got -1"),
        ({"key": "a", "name": "x", "test_images": True}, "a whole number of images, got True"),
    ],
)
def test_whatever_else_is_said_is_one_short_sentence(value: object, sentence: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        checked_reference(value)
    assert sentence in str(caught.value) and len(str(caught.value)) < 250
