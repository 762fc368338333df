import numpy as np
import pytest

from mnist_core.errors import StoreError
from mnist_core.store.readings import reading_of


def test_a_reading_comes_back(store):
    probabilities = np.array([[0.7, 0.2, 0.1] + 7 * [0.0], [0.1, 0.3, 0.6] + 7 * [0.0]])
    reading = reading_of(probabilities, np.array([0, 1], np.uint8))
    assert reading.predicted.tolist() == [0, 2]
    np.testing.assert_allclose(reading.confidence, [0.7, 0.6], rtol=1e-3)
    np.testing.assert_allclose(reading.margins, [0.5, -0.3], rtol=1e-3)

    store.readings.keep("a1", reading)
    kept = store.readings.get("a1")
    np.testing.assert_array_equal(kept.predicted, reading.predicted)
    np.testing.assert_array_equal(kept.margins, reading.margins)


def test_what_is_absent_or_damaged_is_none(store):
    assert store.readings.get("a1") is None
    path = store.database.folder / "readings" / "a1.npz"
    path.parent.mkdir()
    path.write_bytes(b"PK\x03\x04")
    assert store.readings.has("a1")
    assert store.readings.get("a1") is None


def test_a_version_cannot_leave_the_folder(store):
    with pytest.raises(StoreError, match="letters and digits"):
        store.readings.get("../a")
