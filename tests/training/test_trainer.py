"""The loop: its events, its figures, its reproducibility, its memory, and how it ends."""

import dataclasses
import tracemalloc

import numpy as np
import pytest

from mnist_core.data.augmentation import Augmentation
from mnist_core.errors import ConfigurationError, DivergenceError
from mnist_core.evaluation.calibration import fit_temperature
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd, EpochEnd, FitEnd, Insight, SettingChanged
from mnist_core.training.trainer import Trainer
from mnist_core.training.training_set import split_training_set


def small(**changes):
    """Return a configuration that trains in a blink."""
    return TrainingConfig(
        **{"hidden_sizes": (16,), "batch_size": 32, "epochs": 2, "training_size": 500, "validation_size": 100} | changes
    )


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def run(config, images):
    return list(Trainer(config).fit(images))


def untimed(events):
    """Return the events without how long they took."""
    return [dataclasses.replace(e, train_seconds=0) if isinstance(e, EpochEnd) else e for e in events]


def test_events_count_every_step_and_epoch(images):
    events = run(small(), images)

    assert [event.step for event in of(BatchEnd, events)] == list(range(1, 33))
    assert [(event.epoch, event.step, event.images) for event in of(EpochEnd, events)] == [(1, 16, 500), (2, 32, 500)]
    assert events[-1] == FitEnd("completed", epoch=2, best_epoch=None)


def test_training_metrics_are_means_over_the_images_seen(images):
    events = run(small(epochs=1), images)
    sizes = np.array([32] * 15 + [20])
    losses = np.array([event.loss for event in of(BatchEnd, events)])
    accuracies = np.array([event.accuracy for event in of(BatchEnd, events)])

    [end] = of(EpochEnd, events)

    assert end.train_loss == pytest.approx((losses * sizes).sum() / 500)
    assert end.train_accuracy == pytest.approx((accuracies * sizes).sum() / 500)


def test_exact_training_metrics_are_those_of_the_network_after_the_epoch(images):
    trainer = Trainer(small(epochs=1, exact_training_metrics=True, training_size=0, validation_size=0, shuffle=False))
    part = images.take(slice(700))

    [end] = of(EpochEnd, trainer.fit(part))

    proba = trainer.network.predict_proba(part.images)
    assert end.train_accuracy == pytest.approx(np.mean(proba.argmax(axis=1) == part.labels))
    assert end.train_loss == pytest.approx(-np.log(proba[np.arange(700), part.labels]).mean(), rel=1e-5)


def test_initial_loss_is_about_ln_10(images):
    events = run(small(epochs=1, initializer="lecun_normal"), images)

    assert of(BatchEnd, events)[0].loss == pytest.approx(np.log(10), abs=0.5)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_twenty_images_are_learned_by_heart(optimizer, images):
    config = small(
        training_size=20, batch_size=20, epochs=150, validation_size=0, optimizer=optimizer,
        learning_rate=0.3 if optimizer == "sgd" else 0.01,
    )  # fmt: skip

    assert of(EpochEnd, run(config, images))[-1].train_accuracy == 1


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"optimizer": "adamw", "dropout": 0.3, "batch_norm": True, "weight_average": 0.99},
        {"augmentation": Augmentation(shift=2, rotation=10)},
    ],
)
def test_same_seed_gives_the_same_history_to_the_bit(changes, images):
    assert untimed(run(small(**changes), images)) == untimed(run(small(**changes), images))


def test_another_seed_gives_another_history(images):
    assert untimed(run(small(seed=1), images)) != untimed(run(small(seed=2), images))


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_inner_loop_allocates_nothing(optimizer, mnist):
    config = TrainingConfig(
        hidden_sizes=(64, 32),
        batch_size=128,
        optimizer=optimizer,
        learning_rate=0.001,
        label_smoothing=0.1,
        dropout=0.2,
        weight_decay=1e-4,
        weight_average=0.9,
        gradient_clip=1.0,
    )
    events = Trainer(config).fit(mnist.train)
    for _ in range(10):
        next(events)
    tracemalloc.start()
    try:
        for _ in range(100):
            next(events)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        events.close()

    assert peak < 100_000


@pytest.mark.parametrize(
    "changes",
    [
        {"batch_size": 1, "training_size": 5},
        {"batch_size": 1, "training_size": 5, "batch_norm": True},
        {"hidden_sizes": ()},
        {"hidden_sizes": (1,)},
        {"hidden_sizes": (1,) * 10, "batch_norm": True},
        {"batch_size": 500},
        {"batch_size": 499},
        {"validation_size": 0},
    ],
)
def test_edges_of_the_configuration_train(changes, images):
    end = of(EpochEnd, run(small(**changes), images))[-1]

    assert np.isfinite(end.train_loss)
    assert (end.validation_loss is None) == (changes.get("validation_size") == 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"batch_size": 501}, "batch_size must be at most 500, the number of training images, got 501"),
        ({"training_size": 950}, "training_size must be at most 900"),
        ({"validation_size": 0, "early_stopping": 3}, "early_stopping needs validation images"),
    ],
)
def test_configuration_that_does_not_fit_the_images_is_refused(changes, message, images):
    with pytest.raises(ConfigurationError, match=message):
        Trainer(small(**changes)).fit(images)


@pytest.mark.parametrize("changes", [{"learning_rate": 1e9}, {"learning_rate": 1e40, "hidden_sizes": ()}])
def test_divergence_names_step_and_learning_rate_and_a_mend(changes, images):
    with pytest.raises(DivergenceError, match=r"at step \d+ \(epoch \d+\): .* learning rate 1e\+.* Try a learning"):
        run(small(**changes), images)


def test_the_loss_at_which_training_diverges_is_the_last_one_told(images):
    told = []
    with pytest.raises(DivergenceError, match=r"at step (\d+)") as caught:
        for event in Trainer(small(learning_rate=10.0, activation="leaky_relu", hidden_sizes=(32, 32))).fit(images):
            told.append(event)
    assert f"at step {told[-1].step} (epoch 1): the loss is {told[-1].loss:.3g} at" in str(caught.value)


def test_divergence_in_the_last_step_is_found(images):
    with pytest.raises(DivergenceError, match="weight is no longer a finite number"):
        run(small(learning_rate=1e300, batch_size=500, epochs=1), images)


def test_change_takes_effect_at_the_next_step_and_is_told(images):
    trainer = Trainer(small(optimizer="momentum"))
    events = trainer.fit(images)
    next(events)

    trainer.change("learning_rate", 0.02)
    trainer.change("momentum", 0.5)
    trainer.change("dropout", 0.1)

    assert [next(events) for _ in range(3)] == [
        SettingChanged(1, 2, "learning_rate", 0.1, 0.02),
        SettingChanged(1, 2, "momentum", 0.9, 0.5),
        SettingChanged(1, 2, "dropout", 0.0, 0.1),
    ]
    assert next(events).learning_rate == 0.02
    assert trainer.network.dropout == 0.1


def test_epoch_reports_the_learning_rate_that_it_used_last(images):
    trainer = Trainer(small())
    events = trainer.fit(images)
    while next(events).step < 16:
        continue

    trainer.change("learning_rate", 0.02)
    trainer.change("learning_rate", 0.03)

    end = next(events)
    assert (end.epoch, end.learning_rate) == (1, 0.1)


@pytest.mark.parametrize(
    ("field", "value"),
    [("batch_size", 3), ("learning_rate", 0), ("learning_rate", float("nan")), ("dropout", 1), ("momentum", 0.5)],
)
def test_change_refuses_nonsense(field, value):
    with pytest.raises(ConfigurationError):
        Trainer(small()).change(field, value)


def test_insight_follows_the_step_that_was_asked_for(images):
    trainer = Trainer(small(hidden_sizes=(16, 8)))
    events = trainer.fit(images)
    next(events)
    before = trainer.network.named_parameters()["dense1.weight"].copy()
    trainer.measure_next_step()

    batch_end, insight, following = next(events), next(events), next(events)

    after = trainer.network.named_parameters()["dense1.weight"]
    assert isinstance(insight, Insight)
    assert isinstance(following, BatchEnd)
    assert insight.step == batch_end.step == 2
    assert len(insight.gradient_rms) == len(insight.weight_rms) == len(insight.update_ratio) == 3
    assert len(insight.dead_units) == 2
    gradient = 0.1 * insight.gradient_rms[0] * np.sqrt(before.size)  # SGD moves by the rate times the gradient
    assert insight.update_ratio[0] == pytest.approx(gradient / np.linalg.norm(before), rel=1e-3)
    assert sum(insight.histogram_counts[0]) == sum(insight.histogram_start[0]) == after.size


def test_between_steps_is_when_the_next_event_begins_a_step(images):
    trainer = Trainer(small())
    assert trainer.between_steps
    events = trainer.fit(images)
    found = []

    for event in events:
        found.append((type(event), trainer.between_steps))
        if isinstance(event, BatchEnd) and event.step == 14:
            trainer.measure_next_step()
            trainer.change("learning_rate", 0.02)
        if isinstance(event, BatchEnd) and event.step == 31:
            trainer.measure_next_step()

    assert found == (
        [(BatchEnd, True)] * 14
        + [(SettingChanged, True), (BatchEnd, False), (Insight, True), (BatchEnd, False), (EpochEnd, True)]
        + [(BatchEnd, True)] * 15
        + [(BatchEnd, False), (Insight, False), (EpochEnd, True), (FitEnd, True)]
    )


def test_label_smoothing_raises_the_lowest_possible_loss(images):
    events = run(small(training_size=20, batch_size=20, epochs=300, validation_size=0, label_smoothing=0.2), images)

    lowest = -(0.82 * np.log(0.82) + 9 * 0.02 * np.log(0.02))
    assert of(EpochEnd, events)[-1].train_loss == pytest.approx(lowest, rel=0.1)


def test_gradient_clipping_bounds_the_step(images):
    trainer = Trainer(small(gradient_clip=0.01, learning_rate=1.0))
    before = trainer.network.parameters.copy()

    next(trainer.fit(images))

    assert np.linalg.norm(trainer.network.parameters - before) == pytest.approx(0.01, rel=1e-3)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
@pytest.mark.parametrize("weight_decay", [0, 0.01])
def test_clipping_that_never_bites_changes_nothing(optimizer, weight_decay, images):
    config = small(optimizer=optimizer, learning_rate=0.03, weight_decay=weight_decay, dtype="float64")
    free, clipped = Trainer(config), Trainer(config.with_changes(gradient_clip=1e6))
    list(free.fit(images))
    list(clipped.fit(images))

    np.testing.assert_allclose(clipped.network.parameters, free.network.parameters, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "changes", [{}, {"optimizer": "momentum", "dropout": 0.2}, {"optimizer": "adam", "batch_norm": True}]
)
def test_looking_inside_changes_nothing_to_the_bit(changes, images):
    plain, watched = Trainer(small(**changes)), Trainer(small(**changes))
    list(plain.fit(images))

    for event in watched.fit(images):
        if isinstance(event, BatchEnd) and event.step % 3 == 0:
            watched.measure_next_step()

    np.testing.assert_array_equal(watched.network.parameters, plain.network.parameters)


def test_weight_average_is_the_average_of_the_weights_it_saw(images):
    trainer = Trainer(small(weight_average=0.3, dtype="float64", epochs=1, training_size=96, batch_norm=True))
    expected = trainer.network.parameters.copy()
    expected_state = trainer.network.state.copy()

    for event in trainer.fit(images):
        if isinstance(event, BatchEnd):
            decay = min(0.3, (1 + event.step) / (10 + event.step))
            expected = decay * expected + (1 - decay) * trainer.network.parameters
            expected_state = decay * expected_state + (1 - decay) * trainer.network.state
        if isinstance(event, EpochEnd):
            np.testing.assert_allclose(trainer.evaluation_network().parameters, expected, rtol=1e-12)

    np.testing.assert_allclose(trainer.network.parameters, expected, rtol=1e-12)
    np.testing.assert_allclose(trainer.network.state, expected_state, rtol=1e-12)


def test_the_temperature_is_fitted_on_validation_images_when_training_ends(images):
    trainer = Trainer(small(label_smoothing=0.3, epochs=3))
    _, validation = split_training_set(trainer.config, images, None)
    *_, fitted = [trainer.network.temperature for _ in trainer.fit(images)]
    wanted = fit_temperature(trainer.network.predict_logits(validation.images), validation.labels)
    assert fitted == wanted != 1


def test_without_validation_images_the_temperature_stays(images):
    trainer = Trainer(small(validation_size=0, epochs=1))
    list(trainer.fit(images))
    assert trainer.network.temperature == 1


def test_early_stopping_keeps_the_best_weights(images):
    trainer = Trainer(small(training_size=60, epochs=200, early_stopping=3, learning_rate=0.5))
    best = None

    for event in trainer.fit(images):
        if isinstance(event, EpochEnd) and event.is_best:
            best = event, trainer.network.parameters.copy()

    assert event == FitEnd("early_stopping", epoch=best[0].epoch + 3, best_epoch=best[0].epoch)
    np.testing.assert_array_equal(trainer.network.parameters, best[1])


def test_zero_initialisation_never_tells_units_apart(images):
    trainer = Trainer(small(initializer="zeros"))
    events = list(trainer.fit(images))

    weights = trainer.network.named_parameters()["dense1.weight"]
    assert (weights == weights[:, :1]).all()
    assert of(EpochEnd, events)[-1].train_accuracy < 0.2


def test_augmented_training_sees_each_image_once_an_epoch(images):
    augmented = run(small(augmentation=Augmentation(shift=3)), images)

    assert [event.images for event in of(EpochEnd, augmented)] == [500, 500]
    assert untimed(augmented) != untimed(run(small(), images))


def test_from_preset_changes_fields():
    trainer = Trainer.from_preset("quick", seed=5)

    assert trainer.config.seed == 5


def test_from_preset_names_the_presets_it_knows():
    with pytest.raises(ConfigurationError, match="preset must be one of .*blog-post"):
        Trainer.from_preset("magic")
