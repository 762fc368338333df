"""Reading a file beside the page: its progress, its way, and who may name a path."""

import io
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.data.readers.load import load_data
from mnist_core.files.data_file import read_about
from mnist_core.store.store import RunStore
from pages.components.data import add_view
from pages.components.data.intake import begin
from tests.data.readers.tables import rows, text
from tests.data.readers.test_relatives import scribbles, write_pair
from tests.store.test_data_sets import clothes


def test_several_uploads_are_read_as_a_folder_and_tell_how_far_they_are(tmp_path: Path) -> None:
    write_pair(tmp_path / "files", "train", scribbles(60), np.arange(60) % 10)
    uploads = []
    for path in (tmp_path / "files").iterdir():
        uploads.append(io.BytesIO(path.read_bytes()))
        uploads[-1].name = path.name
    intake = begin(tmp_path / "data", uploads)
    intake.process.wait(60)
    assert intake.problem() == "" and intake.share == 1
    assert read_about(intake.staged)[0].name == "Uploaded images"
    intake.close()
    assert not intake.folder.exists()


def test_a_path_that_is_none_is_refused_in_the_sentence_of_the_command_line(tmp_path: Path) -> None:
    refused = begin(tmp_path / "data", tmp_path / "absent.csv")
    refused.process.wait(60)
    assert "absent.csv is missing; check the path" in refused.problem()


def test_progress_is_told_in_rising_shares(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_bytes(text(rows(400)))
    told: list[float] = []
    load_data(tmp_path / "train.csv", progress=told.append)
    assert told == sorted(told) and told[-1] == 1 and len(told) > 1


@pytest.mark.parametrize(("address", "hosts", "offered"), [("localhost", "", True), ("0.0.0.0", "", False)])
def test_paths_are_for_this_computer_only(
    address: str, hosts: str, offered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(add_view.st, "get_option", lambda name: address if name == "server.address" else "")
    monkeypatch.setattr(add_view, "allowed_hosts", lambda: {hosts} - {""})
    assert add_view.on_this_computer() is offered


def test_a_host_that_was_let_in_ends_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(add_view.st, "get_option", lambda _name: "localhost")
    monkeypatch.setenv("MNIST_ALLOWED_HOSTS", "lab.example")
    assert not add_view.on_this_computer()


def test_page_says_which_classes_have_no_image(open_page, store: RunStore) -> None:
    data = clothes()
    lacking = type(data)(data.train.take(data.train.labels != 1), data.test)
    store.data.add(lacking, "clothes")
    page: AppTest = open_page("data.py", state={"data_shown": "clothes"})
    assert any("1 of the 3 classes have no image to learn from: coat" in info.value for info in page.info)
