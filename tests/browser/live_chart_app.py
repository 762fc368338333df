"""The live chart alone, beside nothing else that could fail: the app that test_live_chart.py opens."""

from pathlib import Path

import pandas  # noqa: F401
import plotly.graph_objects  # noqa: F401
import streamlit as st

from pages.server.assets import asset_routes

app = st.App(Path(__file__).with_name("live_chart_page.py"), routes=asset_routes())
