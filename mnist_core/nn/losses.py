"""How wrong an answer is.

The network ends in ten logits. Softmax turns them into probabilities, and cross-entropy is the surprise, in nats, at
the true digit. Taken together their gradient is short, and neither overflows, however large a logit grows.
"""

import numpy as np
from numpy.typing import NDArray

from mnist_core.nn.arrays import Array, Buffer
from mnist_core.nn.blas import inner, row_sums


def softmax(logits: Array) -> Array:
    r"""Return p_k = exp(z_k) / Σ_j exp(z_j) for each row.

    Subtracting the row's largest logit first changes nothing in exact arithmetic and keeps exp within [0, 1].
    """
    p: Array = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return p


class SoftmaxCrossEntropy:
    r"""Mean cross-entropy between softmax(logits) and the true labels, and its gradient.

    With targets t (one-hot rows, softened by label smoothing), n images and p = softmax(z):

        L = -1/n Σ_i Σ_k t_ik log p_ik,    log p_ik = z_ik - log Σ_j exp(z_ij)

    and, because Σ_k t_ik = 1,

        ∂L/∂z_ik = (p_ik - t_ik) / n.

    Parameters
    ----------
    label_smoothing : float, [0, 1), default 0
        Share of each target that is spread evenly over all classes (Szegedy et al. 2016, section 7).
    classes : int, default 10

    Attributes
    ----------
    target_rows : array of shape (classes, classes)
        Row k is the target of an image of class k.
    """

    def __init__(self, label_smoothing: float = 0.0, *, classes: int = 10) -> None:
        self.label_smoothing = label_smoothing
        self.target_rows = np.eye(classes) * (1 - label_smoothing) + label_smoothing / classes
        self._by_class, self._largest, self._targets, self._shifted, self._sums = (Buffer() for _ in range(5))

    def __call__(self, logits: Array, labels: NDArray[np.uint8]) -> tuple[float, Array]:
        """Return the mean loss over the batch and its gradient.

        Parameters
        ----------
        logits : array of shape (n, classes)
        labels : integer array of shape (n,)

        Returns
        -------
        loss : float, nats
        gradient : array of shape (n, classes)
            With respect to the logits; it stays valid until the next call.
        """
        n, dtype = len(logits), logits.dtype
        if self.target_rows.dtype != dtype:
            self.target_rows = self.target_rows.astype(dtype)

        # Reducing along the short axis is slow in NumPy: take the largest logit of each image in a transposed copy.
        by_class = self._by_class.take(logits.shape[::-1], dtype)
        np.copyto(by_class, logits.T)
        largest = np.maximum.reduce(by_class, axis=0, out=self._largest.take((n,), dtype))
        shifted = np.subtract(logits, largest[:, None], out=self._shifted.like(logits))
        targets = self.target_rows.take(labels, axis=0, out=self._targets.like(logits), mode="clip")

        true_logits = inner(targets, shifted)
        p = np.exp(shifted, out=shifted)
        sums = row_sums(p, self._sums.take((n,), dtype))
        p /= sums[:, None]
        gradient = np.subtract(p, targets, out=p)
        gradient *= 1 / n
        loss = (np.add.reduce(np.log(sums, out=sums)) - true_logits) / n
        return float(loss), gradient
