"""What Evaluate keeps in the address bar."""

from pages.components.kept_address import KeptAddress

VIEW, ORDER, IMAGE, OTHER = "view", "order", "image", "other"
SLICE, CORRUPTION, PART = "slice", "corruption", "part"
METHOD, DRAWN = "map", "drawn"
"""Names in the address bar: the part of the page, the order of digits, the one digit, the second run, the kind of
images, what is done to them, the part of the data, how a map is laid out, a drawing to put on it."""

_address = KeptAddress("evaluate")
asked, ask, kept = _address.asked, _address.ask, _address.kept
