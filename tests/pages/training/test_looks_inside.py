"""Every look inside a run is drawn, or says why there is nothing to see yet."""

import pytest

from pages.components.training.live_view import INSIGHTS


@pytest.mark.parametrize("look", INSIGHTS)
def test_a_run_without_insights_says_so_or_draws_empty_axes(open_page, add_run, look):
    run = add_run()
    app = open_page("train.py", run=str(run.id), state={"insight": look, "chart_log": True, "chart_axis": "Epochs"})
    assert not app.exception
    said = " ".join(caption.value for caption in app.caption)
    expected = {
        "Weights": "The weights are measured soon",
        "First layer": "The first layer is shown soon",
        "Pinned digits": "No digit is pinned",
    }
    assert expected.get(look, "") in said
