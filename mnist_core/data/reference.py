"""Which data a network learned from, told in a few words, without the images themselves.

A configuration and a run carry this instead of 55 MB. It says how large the images are and what they may show, which
is all that one needs to build a network, and it still says so when the images are long gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from mnist_core.data.dataset import Dataset, ImageSet
from mnist_core.data.framing import Framing, measure_framing, usual_framing
from mnist_core.data.image import DIGITS, SIDE, checked_class_names, side_of
from mnist_core.errors import ConfigurationError, DataError

MAX_NAME = 100


@dataclass(frozen=True, kw_only=True)
class DataReference:
    """What names a data set, and its form.

    Attributes
    ----------
    key : str
        "mnist", "small-digits", or the first 16 hexadecimal digits of the SHA-256 of what was added by a person; empty
        for images that only the caller knows.
    name : str
        What people call it.
    image_side : int, 8 to 64
        Pixels along a side.
    class_names : tuple of str
        2 to 62 classes.
    train_images, test_images : int
        How many there are.
    measured_framing : Framing, optional
        How ink lies in the images; two references that differ in nothing else are equal.

    Raises
    ------
    ConfigurationError
        If a value is out of its range.
    """

    key: str
    name: str
    image_side: int = SIDE
    class_names: tuple[str, ...] = DIGITS
    train_images: int = 0
    test_images: int = 0
    measured_framing: Framing | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not all(isinstance(text, str) for text in (self.key, self.name)) or len(self.key) > MAX_NAME:
            raise ConfigurationError(f"data must have a key and a name that are texts, got {self.key!r:.60}")
        try:
            object.__setattr__(self, "class_names", checked_class_names(self.class_names))
        except (DataError, TypeError) as error:
            raise ConfigurationError(f"data: {error}") from None
        for name in ("image_side", "train_images", "test_images"):
            if isinstance(value := getattr(self, name), np.integer):
                object.__setattr__(self, name, int(value))
        if not isinstance(self.image_side, int) or side_of(self.image_side**2) is None:
            raise ConfigurationError(f"image_side must be a whole number from 8 to 64, got {self.image_side!r:.60}")
        for count in (self.train_images, self.test_images):
            if not isinstance(count, int) or isinstance(count, bool) or count < 0:
                raise ConfigurationError(f"data must have a whole number of images, got {count!r:.60}")
        if isinstance(self.measured_framing, Mapping):
            object.__setattr__(self, "measured_framing", Framing.from_dict(self.measured_framing))
        object.__setattr__(self, "name", self.name.strip()[:MAX_NAME] or "Unnamed data")

    def __str__(self) -> str:
        return self.name

    @property
    def shows_digits(self) -> bool:
        """Whether the images are digits of MNIST's size, so that what is made for those fits them."""
        return self.image_side == SIDE and self.class_names == DIGITS

    @property
    def framing(self) -> Framing:
        """Where a drawing is put to be like these images: as was measured, or as in MNIST's where nothing was."""
        known = self.measured_framing or (BUILT_IN[self.key].measured_framing if self.key in BUILT_IN else None)
        return known or usual_framing(self.image_side)

    def fits(self, images: ImageSet) -> bool:
        """Whether images are of this size and these classes."""
        return (self.image_side, self.class_names) == (images.image_side, images.class_names)

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-able copy; `from_dict` reads it back."""
        framing = self.measured_framing
        return {
            "key": self.key,
            "name": self.name,
            "image_side": self.image_side,
            "class_names": list(self.class_names),
            "train_images": self.train_images,
            "test_images": self.test_images,
        } | ({} if framing is None else {"measured_framing": framing.to_dict()})

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build from `to_dict`'s output, of unknown origin; anything else raises a ConfigurationError."""
        try:
            return cls(**values)
        except TypeError:
            raise ConfigurationError(f"data must be described by its key, name and form, got {values!r:.60}") from None


MNIST = DataReference(key="mnist", name="MNIST", train_images=60_000, test_images=10_000)
SMALL_DIGITS = DataReference(
    key="small-digits",
    name="Small digits",
    image_side=8,
    train_images=1_348,
    test_images=449,
    measured_framing=Framing(8, 5.8, 4, 4, row_by_mass=False, stretched=True),
)
BUILT_IN = {reference.key: reference for reference in (MNIST, SMALL_DIGITS)}
"""The data sets that come with the project, by their keys."""


def describe_data(data: Dataset | ImageSet, *, key: str = "", name: str = "own data") -> DataReference:
    """Return the reference to a data set; where only images to learn from are given, those to test by are none."""
    train = data.train if isinstance(data, Dataset) else data
    measured = measure_framing(train.images)
    return DataReference(
        key=key,
        name=name,
        image_side=train.image_side,
        class_names=train.class_names,
        train_images=len(train),
        test_images=len(data.test) if isinstance(data, Dataset) else 0,
        measured_framing=None if measured == usual_framing(train.image_side) else measured,
    )


def checked_reference(value: Any) -> DataReference:
    """Return a reference, given it, what `to_dict` made of it, or the key or name of a built-in data set."""
    if isinstance(value, DataReference):
        return value
    if isinstance(value, Mapping):
        return DataReference.from_dict(value)
    wanted = str(value).strip().lower()
    for reference in BUILT_IN.values():
        if wanted in (reference.key, reference.name.lower()):
            return reference
    raise ConfigurationError(f"data must be one of {', '.join(BUILT_IN)}, or describe another, got {value!r:.60}")
