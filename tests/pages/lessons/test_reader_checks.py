"""Tasks that are checked by a number read from a page, or by drawings."""

from dataclasses import replace

import numpy as np
import pytest

from mnist_core.data.dataset import ImageSet
from mnist_core.evaluation.report import evaluate
from mnist_core.explanation.trace import trace_image
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.own_digits import OwnDigit
from mnist_core.store.run import Run, RunStatus
from mnist_core.training.config import TrainingConfig
from pages.components.lessons.all_lessons import LESSONS
from pages.components.lessons.course.gradient_step import RATES
from pages.components.lessons.evidence import Evidence, Reader, typed_number
from tests.pages.lessons.made_up import done, english


def reader_of(test: ImageSet, *, batch_norm: bool = True) -> Evidence:
    network = NeuralNetwork((784, 9, 10), batch_norm=batch_norm, rng=np.random.default_rng(5))
    config = TrainingConfig(hidden_sizes=(9,), batch_norm=batch_norm)
    run = Run(0, "a network", "", "pretrained", config, RunStatus.FINISHED, 0.0, has_checkpoint=True)
    return Evidence(reader=Reader(run, network, evaluate(network, test), test))


@pytest.fixture(scope="module")
def evidence(small_data) -> Evidence:
    return reader_of(small_data.test)


@pytest.fixture(scope="module")
def misread(small_data) -> Evidence:
    """A network that reads a 4 as 9, because its images are labelled so."""
    test = small_data.test
    network = reader_of(test).reader.network
    images = test.images.copy()
    network.named_parameters()["dense2.bias"][9] += 100
    test = ImageSet(images, np.full(len(test), 4, np.uint8))
    found = reader_of(test).reader
    return Evidence(reader=replace(found, network=network, evaluation=evaluate(network, test)))


def answered(name: str, evidence: Evidence, answer: object):
    return LESSONS[name].check(replace(evidence, answer=str(answer)))


def told(name: str, shown: dict) -> str:
    return LESSONS[name].conclude(shown).told.in_language("en")


@pytest.mark.parametrize(
    ("text", "number"),
    [("2.22", 2.22), (" 2,22 ", 2.22), ("−1.5", -1.5), ("12 %", 12), ("1e-2", 0.01), ("", None), ("nan", None)]
    + [("inf", None), ("two", None)],
)
def test_a_typed_number_is_read_as_people_write_it(text, number):
    assert typed_number(text) == number


def test_neuron_is_done_by_the_number_that_the_unit_passes_on(evidence):
    layer = trace_image(evidence.reader.network, evidence.reader.test.images[4]).layers[0]
    unit = int(layer.outputs.argmax())
    assert f"unit {unit} " in LESSONS["neuron"].asks(evidence).in_language("en")
    assert LESSONS["neuron"].doors(evidence)[0].query["unit"] == f"1-{unit}"
    finding = answered("neuron", evidence, f"{layer.outputs[unit]:.4f}".replace(".", ","))
    assert done(finding) == [True] and finding.shown["units"] == 9
    assert "Of the 9 units" in told("neuron", finding.shown)
    assert len(LESSONS["neuron"].pictures(evidence)) == 2


def test_neuron_knows_what_was_read_instead(evidence):
    layer = trace_image(evidence.reader.network, evidence.reader.test.images[4]).layers[0]
    z = float(layer.z[layer.outputs.argmax()]) * 1.0001
    assert "is not it" in english(answered("neuron", evidence, 1234))
    assert english(answered("neuron", evidence, "")) == "Read the number from the page and type it here."
    if abs(z - layer.outputs.max()) > 0.02 * layer.outputs.max():
        assert "its sum $z$" in english(answered("neuron", evidence, z))


def test_neuron_tells_the_sum_before_batch_norm(evidence):
    network = evidence.reader.network.copy()
    network.named_parameters()["batch_norm1.gain"][...] = 3.0
    changed = replace(evidence, reader=replace(evidence.reader, network=network))
    layer = trace_image(network, evidence.reader.test.images[4]).layers[0]
    assert "That is" in english(answered("neuron", changed, layer.z[layer.outputs.argmax()]))


@pytest.mark.parametrize(("silent", "right"), [(1, "few"), (5, "half"), (8, "most")])
def test_neuron_counts_the_silent(silent, right):
    shown = {"unit": 3, "passed_on": 2.0, "silent": silent, "units": 10}
    assert LESSONS["neuron"].conclude(shown).right == right


def test_gradient_step_is_done_at_the_lowest_point(evidence):
    lesson = LESSONS["gradient-step"]
    assert "learning rate" in lesson.asks(evidence).in_language("en")
    assert lesson.doors(evidence)[0].query["part"] == "one-step"
    assert len(lesson.pictures(evidence)) == 1
    findings = {rate: answered("gradient-step", evidence, rate) for rate in RATES}
    right = [rate for rate, finding in findings.items() if finding.missing is None]
    assert right and len(right) < 6
    assert f"At {RATES[0]:g} the loss goes from" in english(findings[RATES[0]])
    assert f"One step at {right[0]:g} takes the loss" in told("gradient-step", findings[right[0]].shown)
    for nothing in ("", "-1", "x"):
        assert "Read the learning rate" in english(answered("gradient-step", evidence, nothing))


def test_gradient_step_compares_what_was_measured():
    shown = {"rate": "0.01", "before": 1.6, "reached": 0.3, "far": 900.0}
    assert LESSONS["gradient-step"].conclude(shown).right == "valley"
    assert LESSONS["gradient-step"].conclude(shown | {"far": 0.2}).right == "further"


@pytest.mark.parametrize(
    ("far", "text"), [(0.25, "be 0.25."), (96361.2, "be 96,361."), (1e300, "be beyond all reason.")]
)
def test_gradient_step_writes_a_loss_of_any_size(far, text):
    assert told("gradient-step", {"rate": "0.01", "before": 1.6, "reached": 0.3, "far": far}).endswith(text)


def test_gradient_step_takes_a_plain_digit_where_none_is_misread(evidence):
    images = evidence.reader.test
    right = ImageSet(images.images, evidence.reader.evaluation.predicted.copy())
    network = evidence.reader.network
    faultless = replace(evidence.reader, evaluation=evaluate(network, right), test=right)
    door = LESSONS["gradient-step"].doors(Evidence(reader=faultless))[0]
    assert door.query["image"] == "4"


def test_four_or_nine_is_done_by_the_difference_of_the_logits(misread):
    lesson = LESSONS["four-or-nine"]
    inside, evaluate_page = lesson.doors(misread)
    place = int(inside.query["image"])
    assert inside.query["unit"] == "2-9" and evaluate_page.query["image"] == str(place)
    logits = trace_image(misread.reader.network, misread.reader.test.images[place]).logits
    lead = float(logits[9] - logits[4])
    assert "logit of 9" in lesson.asks(misread).in_language("en") and len(lesson.pictures(misread)) == 1
    assert "other way round" in english(answered("four-or-nine", misread, -lead))
    assert "is not it" in english(answered("four-or-nine", misread, lead + 1))
    assert "Read both logits" in english(answered("four-or-nine", misread, ""))
    finding = answered("four-or-nine", misread, f"{lead:.2f}")
    assert finding.missing is None and "On Inside the 9 gets 100%" in told("four-or-nine", finding.shown)
    conclusion = lesson.conclude(finding.shown)
    assert conclusion.right == "certain" and conclusion.doors[0].query["part"] == "surgery"


@pytest.mark.parametrize(("share", "right"), [(0.5, "torn"), (0.8, "sure"), (0.99, "certain")])
def test_four_or_nine_compares_what_was_measured(share, right):
    shown = {"image": 1, "lead": 1.0, "share": share, "unit": 2, "added": 0.5, "run": 0, "layer": 2}
    assert LESSONS["four-or-nine"].conclude(shown).right == right


def test_four_or_nine_without_such_a_4_says_so(evidence):
    labels = np.zeros(len(evidence.reader.test), np.uint8)
    test = ImageSet(evidence.reader.test.images, labels)
    none = Evidence(reader=replace(evidence.reader, evaluation=evaluate(evidence.reader.network, test), test=test))
    lesson = LESSONS["four-or-nine"]
    assert not lesson.doors(none) and not lesson.pictures(none)
    assert "reads no 4 of the test images as 9" in english(lesson.check(none))


def digits(evidence: Evidence, count: int, *, right: int) -> list[OwnDigit]:
    """Digits of which the network reads so many as they are labelled."""
    network, images = evidence.reader.network, evidence.reader.test.images
    read = network.predict(images)
    found = []
    for label in range(count):
        wanted = (read == label) if label < right else (read != label)
        found.append(OwnDigit(label + 1, images[np.flatnonzero(wanted)[0]], label))
    return found


def test_handwriting_counts_what_is_read_right(misread):
    kept = digits(misread, 9, right=0)
    finding = LESSONS["handwriting"].check(replace(misread, digits=kept))
    assert "Still missing: 9." in english(finding)
    kept.append(OwnDigit(10, kept[0].image, 9))
    kept.append(OwnDigit(11, kept[0].image, 9))
    finding = LESSONS["handwriting"].check(replace(misread, digits=kept))
    assert finding.missing is None and finding.shown["right"] == 1
    assert "It reads 1 of your 10 digits right" in told("handwriting", finding.shown)
    assert "4 → 9" in told("handwriting", finding.shown)


@pytest.mark.parametrize(("right", "key"), [(10, "all"), (9, "most"), (7, "most"), (6, "few")])
def test_handwriting_compares_what_was_measured(right, key):
    conclusion = LESSONS["handwriting"].conclude({"run": 0, "right": right, "all": 10, "wrong": "1 → 7"})
    assert conclusion.right == key and str(right) in conclusion.told.in_language("en")


def test_handwriting_leads_to_the_network_that_reads(evidence):
    assert LESSONS["handwriting"].doors(evidence)[0].query == {"run": "0"}
