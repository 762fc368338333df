"""What `from mnist_core import …` offers is what it promises."""

import subprocess
import sys

import pytest

import mnist_core


@pytest.mark.parametrize("name", mnist_core.__all__)
def test_public_name_is_there_and_documented(name: str) -> None:
    assert getattr(mnist_core, name).__doc__


def test_import_leaves_numpy_for_later() -> None:
    """So that the number of BLAS threads can still be chosen."""
    code = "import sys, mnist_core; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
