"""Ray: a cluster of this machine's, or one that is joined, and work spread over it by Ray Data.

The only module that imports Ray. A cluster of its own listens on loopback only and tells nobody of itself.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from pipeline.engine.shards import File, Survey, Unit, read_shards, survey
from pipeline.engine.worker import Order, Word, Worker
from pipeline.errors import ClusterError, ConfigError

if TYPE_CHECKING:
    from ray.data import Dataset

RETRIES = 2
"""Of a shard whose worker died, before it is given up and the others go on."""
_MOST_BLOCKS = 1000
# A shard of a thousand articles takes 5 MB; each worker has one at work, one waiting, and the word of a third.
_STORE = 200 * 2**20
_STORE_PER_WORKER = 32 * 2**20
_READERS_PER = 50  # reading an article takes 0.16 ms, and the fastest configuration 43 ms


@dataclass(frozen=True, slots=True)
class Crew:
    """How many workers, and what each takes of the cluster."""

    workers: int
    gpus: int = 0
    """For each worker."""

    @property
    def readers(self) -> int:
        return 1 + self.workers // _READERS_PER


@contextmanager
def cluster(address: str | None, workers: int | None, *, gpus: bool) -> Iterator[Crew]:
    """A cluster to work on: joined where an address is given, else of this machine and gone afterwards.

    `gpus`: give each worker one, where there are any. Raises ConfigError without Ray, ClusterError where it fails.
    """
    ray = _import_ray(local=address is None)
    verbose = logging.getLogger("pipeline").isEnabledFor(logging.DEBUG)
    try:
        if not verbose:
            _hush()
        if address is None:
            count = workers or os.cpu_count() or 1
            store = _STORE + count * _STORE_PER_WORKER
            ray.init("local", num_cpus=count, object_store_memory=store, include_dashboard=False, log_to_driver=verbose)
        else:
            _check_answers(address)
            ray.init(address, log_to_driver=verbose)
    except Exception as error:  # Ray raises what it likes here
        where = f"--address {address}" if address else "a cluster on this machine"
        raise ClusterError(
            f"{where}: {_last_line(error)}; see that it runs, and that ports and memory allow it"
        ) from None
    try:
        there = ray.cluster_resources()
        yield _crew(int(there.get("CPU", 1)), int(there.get("GPU", 0)) if gpus else 0, workers)
    finally:
        ray.shutdown()


def survey_files(files: Sequence[File], crew: Crew) -> dict[str, Survey]:
    """What is in each file that may hold many articles, by its origin. Raises ClusterError."""
    if not files:
        return {}
    from ray.data import TaskPoolStrategy

    readers = TaskPoolStrategy(min(crew.workers, len(files)))
    found = _source([file.to_json() for file in files]).map(_survey, num_cpus=0, compute=readers)
    return {row["origin"]: Survey.from_json(row["survey"]) for row in _rows(found)}


def work_on(units: Sequence[Unit], size: int, order: Order, crew: Crew) -> Iterator[Word]:
    """A word on every shard as it is done; on one that killed its workers again and again there is none.

    Raises ClusterError where no worker can be set up.
    """
    from ray.data import ActorPoolStrategy, TaskPoolStrategy
    from ray.util.annotations import RayDeprecationWarning

    shards = _source([unit.to_json() for unit in units]).flat_map(
        partial(_shards, size=size), num_cpus=0, compute=TaskPoolStrategy(min(crew.readers, len(units)))
    )
    with warnings.catch_warnings():
        # Ray 2.64 will take no bound on retries here and has no other place for it yet; pyproject.toml stays below.
        warnings.simplefilter("ignore", RayDeprecationWarning)
        words = shards.map_batches(
            Worker,
            fn_constructor_args=(order,),
            batch_size=1,
            compute=ActorPoolStrategy(size=crew.workers),
            num_cpus=1,
            num_gpus=crew.gpus,
            max_restarts=-1,
            max_task_retries=RETRIES,
        )
    return (Word.from_json(row["word"]) for row in _rows(words))


def _survey(row: dict[str, Any]) -> dict[str, Any]:
    file = File.from_json(row["item"])
    return {"origin": file.origin, "survey": survey(file).to_json()}


def _shards(row: dict[str, Any], *, size: int) -> Iterator[Any]:
    return ({"shard": shard.to_json()} for shard in read_shards(Unit.from_json(row["item"]), size))


def _source(items: list[str]) -> Dataset:
    from ray.data import DataContext, from_items

    context = DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    # Every shard is a block, or one worker would be given all of a large file while the others wait.
    context.target_max_block_size = 1
    # A shard that no worker survives is missed at the end and named; it does not end the run.
    context.max_errored_blocks = -1
    return from_items(items, override_num_blocks=min(len(items), _MOST_BLOCKS))


def _rows(data: Dataset) -> Iterator[dict[str, Any]]:
    from ray.exceptions import RayError

    try:
        yield from data.iter_rows()
    except RayError as error:
        raise ClusterError(f"the workers cannot be set up: {_last_line(error)}") from None


def _crew(cpus: int, gpus: int, workers: int | None) -> Crew:
    """One worker per GPU where there are any that may be used, else one per core."""
    if gpus:
        return Crew(min(workers or gpus, gpus), 1)
    if workers and workers > cpus:
        raise ConfigError(f"--workers {workers}: the cluster has {cpus} cores; ask for fewer")
    return Crew(workers or cpus)


def _import_ray(*, local: bool) -> Any:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if local:
        # Named for the systems where Ray does so by itself: all its servers on 127.0.0.1, none on the network.
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
        # Whoever reaches Ray's ports may run code: other users of this machine must not, and a token of this run
        # alone leaves no file in the home folder, as Ray's own would.
        os.environ.setdefault("RAY_AUTH_MODE", "token")
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise ConfigError(f"--engine ray: {error}; pip install 'article-pipeline[ray]'") from None
    return ray


def _hush() -> None:
    """Leaves to Ray's own files what it would print of itself on stderr, as progress and errors are ours to tell."""
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    for name in ("ray", "ray.data"):
        for handler in logging.getLogger(name).handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setLevel(logging.CRITICAL)


def _check_answers(address: str) -> None:
    """Raises OSError at once where nothing listens; Ray would try for minutes."""
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()


def _last_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[-1].strip() if lines else type(error).__name__
