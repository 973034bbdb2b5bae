"""Where networks run, and with how many bits."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.config.schema import Runtime
from pipeline.errors import ModelError

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Place:
    """A device and the precision that goes with it."""

    device: torch.device
    dtype: torch.dtype

    @property
    def threads(self) -> int:
        """How many batches may be worked on at once: on a CPU as many as it has threads."""
        import torch

        return torch.get_num_threads() if self.device.type == "cpu" else 1


def choose_place(runtime: Runtime, *, eight_bits: bool = False) -> Place:
    """The device and precision a configuration asks for. Raises ModelError when the device is not there.

    `eight_bits` says that the network can compute in them, which it does on a CPU that is fast so.
    """
    import torch

    device = torch.device(_device(runtime.device))
    if runtime.dtype != "auto":
        return Place(device, getattr(torch, runtime.dtype))
    # Older GPUs only emulate bfloat16, slowly; float16 overflows in T5 and PEGASUS, so it is never chosen unasked.
    if device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False):
        return Place(device, torch.bfloat16)
    # Without VNNI the sums of eight-bit products overflow, or cost more than they save.
    quantised = eight_bits and device.type == "cpu" and torch.cpu._is_vnni_supported()
    return Place(device, torch.int8 if quantised else torch.float32)


def prepare(runtime: Runtime) -> None:
    """Sets the number of threads and the seed of torch for the whole process; transformers logs no more than we do."""
    import torch
    from transformers.utils.logging import disable_progress_bar, set_verbosity

    if runtime.threads:
        torch.set_num_threads(runtime.threads)
    torch.manual_seed(runtime.seed)
    set_verbosity(max(logging.WARNING, logging.getLogger().getEffectiveLevel()))
    disable_progress_bar()  # type: ignore[no-untyped-call]  # untyped there; progress is the command's to show


def _device(wanted: str) -> str:
    import torch

    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        return "cuda" if there["cuda"] else "mps" if there["mps"] else "cpu"
    if not there[wanted]:
        raise ModelError(f"runtime.device: {wanted} was asked for, but torch finds none here; use auto or cpu")
    return wanted
