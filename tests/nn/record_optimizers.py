"""Record what PyTorch's optimizers do, for `test_optimizers.py`: `python -m tests.nn.record_optimizers`.

PyTorch is needed only here; the values below were recorded once and lie in `golden/optimizers.json`.
"""

import json
from pathlib import Path

import numpy as np
import torch

from tests.nn.optimizer_cases import CASES, START, STEPS, gradient

TWINS = {
    "sgd": lambda p, o: torch.optim.SGD([p], lr=o["learning_rate"], weight_decay=o["weight_decay"]),
    "momentum": lambda p, o: torch.optim.SGD(
        [p], lr=o["learning_rate"], weight_decay=o["weight_decay"], momentum=o["momentum"]
    ),
    "nesterov": lambda p, o: torch.optim.SGD(
        [p], lr=o["learning_rate"], weight_decay=o["weight_decay"], momentum=o["momentum"], nesterov=True
    ),
    "rmsprop": lambda p, o: torch.optim.RMSprop(
        [p], lr=o["learning_rate"], weight_decay=o["weight_decay"], alpha=o["beta2"], eps=o["epsilon"]
    ),
    "adam": lambda p, o: torch.optim.Adam(
        [p],
        lr=o["learning_rate"],
        weight_decay=o["weight_decay"],
        betas=(o["beta1"], o["beta2"]),
        eps=o["epsilon"],
    ),
    "adamw": lambda p, o: torch.optim.AdamW(
        [p],
        lr=o["learning_rate"],
        weight_decay=o["weight_decay"],
        betas=(o["beta1"], o["beta2"]),
        eps=o["epsilon"],
    ),
}


def main() -> None:
    trajectories = {}
    for name, options in CASES.items():
        parameter = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        optimizer = TWINS[name.split("+")[0]](parameter, options)
        trajectories[name] = []
        for _ in range(STEPS):
            parameter.grad = torch.tensor(gradient(parameter.detach().numpy()))
            optimizer.step()
            trajectories[name].append(np.asarray(parameter.detach()).tolist())
    golden = {"pytorch": torch.__version__, "trajectories": trajectories}
    (Path(__file__).parent / "golden" / "optimizers.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
