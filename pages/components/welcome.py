"""What the Train page shows before anything was trained."""

import streamlit as st


def welcome() -> None:
    """Say what to do first and what one will see."""
    with st.container(border=True):
        st.subheader("Teach a network to read digits", anchor=False)
        st.markdown(
            "Press **Start training**. A network of plain NumPy looks at 55,000 handwritten digits, batch after batch, "
            "and you watch its loss fall and its accuracy rise, live. The first point is here within two seconds.\n\n"
            "Afterwards **Evaluate** shows where it errs, and **Draw** lets it read your own hand."
        )
        with st.container(horizontal=True, gap="medium"):
            st.page_link(
                "draw.py", label="Draw a digit now", icon=":material/draw:", help="A trained network is ready."
            )
            st.page_link("evaluate.py", label="See how well it reads", icon=":material/grid_on:")
