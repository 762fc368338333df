"""Record how PyTorch learns from the same start and batches: `python -m tests.training.record_history`.

PyTorch is needed only here; the losses were recorded once and lie in `golden/history.json`.
"""

import json
from pathlib import Path

import torch
from torch import nn

from mnist_core.data.mnist import load_mnist
from mnist_core.training.trainer import Trainer
from tests.training.history_cases import CASES

ACTIVATIONS = {"relu": nn.ReLU, "leaky_relu": lambda: nn.LeakyReLU(0.01), "sigmoid": nn.Sigmoid, "tanh": nn.Tanh}


def twin(config) -> nn.Sequential:
    """Build the network in PyTorch, with the weights that this engine starts from."""
    start = Trainer(config).network.named_parameters()
    modules = []
    for number, (fan_in, fan_out) in enumerate(zip(config.layer_sizes, config.layer_sizes[1:], strict=False), start=1):
        linear = nn.Linear(fan_in, fan_out)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(start[f"dense{number}.weight"].T.copy()))
            linear.bias.zero_()
        modules.append(linear)
        if number <= len(config.hidden_sizes):
            modules += [nn.BatchNorm1d(fan_out)] if config.batch_norm else []
            modules.append(ACTIVATIONS[config.activation]())
    return nn.Sequential(*modules).to(getattr(torch, config.dtype))


def optimizer_of(config, parameters) -> torch.optim.Optimizer:
    """Build the optimizer; biases and gains are spared from weight decay."""
    groups = list(parameters)
    if config.weight_decay:
        groups = [
            {"params": [p for p in groups if p.ndim == 2], "weight_decay": config.weight_decay},
            {"params": [p for p in groups if p.ndim == 1], "weight_decay": 0.0},
        ]
    rate, betas, epsilon = config.learning_rate, (config.beta1, config.beta2), config.epsilon
    match config.optimizer:
        case "sgd":
            return torch.optim.SGD(groups, lr=rate)
        case "momentum" | "nesterov" as name:
            return torch.optim.SGD(groups, lr=rate, momentum=config.momentum, nesterov=name == "nesterov")
        case "rmsprop":
            return torch.optim.RMSprop(groups, lr=rate, alpha=config.beta2, eps=epsilon)
        case "adam":
            return torch.optim.Adam(groups, lr=rate, betas=betas, eps=epsilon)
        case "adamw":
            return torch.optim.AdamW(groups, lr=rate, betas=betas, eps=epsilon)


def history(config) -> dict:
    """Return the loss of each step, and BatchNorm's running statistics at the end."""
    train = load_mnist().train
    network = twin(config)
    optimizer = optimizer_of(config, network.parameters())
    criterion = nn.CrossEntropyLoss(label_smoothing=config.label_smoothing)
    schedule = None
    steps = config.training_size // config.batch_size
    if config.schedule == "one_cycle":
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, config.learning_rate, total_steps=steps, pct_start=config.warmup, cycle_momentum=False
        )
    losses = []
    for step in range(steps):
        rows = slice(step * config.batch_size, (step + 1) * config.batch_size)
        images = torch.tensor(train.images[rows]).to(getattr(torch, config.dtype)) / 255
        loss = criterion(network(images), torch.tensor(train.labels[rows]).long())
        optimizer.zero_grad()
        loss.backward()
        if config.gradient_clip:
            nn.utils.clip_grad_norm_(network.parameters(), config.gradient_clip)
        optimizer.step()
        if schedule:
            schedule.step()
        losses.append(loss.item())
    norms = [module for module in network if isinstance(module, nn.BatchNorm1d)]
    return {
        "losses": losses,
        "running_mean": [float(norm.running_mean.sum()) for norm in norms],
        "running_variance": [float(norm.running_var.sum()) for norm in norms],
    }


def main() -> None:
    golden = {"pytorch": torch.__version__, "histories": {name: history(config) for name, config in CASES.items()}}
    (Path(__file__).parent / "golden" / "history.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
