"""The script that reads a network file needs NumPy alone, and answers as the engine does."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mnist_core.export import predict
from mnist_core.files.network_file import save_network
from tests.explanation.random_networks import ACTIVATIONS, digit, make


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("kind", [{}, {"batch_norm": True}, {"dtype": "float64"}, {"hidden": ()}])
def test_it_answers_as_the_engine_does(tmp_path: Path, activation: str, kind: dict) -> None:
    network = make(activation=activation, **kind)
    network.temperature = 0.7
    save_network(network, tmp_path / "n.safetensors")
    images = np.stack([digit(seed) for seed in range(5)])
    found = predict.predict_proba(*predict.read_file(str(tmp_path / "n.safetensors")), images.reshape(-1, 28, 28))
    np.testing.assert_allclose(found, network.predict_proba(images), rtol=1e-5, atol=1e-7)
    scaled = predict.predict_proba(*predict.read_file(str(tmp_path / "n.safetensors")), images / 255)
    np.testing.assert_allclose(scaled, found, rtol=1e-4, atol=1e-7)


def test_it_runs_on_its_own_and_imports_nothing_but_numpy(tmp_path: Path) -> None:
    network = make()
    save_network(network, tmp_path / "n.safetensors")
    np.save(tmp_path / "images.npy", np.stack([digit(1), digit(2)]))
    shutil.copy(predict.__file__, tmp_path / "predict.py")
    code = """
import runpy, sys
sys.modules.update(dict.fromkeys(["mnist_core", "safetensors", "scipy", "PIL"]))  # each import of these fails
sys.argv[:] = ["predict.py", "n.safetensors", "images.npy"]
runpy.run_path("predict.py", None, "__main__")
"""
    result = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    digits = [int(line.split()[0]) for line in result.stdout.splitlines()]
    assert digits == network.predict(np.stack([digit(1), digit(2)])).tolist()
