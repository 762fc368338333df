import html
import re
from decimal import Decimal

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.files.network_file import network_bytes
from mnist_core.files.snapshots import save_snapshot
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.run import Run
from pages.components.inside.drawn_image import as_text


def tables(app: AppTest) -> list[list[list[str]]]:
    """Return the cells of every table on the page, without headings."""
    bodies = [found[1] for part in app.get("html") if (found := re.search("<tbody>(.*)</tbody>", part.proto.body))]
    return [
        [[_text(cell) for cell in re.findall("<td[^>]*>(.*?)</td>", row)] for row in re.findall("<tr>(.*?)</tr>", body)]
        for body in bodies
    ]


def _text(cell: str) -> str:
    """Return a cell's text, without its tags."""
    return html.unescape(re.sub("<[^>]*>", "", cell))


def numbers(table: list[list[str]], column: int = -1) -> list[Decimal]:
    """Return a column's numbers."""
    return [Decimal(re.sub(r"[%\s]", "", row[column]).replace("−", "-")) for row in table]


def adds_up(table: list[list[str]], column: int = -1) -> bool:
    """Say whether the lines of a column make the last one, to the last digit."""
    *lines, total = numbers(table, column)
    return sum(lines) == total


def test_without_any_network_it_says_what_to_do(open_page, store, nothing_shipped):
    app = open_page("inside.py")
    assert not app.exception
    assert "train one first" in app.info[0].value


def test_a_first_visit_shows_the_sum_of_a_unit(open_page, store):
    app = open_page("inside.py")
    assert not app.exception
    assert not app.warning
    assert re.match(r"Hidden 1, unit \d+", app.header[0].value)
    assert adds_up(tables(app)[0])


@pytest.mark.parametrize("unit", ["1-0", "1-3", "2-0", "2-9"])
@pytest.mark.parametrize("image", ["0", "1234"])
def test_forward_tables_add_up(open_page, add_run, unit, image):
    app = open_page("inside.py", run=str(add_run().id), unit=unit, image=image)
    assert not app.exception
    found = tables(app)
    assert adds_up(found[0])
    if unit.startswith("2"):
        assert adds_up(found[1])
        assert numbers(found[1])[-1] == 100
        assert adds_up(found[2])


@pytest.mark.parametrize("unit", ["0-400", "1-0", "1-3", "2-0", "2-9"])
def test_backward_tables_add_up(open_page, add_run, unit):
    app = open_page("inside.py", run=str(add_run().id), unit=unit, part="backward")
    assert not app.exception
    assert adds_up(tables(app)[0])


def test_a_drawing_in_the_address_is_followed(open_page, store):
    app = open_page("inside.py", image=as_text(np.random.default_rng(0).random(784)), label="7", part="backward")
    assert not app.exception
    assert not app.warning
    assert next(box.value for box in app.selectbox if box.label == "You drew a") == 7


@pytest.mark.parametrize("unit", ["1-0", "2-3"])
def test_a_weight_is_checked_and_its_gradient_found_true(open_page, add_run, unit):
    app = open_page("inside.py", run=str(add_run().id), unit=unit, part="check-it")
    assert not app.exception
    (table,) = tables(app)
    found = {row[0]: row[1] for row in table}
    numerical, analytic = (row[1] for row in table[3:5])
    assert numerical[:6] == analytic[:6]
    assert " · 10" in found["relative error"] or float(found["relative error"]) < 1e-5


def test_a_pixel_has_no_weight_to_check(open_page, store):
    app = open_page("inside.py", unit="0-5", part="check-it")
    assert not app.exception
    assert "no weights of its own" in app.info[0].value


def test_one_step_lowers_the_loss_of_the_digit(open_page, add_run):
    app = open_page("inside.py", run=str(add_run().id), part="one-step")
    assert not app.metric
    app = next(button for button in app.button if button.label == "Learn this digit").click().run()
    assert not app.exception
    loss = next(metric for metric in app.metric if metric.label == "Loss of this digit")
    assert loss.delta.startswith("-")


def test_surgery_is_done_undone_and_kept_in_the_address(open_page, add_run):
    run = add_run()
    app = open_page("inside.py", run=str(run.id), part="surgery", unit="1-2")
    app = next(button for button in app.button if button.label == "Switch off Hidden 1, unit 2").click().run()
    assert not app.exception
    address = app.query_params["surgery"]
    assert any("unit 2 of layer 1 switched off" in text.value for text in app.markdown)
    app = next(button for button in app.button if button.label == "Undo").click().run()
    assert "surgery" not in app.query_params
    again = open_page("inside.py", run=str(run.id), part="surgery", surgery=address)
    assert any("unit 2 of layer 1 switched off" in text.value for text in again.markdown)


def test_without_hidden_units_there_is_none_to_switch_off(open_page, add_run):
    app = open_page("inside.py", run=str(add_run().id), part="surgery", unit="2-3")
    assert not app.exception
    assert next(button for button in app.button if button.label == "Switch off a unit").disabled


@pytest.mark.parametrize(
    "surgery",
    ["nonsense", "[]x", '[{"do":"explode"}]', '[{"do":"off","layer":7,"units":[1]}]', '[{"do":"off","layer":0}]'],
)
def test_a_surgery_that_cannot_be_is_one_sentence(open_page, store, surgery):
    app = open_page("inside.py", part="surgery", surgery=surgery)
    assert not app.exception
    assert len([*app.warning, *app.error]) == 1


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"unit": "1-99999"}, "this network has no such unit"),
        ({"unit": "9-0"}, "this network has no such unit"),
        ({"image": "10000"}, "must be a number from 0 to 9,999"),
        ({"image": "9" * 5000}, "must be a number from 0 to 9,999"),
        ({"image": "drawn.x"}, "is damaged"),
    ],
)
def test_a_bad_address_is_one_sentence_and_shows_something_else(open_page, store, query, sentence):
    app = open_page("inside.py", **query)
    assert not app.exception
    assert [sentence in warning.value for warning in app.warning] == [True]
    assert tables(app)


@pytest.mark.parametrize("query", [{"part": "nothing"}, {"label": "x"}])
def test_nonsense_in_the_address_gives_the_default(open_page, store, query):
    app = open_page("inside.py", **query)
    assert not app.exception
    assert tables(app)


def test_a_damaged_network_is_one_sentence(open_page, add_run, store):
    run = add_run()
    (store.runs.folder(run.id) / "network.safetensors").write_bytes(b"damaged")
    app = open_page("inside.py", run=str(run.id))
    assert not app.exception
    assert app.error[0].value.startswith("This network cannot be used")


@pytest.fixture
def run_with_moments(add_run, store) -> Run:
    """Return a finished run with five moments."""
    run = add_run()
    for step in (0, 1, 2, 10, 20):
        network = NeuralNetwork(run.config.layer_sizes, rng=np.random.default_rng(step))
        save_snapshot(store.runs.folder(run.id), step, network)
    return run


def test_a_run_without_moments_says_so(open_page, add_run):
    app = open_page("inside.py", run=str(add_run().id), part="time-machine")
    assert not app.exception
    assert "no earlier moments" in app.info[0].value


def test_a_moment_in_the_address_is_shown_in_every_part(open_page, run_with_moments):
    totals = set()
    for step in ("0", "2", "20"):
        app = open_page("inside.py", run=str(run_with_moments.id), moment=step, unit="1-2")
        assert not app.exception
        assert adds_up(tables(app)[0])
        totals.add(numbers(tables(app)[0])[-1])
    assert len(totals) == 3


def test_the_time_machine_names_the_moment_and_measures_it(open_page, run_with_moments):
    app = open_page("inside.py", run=str(run_with_moments.id), moment="10", part="time-machine")
    assert not app.exception
    texts = [text.value for text in app.markdown]
    assert "**This digit, after epoch 1**" in texts
    assert any(re.match(r"\*\*All test images: \d+\.\d\d% read correctly\*\*", text) for text in texts)


def test_a_moment_that_is_not_kept_is_one_sentence(open_page, run_with_moments):
    app = open_page("inside.py", run=str(run_with_moments.id), moment="7")
    assert not app.exception
    assert "No moment of this training is kept after step 7" in app.warning[0].value
    assert tables(app)


def test_a_damaged_snapshot_is_one_sentence_and_the_others_stay(open_page, run_with_moments, store):
    next(store.runs.folder(run_with_moments.id).glob("snapshots/*0002.safetensors")).write_bytes(b"damaged")
    app = open_page("inside.py", run=str(run_with_moments.id), moment="2", part="time-machine")
    assert not app.exception
    assert "the snapshot of step 2 is damaged" in app.warning[0].value.lower()
    app = open_page("inside.py", run=str(run_with_moments.id), moment="1", part="time-machine")
    assert not app.warning


def test_another_network_forgets_the_unit_and_the_moment(open_page, run_with_moments):
    app = open_page("inside.py", run=str(run_with_moments.id), moment="2", unit="1-2")
    app = app.selectbox(key="picked_network").select(0).run()
    assert not app.exception
    assert not app.warning
    assert "unit" not in app.query_params


def test_a_digit_is_pinned_followed_and_let_go(open_page, add_run, store):
    app = open_page("inside.py", run=str(add_run().id), part="time-machine", image="7")
    app = next(button for button in app.button if button.label == "Pin this digit").click().run()
    assert not app.exception
    (pin,) = store.pins.all()
    assert pin.label is not None
    app = next(button for button in app.button if button.label == "Follow").click().run()
    assert not app.exception
    assert str(pin.label) in app.query_params["label"]
    app = next(button for button in app.button if button.label == "Unpin").click().run()
    assert not app.exception
    assert not store.pins.all()


def test_a_run_deleted_in_another_tab_is_told_and_the_others_are_offered(open_page, add_run, store):
    kept, gone = add_run("kept"), add_run("gone")
    app = open_page("inside.py", run=str(gone.id))
    assert not app.warning
    store.runs.delete(gone.id)
    app.run()
    assert [warning.value for warning in app.warning] == [f"Run {gone.id} no longer exists."]
    app.selectbox(key="run_instead").set_value(kept.id).run()
    assert app.query_params["run"] == str(kept.id)
    assert not app.run().warning


def test_a_damaged_snapshot_is_told_and_the_kept_network_shown(open_page, add_run, store):
    run = add_run()
    for step in (0, 1):
        save_snapshot(
            store.runs.folder(run.id), step, NeuralNetwork(run.config.layer_sizes, rng=np.random.default_rng(0))
        )
    path = next((store.runs.folder(run.id) / "snapshots").glob("*1.safetensors"))
    path.write_bytes(path.read_bytes()[:100])
    app = open_page("inside.py", run=str(run.id), moment="1", part="time-machine")
    assert not app.exception
    (warning,) = app.warning
    assert warning.value.startswith("The snapshot of step 1 is damaged; choose another moment.")


@pytest.mark.parametrize("unit", ["7-0", "1-4", "2-10", "![x](http://elsewhere/x)", "1-99999999"])
def test_a_link_to_a_unit_that_is_not_there_is_told_as_text(open_page, add_run, unit):
    app = open_page("inside.py", run=str(add_run().id), unit=unit)
    assert not app.exception
    (warning,) = app.warning
    assert warning.value.startswith("Unit must be a layer from 0 to 2")
    assert "![x](" not in warning.value
    assert adds_up(tables(app)[0])


def test_surgery_on_a_layer_that_an_imported_network_lacks_is_told_and_left_out(open_page, store):
    deep = NeuralNetwork((784, 5, 4, 3, 10), activation="tanh", rng=np.random.default_rng(0))
    run = store.networks.import_(network_bytes(deep), "deep")
    shallow = store.networks.import_(network_bytes(NeuralNetwork((784, 10), rng=np.random.default_rng(0))), "shallow")
    surgery = '[{"do":"prune","share":0.5},{"do":"off","layer":2,"units":[1]}]'
    app = open_page("inside.py", run=str(run.id), unit="3-2", part="surgery", surgery=surgery)
    assert not app.exception and not app.warning
    app = open_page("inside.py", run=str(shallow.id), unit="3-2", part="surgery", surgery=surgery)
    assert not app.exception
    told = " ".join(warning.value for warning in app.warning)
    assert "Unit must be a layer from 0 to 1" in told
    assert "So this is not done." in told
    assert "prune" in app.query_params["surgery"] and "off" not in app.query_params["surgery"]


def test_a_temperature_is_told_with_what_it_makes_of_the_answer(open_page, store):
    app = open_page("inside.py", run="0")
    assert not app.exception
    assert any("divide its logits by a temperature" in text.value for text in app.caption)
