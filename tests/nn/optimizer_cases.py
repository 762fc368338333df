"""The problem that optimizers are compared on: five numbers, a gradient that bends, and settings far from trivial."""

import numpy as np

STEPS = 10
START = [0.5, -1.5, 2.0, 0.0, -0.25]


def gradient(parameters):
    """Return a gradient of every sign and size, some of it far from any minimum."""
    return parameters**3 - np.cos(np.arange(1, 6) * parameters)


_SETTINGS = {"learning_rate": 0.05, "momentum": 0.8, "beta1": 0.85, "beta2": 0.95, "epsilon": 1e-3}
CASES = {
    f"{name}{'+decay' if decay else ''}": _SETTINGS | {"weight_decay": decay}
    for name in ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")
    for decay in (0.0, 0.1)
}
