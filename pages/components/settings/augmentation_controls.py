"""How the ways to vary the training images are offered."""

from pages.components.settings.control import Control, Kind

AUGMENTATION = (
    Control(
        "augmentation_shift",
        "Shift",
        "Largest move along each axis, in pixels of 28. 1 to 2 is sensible; beyond 4 digits leave the picture.",
        Kind.SLIDER,
        step=0.1,
    ),
    Control(
        "augmentation_rotation",
        "Rotation",
        "Largest turn either way, in degrees. 8 to 15 is sensible; far more, and a 6 looks like a 9.",
        Kind.SLIDER,
        step=0.5,
    ),
    Control(
        "augmentation_scale",
        "Scale",
        "Largest change of size either way, as a share. 0.1 to 0.15 is sensible; much more cuts digits off.",
        Kind.SLIDER,
        step=0.01,
    ),
    Control(
        "augmentation_shear",
        "Shear",
        "Largest slant either way, pixels sideways per pixel of height. 0.1 to 0.2 is sensible; much more is no "
        "handwriting that anyone has.",
        Kind.SLIDER,
        step=0.01,
    ),
    Control(
        "augmentation_elastic",
        "Elastic deformation",
        "How far strokes are bent, in pixels. It is the variation that helps most on MNIST: 1 to 2 is sensible. "
        "Too much tears digits into other digits: watch the preview.",
        Kind.SLIDER,
        step=0.1,
    ),
    Control(
        "augmentation_elastic_sigma",
        "Elastic smoothness",
        "How smooth the bending is, in pixels. 4 bends whole strokes; small values crumple them; large ones only "
        "shift the digit.",
        Kind.SLIDER,
        step=0.1,
    ),
    Control(
        "augmentation_thickness",
        "Stroke thickness",
        "Largest change of the stroke's width either way, in pixels. 0.5 to 1 is sensible; more fills the loops "
        "or breaks thin lines.",
        Kind.SLIDER,
        step=0.05,
    ),
    Control(
        "augmentation_handwriting",
        "Pen habits",
        "Share of images replaced by the same digit drawn in code, in ways of writing that MNIST lacks, such as a "
        "slashed zero. 0.1 to 0.3 helps to read what you draw; more costs accuracy on MNIST itself.",
        Kind.SLIDER,
        step=0.01,
    ),
    Control(
        "fade_augmentation",
        "Fade out",
        "Share of all epochs, the last ones, in which the variation above dies away, so that the network ends on "
        "images like those it will read. 0.3 is a sensible start in a long run; too much, and it learns them by "
        "heart; 0 varies to the end.",
        Kind.SLIDER,
        step=0.05,
    ),
)
