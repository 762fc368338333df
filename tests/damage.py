"""Ways in which a file goes wrong on its way from one person to another."""

from collections.abc import Iterator

import numpy as np


def mutants(content: bytes, count: int, rng: np.random.Generator) -> Iterator[bytes]:
    """Yield copies with bytes changed, cut out, doubled, put in or cut off."""
    for _ in range(count):
        mutant = bytearray(content)
        for _ in range(int(rng.integers(1, 4))):
            place = int(rng.integers(0, len(mutant) + 1))
            length = int(rng.integers(1, 40))
            match int(rng.integers(0, 6)):
                case 0:
                    mutant[place : place + 1] = rng.bytes(1)
                case 1:
                    mutant[place : place + length] = b""
                case 2:
                    mutant[place:place] = mutant[place : place + length]
                case 3:
                    mutant[place:place] = bytes(rng.choice(list(b',;\t\n\r"#\0 .-e90'), length).tolist())
                case 4:
                    mutant[place:] = b""
                case 5 if mutant:
                    mutant[place % len(mutant)] ^= 1 << int(rng.integers(0, 8))
        yield bytes(mutant)
