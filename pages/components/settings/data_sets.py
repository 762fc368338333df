"""The data sets that can be chosen, by the names that people know them by."""

from mnist_core.data.reference import DataReference
from mnist_core.errors import ConfigurationError
from mnist_core.store.data_sets import DataSets
from mnist_core.store.database import default_folder


def data_names() -> dict[str, DataReference]:
    """Return every data set that is here, by its name; the built-in ones come first."""
    return {reference.name: reference for reference in DataSets(default_folder()).all()}


def find_data(text: str) -> DataReference:
    """Return the data set of this name or key.

    Raises
    ------
    ConfigurationError
        If there is none here.
    """
    wanted = text.strip().lower()
    for reference in data_names().values():
        if wanted in (reference.name.lower(), reference.key):
            return reference
    raise ConfigurationError(f"data must be a data set that is here, got {text[:60]!r}; add it again on the page Data")
