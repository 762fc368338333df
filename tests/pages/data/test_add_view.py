"""Adding data on the page: choose a file, look at what was understood, accept it or not; the reader runs in here."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from mnist_core.command_line.main import command_line
from mnist_core.data.dataset import Dataset
from mnist_core.errors import MnistCoreError
from mnist_core.store.store import RunStore
from pages.components.data import add_view, intake
from tests.data.readers.tables import HEADER, rows, text

TABLE = text([HEADER, *rows(60)])
OpenPage = Callable[..., AppTest]


class Reader:
    """Plays the process: reads at once, and is done once it was asked `patience` times whether it is."""

    patience = 0

    def __init__(self, command: list[str], *, stdout: Any, stderr: Any, **_: Any) -> None:
        self._asked, self._patience = 0, type(self).patience
        answer = CliRunner().invoke(command_line, command[3:], standalone_mode=False)
        stdout.write(answer.stdout)
        self.returncode = answer.exit_code
        if isinstance(answer.exception, MnistCoreError):
            stderr.write(f"error: {answer.exception}\n")

    def poll(self) -> int | None:
        self._asked += 1
        return self.returncode if self._asked > self._patience else None

    def kill(self) -> None:
        self._patience = 0

    def wait(self) -> None:
        pass


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch, few_images: Dataset) -> type[Reader]:
    """Let files be read in this process."""
    monkeypatch.setattr(intake.subprocess, "Popen", Reader)
    monkeypatch.setattr(Reader, "patience", 0)
    monkeypatch.setattr(add_view, "on_this_computer", lambda: True)
    return Reader


def button(page: AppTest, label: str) -> Any:
    return next(found for found in page.button if found.label == label)


def left_over(store: RunStore) -> list[Path]:
    return list(store.data.folder.glob("incoming-*"))


def test_an_upload_is_shown_named_and_accepted(open_page: OpenPage, store: RunStore) -> None:
    page = open_page("data.py")
    page = page.file_uploader[0].set_value([("mine.csv", TABLE, "text/csv")]).run()
    assert not page.exception and not page.error
    assert page.subheader[0].value == "mine.csv: is this right?"
    assert any("format: CSV" in caption.value for caption in page.caption)
    assert any("set aside to test by" in info.value for info in page.info)
    assert [tile.value for tile in page.metric][2:4] == ["28 × 28", "10"]
    page.text_input(key="data_name").set_value("My digits").run()
    page = button(page, "Accept").click().run()
    assert not page.exception and page.selectbox(key="data_shown").value == "My digits"
    assert [reference.name for reference in store.data.added()] == ["My digits"]
    assert left_over(store) == []


def test_what_is_not_kept_leaves_nothing(open_page: OpenPage, store: RunStore) -> None:
    page = open_page("data.py")
    page = page.file_uploader[0].set_value([("mine.csv", TABLE, "text/csv")]).run()
    page = button(page, "Do not keep").click().run()
    assert not page.exception and page.file_uploader
    assert store.data.added() == [] and left_over(store) == []


def test_what_may_be_wrong_is_said_before_it_is_accepted(open_page: OpenPage) -> None:
    inverted = text([HEADER, *([row[0], *(str(255 - int(cell)) for cell in row[1:])] for row in rows(60))])
    page = open_page("data.py")
    page = page.file_uploader[0].set_value([("mine.csv", inverted, "text/csv")]).run()
    assert "dark on light" in page.warning[0].value
    page = button(page, "Do not keep").click().run()
    page.multiselect(key="data_turn").set_value(["invert"]).run()
    page = page.file_uploader[0].set_value([("mine.csv", inverted, "text/csv")]).run()
    assert not page.warning and page.subheader[0].value.startswith("mine.csv")


def test_a_refused_file_is_one_sentence_until_the_next_is_read(open_page: OpenPage, store: RunStore) -> None:
    page = open_page("data.py")
    page = page.file_uploader[0].set_value([("mine.csv", b"1,2,3\n", "text/csv")]).run()
    assert not page.exception and "line 1 has 3 columns" in page.error[0].value
    assert left_over(store) == []
    page = page.file_uploader[0].set_value([("mine.csv", TABLE, "text/csv")]).run()
    assert not page.error and page.subheader[0].value.startswith("mine.csv")


def test_a_path_is_read_with_the_column_that_was_named(open_page: OpenPage, tmp_path: Path) -> None:
    either = [["3", *["0"] * 783, "4"]] * 30
    (tmp_path / "either.csv").write_bytes(text(either))
    page = open_page("data.py").text_input(key="data_path_0").set_value(f'"{tmp_path / "either.csv"}"').run()
    assert "does not say which column is the label" in page.error[0].value
    page.text_input(key="data_label").set_value("last").run()
    page = page.text_input(key="data_path_1").set_value(str(tmp_path / "either.csv")).run()
    assert not page.error and any("label: column 785" in caption.value for caption in page.caption)


def test_nothing_is_read_of_no_path(open_page: OpenPage) -> None:
    page = open_page("data.py").text_input(key="data_path_0").set_value('  "" ').run()
    assert not page.exception and not page.error and page.file_uploader


def test_a_large_file_tells_how_far_it_is_and_can_be_given_up(
    open_page: OpenPage, store: RunStore, reader: type[Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "patience", 1000)
    page = open_page("data.py")
    page = page.file_uploader[0].set_value([("mine.csv", TABLE, "text/csv")]).run()
    assert not page.exception and not page.subheader
    assert page.get("progress")[0].text == "Packing mine.csv …"
    (progress,) = store.data.folder.glob("incoming-*/progress.txt")
    progress.write_text("0.10\n0.42\n")
    page = page.run()
    assert (page.get("progress")[0].text, page.get("progress")[0].value) == ("Reading mine.csv …", 42)
    page = button(page, "Cancel").click().run()
    assert page.file_uploader and left_over(store) == []


def test_a_file_that_is_done_between_two_looks_is_shown(
    open_page: OpenPage, reader: type[Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "patience", 1)
    page = open_page("data.py").file_uploader[0].set_value([("mine.csv", TABLE, "text/csv")]).run()
    assert not page.exception and page.subheader[0].value == "mine.csv: is this right?"


def test_what_was_read_and_is_gone_is_one_sentence_and_goes(open_page: OpenPage, store: RunStore) -> None:
    page = open_page("data.py")
    page = page.file_uploader[0].set_value([("mine.csv", TABLE, "text/csv")]).run()
    (staged,) = store.data.folder.glob(f"incoming-*/{intake.STAGED}")
    staged.write_bytes(b"half")
    page = button(page, "Accept").click().run()
    assert not page.exception and "is damaged" in page.error[0].value
    assert store.data.added() == [] and left_over(store) == []
    page = page.file_uploader[0].set_value([("mine.csv", TABLE, "text/csv")]).run()
    assert not page.error
    (staged,) = store.data.folder.glob(f"incoming-*/{intake.STAGED}")
    staged.write_bytes(b"half")
    page.session_state[add_view.INTAKE].preview = None
    page = page.run()
    assert "is damaged" in page.error[0].value
    page = button(page, "Away with it").click().run()
    assert not page.error and left_over(store) == []
