"""Settings that a person changes while a network trains, and changes again after a crash at the very same steps.

A change is recorded with the first step that uses it. Whoever resumes an earlier checkpoint replays it there, so that
the run ends as it would have without the interruption, to the bit.
"""

from collections.abc import Sequence

from mnist_core.store.commands import Command
from mnist_core.training.events import SettingChanged
from mnist_core.training.trainer import Trainer


class LiveChanges:
    """The changed settings of one run.

    Parameters
    ----------
    trainer : Trainer
        At the step from which training goes on.
    recorded : sequence of SettingChanged
        What was changed before, in the order of steps.
    """

    def __init__(self, trainer: Trainer, recorded: Sequence[SettingChanged]) -> None:
        self._trainer = trainer
        self._recorded = frozenset(recorded)
        self._to_replay = [change for change in recorded if change.step > trainer.step]
        self._unconfirmed: list[int] = []

    def obey(self, command: Command) -> None:
        """Change a setting from the next step on.

        Raises
        ------
        ConfigurationError
            If the change makes no sense for this network.
        """
        self._trainer.change(command.payload["field"], command.payload["value"])
        self._unconfirmed.append(command.id)

    def replay(self) -> None:
        """Change what was changed before the next step."""
        while self._to_replay and self._to_replay[0].step <= self._trainer.step + 1:
            change = self._to_replay.pop(0)
            self._trainer.change(change.field, change.new)

    @property
    def steps_to_replay(self) -> int | None:
        """How many steps there are before the next one that a recorded change precedes; None without such."""
        return self._to_replay[0].step - 1 - self._trainer.step if self._to_replay else None

    def confirm(self, event: SettingChanged) -> bool:
        """Take note that a change took effect, and return whether it is new and has yet to be recorded."""
        if event in self._recorded:
            return False
        del self._unconfirmed[:1]
        return True

    def last_settled(self, last_command: int) -> int:
        """Return the last command that need not be kept, because what it asked for is recorded."""
        return min(self._unconfirmed, default=last_command + 1) - 1
