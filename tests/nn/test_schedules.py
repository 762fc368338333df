"""Schedules: checked at their ends, against their formula, and one against values that PyTorch 2.13 printed."""

import math

import pytest

from mnist_core.errors import ConfigurationError
from mnist_core.nn.schedules import constant, cosine, make_schedule, one_cycle, step_decay

# torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1, total_steps=10, pct_start=0.3), the rate of each step.
PYTORCH_ONE_CYCLE = [
    0.040000000000000036,
    0.52,
    1.0,
    0.9504846320134737,
    0.8117456539497631,
    0.6112620219362893,
    0.38874197806371075,
    0.18825834605023697,
    0.049519367986526286,
    4e-06,
]


def test_constant_is_always_one():
    assert {constant()(step) for step in range(5)} == {1.0}


def test_step_decay_halves_at_each_border():
    factor = step_decay(factor=0.5, every=3)

    assert [factor(step) for step in range(7)] == [1, 1, 1, 0.5, 0.5, 0.5, 0.25]


def test_cosine_follows_its_formula():
    factor = cosine(total_steps=8)

    assert [factor(step) for step in range(8)] == pytest.approx(
        [(1 + math.cos(math.pi * step / 8)) / 2 for step in range(8)]
    )


def test_cosine_warms_up_in_a_straight_line():
    factor = cosine(total_steps=20, warmup=0.25)

    assert [factor(step) for step in range(5)] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert factor(5) == 1
    assert factor(19) < 0.02


def test_one_cycle_equals_pytorch():
    factor = one_cycle(total_steps=10, warmup=0.3)

    assert [factor(step) for step in range(10)] == pytest.approx(PYTORCH_ONE_CYCLE, rel=1e-9)


def test_one_cycle_without_warm_up_starts_at_its_peak():
    factor = one_cycle(total_steps=10, warmup=0)

    assert factor(0) == 1
    assert factor(9) == pytest.approx(1 / 250_000)


@pytest.mark.parametrize("total", [1, 2])
@pytest.mark.parametrize("warmup", [0.0, 0.5, 0.99])
def test_schedules_of_very_short_training_stay_in_range(total, warmup):
    for schedule in (cosine(total_steps=total, warmup=warmup), one_cycle(total_steps=total, warmup=warmup)):
        assert all(0 <= schedule(step) <= 1 for step in range(total))


@pytest.mark.parametrize(
    ("name", "step", "expected"),
    [("constant", 9, 1.0), ("step", 9, 0.25), ("cosine", 8, 0.9045085), ("one_cycle", 4, 1.0)],
)
def test_make_schedule_counts_epochs_in_steps(name, step, expected):
    factor = make_schedule(name, epochs=5, steps_per_epoch=4, warmup=0.25, decay_factor=0.5, decay_every=1)

    assert factor(step) == pytest.approx(expected)


def test_unknown_schedule_is_refused():
    with pytest.raises(ConfigurationError, match="schedule must be one of constant"):
        make_schedule("magic", epochs=1, steps_per_epoch=1, warmup=0, decay_factor=1, decay_every=1)
