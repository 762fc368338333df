import pytest

from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig
from mnist_core.training.grid import grid


def test_grid_names_what_differs() -> None:
    runs = grid(TrainingConfig(epochs=2), {"learning_rate": [0.1, 0.001], "seed": [0, 1]})
    assert [name for _, name in runs] == [
        "learning rate 0.1, seed 0",
        "learning rate 0.1, seed 1",
        "learning rate 0.001, seed 0",
        "learning rate 0.001, seed 1",
    ]
    assert [(config.learning_rate, config.seed, config.epochs) for config, _ in runs][1] == (0.1, 1, 2)


def test_grid_of_hidden_sizes_is_readable() -> None:
    runs = grid(TrainingConfig(), {"hidden_sizes": [(64,), (256, 128), ()]})
    assert [name for _, name in runs] == ["hidden sizes 64", "hidden sizes 256-128", "hidden sizes none"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "must vary 1 to 2 settings"),
        ({"seed": [0], "epochs": [1], "dropout": [0.1]}, "must vary 1 to 2 settings"),
        ({"sed": [0]}, "unknown setting 'sed'"),
        ({"seed": []}, "at least one value"),
        ({"seed": range(51)}, "at most 50 runs"),
        ({"learning_rate": [0.1, -1]}, "learning_rate must be"),
    ],
)
def test_grid_refuses_nonsense(values: dict[str, list[float]], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        grid(TrainingConfig(), values)
