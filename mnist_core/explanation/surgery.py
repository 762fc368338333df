"""Operations on a copy of a network: take something away, and see what it was good for.

A surgery is a list of operations that never changes: one more makes a new list, undoing is dropping the last, and
applying it starts from the untouched network each time. It writes itself as plain JSON, short enough for an address.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np

from mnist_core.errors import ConfigurationError
from mnist_core.explanation.operations import OPERATIONS, Operation, whole_number
from mnist_core.nn.network import NeuralNetwork

MAX_OPERATIONS = 50


@dataclass(frozen=True)
class Surgery:
    """What is done to a copy of a network, in order.

    Examples
    --------
    >>> Surgery().then(Prune(0.5)).then(Temperature(2)).undo().describe()
    ['the smallest 50% of all weights set to zero']
    """

    operations: tuple[Operation, ...] = ()

    def then(self, operation: Operation) -> Self:
        """Return the list with one more operation."""
        if len(self.operations) >= MAX_OPERATIONS:
            raise ConfigurationError(f"a surgery must have at most {MAX_OPERATIONS} operations; undo one first")
        return type(self)((*self.operations, operation))

    def undo(self) -> Self:
        """Return the list without its last operation; an empty one stays empty."""
        return type(self)(self.operations[:-1])

    def apply(self, network: NeuralNetwork) -> NeuralNetwork:
        """Return a copy of the network on which all was done.

        Raises
        ------
        ConfigurationError
            If an operation names a layer, input or unit that the network does not have, or the weights overflow.
        """
        twin = network.copy()
        with np.errstate(over="ignore", invalid="ignore"):
            for operation in self.operations:
                operation.change(twin)
        if not np.isfinite(twin.parameters).all():
            raise ConfigurationError("surgery must leave all weights finite numbers; undo the last operation")
        return twin

    def describe(self) -> list[str]:
        """Return what was done, a phrase each."""
        return [str(operation) for operation in self.operations]

    def to_json(self) -> str:
        """Return the list as JSON; `from_json` reads it back."""
        found = [{"do": operation.kind} | vars(operation) for operation in self.operations]
        return json.dumps(found, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote, or what a person made of it.

        Raises
        ------
        ConfigurationError
            If it is not a list of known operations.
        """
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise ConfigurationError("surgery must be a list of operations as this page writes it into the address")
        surgery = cls()
        for item in found:
            surgery = surgery.then(_read(item))
        return surgery


def _read(item: Mapping[str, Any]) -> Operation:
    """Return the operation that a mapping says, or raise."""
    kind = OPERATIONS.get(str(item.get("do")))
    if kind is None:
        raise ConfigurationError(f"operation must be one of {', '.join(OPERATIONS)}, got {item.get('do')!r}")
    values = {name: value for name, value in item.items() if name != "do"}
    for field in fields(kind):
        if field.type is int and field.name in values:
            whole_number(field.name, values[field.name])
    try:
        return kind(**values)
    except TypeError:
        wanted = ", ".join(field.name for field in fields(kind))
        raise ConfigurationError(f"operation {kind.kind!r} must say {wanted}, got {', '.join(values)}") from None
