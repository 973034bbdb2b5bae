"""Where networks run, and with how many bits."""

from __future__ import annotations

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
    eight_bits: bool = False
    """Whether the networks in plain torch compute in eight bits: on a CPU that is fast so, unless told otherwise."""

    @property
    def plain_dtype(self) -> torch.dtype:
        """The precision of the networks in plain torch."""
        import torch

        return torch.int8 if self.eight_bits else self.dtype

    @property
    def threads(self) -> int:
        """How many batches may be worked on at once: on a CPU as many as it has threads."""
        import torch

        return torch.get_num_threads() if self.device.type == "cpu" else 1


def choose_place(runtime: Runtime) -> Place:
    """The device and precision a configuration asks for. Raises ModelError when the device is not there."""
    import torch

    device = torch.device(_device(runtime.device))
    if runtime.dtype != "auto":
        return Place(device, getattr(torch, runtime.dtype))
    # Older GPUs only emulate bfloat16, slowly; float16 overflows in T5 and PEGASUS, so it is never chosen unasked.
    if device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False):
        return Place(device, torch.bfloat16)
    # Without VNNI the sums of eight-bit products overflow, or cost more than they save.
    return Place(device, torch.float32, eight_bits=device.type == "cpu" and torch.cpu._is_vnni_supported())


def prepare(runtime: Runtime) -> None:
    """Sets the number of threads and the seed of torch for the whole process."""
    import torch

    if runtime.threads:
        torch.set_num_threads(runtime.threads)
    torch.manual_seed(runtime.seed)


def _device(wanted: str) -> str:
    import torch

    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        return "cuda" if there["cuda"] else "mps" if there["mps"] else "cpu"
    if not there[wanted]:
        raise ModelError(f"runtime.device: {wanted} was asked for, but torch finds none here; use auto or cpu")
    return wanted
