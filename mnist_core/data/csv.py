"""Labelled images from a CSV file as MNIST is passed around: the label, then 784 pixels, one image a line."""

from mnist_core.data.dataset import ImageSet
from mnist_core.data.readers.reading import MAX_BYTES
from mnist_core.data.readers.source import Source, read_source

MAX_CSV_BYTES = MAX_BYTES
"""Largest file that is read, unpacked; MNIST's 60,000 images take 110 MB."""


def load_csv(source: Source, *, max_bytes: int = MAX_CSV_BYTES) -> ImageSet:
    """Read labelled images from a CSV file, such as `mnist_train.csv`.

    Parameters
    ----------
    source : path-like, bytes or binary file
        With or without a header row, which is believed; any usual separator, notation and encoding; plain or packed.
        Where neither the header nor the columns tell, the label comes first.
    max_bytes : int, default 600 MB
        Longer content, unpacked, is refused.

    Returns
    -------
    ImageSet

    Raises
    ------
    DataError
        If a line does not hold a label, and then 784 whole numbers from 0 to 255, or numbers from 0 to 1, or as many as
        other square images have. The message is one sentence that names the file and the line, the header counted.

    See Also
    --------
    load_data : Reads other formats too, says what it understood, and warns of images that lie or are inverted.
    """
    reading = read_source(source, fallback="first", max_bytes=max_bytes)
    assert reading.labels is not None
    return ImageSet(reading.images, reading.labels, reading.classes)
