"""What a page can do with networks of other data than digits of MNIST's size, said in one sentence."""

import streamlit as st

from mnist_core.store.run import Run
from pages.components.shown_text import as_markdown


def stop_unless_digits(run: Run, what: str) -> None:
    """Say that a page is for networks that read digits of 28 × 28 pixels, and stop, where this one reads others.

    Parameters
    ----------
    run : Run
    what : str
        What the page does, such as "Inside follows".
    """
    data = run.config.data
    if data.shows_digits:
        return
    side = data.image_side
    st.info(
        f"{what} networks that read digits of 28 × 28 pixels; this one learned from {as_markdown(data.name)}, "
        f"images of {side} × {side} pixels in {len(data.class_names)} classes. Evaluate shows how well it reads them.",
        icon=":material/database:",
    )
    st.page_link("evaluate.py", label="Evaluate it", icon=":material/grid_on:", query_params={"run": str(run.id)})
    st.stop()
