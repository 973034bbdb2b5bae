"""Articles over several devices: a process for each, reports in the order of the articles.

A process sees its own device alone, so that configuration, keys and results are those of a run on one. The cores of a
CPU are such devices as well where text is written token by token: threads of one process share Python's lock, and two
of them write 1.4 times as fast as one, two processes twice.
"""

from __future__ import annotations

import os
import re
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from pipeline.article import Article
from pipeline.config import Config
from pipeline.errors import ConfigError, ModelError, WriteError
from pipeline.models.device import choose_place
from pipeline.models.reference import writes_statements
from pipeline.report import Report
from pipeline.run import machine
from pipeline.run.runner import Observer, Pipeline, batches
from pipeline.run.store import Store

CPU = "cpu"
FEW = 8
"""Articles; of more the embedded models are worth loading once for every core."""
_SHARE = 8
"""Articles that a core works on together, at most."""
_MEMORY = 2 * 2**30
"""Bytes that a process takes with the embedded models, and some to spare."""
_AHEAD = 2
"""Batches per device that are read before they are worked on."""


def parse_devices(text: str) -> tuple[str, ...]:
    """`0,1` to the numbers of GPUs; `cpu` stands for a share of the cores. Raises ConfigError."""
    devices = tuple(part.strip() for part in text.split(","))
    for device in devices:
        if device != CPU and not re.fullmatch(r"\d{1,3}", device):
            raise ConfigError(f"--devices {text}: '{device}' is neither the number of a GPU nor cpu; write 0,1")
    twice = [device for device in devices if device != CPU and devices.count(device) > 1]
    if twice:
        raise ConfigError(f"--devices {text}: {twice[0]} stands there twice; name each GPU once")
    return devices


def cores_for(config: Config) -> tuple[str, ...]:
    """A device for each core that is to have a process of its own; none where one process does as well."""
    written = (config.stages.summarize, config.stages.keypoints)
    if not any(stage.enabled and writes_statements(stage.model) for stage in written):
        return ()
    number = min(config.runtime.threads or machine.cores(), machine.memory() // _MEMORY)
    return (CPU,) * number if number > 1 and choose_place(config.runtime).device.type == CPU else ()


def run_over(
    devices: Sequence[str], config: Config, store: Path | None, articles: Iterable[Article], *, observer: Observer
) -> Iterator[Report]:
    """One report per article, in order, as `Pipeline.run` has them; stages are not told of.

    Raises ModelError where a GPU is not there, WriteError where a process ended of itself.
    """
    size = config.runtime.batch_size
    if CPU in devices:
        size = min(size, _SHARE)
        threads = max(1, (config.runtime.threads or machine.cores()) // len(devices))
        runtime = config.runtime.model_copy(update={"threads": threads})
        config = config.model_copy(update={"runtime": runtime})
    context = get_context("spawn")  # a process that has touched a GPU cannot be forked
    free = context.SimpleQueue()
    for device in devices:
        free.put(device)
    pool = ProcessPoolExecutor(len(devices), context, _begin, (free, config.model_dump_json(), store))
    waiting: deque[Future[list[Report]]] = deque()
    try:
        for batch in batches(articles, size):
            waiting.append(pool.submit(_work, batch))
            if len(waiting) > _AHEAD * len(devices):
                yield from _done(waiting.popleft(), observer)
        while waiting:
            yield from _done(waiting.popleft(), observer)
    except BrokenProcessPool:
        raise WriteError(
            "a process of the run ended of itself, for want of memory mostly; set runtime.threads or "
            "runtime.batch_size lower, and the same command goes on from what is done"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _done(future: Future[list[Report]], observer: Observer) -> Iterator[Report]:
    for report in future.result():
        observer.done(report)
        yield report


_device = ""
_pipeline: Pipeline


def _begin(free: SimpleQueue[str], config: str, store: Path | None) -> None:
    """Makes this process that of one device, before torch is imported."""
    global _device, _pipeline
    _device = free.get()
    os.environ["CUDA_VISIBLE_DEVICES"] = "" if _device == CPU else _device
    settings = Config.model_validate_json(config)
    if _device == CPU:
        os.environ["OMP_NUM_THREADS"] = str(settings.runtime.threads)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run's process hears it, and ends this one
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _pipeline = Pipeline(settings, store=Store(store) if store else None)


def _work(batch: list[Article]) -> list[Report]:
    if _device != CPU:
        import torch

        if not torch.cuda.is_available():
            raise ModelError(f"--devices: torch finds no GPU {_device} here; leave it out")
    return _pipeline.run_batch(batch)


def _end_with_parent() -> None:
    """A run that is killed takes its processes with it, which would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
