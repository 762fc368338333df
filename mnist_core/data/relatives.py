"""MNIST's relatives: what their authors call the classes, how their files are told apart, and where these are found.

Most have MNIST's form to the byte, and many its file names too, so that one of them is easily taken for another. None
is part of the project and none is downloaded; who has the files, as their authors publish them, finds them understood.

References: H. Xiao, K. Rasul, R. Vollgraf (2017), *Fashion-MNIST*; T. Clanuwat et al. (2018), *Deep learning for
classical Japanese literature*; G. Cohen et al. (2017), *EMNIST*; C. Yadav, L. Bottou (2019), *Cold case: the lost
MNIST digits*.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import DIGITS, PIXELS
from mnist_core.plain_text import one_line

_MERGED = (*DIGITS, *ascii_uppercase, *"abdefghnqrt")
"""Classes where letters whose cases look alike are one."""

_KANA = "お o,き ki,す su,つ tsu,な na,は ha,ま ma,や ya,れ re,を wo"
_ALL_KANA = (
    "あ a,い i,う u,え e,お o,か ka,き ki,く ku,け ke,こ ko,さ sa,し shi,す su,せ se,そ so,た ta,ち chi,つ tsu,て te,"
    "と to,な na,に ni,ぬ nu,ね ne,の no,は ha,ひ hi,ふ fu,へ he,ほ ho,ま ma,み mi,む mu,め me,も mo,や ya,ゆ yu,よ yo,"
    "ら ra,り ri,る ru,れ re,ろ ro,わ wa,ゐ wi,ゑ we,を wo,ん n,ゝ iteration mark"
)


@dataclass(frozen=True)
class Relative:
    """A collection of images that is published in MNIST's form.

    Attributes
    ----------
    title : str
    class_names : tuple of str
        In the order of the numbers that labels have.
    home : str
        Where its authors publish it.
    called : str
        A pattern of the names of its files or of their folder.
    first : int, default 0
        Number of the first class.
    lies : bool, default False
        Whether images are stored column by column.
    sums : tuple of str
        MD5 of its files of labels as they are published, or SHA-256 of what they unpack to.
    ink : (float, float)
        Between which bounds the mean of all pixels is, 0 to 1; (0, 0) where the form says nothing.
    """

    title: str
    class_names: tuple[str, ...]
    home: str
    called: str
    first: int = 0
    lies: bool = False
    sums: tuple[str, ...] = ()
    ink: tuple[float, float] = (0.0, 0.0)

    def places(self, labels: NDArray[np.integer]) -> NDArray[np.uint8] | None:
        """Return labels as places in `class_names`; None if one of them has none."""
        places = labels.astype(np.int64) - self.first
        if places.size and not (0 <= places.min() and places.max() < len(self.class_names)):
            return None
        return places.astype(np.uint8)


_EMNIST = "https://www.nist.gov/itl/products-and-services/emnist-dataset"
_KUZUSHIJI = "https://codh.rois.ac.jp/kmnist/"


def _emnist(split: str, title: str, names: Iterable[str], first: int = 0) -> Relative:
    """Return one of EMNIST's six splits."""
    return Relative(f"EMNIST {title}", tuple(names), _EMNIST, rf"emnist[-_ ]?{split}", first=first, lies=True)


RELATIVES = (
    Relative(
        "Fashion-MNIST",
        ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
        "https://github.com/zalandoresearch/fashion-mnist",
        r"fashion",
        sums=(
            "25c81989df183df01b3e8a0aad5dffbe",
            "bb300cfdad3c16e7a12a480ee83cd310",
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        ),
        ink=(0.26, 0.31),
    ),
    Relative(
        "Kuzushiji-MNIST",
        tuple(_KANA.split(",")),
        _KUZUSHIJI,
        r"kmnist|k-mnist|kuzushiji[-_ ]?mnist",
        sums=("e144d726b3acfaa3e44228e80efcd344", "7320c461ea6c1c855c0b718fb2a4b134"),
        ink=(0.17, 0.22),
    ),
    Relative("Kuzushiji-49", tuple(_ALL_KANA.split(",")), _KUZUSHIJI, r"k49|k-49|kuzushiji[-_ ]?49"),
    Relative(
        "QMNIST",
        DIGITS,
        "https://github.com/facebookresearch/qmnist",
        r"qmnist|xnist",
        sums=(
            "0058f8dd561b90ffdd0f734c6a30e5e4",
            "5b5b05890a5e13444e108efe57b788aa",
            "5ed0e788978e45d4a8bd4b7caec3d79d",
        ),
    ),
    _emnist("byclass", "ByClass", (*DIGITS, *ascii_uppercase, *ascii_lowercase)),
    _emnist("bymerge", "ByMerge", _MERGED),
    _emnist("balanced", "Balanced", _MERGED),
    _emnist("letters", "Letters", ascii_uppercase, first=1),
    _emnist("digits", "Digits", DIGITS),
    _emnist("mnist", "MNIST", DIGITS),
)


def find_by_name(names: Iterable[str]) -> Relative | None:
    """Return the collection that a file's or folder's name speaks of, the first that does; else None."""
    for name in names:
        for relative in RELATIVES:
            if re.search(rf"(?<![a-z]){relative.called}", name.lower()) or relative.title.lower() == name.lower():
                return relative
    return None


def find_by_sum(sums: Iterable[str]) -> Relative | None:
    """Return the collection of which a file of labels has one of these checksums, else None."""
    known = set(sums)
    return next((relative for relative in RELATIVES if known & set(relative.sums)), None)


def find_by_shape(images: NDArray[np.uint8], counts: NDArray[np.integer]) -> Relative | None:
    """Return the collection that has so many images of each of ten classes, and as much ink; else None.

    Two have 6,000 or 1,000 of each, which MNIST has not, and differ in how much of an image is white.
    """
    if images.shape[1] != PIXELS or len(counts) != len(DIGITS) or set(counts.tolist()) not in ({6000}, {1000}):
        return None
    ink = float(images[:: len(images) // 1000].mean()) / 255
    return next((relative for relative in RELATIVES if relative.ink[0] < ink < relative.ink[1]), None)


def where_to_get(name: str) -> str:
    """Return a sentence on where the files are found of what was asked for by name, empty if no collection is meant."""
    wanted = one_line(name, 60)
    relative = find_by_name([wanted.replace(" ", "-")])
    if relative is None:
        return ""
    return f"download the files of {relative.title} from {relative.home} and give their folder or one of them"
