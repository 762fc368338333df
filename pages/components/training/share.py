"""A set-up as text that one can take away: Python and a command line that really run."""

import streamlit as st

from mnist_core.command_line.options import write_command
from mnist_core.export.code import as_python
from mnist_core.training.config import TrainingConfig
from pages.components.choice import choose_one
from pages.components.training.class_links import class_link


def share(config: TrainingConfig | None) -> None:
    """Draw the ways to take the set-up away."""
    st.caption("The address of this page holds every control: copy it, and another person gets this form.")
    if config is None:
        st.caption("Correct the settings above to see them as code.")
        return
    class_link(config)
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
