"""The one training loop: timed, checkpointed, and resumable to the same loss curve."""

import contextlib
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import PegasusForConditionalGeneration

from .checkpoint import load_checkpoint, save_checkpoint
from .config import Loop
from .model import Loss, set_dropout
from .optimizer import Optimizers, decay_start, learning_rate
from .stream import Batch, Stream

log = logging.getLogger(__name__)

LAST, STABLE = "last", "stable"  # the newest checkpoint, and the one from which a longer run would go on
MEASURED_STEPS = 20  # steps timed before a time budget becomes a number of steps
SETTLING_STEPS = 5  # steps before them: compiling, first touches of memory


class Trainer:
    """A stage under way: the model, what moves it, and where it stands."""

    def __init__(self, model: PegasusForConditionalGeneration, loop: Loop, folder: Path, seed: int) -> None:
        torch.manual_seed(seed)
        torch.set_num_threads(loop.threads)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = model.to(self.device).train()  # type: ignore[arg-type]  # transformers wraps it and loses its types
        set_dropout(model, loop.dropout)
        self.loop, self.folder = loop, folder
        self.optimizers = Optimizers(model, loop)
        self.loss = Loss(
            model,
            loop.loss_chunk,
            smoothing=loop.label_smoothing,
            bf16=loop.bf16,
            compile_loss=loop.compile_loss,
            compile_model=loop.compile_model,
        )
        self.average = {n: p.detach().clone() for n, p in model.named_parameters()} if loop.average else {}
        self.step, self.tokens, self.seconds = 0, 0, 0.0
        self.first, self.last = 0, loop.steps
        self.pool, self.place = 0, 0
        self.stopping = False
        self._recent: list[tuple[Tensor, int]] = []
        self._clock = time.monotonic()

    def stop(self, *_: object) -> None:
        """Save at the next line of the log and end; a signal handler."""
        self.stopping = True

    def resume(self, *, longer: bool = False) -> bool:
        """Go on from the last checkpoint; `longer` goes back to where the decay of a finished piece began."""
        found = load_checkpoint(self.folder, STABLE if longer else LAST)
        found = found or (load_checkpoint(self.folder, LAST) if longer else None)
        if not found:
            return False
        tensors, state = found
        self.model.load_state_dict(tensors["model"])
        self.optimizers.load(tensors["optimizer"])
        for name, mean in self.average.items():
            mean.copy_(tensors["average"][name])
        torch.set_rng_state(tensors["random"])
        if tensors.get("random_cuda") is not None and self.device.type == "cuda":
            torch.cuda.set_rng_state(tensors["random_cuda"])
        for name in ("step", "tokens", "seconds", "pool", "place"):
            setattr(self, name, state[name])
        if not longer and state["last"] is not None:
            self.first, self.last = state["first"], state["last"]
        elif longer:
            self.first = self.step
            self.last = self.step + self.loop.steps if self.loop.steps else None
        _forget_log_after(self.folder / "log.jsonl", self.step)
        log.info("resumed at step %d, %d tokens", self.step, self.tokens)
        return True

    def save(self, name: str = LAST) -> None:
        """Everything that a resumed run needs to be the same run."""
        tensors: dict[str, Any] = {
            "model": self.model.state_dict(),
            "average": self.average,
            "optimizer": self.optimizers.state(),
            "random": torch.get_rng_state(),
            "random_cuda": torch.cuda.get_rng_state() if self.device.type == "cuda" else None,
        }
        names = ("step", "tokens", "seconds", "pool", "place", "first", "last")
        save_checkpoint(self.folder, name, tensors, {key: getattr(self, key) for key in names})

    def run(self, stream: Stream, late: Stream | None = None, *, pause_minutes: float | None = None) -> None:
        """Train until the plan or the user ends it; `pause_minutes` ends this call, not the plan.

        The decay reads `late`, where there is one, from the position that `stream` has come to.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.last is not None and self.step >= self.last:
            log.info("already finished at step %d", self.step)
            return
        self._clock = started = saved = time.monotonic()
        begun, timed_from = self.step, 0.0
        for group in self._groups(stream, late or stream):
            self._update(group)
            now = time.monotonic()
            if self.step - begun == SETTLING_STEPS:
                timed_from = now
            if self.step - begun == SETTLING_STEPS + MEASURED_STEPS:
                self._plan(now - started, (now - timed_from) / MEASURED_STEPS)
            if self.step % self.loop.log_every == 0:
                self._write_log()
            if self.step == decay_start(self.loop, self.first, self.last):
                self.save(STABLE)
            if self.last is not None and self.step >= self.last:
                break
            if self.step % self.loop.log_every:
                continue  # a checkpoint falls between two lines of the log: a resumed log has the same lines
            if self.stopping or (pause_minutes and now - started > 60 * pause_minutes):
                log.info("stopped at step %d; the same command goes on from here", self.step)
                break
            if now - saved > 60 * self.loop.checkpoint_minutes:
                self.save()
                saved = time.monotonic()
        self.save()

    def _groups(self, stream: Stream, late: Stream) -> Iterator[list[Batch]]:
        while True:
            decaying = self._is_decaying()
            batches = (late if decaying else stream).batches(self.pool, self.place)
            with contextlib.closing(batches):
                for group in _grouped(batches, self.loop.accumulate):
                    yield group
                    if stream is not late and self._is_decaying() != decaying:
                        break

    def _is_decaying(self) -> bool:
        start = decay_start(self.loop, self.first, self.last)
        return start is not None and self.step >= start

    def _plan(self, spent: float, pace: float) -> None:
        """Turn a time budget into a number of steps, once: from then on the run is repeatable."""
        log.info("pace %.3f s a step", pace)
        if self.loop.minutes is not None and self.last is None:
            remaining = int(max(60 * self.loop.minutes - spent, 0) / pace)
            self.first, self.last = self.step, self.step + max(remaining, 1)
            log.info("planned: %d steps", self.last)

    def _update(self, group: list[Batch]) -> None:
        rate = learning_rate(self.step, self.loop, self.first, self.last)
        wanted = sum(int((batch.labels >= 0).sum()) for batch in group)
        for batch in group:
            source = torch.from_numpy(batch.source).to(self.device, non_blocking=True)
            labels = torch.from_numpy(batch.labels).to(self.device, non_blocking=True)
            count = int((batch.labels >= 0).sum())
            loss = self.loss(source, labels)
            (loss * (count / wanted)).backward()
            self._recent.append((loss.detach(), count))
            self.tokens += batch.tokens
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.loop.clip)
        self.optimizers.step(rate)
        self.step += 1
        self.pool, self.place = group[-1].pool, group[-1].place + 1
        self._average()

    def _average(self) -> None:
        if not self.average:
            return
        weight = 1 - min(self.loop.average, (self.step + 1) / (self.step + 10))  # short memory at first
        means = list(self.average.values())
        torch._foreach_lerp_(means, [p.detach() for p in self.model.parameters()], weight)

    def _write_log(self) -> None:
        now = time.monotonic()
        self.seconds += now - self._clock
        counts = sum(count for _, count in self._recent)
        line = {
            "step": self.step,
            "tokens": self.tokens,
            "seconds": round(self.seconds, 1),
            "loss": round(sum(float(loss) * count for loss, count in self._recent) / counts, 5),
            "rate": learning_rate(self.step - 1, self.loop, self.first, self.last),
        }
        self._recent, self._clock = [], now
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")


def _grouped(batches: Iterator[Batch], size: int) -> Iterator[list[Batch]]:
    """As many batches as make one update."""
    group: list[Batch] = []
    for batch in batches:
        group.append(batch)
        if len(group) == size:
            yield group
            group = []


def _forget_log_after(path: Path, step: int) -> None:
    """Drop the lines of steps that the kill undid, so that the curve has none twice."""
    if path.exists():
        kept = [line for line in path.read_text(encoding="utf-8").splitlines() if json.loads(line)["step"] <= step]
        path.write_text("".join(line + "\n" for line in kept), encoding="utf-8")
