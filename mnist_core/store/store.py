"""The run store: the only meeting point of training and interface.

A worker writes what it measures; a page reads snapshots and leaves commands. Neither ever holds an object of the
other. The store has a part for each subject, in a file of its own, and all parts stand on one database.
"""

from copy import copy
from pathlib import Path

from mnist_core.store.best_epoch import BestEpoch
from mnist_core.store.bundles import Bundles
from mnist_core.store.continuations import Continuations
from mnist_core.store.data_sets import DataSets
from mnist_core.store.database import Database
from mnist_core.store.history import History
from mnist_core.store.job_process import StartJob, start_job
from mnist_core.store.jobs import Jobs
from mnist_core.store.label_opinions import LabelOpinions
from mnist_core.store.lesson_progress import LessonProgress
from mnist_core.store.marks import Marks
from mnist_core.store.networks import Networks
from mnist_core.store.own_digits import OwnDigits
from mnist_core.store.pins import Pins
from mnist_core.store.queue import Queue
from mnist_core.store.races import Races
from mnist_core.store.readings import Readings
from mnist_core.store.runs import Runs
from mnist_core.store.snapshots import Snapshots
from mnist_core.store.studies import Studies
from mnist_core.store.trials import Trials
from mnist_core.store.tuners import StartTuner, Tuners, start_tuner_process
from mnist_core.store.visitor import Visitor
from mnist_core.store.worker_process import start_process
from mnist_core.store.workers import StartWorker, Workers


class RunStore:
    """Every run, its measurements, its network, and the queue that trains the next one.

    Parameters
    ----------
    url : str, optional
        SQLAlchemy URL of the database; default `MNIST_RUNS_URL`, else an SQLite file in the folder.
    folder : Path, optional
        Where files lie; default `MNIST_RUNS_DIR`, else `runs` inside the project.
    busy_seconds : float, default 5.0
        How long a write waits for another program's write.
    start_worker : callable, default `start_process`
        What starts a worker process.
    start_job : callable, default `start_job`
        What starts the process of a job.
    start_tuner : callable, default `start_tuner_process`
        What starts a tuner process.

    Attributes
    ----------
    database : Database
        The folder and the rows that all parts stand on.
    runs : Runs
        Which runs there are: create, get, all, rename, delete, restore.
    queue : Queue
        What trains next, and what a person asks of a run.
    history : History
        What a run measured.
    networks : Networks
        The network that a run keeps: load, export, import.
    best_epoch : BestEpoch
        The networks of a run's best and last epoch, and which of them counts.
    bundles : Bundles
        A whole run as one file: export, import.
    snapshots : Snapshots
        The network as it was at moments of a run's training.
    continuations : Continuations
        More epochs for runs that have finished.
    data : DataSets
        The data sets to learn from: those that come with the project, and those that a person added.
    pins : Pins
        Digits that every run reads while it learns, and what it made of them.
    own_digits : OwnDigits
        Drawings that a person said the right answer to, and lessons in them.
    workers : Workers
        The processes that train.
    jobs : Jobs
        Computations beside the page: ask for one, see how far it is, get its result.
    readings : Readings
        What each run's network reads in the test images.
    label_opinions : LabelOpinions
        Which labels look wrong to a person.
    lesson_progress : LessonProgress
        How far people have come with the lessons.
    marks : Marks
        Stars, tags and notes that people give to runs.
    studies : Studies
        Searches for a good set-up.
    trials : Trials
        What the searches tried: runs, with the reason for each.
    tuners : Tuners
        The processes that search.
    races : Races
        Set-ups that learned side by side.

    Raises
    ------
    StoreError
        If the folder or the database cannot be used; nothing that exists is overwritten.

    Examples
    --------
    >>> store = RunStore()                                               # doctest: +SKIP
    >>> run = store.runs.create(TrainingConfig(epochs=2), name="first")  # doctest: +SKIP
    >>> store.workers.ensure()                                           # doctest: +SKIP
    >>> store.history.epochs(run.id)                                     # doctest: +SKIP
    """

    def __init__(
        self,
        url: str | None = None,
        folder: Path | str | None = None,
        *,
        busy_seconds: float = 5.0,
        start_worker: StartWorker = start_process,
        start_job: StartJob = start_job,
        start_tuner: StartTuner = start_tuner_process,
    ) -> None:
        self.database = Database(url, folder, busy_seconds=busy_seconds)
        self.history = History(self.database)
        self.pins = Pins(self.database)
        self.workers = Workers(self.database, start_worker)
        self.jobs = Jobs(self.database, start_job)
        self.readings = Readings(self.database)
        self.label_opinions = LabelOpinions(self.database)
        self.tuners = Tuners(self.database, start_tuner)
        self._open_for(None)

    def of(self, visitor: Visitor) -> "RunStore":
        """Return this store as one of several people has it: their own runs are listed, and only those change.

        It stands on the same database and costs next to nothing, so a page asks for one whenever it needs one.
        """
        theirs = copy(self)
        theirs._open_for(visitor)
        return theirs

    def _open_for(self, visitor: Visitor | None) -> None:
        """Make the parts that know whose store this is."""
        self.runs = Runs(self.database, visitor)
        self.queue = Queue(self.database, self.runs)
        self.networks = Networks(self.database, self.runs)
        self.bundles = Bundles(self.database, self.runs, self.history, self.networks)
        self.best_epoch = BestEpoch(self.database, self.runs, self.networks)
        self.snapshots = Snapshots(self.database, self.runs, self.networks)
        self.continuations = Continuations(self.database, self.runs, self.networks)
        self.data = DataSets(self.database.folder, visitor)
        self.own_digits = OwnDigits(self.database, self.runs, self.networks)
        self.lesson_progress = LessonProgress(self.database, visitor)
        self.marks = Marks(self.database, self.runs)
        self.studies = Studies(self.database, visitor)
        self.trials = Trials(self.database, self.runs)
        self.races = Races(self.database, self.jobs, visitor)

    def __repr__(self) -> str:
        return f"RunStore({self.database.address!r})"

    def close(self) -> None:
        """Let go of every connection; the store opens them again when next used."""
        self.database.close()
