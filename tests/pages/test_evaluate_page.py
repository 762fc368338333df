import numpy as np
import pytest

from mnist_core.data.mnist import load_mnist
from mnist_core.jobs import __main__ as jobs
from mnist_core.store.job import job_key
from mnist_core.training.config import TrainingConfig
from mnist_core.training.out_of_fold import FOLDS, ROUNDS
from pages.components.evaluation import map_view
from pages.components.evaluation.labels_view import opinions_csv
from pages.components.inside.drawn_image import as_text


def test_without_any_network_it_says_what_to_do(open_page, store, nothing_shipped):
    app = open_page("evaluate.py")
    assert not app.exception
    assert "train one first" in app.info[0].value
    assert app.page_link[0].value == "Go to Train"


def test_shows_accuracy_with_its_interval(open_page, add_run):
    run = add_run()
    app = open_page("evaluate.py", run=str(run.id))
    assert not app.exception
    values = {metric.label: metric.value for metric in app.metric}
    accuracy = float(values["Test accuracy"].rstrip("%"))
    low, high = (float(part.rstrip("%")) for part in values["95% interval"].split("–"))
    assert low < accuracy < high
    assert int(values["Mistakes"].replace(",", "")) == round(10_000 * (1 - accuracy / 100))


def test_lists_every_mistake_first_and_then_those_of_a_confused_pair(open_page, add_run):
    app = open_page("evaluate.py", run=str(add_run().id))
    assert any(text.value.startswith("**All ") for text in app.markdown)
    pair = next(button for button in app.button if " read as " in button.label)
    app = pair.click().run()
    assert not app.exception
    assert any(text.value == f"**{pair.label}, most confident first**" for text in app.markdown)


def test_a_cell_in_the_address_is_chosen(open_page, add_run):
    app = open_page("evaluate.py", run=str(add_run().id), digit="3", read_as="3")
    assert not app.exception
    assert (app.selectbox(key="digit").value, app.selectbox(key="read_as").value) == ("3", "3")
    assert any("of the 3s were read correctly" in text.value for text in app.markdown)


@pytest.mark.parametrize("query", [{"digit": "x"}, {"read_as": "11"}, {"run": "-1"}, {"run": "abc"}])
def test_nonsense_in_the_address_gives_the_default(open_page, add_run, query):
    add_run()
    app = open_page("evaluate.py", **query)
    assert not app.exception
    assert app.metric


def test_a_damaged_network_is_one_sentence(open_page, add_run, store):
    run = add_run()
    (store.runs.folder(run.id) / "network.safetensors").write_bytes(b"damaged")
    app = open_page("evaluate.py", run=str(run.id))
    assert not app.exception
    assert app.error[0].value.startswith("This network cannot be used")


def test_scores_have_a_row_for_each_digit(open_page, add_run):
    app = open_page("evaluate.py", run=str(add_run().id))
    table = app.dataframe[0].value
    assert list(table["Digit"]) == list(range(10))
    assert table["Images"].sum() == 10_000


def headings(app) -> list[str]:
    return [each.value for each in app.header]


def test_a_digit_in_the_address_is_shown_alone(open_page, add_run):
    run = add_run()
    app = open_page("evaluate.py", run=str(run.id), image="5937")
    assert not app.exception
    assert headings(app)[0].startswith("Test image 5,937: labelled 5, read as ")
    assert any(text.value.startswith("**Most alike training digits** · ") for text in app.markdown)


@pytest.mark.parametrize("image", ["10000", "-3", "x", "99999999999999999999"])
def test_a_digit_that_is_none_is_not_shown(open_page, add_run, image):
    app = open_page("evaluate.py", run=str(add_run().id), image=image)
    assert not app.exception
    assert "Confusion matrix" in headings(app)


def test_what_a_person_thinks_of_a_label_is_kept(open_page, add_run, store):
    app = open_page("evaluate.py", run=str(add_run().id), image="12")
    app.segmented_control(key="opinion_test_12").set_value("Looks wrong").run()
    assert not app.exception
    assert store.label_opinions.all("test") == {12: True}
    app.segmented_control(key="opinion_test_12").set_value(None).run()
    assert store.label_opinions.all("test") == {}


def test_all_runs_are_asked_once_what_they_read(open_page, add_run, store, started_jobs):
    run = add_run()
    app = open_page("evaluate.py", run=str(run.id), image="12")
    assert len(started_jobs) == 1
    jobs.run(store, started_jobs[0].name)
    app.run()
    assert not app.exception
    assert any("**What all runs read in it** · " in text.value for text in app.markdown)
    table = next(each.value for each in app.dataframe if "Reads" in each.value)
    assert list(table["Run"]) == [f"#{run.id} first", "Pretrained network"]
    assert len(started_jobs) == 1


@pytest.mark.parametrize("order", ["loss", "likeness", "confidence", "size"])
def test_the_order_is_in_the_address(open_page, add_run, order):
    app = open_page("evaluate.py", run=str(add_run().id), digit="4", order=order)
    assert not app.exception
    assert app.segmented_control(key="gallery_order").value == (order if order != "size" else "confidence").capitalize()


@pytest.fixture
def two_runs(add_run):
    return add_run("one"), add_run("two", seed=1)


def test_two_networks_are_compared(open_page, two_runs):
    first, second = two_runs
    app = open_page("evaluate.py", run=str(first.id), view="comparison", other=str(second.id))
    assert not app.exception
    assert app.selectbox(key="evaluate_other_choice").value == second.id
    said = " ".join(text.value for text in app.markdown)
    assert "test images are read correctly only by **" in said and "#1 one**" in said
    app.segmented_control(key="only_read_by").set_value("Other").run()
    assert not app.exception
    assert any("images are read correctly only by" in text.value and "#2 two**" in text.value for text in app.markdown)


def test_a_network_alone_has_none_to_be_compared_with(open_page, add_run, nothing_shipped):
    app = open_page("evaluate.py", run=str(add_run().id), view="comparison", other="7")
    assert not app.exception
    assert "no other network" in app.info[0].value


def test_the_hardest_images_are_counted_over_all_runs(open_page, two_runs, store, started_jobs):
    app = open_page("evaluate.py", view="hardest")
    jobs.run(store, started_jobs[0].name)
    app.run()
    assert not app.exception
    assert "misread by all of the 3 networks" in app.markdown[0].value
    app.slider(key="hardest_at_least").set_value(3).run()
    assert not app.exception


@pytest.mark.parametrize("slice_", ["stroke-width.0", "size.9", "x", "ink.y"])
def test_slices_are_shown_and_one_is_chosen(open_page, add_run, slice_):
    app = open_page("evaluate.py", run=str(add_run().id), view="slices", slice=slice_)
    assert not app.exception
    assert any("mistakes at stroke width" in text.value for text in app.markdown) == (slice_ == "stroke-width.0")


def test_confidence_is_measured_before_and_after_temperature(open_page, add_run):
    app = open_page("evaluate.py", run=str(add_run().id), view="confidence")
    assert not app.exception
    values = {metric.label: float(metric.value.rstrip("%")) for metric in app.metric}
    assert values["With temperature"] < values["Calibration error"]
    app.slider(key="evaluate_threshold").set_value(0.5).run()
    assert not app.exception


def test_the_report_is_offered(open_page, add_run):
    app = open_page("evaluate.py", run=str(add_run().id), view="report")
    assert not app.exception
    assert app.get("download_button")


def test_a_network_that_reads_all_as_one_digit_is_shown(open_page, add_run, store):
    run = add_run()
    network = store.networks.load(run.id)
    network.parameters[...] = 0
    network.named_parameters()["dense2.bias"][1] = 50
    store.networks.keep(run.id, network)
    for view in ("mistakes", "comparison", "slices", "confidence"):
        app = open_page("evaluate.py", run=str(run.id), view=view)
        assert not app.exception, view


@pytest.mark.parametrize("view", ["nonsense", ""])
def test_a_view_that_is_none_is_the_first(open_page, add_run, view):
    app = open_page("evaluate.py", run=str(add_run().id), view=view)
    assert not app.exception
    assert "Confusion matrix" in headings(app)


def test_robustness_is_measured_when_asked_and_kept(open_page, add_run, store, started_jobs):
    run = add_run()
    app = open_page("evaluate.py", run=str(run.id), view="robustness", corruption="gradient-sign")
    assert not app.exception
    assert not started_jobs
    assert app.segmented_control(key="corruption_choice").value == "Gradient sign"
    next(button for button in app.button if button.label.startswith("Measure")).click().run()
    jobs.run(store, started_jobs[0].name)
    app.run()
    assert not app.exception
    table = app.dataframe[0].value
    assert len(table) == 9
    assert table["0"].nunique() == 1
    app.slider(key="corruption_level").set_value(5).run()
    assert not app.exception
    assert len(started_jobs) == 1


def test_a_run_deleted_while_it_is_measured_is_told(open_page, add_run, store, started_jobs):
    run = add_run()
    app = open_page("evaluate.py", run=str(run.id), view="robustness")
    next(button for button in app.button if button.label.startswith("Measure")).click().run()
    store.runs.delete(run.id)
    app.run()
    assert not app.exception
    assert app.warning[0].value == f"Run {run.id} no longer exists."


def test_a_run_without_a_network_is_not_offered(open_page, store):
    run = store.runs.create(TrainingConfig(epochs=1), name="waiting")
    app = open_page("evaluate.py", run=str(run.id))
    assert not app.exception
    assert app.warning[0].value.startswith(f"Run {run.id} has no network to evaluate")
    assert len(app.selectbox(key="picked_network").options) == 1


@pytest.fixture
def found_suspects(store):
    """Put the result of a search into the store, as the job would."""
    key = job_key("suspects", {"folds": FOLDS, "rounds": ROUNDS})
    folder = store.jobs.folder(key)
    folder.mkdir(parents=True)
    arrays = {}
    for part, places in (("train", [59915, 26561, 3]), ("test", [5937, 2130])):
        arrays |= {
            f"{part}_places": np.array(places),
            f"{part}_margins": np.linspace(-0.99, -0.5, len(places)),
            f"{part}_proposed": np.arange(len(places), dtype=np.uint8),
            f"{part}_confident": np.ones(len(places), dtype=bool),
        }
    np.savez(folder / "result.npz", **arrays)


def test_suspects_are_shown_judged_and_exported(open_page, add_run, store, found_suspects):
    run = add_run()
    app = open_page("evaluate.py", run=str(run.id), view="labels")
    assert not app.exception
    assert any("**3 suspects, the most suspect first.**" in text.value for text in app.markdown)
    next(button for button in app.button if button.label == "Judge one after the other").click().run()
    assert headings(app)[0].startswith("Training image 59,915: labelled 4")
    app.segmented_control(key="opinion_train_59915").set_value("Looks wrong").run()
    store.label_opinions.say("train", 3, False)
    app = open_page("evaluate.py", run=str(run.id), view="labels", part="train")
    assert any("You judged 2 labels of the training images: 1 look wrong." in text.value for text in app.markdown)
    app.segmented_control(key="labels_which").set_value("Judged wrong").run()
    assert any("**1 suspects" in text.value for text in app.markdown)
    table = opinions_csv("train", store.label_opinions.all("train"), {})
    assert table == "part,place,label,looks_wrong,networks_propose,margin\ntrain,3,1,0,,\ntrain,59915,4,1,,\n"


def test_wrong_labels_are_looked_for_when_asked(open_page, add_run, started_jobs):
    app = open_page("evaluate.py", run=str(add_run().id), view="labels", part="test")
    assert not app.exception
    assert not started_jobs
    next(button for button in app.button if button.label.startswith("Look for wrong labels")).click().run()
    assert not app.exception
    assert [folder.name.split("-")[0] for folder in started_jobs] == ["suspects"]


def test_the_map_is_there_at_once_with_a_drawing_on_it(open_page, add_run, started_jobs):
    drawn = as_text(load_mnist().test.images[0] / 255)
    app = open_page("evaluate.py", run=str(add_run().id), view="map", drawn=drawn)
    assert not app.exception
    assert any(button.label == "Take my drawing off" for button in app.button)
    assert not started_jobs
    app = open_page("evaluate.py", view="map", drawn="drawn.x!")
    assert not app.exception
    assert "damaged" in app.warning[0].value


def test_the_map_of_neighbours_is_a_job(open_page, add_run, store, started_jobs, monkeypatch):
    monkeypatch.setattr(map_view, "NEIGHBOUR_IMAGES", 60)
    run = add_run()
    app = open_page("evaluate.py", run=str(run.id), view="map", map="t-sne", state={"map_lasso": [3, 8]})
    assert not app.exception
    jobs.run(store, started_jobs[0].name)
    assert store.jobs.result(started_jobs[0].name)["maps"].shape == (3, 60, 2)
    app.run()
    assert not app.exception
    assert any("2 digits inside the lasso" in text.value for text in app.markdown)
