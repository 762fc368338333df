import pytest

from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig
from mnist_core.tuning.reading import read_searched, written
from mnist_core.tuning.search_space import Searched, SearchSpace


def space(*texts: str) -> SearchSpace:
    return SearchSpace(tuple(read_searched(text) for text in texts))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("learning_rate=1..0.1", "end is above its start"),
        ("learning_rate=0.1..0.1", "end is above its start"),
        ("dropout=0..0.5:log", "must begin above 0 where its scale is logarithmic"),
        ("optimizer=adam", "at least two different values"),
        ("batch_size=32, 32", "at least two different values"),
        ("batch_size=0..64", "batch_size must be"),
        ("optimizer=adam, magic", "optimizer must be one of"),
        ("optimizer=1..3", "has no range"),
        ("hidden_layers=0..11", "hidden_layers must be from 0 to 10"),
        ("hidden_width=8.5..16", "hidden_width must be a whole number"),
        ("magic=1..2", "unknown setting 'magic'"),
        ("learning_rate=low..high", "learning_rate must be a number"),
        ("learning_rate", "must be written NAME=VALUES"),
    ],
)
def test_a_search_that_makes_no_sense_is_one_sentence(text: str, part: str) -> None:
    with pytest.raises(ConfigurationError, match=part) as raised:
        read_searched(text)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("texts", "part"),
    [
        ((), "1 to 12 settings"),
        (("seed=0..9", "seed=1, 2"), "searched twice"),
        (("hidden_sizes=64; 128", "hidden_width=8..16"), "decide the same"),
    ],
)
def test_a_space_that_makes_no_sense_is_one_sentence(texts: tuple[str, ...], part: str) -> None:
    with pytest.raises(ConfigurationError, match=part):
        space(*texts)


@pytest.mark.parametrize(
    "text",
    ["learning_rate=0.001..1:log", "batch_size=32, 64", "hidden_sizes=64; 256-128", "batch_norm=on, off", "seed=0..9"],
)
def test_what_is_read_is_written_alike(text: str) -> None:
    assert f"{text.split('=')[0]}={written(read_searched(text))}" == text


def test_json_and_back() -> None:
    found = space("learning_rate=0.001..1:log", "hidden_sizes=none; 64; 256, 128", "batch_norm=on, off")
    assert SearchSpace.from_list(found.to_list()) == found


def test_values_make_a_configuration_and_back() -> None:
    found = space("hidden_layers=0..3", "hidden_width=8..64", "learning_rate=0.01..1", "augmentation_shift=0..2")
    params = {"hidden_layers": 2, "hidden_width": 16, "learning_rate": 0.5, "augmentation_shift": 1.0}
    config = found.config(TrainingConfig(), params)
    assert config.hidden_sizes == (16, 16)
    assert config.augmentation.shift == 1.0
    assert found.params_of(config) == params
    shapes = space("hidden_sizes=none; 256, 128")
    assert shapes.config(TrainingConfig(), {"hidden_sizes": "none"}).hidden_sizes == ()
    assert shapes.params_of(TrainingConfig(hidden_sizes=(256, 128))) == {"hidden_sizes": "256-128"}


def test_a_grid_of_a_range_has_equal_steps_or_factors() -> None:
    assert Searched("learning_rate", 0.001, 10, log=True).grid_values() == pytest.approx([0.001, 0.01, 0.1, 1, 10])
    assert Searched("dropout", 0, 0.4).grid_values() == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    assert Searched("epochs", 1, 3).grid_values() == [1, 2, 3]
    assert space("seed=0..9", "batch_size=32, 64").grid_size == 10


def test_a_wish_must_lie_in_the_search() -> None:
    found = space("learning_rate=0.01..1", "optimizer=sgd, adam")
    assert found.check({"learning_rate": 0.5, "optimizer": "sgd"}) == {"learning_rate": 0.5, "optimizer": "sgd"}
    with pytest.raises(ConfigurationError, match="from 0.01 to 1 in this search, got 2"):
        found.check({"learning_rate": 2, "optimizer": "sgd"})
    with pytest.raises(ConfigurationError, match="one of sgd, adam in this search"):
        found.check({"learning_rate": 0.5, "optimizer": "adamw"})
    with pytest.raises(ConfigurationError, match="needs a value for optimizer"):
        found.check({"learning_rate": 0.5})
