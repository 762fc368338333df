"""`train`, `evaluate` and `predict` on files of one's own."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mnist_core.data.readers.load import load_data
from mnist_core.evaluation.report import evaluate
from mnist_core.files.network_file import load_network, save_network
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer
from tests.command_line.conftest import Run
from tests.data.readers.tables import NAMES, digits, rows, text
from tests.data.readers.test_formats import write_pictures
from tests.data.readers.test_relatives import CLOTHES, scribbles, write_pair
from tests.store.test_data_sets import clothes

SMALL = ("--hidden", "8", "--epochs", "1", "--batch-size", "20")


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """Return the file of a network that has learned nothing."""
    save_network(Trainer(TrainingConfig(hidden_sizes=(8,))).network, tmp_path / "n.safetensors")
    return tmp_path / "n.safetensors"


def test_train_learns_from_a_file_and_measures_by_another(run: Run, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_bytes(text(rows(240)))
    (tmp_path / "test.csv").write_bytes(text(rows(60), ";"))
    data = ("--data", tmp_path / "train.csv", "--test", tmp_path / "test.csv")
    status, output, _ = run("train", *SMALL, *data, "--save", tmp_path / "n.safetensors", "--json")
    epoch, summary = map(json.loads, output.splitlines())
    assert status == 0 and epoch["images"] == 200  # the other 40 judge
    saved = load_network(tmp_path / "n.safetensors")
    assert summary["test_accuracy"] == evaluate(saved, digits(60)).accuracy


def test_train_without_images_to_test_by_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_bytes(text(rows(240)))
    status, output, _ = run("train", *SMALL, "--data", tmp_path / "train.csv", "--validation-size", "20")
    assert status == 0 and "there were no images to test by, --test FILE gives some" in output


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--momentum", "0.5"],
            "--momentum has no effect with the optimizer sgd, but with momentum or nesterov; leave it out",
        ),
        (["--beta1", "0.5", "--optimizer", "rmsprop"], "--beta1 has no effect with the optimizer rmsprop"),
        (["--warmup", "0.1"], "--warmup has no effect with the schedule constant"),
        (["--decay-factor", "0.1", "--schedule", "cosine"], "--decay-factor has no effect with the schedule cosine"),
        (["--fade-augmentation", "0.5"], "--fade-augmentation has no effect without augmentation"),
        (["--save", "net.npz"], "--save must name a .safetensors file"),
        (["--data", "nowhere.csv"], "nowhere.csv is missing"),
        (["--turn", "left"], "'left' is not one of"),
    ],
)
def test_options_that_change_nothing_or_are_wrong_are_refused(run: Run, options: list[str], message: str) -> None:
    status, output, errors = run("train", *options)
    assert (status, output) == (2, "") and message in errors


def test_options_that_the_preset_uses_are_taken(run: Run, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_bytes(text(rows(240)))
    options = ("--optimizer", "momentum", "--momentum", "0.5", "--schedule", "one_cycle", "--warmup", "0.2")
    assert run("train", *SMALL, *options, "--data", tmp_path / "train.csv")[0] == 0


def test_evaluate_measures_by_a_file(run: Run, network: Path, tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_bytes(text(rows(60)))
    status, output, _ = run("evaluate", network, tmp_path / "test.csv", "--json")
    assert status == 0 and json.loads(output)["test_accuracy"] == evaluate(load_network(network), digits(60)).accuracy


def test_warnings_go_to_stderr_with_the_option_that_mends(run: Run, network: Path, tmp_path: Path) -> None:
    table = [[row[0], *(str(255 - int(cell)) for cell in row[1:])] for row in rows()]
    (tmp_path / "inverted.csv").write_bytes(text(table))
    status, output, errors = run("evaluate", network, tmp_path / "inverted.csv", "--json")
    assert status == 0 and "if they are, read them with --turn invert" in errors
    mended = run("evaluate", network, tmp_path / "inverted.csv", "--turn", "invert", "--json")
    assert mended[2] == "" and json.loads(mended[1])["images"] == json.loads(output)["images"] == 8


def test_predict_answers_each_line_of_a_table(run: Run, network: Path, tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_bytes(text([NAMES, *(row[1:] for row in rows())]))
    expected = load_network(network).predict_proba(digits().images)
    status, output, _ = run("predict", network, tmp_path / "test.csv")
    assert status == 0 and output.split() == [str(digit) for digit in expected.argmax(axis=1)]
    header, *lines = run("predict", network, tmp_path / "test.csv", "--probabilities")[1].splitlines()
    assert header.startswith("image,digit,probability_0,") and len(lines) == 8
    assert np.allclose([[float(cell) for cell in line.split(",")[2:]] for line in lines], expected, rtol=1e-4)
    answers = run("predict", network, tmp_path / "test.csv", "--json")[1].splitlines()
    assert json.loads(answers[2])["image"].endswith("test.csv:3")


def test_predict_passes_over_labels(run: Run, network: Path, tmp_path: Path) -> None:
    (tmp_path / "labelled.csv").write_bytes(text(rows()))
    expected = load_network(network).predict(load_data(tmp_path / "labelled.csv").images)
    assert run("predict", network, tmp_path / "labelled.csv")[1].split() == [str(digit) for digit in expected]


def test_predict_answers_what_it_can_and_names_the_rest(run: Run, network: Path, tmp_path: Path) -> None:
    pixels = np.full((60, 60), 255, np.uint8)
    pixels[10:50, 28:33] = 0
    Image.fromarray(pixels).save(tmp_path / "one.png")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "broken.csv").write_bytes(b"1,2,3\n")
    (tmp_path / "x.tiff").write_bytes(b"II*\0nothing")
    names = ("broken.png", "one.png", "broken.csv", "x.tiff", "absent.png", "one.png")
    status, output, errors = run("predict", network, *(tmp_path / name for name in names))
    assert status == 2 and len(output.splitlines()) == 2
    assert output.count("one.png: ") == 2
    named = errors.splitlines()
    assert len(named) == 4 and all(line.startswith("error: ") for line in named)
    assert [name for line in named for name in names if name in line] == [
        "broken.png",
        "broken.csv",
        "x.tiff",
        "absent.png",
    ]


def test_what_is_passed_over_is_told_on_stderr(run: Run, network: Path, tmp_path: Path) -> None:
    (tmp_path / "indexed.csv").write_bytes(
        text([["", "label", *NAMES], *([str(i), *row] for i, row in enumerate(rows()))])
    )
    status, _, errors = run("evaluate", network, tmp_path / "indexed.csv")
    assert status == 0 and "indexed.csv: the first column numbers the rows and was left out" in errors


def test_a_folder_of_pictures_is_read_as_a_table(run: Run, network: Path, tmp_path: Path) -> None:
    write_pictures(tmp_path / "digits")
    status, output, _ = run("predict", network, tmp_path / "digits")
    assert status == 0 and len(output.splitlines()) == 8


class TestOwnTestImages:
    """`evaluate` without data measures by those that the network learned from."""

    def test_data_that_were_added_are_found_by_their_key(self, run: Run, tmp_path: Path, store: RunStore) -> None:
        data = clothes()
        mine = store.data.add(data, "clothes")
        net = tmp_path / "n.safetensors"
        learn = ("--hidden", "4", "--epochs", "1", "--batch-size", "10", "--validation-size", "10")
        assert run("train", *learn, "--data", mine.key, "--save", net)[0] == 0
        status, output, _ = run("evaluate", net, "--json")
        assert status == 0 and json.loads(output)["images"] == 12
        assert json.loads(run("evaluate", net, mine.key, "--json")[1]) == json.loads(output)
        store.data.remove(mine.key)
        status, output, errors = run("evaluate", net)
        assert (status, output) == (2, "")
        assert "learned from clothes, which is not here; give the file to measure it by" in errors

    def test_a_file_without_a_configuration_is_told_by_its_form(self, run: Run, tmp_path: Path) -> None:
        small = NeuralNetwork((64, 10), rng=np.random.default_rng(0))
        save_network(small, tmp_path / "small.safetensors")
        status, output, _ = run("evaluate", tmp_path / "small.safetensors", "small-digits", "--json")
        assert status == 0 and json.loads(output)["images"] > 100
        odd = NeuralNetwork((81, 10), rng=np.random.default_rng(0))
        save_network(odd, tmp_path / "odd.safetensors")
        status, output, errors = run("evaluate", tmp_path / "odd.safetensors")
        assert (status, output) == (2, "") and "which is not here; give the file" in errors


def test_clothes_are_learned_measured_and_read_by_their_names(run: Run, tmp_path: Path) -> None:
    for part, count in (("train", 60), ("t10k", 20)):
        write_pair(tmp_path / "fashion", part, scribbles(count), np.arange(count) % 10)
    net = tmp_path / "n.safetensors"
    assert run("train", *SMALL, "--data", tmp_path / "fashion", "--save", net)[0] == 0
    table = run("evaluate", net, tmp_path / "fashion")[1]
    assert "true class; columns: read as" in table and "Ankle boot" in table
    images = tmp_path / "fashion" / "t10k-images-idx3-ubyte.gz"
    answers = run("predict", net, images)[1].splitlines()
    assert len(answers) == 20 and set(answers) <= set(CLOTHES)
