"""Each optimizer follows the path that PyTorch took, and the one that its formula, written down again, takes."""

import json
from pathlib import Path

import numpy as np
import pytest

from mnist_core.errors import ConfigurationError
from mnist_core.nn.optimizers import make_optimizer
from tests.nn.optimizer_cases import CASES, START, STEPS, gradient

GOLDEN = json.loads((Path(__file__).parent / "golden" / "optimizers.json").read_text())["trajectories"]


def take_step(optimizer, learning_rate):
    """Give the optimizer the gradient as it wants it, and let it step."""
    optimizer.gradients[...] = gradient(optimizer.parameters)
    optimizer.destination(learning_rate).receive(optimizer.gradients)
    optimizer.step(learning_rate)


def trajectory(name, options, *, steps=STEPS):
    parameters, gradients = np.array(START), np.empty(5)
    settings = {key: value for key, value in options.items() if key != "learning_rate"}
    optimizer = make_optimizer(name.split("+")[0], parameters, gradients, **settings)
    path = []
    for _ in range(steps):
        take_step(optimizer, options["learning_rate"])
        path.append(parameters.tolist())
    return path


def restated_trajectory(name, o):
    """Follow the published formulas as they are printed, with none of the engine's rearrangements."""
    w, m, v, path = np.array(START), np.zeros(5), np.zeros(5), []
    name = name.split("+")[0]
    for t in range(1, STEPS + 1):
        g = gradient(w)
        if name == "adamw":
            w = w - o["learning_rate"] * o["weight_decay"] * w
        else:
            g = g + o["weight_decay"] * w
        if name == "sgd":
            w = w - o["learning_rate"] * g
        elif name == "momentum":
            m = o["momentum"] * m + g
            w = w - o["learning_rate"] * m
        elif name == "nesterov":
            m = o["momentum"] * m + g
            w = w - o["learning_rate"] * (g + o["momentum"] * m)
        elif name == "rmsprop":
            v = o["beta2"] * v + (1 - o["beta2"]) * g**2
            w = w - o["learning_rate"] * g / (np.sqrt(v) + o["epsilon"])
        else:
            m = o["beta1"] * m + (1 - o["beta1"]) * g
            v = o["beta2"] * v + (1 - o["beta2"]) * g**2
            m_hat, v_hat = m / (1 - o["beta1"] ** t), v / (1 - o["beta2"] ** t)
            w = w - o["learning_rate"] * m_hat / (np.sqrt(v_hat) + o["epsilon"])
        path.append(w.tolist())
    return path


@pytest.mark.parametrize("name", CASES)
def test_trajectory_equals_pytorch(name):
    np.testing.assert_allclose(trajectory(name, CASES[name]), GOLDEN[name], rtol=1e-10)


@pytest.mark.parametrize("name", CASES)
def test_trajectory_equals_the_formula(name):
    np.testing.assert_allclose(trajectory(name, CASES[name]), restated_trajectory(name, CASES[name]), rtol=1e-10)


@pytest.mark.parametrize("name", CASES)
def test_state_continues_to_the_bit(name):
    options = CASES[name]
    settings = {key: value for key, value in options.items() if key != "learning_rate"}
    first_half = trajectory(name, options, steps=5)
    parameters, gradients = np.array(START), np.empty(5)
    optimizer = make_optimizer(name.split("+")[0], parameters, gradients, **settings)
    for _ in range(5):
        take_step(optimizer, options["learning_rate"])
    resumed_parameters = np.array(first_half[-1])
    resumed = make_optimizer(name.split("+")[0], resumed_parameters, gradients, **settings)
    resumed.load_state(optimizer.state())

    for _ in range(5):
        take_step(resumed, options["learning_rate"])

    assert resumed_parameters.tolist() == trajectory(name, options)[-1]


@pytest.mark.parametrize("name", ["sgd", "momentum", "adamw"])
def test_weight_decay_spares_biases(name):
    parameters, gradients = np.ones(4), np.zeros(4)
    optimizer = make_optimizer(name, parameters, gradients, weight_count=3, weight_decay=0.5)

    optimizer.destination(0.1).receive(gradients)
    optimizer.step(0.1)

    np.testing.assert_allclose(parameters, [0.95, 0.95, 0.95, 1])


@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov", "rmsprop", "adam"])
def test_vectors_longer_than_a_block_are_updated_whole(name):
    n = 40_001
    parameters, gradients = np.zeros(n, np.float32), np.ones(n, np.float32)

    optimizer = make_optimizer(name, parameters, gradients, weight_decay=0.1)
    optimizer.destination(0.1).receive(gradients)
    optimizer.step(0.1)

    assert len(set(parameters.tolist())) == 1
    assert parameters[0] < 0


@pytest.mark.parametrize("name", ["momentum", "nesterov", "rmsprop", "adam"])
def test_memory_that_fades_never_becomes_denormal(name):
    parameters, gradients = np.zeros(3, np.float32), np.empty(3, np.float32)
    optimizer = make_optimizer(name, parameters, gradients, beta2=0.9)
    smallest = np.finfo(np.float32).smallest_normal

    for step in range(2000):
        gradients[...] = [1e-3 if step == 0 else 0, 1e-15 if step == 0 else 0, 1]
        optimizer.destination(1e-3).receive(gradients)
        optimizer.step(1e-3)
        for vector in optimizer.memory.values():
            assert not ((vector != 0) & (np.abs(vector) < smallest)).any()


def test_destination_says_which_half_of_the_step_backward_does():
    parameters, gradients = np.zeros(2), np.zeros(2)

    def destination(name, **options):
        optimizer = make_optimizer(name, parameters, gradients, **options)
        vector, keep, scale = optimizer.destination(0.1)
        names = {id(parameters): "parameters", id(gradients): "gradients"} | {
            id(memory): name for name, memory in optimizer.memory.items()
        }
        return names[id(vector)], keep, scale

    assert destination("sgd") == ("parameters", 1, -0.1)
    assert destination("sgd", weight_decay=0.1) == ("gradients", 0, 1)
    assert destination("momentum", momentum=0.8) == ("velocity", 0.8, 1)
    assert destination("nesterov") == destination("adam") == ("gradients", 0, 1)


def test_unknown_optimizer_is_refused():
    with pytest.raises(ConfigurationError, match="optimizer must be one of sgd"):
        make_optimizer("magic", np.zeros(1), np.zeros(1))
