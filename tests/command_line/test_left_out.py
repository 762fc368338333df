"""Training images that are left out, named on the command line."""

from pathlib import Path

import pytest

from mnist_core.command_line.left_out import read_left_out
from mnist_core.command_line.options import read_config, write_command
from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig
from mnist_core.training.differences import differing_settings
from mnist_core.training.setting_text import setting_value_text

JUDGED = "part,place,label,looks_wrong,networks_propose,margin\ntrain,12,4,1,9,0.9\ntrain,3,5,0,,\ntest,7,1,1,,\n"


def test_places_are_read_as_numbers_and_each_counts_once() -> None:
    assert read_left_out("3, 17 3") == (3, 17)
    assert read_left_out("") == ()


def test_judged_labels_leave_out_the_training_images_that_look_wrong(tmp_path: Path) -> None:
    file = tmp_path / "labels-train.csv"
    file.write_text(JUDGED, encoding="utf-8-sig")
    assert read_left_out(str(file)) == (12,)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2\n", "no columns part"),
        (b"", "no columns part"),
        (b"part,place,looks_wrong\ntrain,-4,1\n", "whole number from 0, got '-4'"),
        (b"\xff\xfe\x00", "cannot be read: it is no CSV"),
        (b"x" * 10_000_001, "larger than 10,000,000"),
    ],
)
def test_another_file_is_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "labels.csv"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=said):
        read_left_out(str(file))


def test_a_file_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(ConfigurationError, match="places such as 3,17 or a file of judged labels; gone.csv cannot"):
        read_left_out("gone.csv")


def test_a_set_up_as_a_command_says_what_it_leaves_out() -> None:
    config = TrainingConfig(left_out=(3, 17))
    command = write_command(config)
    assert command.endswith("--left-out 3,17")
    assert read_config(None, {"left_out": "3,17"}) == config


def test_runs_that_leave_out_other_images_differ_in_that() -> None:
    whole, fewer = TrainingConfig(), TrainingConfig(left_out=(3,))
    differing = differing_settings([whole, fewer])
    assert {name: [setting_value_text(name, each) for each in values] for name, values in differing.items()} == {
        "left_out": ["none", "1 image"]
    }
