"""The contestants of the speed benchmarks: each does one epoch of the same work.

All learn 784-256-128-10 with ReLU in float32 from the same 60,000 images, shuffled anew each epoch, with the same
number of threads. What a library can do beforehand is not counted: PyTorch and scikit-learn get the images as a
ready float array; this engine keeps them as bytes and scales each batch, as it does in the app.
"""

import warnings
from collections.abc import Callable

import numpy as np

from mnist_core.data.dataset import ImageSet
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd
from mnist_core.training.trainer import Trainer

Epoch = Callable[[], None]
RATES = {"sgd": 0.05, "momentum": 0.01, "adam": 0.001}


def engine(train: ImageSet, optimizer: str, batch_size: int, hidden_sizes: tuple[int, ...] = (256, 128)) -> Epoch:
    """Return an epoch of this project's engine, all its events pulled."""
    config = TrainingConfig(
        hidden_sizes=hidden_sizes,
        batch_size=batch_size,
        optimizer=optimizer,
        learning_rate=RATES[optimizer],
        epochs=1000,
        validation_size=0,
    )
    events = Trainer(config).fit(train)

    def epoch() -> None:
        for event in events:
            if isinstance(event, EpochEnd):
                return

    return epoch


def bare_products(
    train: ImageSet, optimizer: str, batch_size: int, hidden_sizes: tuple[int, ...] = (256, 128)
) -> Epoch:
    """Return an epoch of nothing but the matrix products that a step cannot do without: the limit."""
    rng = np.random.default_rng(0)
    sizes = (784, *hidden_sizes, 10)
    inputs = [rng.random((batch_size, size), np.float32) for size in sizes[:-1]]
    weights = [rng.random(pair, np.float32) for pair in zip(sizes, sizes[1:], strict=False)]
    grad_weights = [np.empty_like(weight) for weight in weights]
    outputs = [np.empty((batch_size, size), np.float32) for size in sizes[1:]]
    grad_inputs = [np.empty_like(x) for x in inputs]
    steps = -(-len(train) // batch_size)

    def epoch() -> None:
        for _ in range(steps):
            for x, weight, y in zip(inputs, weights, outputs, strict=True):
                np.dot(x, weight, out=y)
            for k in reversed(range(len(weights))):
                np.dot(inputs[k].T, outputs[k], out=grad_weights[k])
                if k:
                    np.dot(outputs[k], weights[k].T, out=grad_inputs[k])

    return epoch


def pytorch(train: ImageSet, optimizer: str, batch_size: int, hidden_sizes: tuple[int, ...] = (256, 128)) -> Epoch:
    """Return an epoch of plain eager PyTorch, its data preloaded, no DataLoader in the way."""
    import torch
    from torch import nn

    images = torch.from_numpy(train.images.astype(np.float32) / 255)
    labels = torch.from_numpy(train.labels.astype(np.int64))
    sizes = (784, *hidden_sizes, 10)
    modules: list[nn.Module] = []
    for fan_in, fan_out in zip(sizes, sizes[1:], strict=False):
        modules += [nn.Linear(fan_in, fan_out), nn.ReLU()]
    network, criterion = nn.Sequential(*modules[:-1]), nn.CrossEntropyLoss()
    rate = RATES[optimizer]
    stepper = {
        "sgd": lambda: torch.optim.SGD(network.parameters(), lr=rate),
        "momentum": lambda: torch.optim.SGD(network.parameters(), lr=rate, momentum=0.9),
        "adam": lambda: torch.optim.Adam(network.parameters(), lr=rate),
    }[optimizer]()

    def epoch() -> None:
        order = torch.randperm(len(labels))
        for start in range(0, len(labels), batch_size):
            rows = order[start : start + batch_size]
            loss = criterion(network(images[rows]), labels[rows])
            stepper.zero_grad(set_to_none=True)
            loss.backward()
            stepper.step()

    return epoch


def scikit_learn(train: ImageSet, optimizer: str, batch_size: int, hidden_sizes: tuple[int, ...] = (256, 128)) -> Epoch:
    """Return an epoch of scikit-learn's MLPClassifier."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    images, labels = train.images.astype(np.float32) / 255, train.labels.astype(np.int64)
    classifier = MLPClassifier(
        hidden_sizes,
        solver="adam" if optimizer == "adam" else "sgd",
        momentum=0.9 if optimizer == "momentum" else 0.0,
        nesterovs_momentum=False,
        alpha=0.0,
        batch_size=batch_size,
        learning_rate_init=RATES[optimizer],
        max_iter=1,
        warm_start=True,
        random_state=0,
    )

    def epoch() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            classifier.fit(images, labels)

    return epoch
