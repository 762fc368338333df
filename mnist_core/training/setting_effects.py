"""Settings that change nothing beside others: a momentum where the optimizer has none."""

from mnist_core.training.config import TrainingConfig

_ONLY_WITH = {
    "momentum": ("optimizer", ("momentum", "nesterov")),
    "beta1": ("optimizer", ("adam", "adamw")),
    "beta2": ("optimizer", ("rmsprop", "adam", "adamw")),
    "epsilon": ("optimizer", ("rmsprop", "adam", "adamw")),
    "warmup": ("schedule", ("cosine", "one_cycle")),
    "decay_factor": ("schedule", ("step",)),
    "decay_every": ("schedule", ("step",)),
}


def without_effect(config: TrainingConfig) -> dict[str, str]:
    """Return the settings that change nothing in this configuration, and what each would need, in words."""
    found = {}
    for name, (field, choices) in _ONLY_WITH.items():
        chosen = getattr(config, field)
        if chosen not in choices:
            others = ", ".join(choices[:-1]) + " or " + choices[-1] if choices[:-1] else choices[0]
            found[name] = f"with the {field} {chosen}, but with {others}"
    if config.augmentation.is_identity:
        found["fade_augmentation"] = "without augmentation"
    return found
