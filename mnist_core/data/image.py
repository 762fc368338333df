"""The form of MNIST's images: how large they are, and where in them a digit lies.

A place within an image is counted in pixels' indices: 0 is the middle of the first pixel, 27 that of the last, and
13.5 the middle of the image.
"""

SIDE = 28
"""Pixels along a side."""

PIXELS = SIDE * SIDE
"""Pixels of one image, row by row from the top left."""

CLASSES = 10
"""Digits to tell apart."""

BOX = 20
"""Pixels that the longer side of a digit takes."""

MIDDLE = (SIDE - 1) / 2
"""The image's middle along either axis."""

CENTRE_OF_MASS = 14.0
"""Where the digits' centres of mass lie along either axis.

Measured over the 60,000 training images: 13.996 down and 14.007 across. That is half a pixel from the middle, but it
is what networks are trained on.
"""
