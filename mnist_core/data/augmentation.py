"""Varied copies of the training images: the cheapest way to teach what does not change a digit.

A digit stays the same digit when it is moved, turned, stretched, slanted, bent or drawn with another pen. Showing the
network such copies, new ones each epoch, tells it so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from mnist_core.errors import ConfigurationError


@dataclass(frozen=True, kw_only=True)
class Augmentation:
    """How far each training image may be varied; the default varies nothing.

    Attributes
    ----------
    shift : float, 0 to 8
        Largest move along each axis, pixels.
    rotation : float, 0 to 45
        Largest turn either way, degrees.
    scale : float, 0 to 0.5
        Largest change of size either way, as a share.
    shear : float, 0 to 0.5
        Largest slant either way, pixels sideways a pixel of height.
    elastic : float, 0 to 12
        Strength of elastic deformation: root mean square displacement scale alpha, pixels (Simard et al. 2003).
    elastic_sigma : float, 1 to 10
        Smoothness of the deformation, pixels.
    thickness : float, 0 to 2
        Largest change of stroke width either way, pixels.
    handwriting : float, 0 to 1
        Share of images given a pen habit that MNIST lacks, such as a slashed zero or a one with hat and base.
    """

    shift: float = 0.0
    rotation: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    elastic_sigma: float = 4.0
    thickness: float = 0.0
    handwriting: float = 0.0

    def __post_init__(self) -> None:
        for name, (low, high) in AUGMENTATION_RANGES.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                raise ConfigurationError(f"augmentation {name} must be a number in [{low:g}, {high:g}], got {value!r}")
            object.__setattr__(self, name, float(value))

    @property
    def is_identity(self) -> bool:
        """Whether images pass through unchanged."""
        return not any(getattr(self, item.name) for item in fields(self) if item.name != "elastic_sigma")

    def to_dict(self) -> dict[str, float]:
        """Return the fields as a JSON-able mapping."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build from `to_dict`'s output; missing names take their defaults, unknown ones raise."""
        if unknown := sorted(set(values) - set(AUGMENTATION_RANGES)):
            raise ConfigurationError(f"unknown augmentation setting {unknown[0]!r}")
        return cls(**values)


AUGMENTATION_RANGES: dict[str, tuple[float, float]] = {
    "shift": (0, 8),
    "rotation": (0, 45),
    "scale": (0, 0.5),
    "shear": (0, 0.5),
    "elastic": (0, 12),
    "elastic_sigma": (1, 10),
    "thickness": (0, 2),
    "handwriting": (0, 1),
}
"""Lowest and highest value of each field."""
