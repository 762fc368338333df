"""Surgery: each operation does what it says, to a copy, and can be undone."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.errors import ConfigurationError
from mnist_core.explanation.operations import AddNoise, Prune, ScaleWeight, SwitchOff, Temperature, ZeroLayer
from mnist_core.explanation.surgery import MAX_OPERATIONS, Surgery
from mnist_core.explanation.trace import trace_image
from tests.explanation.random_networks import digit, make

operations = st.one_of(
    st.builds(SwitchOff, st.integers(0, 1), st.lists(st.integers(0, 4), min_size=1, max_size=4).map(tuple)),
    st.builds(ScaleWeight, st.integers(0, 2), st.integers(0, 4), st.integers(0, 4), st.floats(-100, 100)),
    st.builds(Prune, st.floats(0, 1)),
    st.builds(AddNoise, st.floats(0, 10), st.integers(0, 2**32 - 1)),
    st.builds(ZeroLayer, st.integers(0, 2)),
    st.builds(Temperature, st.floats(0.1, 10)),
)
surgeries = st.lists(operations, max_size=5).map(lambda found: Surgery(tuple(found)))


@given(surgery=surgeries, operation=operations)
@settings(max_examples=50, deadline=None)
def test_undo_is_as_if_it_had_not_been_done(surgery, operation):
    network = make()

    undone = surgery.then(operation).undo()

    assert undone == surgery
    np.testing.assert_array_equal(undone.apply(network).parameters, surgery.apply(network).parameters)


@given(surgery=surgeries)
@settings(max_examples=50, deadline=None)
def test_json_reads_back_as_the_same_surgery(surgery):
    assert Surgery.from_json(surgery.to_json()) == surgery
    assert len(surgery.describe()) == len(surgery.operations)


@given(surgery=surgeries)
@settings(max_examples=30, deadline=None)
def test_surgery_changes_only_the_copy(surgery):
    network = make(batch_norm=True)
    before = network.parameters.copy()

    surgery.apply(network)

    np.testing.assert_array_equal(network.parameters, before)


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "sigmoid", "tanh"])
def test_unit_switched_off_is_heard_by_nobody(activation, batch_norm):
    network = make(activation=activation, batch_norm=batch_norm)

    twin = Surgery((SwitchOff(0, (2, 5)),)).apply(network)

    kept = [unit for unit in range(7) if unit not in (2, 5)]
    trace, whole = trace_image(twin, digit()), trace_image(network, digit())
    assert not trace.layers[0].z[[2, 5]].any()
    np.testing.assert_array_equal(trace.layers[0].outputs[kept], whole.layers[0].outputs[kept])
    heard = whole.layers[1].inputs[kept] @ whole.layers[1].weight[kept] + whole.layers[1].bias
    np.testing.assert_allclose(trace.layers[1].z, heard, rtol=1e-4, atol=1e-5)


def test_pruning_takes_the_smallest_weights():
    network = make()

    twin = Surgery((Prune(0.25),)).apply(network)

    weights, before = twin.parameters[: twin.weight_count], network.parameters[: network.weight_count]
    assert np.sum(weights == 0) == round(0.25 * twin.weight_count)
    assert np.abs(before[weights == 0]).max() <= np.abs(before[weights != 0]).min()
    np.testing.assert_array_equal(twin.parameters[twin.weight_count :], network.parameters[network.weight_count :])


def test_pruning_all_or_nothing():
    assert not Surgery((Prune(1),)).apply(make()).parameters[: make().weight_count].any()
    np.testing.assert_array_equal(Surgery((Prune(0),)).apply(make()).parameters, make().parameters)


def test_noise_is_of_the_size_asked_for_and_repeats():
    network = make((200,))

    twin = Surgery((AddNoise(0.5, seed=3),)).apply(network)

    added = (twin.parameters - network.parameters)[: 784 * 200]
    assert added.std() == pytest.approx(0.5 * network.named_parameters()["dense1.weight"].std(), rel=0.01)
    np.testing.assert_array_equal(Surgery((AddNoise(0.5, seed=3),)).apply(network).parameters, twin.parameters)
    assert not np.array_equal(Surgery((AddNoise(0.5, seed=4),)).apply(network).parameters, twin.parameters)


def test_temperature_divides_the_logits():
    network = make(dtype="float64")

    logits = Surgery((Temperature(4),)).apply(network).predict_logits(digit())

    np.testing.assert_allclose(logits, network.predict_logits(digit()) / 4)


def test_one_weight_is_scaled_and_one_layer_zeroed():
    network = make()

    twin = Surgery((ScaleWeight(1, 3, 2, -2.0), ZeroLayer(0))).apply(network)

    named, before = twin.named_parameters(), network.named_parameters()
    assert named["dense2.weight"][3, 2] == -2 * before["dense2.weight"][3, 2]
    assert np.sum(named["dense2.weight"] != before["dense2.weight"]) == 1
    assert not named["dense1.weight"].any()
    np.testing.assert_array_equal(named["dense1.bias"], before["dense1.bias"])


def test_surgery_says_what_was_done():
    surgery = Surgery((SwitchOff(0, (2,)), SwitchOff(1, (0, 3)), ScaleWeight(0, 9, 1, 2), Prune(0.125), Temperature(2)))

    assert surgery.describe() == [
        "unit 2 of layer 1 switched off",
        "units 0, 3 of layer 2 switched off",
        "the weight from pixel 9 to unit 1 of layer 1 times 2",
        "the smallest 12.5% of all weights set to zero",
        "temperature 2",
    ]


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (SwitchOff(2, (0,)), "hidden layer 3 does not exist"),
        (SwitchOff(0, (7,)), "unit must be a whole number from 0 to 6"),
        (ScaleWeight(0, 784, 0, 1), "input must be a whole number from 0 to 783"),
        (ZeroLayer(3), "layer 4 does not exist in this network of 3 layers"),
    ],
)
def test_operation_that_does_not_fit_the_network_is_refused(operation, message):
    with pytest.raises(ConfigurationError, match=message):
        Surgery((operation,)).apply(make())


def test_weights_that_overflow_are_refused():
    with pytest.raises(ConfigurationError, match="finite numbers; undo"):
        Surgery((ScaleWeight(0, 0, 0, 100),) * 30).apply(make())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must be a list of operations"),
        ("{}", "must be a list of operations"),
        ("[1]", "must be a list of operations"),
        ("[" * 100_000, "must be a list of operations"),
        ('[{"do":"burn"}]', "operation must be one of off, scale, prune"),
        ('[{"do":"prune"}]', "must say share, got"),
        ('[{"do":"prune","share":"x"}]', "share must be a number from 0 to 1, got 'x'"),
        ('[{"do":"prune","share":NaN}]', "share must be a number from 0 to 1"),
        ('[{"do":"prune","share":2}]', "share must be a number from 0 to 1, got 2"),
        ('[{"do":"zero","layer":-1}]', "layer must be a whole number >= 0"),
        ('[{"do":"zero","layer":"1"}]', "layer must be a whole number >= 0"),
        ('[{"do":"off","layer":0,"units":[]}]', "units must be a list"),
        ('[{"do":"off","layer":0,"units":[1.5]}]', "unit must be a whole number"),
        ('[{"do":"temperature","value":0}]', "temperature must be a number from 0.01 to 100"),
        ('[{"do":"noise","scale":1,"seed":true}]', "seed must be a whole number"),
        (json.dumps([{"do": "zero", "layer": 0}] * (MAX_OPERATIONS + 1)), "at most 50 operations"),
    ],
)
def test_json_that_is_no_surgery_is_refused_in_one_sentence(text, message):
    with pytest.raises(ConfigurationError, match=message):
        Surgery.from_json(text)
