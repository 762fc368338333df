"""A set-up as text that one can take away: Python and a command line that really run."""

import shlex
from typing import Any

import streamlit as st

from mnist_core.training.config import TrainingConfig
from pages.components.choice import choose_one

DEFAULTS = TrainingConfig()


def as_python(config: TrainingConfig) -> str:
    """Return a program that trains a network with this set-up and measures it."""
    settings = "".join(
        f"    {name}={value!r},\n" for name, value in differences(config).items() if name != "augmentation"
    )
    imported = "Trainer, TrainingConfig, load_mnist"
    if not config.augmentation.is_identity:
        chosen = ", ".join(f"{name}={value!r}" for name, value in augmentation_differences(config).items())
        settings += f"    augmentation=Augmentation({chosen}),\n"
        imported = "Augmentation, " + imported
    return f"""\
from mnist_core import {imported}
from mnist_core.training.events import EpochEnd

mnist = load_mnist()
config = TrainingConfig(
{settings})
trainer = Trainer(config)
for event in trainer.fit(mnist.train):
    if isinstance(event, EpochEnd):
        print(f"epoch {{event.epoch}}: loss {{event.train_loss:.4f}}, accuracy {{event.train_accuracy:.2%}}")

correct = trainer.network.predict(mnist.test.images) == mnist.test.labels
print(f"test accuracy {{correct.mean():.2%}}")
"""


def differences(config: TrainingConfig) -> dict[str, Any]:
    """Return the settings that make a run what it is, and every other one that is not at its default."""
    main = ("hidden_sizes", "batch_size", "learning_rate", "epochs", "optimizer", "seed")
    given = {name: getattr(config, name) for name in main}
    others = {name: getattr(config, name) for name in config.to_dict() if name not in main}
    return given | {name: value for name, value in others.items() if value != getattr(DEFAULTS, name)}


def augmentation_differences(config: TrainingConfig) -> dict[str, float]:
    """Return the ways to vary images that are not at their default."""
    default = DEFAULTS.augmentation.to_dict()
    return {name: value for name, value in config.augmentation.to_dict().items() if value != default[name]}


def as_command(config: TrainingConfig) -> str:
    """Return the command line that trains a network with this set-up."""
    parts = ["python", "-m", "mnist_core", "train"]
    for name, value in differences(config).items():
        if name == "augmentation":
            for field, strength in augmentation_differences(config).items():
                parts += [f"--augmentation-{field.replace('_', '-')}", str(strength)]
        else:
            parts += _option(name, value)
    return shlex.join(parts)


def _option(name: str, value: Any) -> list[str]:
    """Return one setting as the command line takes it."""
    option = "--hidden" if name == "hidden_sizes" else f"--{name.replace('_', '-')}"
    if isinstance(value, bool):
        return [option if value else f"--no-{option[2:]}"]
    return [option, ",".join(map(str, value)) if isinstance(value, tuple) else str(value)]


def share(config: TrainingConfig | None) -> None:
    """Draw the ways to take the set-up away."""
    st.caption("The address of this page holds every control: copy it, and another person gets this form.")
    if config is None:
        st.caption("Mend the settings above to see them as code.")
        return
    shown = choose_one(
        "As code",
        ["Python", "Command"],
        key="share_as",
        help="Code that trains the same network without this page, to the bit where the seed is the same.",
    )
    if shown == "Command":
        st.code(as_command(config), language="shell", wrap_lines=True)
    else:
        st.code(as_python(config), language="python")
