"""What became of a finished run that has learned nothing, and what the likely causes are."""

from mnist_core.store.run import Run, RunStatus
from mnist_core.training.events import Insight
from mnist_core.training.setting_text import number_text

CHANCE = 0.15
"""Guessing reads one digit in ten; answering always the commonest one, 11.4 % of the test images."""

DEAD = 0.9
"""Share of a layer's units from which on little passes through it."""

USUAL_RATES = {"sgd": 0.5, "momentum": 0.2, "nesterov": 0.2, "rmsprop": 0.01, "adam": 0.01, "adamw": 0.01}
"""Learning rates above which an optimizer often fails to learn digits."""


def learned_nothing(run: Run) -> bool:
    """Whether a finished run reads digits no better than guessing would."""
    accuracy = run.test_accuracy if run.test_accuracy is not None else run.validation_accuracy
    is_trained = run.source == "trained" and run.status is RunStatus.FINISHED
    return is_trained and accuracy is not None and accuracy < CHANCE


def likely_causes(run: Run, latest: Insight | None) -> str:
    """Say that a run has learned nothing, and what the likely causes are by what was recorded.

    Parameters
    ----------
    run : Run
        One that has learned nothing.
    latest : Insight or None
        The last look inside its network.
    """
    config = run.config
    rate = number_text(config.learning_rate)
    causes = []
    if config.initializer == "zeros" and config.hidden_sizes:
        causes.append("the weights began at zero, so no unit learned anything of its own; choose other initial weights")
    if latest is not None and max(latest.dead_units, default=0.0) >= DEAD:
        share = f"{max(latest.dead_units):.0%} of a layer's units are dead"
        causes.append(f"{share}, 0 for every image; try a smaller learning rate or Leaky ReLU")
    if config.learning_rate > USUAL_RATES[config.optimizer]:
        causes.append(f"the learning rate {rate} is high for this optimizer; try a tenth of it")
    if not causes:
        causes.append(f"the learning rate {rate} may be too high or too low, or the epochs too few; try ten times less")
    return f"The network reads digits no better than guessing. Likely: {'; and '.join(causes)}."
