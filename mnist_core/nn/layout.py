"""How named arrays lie in one flat vector, one after the other.

A network keeps all its parameters in such a vector, its gradients in a second of the same layout, and layers hold views
into them. So an optimizer is arithmetic on two vectors, a checkpoint is one array and a copy is one copy.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from mnist_core.nn.arrays import Array
from mnist_core.nn.layers import Layer

Shape = tuple[int, ...]


class Layout:
    """The place of each named array in a flat vector; a name is that of its layer, a dot and its own.

    Parameters
    ----------
    shapes : mapping of str to shape
    first : collection of str, optional
        Names of those that lie before all others.

    Attributes
    ----------
    size, first_size : int
        Numbers in the whole vector, and in the part before the others.
    """

    def __init__(self, shapes: Mapping[str, Shape], first: Collection[str] = ()) -> None:
        stretches, self.size = {}, 0
        for name in sorted(shapes, key=lambda name: name not in first):  # stable: as given within each part
            start, self.size = self.size, self.size + math.prod(shapes[name])
            stretches[name] = slice(start, self.size)
        self._places = [(name, stretches[name], shape) for name, shape in shapes.items()]
        self.first_size = sum(math.prod(shapes[name]) for name in first)

    def views(self, vector: Array) -> dict[str, Array]:
        """Return each array as a view into a vector, by its name, in the order in which they were given."""
        return {name: vector[stretch].reshape(shape) for name, stretch, shape in self._places}

    def by_layer(self, vector: Array) -> defaultdict[str, dict[str, Array]]:
        """Return the same views by the name of their layer and their own; a layer that has none gets an empty dict."""
        found: defaultdict[str, dict[str, Array]] = defaultdict(dict)
        for name, view in self.views(vector).items():
            layer, _, own = name.partition(".")
            found[layer][own] = view
        return found


def parameter_layout(layers: Sequence[Layer]) -> Layout:
    """Return where the parameters of layers lie, such as "dense1.weight": first those that weight decay shrinks."""
    shapes = {f"{layer.name}.{key}": shape for layer in layers for key, shape in layer.parameter_shapes().items()}
    return Layout(shapes, first={f"{layer.name}.{key}" for layer in layers for key in layer.decayed})


def state_layout(layers: Sequence[Layer]) -> Layout:
    """Return where that lies which layers keep but do not learn by gradient, such as "batch_norm1.mean"."""
    return Layout({f"{layer.name}.{key}": shape for layer in layers for key, shape in layer.state_shapes().items()})
