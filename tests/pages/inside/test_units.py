import numpy as np
import pytest

from mnist_core.errors import ConfigurationError
from mnist_core.explanation.trace import Trace, trace_image
from mnist_core.nn.network import NeuralNetwork
from pages.components.inside.units import layer_titles, most_excited, parse_unit, unit_names, unit_title


def trace_of(*hidden: int) -> Trace:
    network = NeuralNetwork((784, *hidden, 10), rng=np.random.default_rng(0))
    return trace_image(network, np.random.default_rng(1).random(784, np.float32), 3)


def test_every_layer_has_a_title_and_every_unit_a_name():
    trace = trace_of(6, 5)
    assert layer_titles(trace) == ["Pixels", "Hidden 1", "Hidden 2", "Output"]
    assert [len(unit_names(trace, layer)) for layer in range(4)] == [784, 6, 5, 10]
    assert unit_title(trace, (0, 29)) == "Pixel in row 1, column 1"
    assert unit_title(trace, (3, 7)) == "Output for digit 7"


@pytest.mark.parametrize(("text", "unit"), [("0-783", (0, 783)), ("1-5", (1, 5)), ("2-9", (2, 9))])
def test_an_address_names_a_unit(text, unit):
    assert parse_unit(text, trace_of(6)) == unit


@pytest.mark.parametrize("text", ["", "1", "1-6", "3-0", "0-784", "a-b", "1-5-", "-1-2", "1-99999999"])
def test_a_unit_that_does_not_exist_is_one_clear_sentence(text):
    with pytest.raises(ConfigurationError, match="another is shown"):
        parse_unit(text, trace_of(6))


def test_the_first_unit_shown_exists_at_any_depth():
    for hidden in ((), (1,), (6, 5)):
        trace = trace_of(*hidden)
        layer, unit = most_excited(trace)
        assert parse_unit(f"{layer}-{unit}", trace) == (layer, unit)
