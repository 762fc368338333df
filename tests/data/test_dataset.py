import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.data.dataset import ImageSet, split_validation
from mnist_core.errors import ConfigurationError, DataError


def numbered_images(n: int) -> ImageSet:
    """Images that carry their own place in the first two pixels."""
    images = np.zeros((n, 784), np.uint8)
    images[:, 0], images[:, 1] = np.divmod(np.arange(n), 256)
    return ImageSet(images, (np.arange(n) % 10).astype(np.uint8))


def places(image_set: ImageSet) -> np.ndarray:
    return image_set.images[:, 0].astype(int) * 256 + image_set.images[:, 1]


def test_image_set_arrays_are_read_only():
    image_set = numbered_images(3)
    with pytest.raises(ValueError, match="read-only"):
        image_set.images[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        image_set.labels[0] = 1


def test_image_set_leaves_the_callers_array_writable_and_shares_its_memory():
    images, labels = np.zeros((2, 784), np.uint8), np.zeros(2, np.uint8)
    image_set = ImageSet(images, labels)
    assert images.flags.writeable
    assert np.shares_memory(image_set.images, images)


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [
        (np.zeros((2, 783), np.uint8), np.zeros(2, np.uint8), r"64 × 64 pixels, got uint8 of shape \(2, 783\)"),
        (np.zeros((2, 28, 28), np.uint8), np.zeros(2, np.uint8), r"shape \(2, 28, 28\)"),
        (np.zeros((2, 784), np.float32), np.zeros(2, np.uint8), "images must be uint8"),
        (np.zeros((2, 784), np.uint8), np.zeros(3, np.uint8), r"shape \(2,\), got uint8 of \(3,\)"),
        (np.zeros((2, 784), np.uint8), np.zeros(2, np.int64), "labels must be uint8"),
        (np.zeros((2, 784), np.uint8), np.array([9, 10], np.uint8), "from 0 to 9, got 10"),
    ],
)
def test_image_set_refuses_other_shapes_types_and_labels(images, labels, message):
    with pytest.raises(DataError, match=message):
        ImageSet(images, labels)


def test_image_set_may_be_empty():
    assert len(ImageSet(np.zeros((0, 784), np.uint8), np.zeros(0, np.uint8))) == 0


def test_take_keeps_images_with_their_labels():
    taken = numbered_images(20).take(np.array([13, 4, 4]))
    assert places(taken).tolist() == [13, 4, 4]
    assert taken.labels.tolist() == [3, 4, 4]


def test_take_of_a_slice_shares_memory():
    image_set = numbered_images(20)
    assert np.shares_memory(image_set.take(slice(5, 9)).images, image_set.images)


@given(n=st.integers(1, 400), share=st.floats(0, 1, exclude_max=True), seed=st.integers(0, 2**32 - 1))
def test_split_validation_is_a_partition_in_order(n, share, seed):
    size = int(n * share)
    training, validation = split_validation(numbered_images(n), size, rng=np.random.default_rng(seed))
    assert len(validation) == size
    assert sorted([*places(training), *places(validation)]) == list(range(n))
    assert (np.diff(places(training)) > 0).all()
    assert (np.diff(places(validation)) > 0).all()
    assert (validation.labels == places(validation) % 10).all()


def test_split_validation_depends_on_the_generator_only():
    train = numbered_images(500)
    first, again, other = (split_validation(train, 100, rng=np.random.default_rng(seed))[1] for seed in (1, 1, 2))
    assert (places(first) == places(again)).all()
    assert (places(first) != places(other)).any()


@pytest.mark.parametrize("size", [-1, 10, 11])
def test_split_validation_leaves_images_to_learn_from(size):
    with pytest.raises(ConfigurationError, match=f"smaller than the number of training images, 10, got {size}"):
        split_validation(numbered_images(10), size, rng=np.random.default_rng(0))
