"""The report: true to the run, whole without a network, and safe with what a person wrote."""

import json
import re
import threading
from dataclasses import replace

import numpy as np
import pytest
from markupsafe import escape

from mnist_core.command_line.options import write_command
from mnist_core.data.dataset import Dataset
from mnist_core.data.reference import SMALL_DIGITS
from mnist_core.errors import RunNotFoundError, StoreError
from mnist_core.evaluation.calibration import expected_calibration_error, reliability
from mnist_core.evaluation.comparison import mcnemar
from mnist_core.evaluation.report import evaluate
from mnist_core.evaluation.slices import cut, ink_and_size, measure_title
from mnist_core.export.code import as_python
from mnist_core.export.report.build import report_bytes
from mnist_core.export.report.curves import thinned
from mnist_core.export.report.judgement import THRESHOLDS, belief, kinds
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.worker.__main__ import work
from tests.files.test_data_file import changed
from tests.pages.stored_runs import add_finished_run
from tests.store.test_data_sets import clothes


def report(store: RunStore, data: Dataset, *run_ids: int) -> str:
    return report_bytes(store, run_ids, data.test, command=write_command).decode()


def test_of_one_run_it_says_what_is_so(store: RunStore, small_data: Dataset) -> None:
    run = add_finished_run(store, name="first", learning_rate=0.25)
    page = report(store, small_data, run.id)
    result = evaluate(store.networks.load(run.id), small_data.test)
    assert f"<b>{result.accuracy:.2%}</b>" in page and "<h1>first</h1>" in page
    assert write_command(run.config) in page and "learning_rate=0.25" in page
    cells = re.findall(r"<td (?:class=\"right\"|style=[^>]*)?\s?>([\d,]*)</td>", page)
    assert [int(cell or 0) for cell in cells[:100]] == result.confusion.ravel().tolist()
    mistakes = page.split('class="mistakes"')[1]
    assert mistakes.count("data:image/png") == min(60, int((~result.correct).sum()))
    found = re.search(r'id="charts">(.*?)</script>', page)
    assert found is not None
    charts = json.loads(found[1])
    losses = [curve for curve in charts[0]["curves"] if curve["name"] == "training"]
    assert losses[0]["y"] == pytest.approx([epoch.train_loss for epoch in store.history.epochs(run.id)], rel=1e-4)


def test_it_says_how_far_to_believe_and_on_which_digits_it_fails(store: RunStore, small_data: Dataset) -> None:
    run = add_finished_run(store)
    page = report(store, small_data, run.id)
    result = evaluate(store.networks.load(run.id), small_data.test)
    sure = result.probabilities.max(axis=1) >= 0.5
    assert f"<td>50%</td><td>{sure.mean():.2%}</td>" in page
    assert f"Expected calibration error {expected_calibration_error(result.probabilities, result.labels):.2%}." in page
    bins = reliability(result.probabilities, result.labels)
    assert page.count("<circle ") == len(bins.count)
    for measure, values in ink_and_size(small_data.test.images).items():
        row = page.split(f'<th scope="row">{escape(measure_title(measure))}</th>')[1].split("</tr>")[0]
        told = re.findall(r"<b>([\d.]+%)</b>", row)
        assert told == [f"{item.accuracy:.2%}" for item in cut(values, result.correct)]


def test_a_network_that_never_answers_says_so_of_no_answers(store: RunStore, small_data: Dataset) -> None:
    run = add_finished_run(store)
    result = evaluate(store.networks.load(run.id), small_data.test)
    unsure = replace(result, probabilities=np.full_like(result.probabilities, 0.1))
    found = belief(unsure)
    assert found is not None and found.answers == [(least, 0.0, None) for least in THRESHOLDS]
    assert belief(None) is None and kinds(None, None) is None


def test_of_several_runs_it_compares(store: RunStore, small_data: Dataset) -> None:
    a, b = add_finished_run(store, seed=1, learning_rate=0.25), add_finished_run(store, seed=2, learning_rate=0.5)
    page = report(store, small_data, a.id, b.id)
    right = [evaluate(store.networks.load(run.id), small_data.test).correct for run in (a, b)]
    test = mcnemar(*right)
    assert f"<td>{test.only_a}</td><td>{test.only_b}</td><td>{test.p_value:.3g}</td>" in page
    assert "<td>0.25</td>" in page and "<td>0.5</td>" in page and page.count('class="matrix"') == 2


def test_what_a_person_wrote_is_text_and_nothing_is_fetched(store: RunStore, small_data: Dataset) -> None:
    run = add_finished_run(store, name="</script><script>alert(1)</script>{{ 7 * 7 }}")
    page = report(store, small_data, run.id)
    assert "<script>alert" not in page and "{{ 7 * 7 }}" in page
    assert not re.search(r'(src|href)="(?!data:)|@import|url\(', page)


def test_a_run_without_a_network_has_a_report_too(store: RunStore, small_data: Dataset) -> None:
    run = store.runs.create(TrainingConfig(), name="waits")
    page = report(store, small_data, run.id)
    assert "Nothing was recorded." in page and "Confusion matrix" not in page


def test_a_run_of_other_data_is_measured_by_these_and_named_by_their_classes(
    store: RunStore, small_data: Dataset
) -> None:
    reference = store.data.add(clothes(), "clothes")
    run = add_finished_run(store, data=reference)
    page = report(store, small_data, run.id)
    result = evaluate(store.networks.load(run.id), clothes().test)
    assert f"<b>{result.accuracy:.2%}</b>" in page and '<th scope="col">coat</th>' in page
    store.data.remove(reference.key)
    assert "Confusion matrix" not in report(store, small_data, run.id)


def test_a_run_of_small_digits_is_measured_on_small_digits(store: RunStore, small_data: Dataset) -> None:
    run = add_finished_run(store, data=SMALL_DIGITS)
    page = report(store, small_data, run.id)
    result = evaluate(store.networks.load(run.id), store.data.load(SMALL_DIGITS).test)
    assert f"<b>{result.accuracy:.2%}</b>" in page and "Confusion matrix" in page


def test_programs_of_other_data_run(store: RunStore, capsys: pytest.CaptureFixture[str]) -> None:
    added = store.data.add(clothes(), "clothes")
    for data in (added, SMALL_DIGITS):
        config = TrainingConfig(hidden_sizes=(4,), epochs=1, data=data, validation_size=0, batch_size=10)
        exec(as_python(config), {})
        assert "test accuracy" in capsys.readouterr().out
    assert "\nimport os" not in as_python(config.with_changes(data=replace(added, name="x\nimport os")))


def test_too_many_or_none_are_refused(store: RunStore, small_data: Dataset) -> None:
    for ids in ((), range(1, 17)):
        with pytest.raises(StoreError, match="1 to 15 runs"):
            report(store, small_data, *ids)
    with pytest.raises(RunNotFoundError):
        report(store, small_data, 99)


@pytest.mark.parametrize("count", [1, 600, 601, 1234])
def test_thinning_keeps_the_mean(count: int) -> None:
    x = np.arange(count, dtype=float)
    kept, means = thinned(x, x**2)
    assert len(kept) <= 600 and kept[0] >= 0 and kept[-1] <= count - 1
    if count <= 600:
        np.testing.assert_array_equal(means, x**2)
    size = -(-count // 600)
    assert means[0] == pytest.approx((x[:size] ** 2).mean())


def test_two_runs_of_different_data_are_shown_and_not_compared(store: RunStore, small_data: Dataset) -> None:
    clothed = add_finished_run(store, name="clothed", data=store.data.add(clothes(), "clothes"))
    page = report(store, small_data, add_finished_run(store, name="digits").id, clothed.id)
    assert "clothed" in page and page.count('class="matrix"') == 2 and "p-value" not in page.lower()


def test_data_that_are_damaged_leave_the_rest_of_the_report(store: RunStore, small_data: Dataset) -> None:
    reference = store.data.add(clothes(), "clothes")
    run = add_finished_run(store, name="clothed", data=reference)
    changed(store.data.folder / f"{reference.key}.npz", test_images__npy=b"half")
    page = report(store, small_data, run.id)
    assert "<h1>clothed</h1>" in page and "Confusion matrix" not in page


def test_the_loss_of_each_batch_lies_behind_that_of_the_epochs(store: RunStore, small_data: Dataset) -> None:
    run = store.runs.create(TrainingConfig(hidden_sizes=(4,), batch_size=50, epochs=2, validation_size=100))
    work(store, store.workers.register(), linger=0.0, leave=threading.Event(), load=lambda _data: small_data)
    found = re.search(r'id="charts">(.*?)</script>', report(store, small_data, run.id))
    assert found is not None
    batches = next(curve for curve in json.loads(found[1])[0]["curves"] if curve["name"] == "batches")
    steps = store.history.steps(run.id)
    assert batches["x"] == pytest.approx(steps.step / 12, rel=1e-3)
    assert batches["y"] == pytest.approx(steps.loss, rel=1e-3)
