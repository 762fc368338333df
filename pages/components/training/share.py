"""A set-up as text that one can take away: Python and a command line that really run."""

import streamlit as st

from mnist_core.command_line.options import write_command
from mnist_core.training.config import TrainingConfig, is_augmentation
from mnist_core.training.setting_text import telling_settings
from pages.components.choice import choose_one


def as_python(config: TrainingConfig) -> str:
    """Return a program that trains a network with this set-up and measures it."""
    telling = telling_settings(config)
    chosen = ", ".join(f"{name}={value!r}" for name, value in telling.items() if is_augmentation(name))
    settings = "".join(f"    {name}={value!r},\n" for name, value in telling.items() if not is_augmentation(name))
    changes = f".with_changes({chosen})" if chosen else ""
    return f"""\
from mnist_core import Trainer, TrainingConfig, load_mnist
from mnist_core.training.events import EpochEnd

mnist = load_mnist()
config = TrainingConfig(
{settings}){changes}
trainer = Trainer(config)
for event in trainer.fit(mnist.train):
    if isinstance(event, EpochEnd):
        print(f"epoch {{event.epoch}}: loss {{event.train_loss:.4f}}, accuracy {{event.train_accuracy:.2%}}")

correct = trainer.network.predict(mnist.test.images) == mnist.test.labels
print(f"test accuracy {{correct.mean():.2%}}")
"""


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
        st.code(write_command(config), language="shell", wrap_lines=True)
    else:
        st.code(as_python(config), language="python")
