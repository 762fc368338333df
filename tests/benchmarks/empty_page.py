"""A page with nothing on it: what Streamlit itself takes to open."""

import streamlit as st

st.title("Empty")
