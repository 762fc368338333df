"""What a run learns, with a trainer on the cluster; a lesson of a few digits is learned at home in a second."""

from pathlib import Path

from mnist_core.cluster.cluster import Cluster
from mnist_core.cluster.remote_trainer import RemoteTrainer
from mnist_core.data.dataset import Dataset
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer
from mnist_core.worker.live_changes import LiveChanges
from mnist_core.worker.material import Material
from mnist_core.worker.pace import Pace


class RemoteMaterial(Material):
    """The network and the images of one run, on a worker of a cluster.

    Parameters
    ----------
    folder, config, data, is_trial
        As for `Material`.
    cluster : Cluster
    worker : str
        The worker's address.
    """

    def __init__(
        self,
        folder: Path,
        config: TrainingConfig,
        data: Dataset,
        *,
        cluster: Cluster,
        worker: str,
        is_trial: bool = False,
    ) -> None:
        super().__init__(folder, config, data)  # the images of a trial are picked out where it is trained
        self._cluster, self._worker = cluster, worker

    def trainer(self) -> Trainer:
        return super().trainer() if self.is_lesson else RemoteTrainer(self._config, self._cluster, self._worker)

    def before_step(self, trainer: Trainer, pace: Pace, changes: LiveChanges) -> None:
        if isinstance(trainer, RemoteTrainer):
            limits = [pace.most_steps, changes.steps_to_replay]
            trainer.most_steps = min((limit for limit in limits if limit is not None), default=None)
