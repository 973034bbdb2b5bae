"""Where networks run."""

import pytest
import torch
from transformers.utils import logging as noise

from pipeline.config.schema import Runtime
from pipeline.errors import ModelError
from pipeline.models.device import choose_place, prepare


@pytest.fixture
def machine(monkeypatch):
    def has(*devices, bf16=True):
        monkeypatch.setattr("torch.cuda.is_available", lambda: "cuda" in devices)
        monkeypatch.setattr("torch.cuda.is_bf16_supported", lambda including_emulation=True: bf16)
        monkeypatch.setattr("torch.backends.mps.is_available", lambda: "mps" in devices)

    return has


@pytest.mark.parametrize(
    ("devices", "asked", "place"),
    [
        ((), {}, ("cpu", torch.float32)),
        (("cuda",), {}, ("cuda", torch.bfloat16)),
        (("mps",), {}, ("mps", torch.float32)),
        (("cuda", "mps"), {}, ("cuda", torch.bfloat16)),
        (("cuda",), {"device": "cpu"}, ("cpu", torch.float32)),
        (("cuda",), {"dtype": "float32"}, ("cuda", torch.float32)),
        ((), {"dtype": "bfloat16"}, ("cpu", torch.bfloat16)),
        ((), {"dtype": "float16"}, ("cpu", torch.float16)),
    ],
)
def test_place(devices, asked, place, machine):
    machine(*devices)
    chosen = choose_place(Runtime(**asked))
    assert (chosen.device.type, chosen.dtype) == place


@pytest.mark.parametrize(
    ("devices", "vnni", "asked", "precision"),
    [
        ((), True, {}, torch.int8),
        ((), False, {}, torch.float32),
        ((), True, {"dtype": "float32"}, torch.float32),
        (("cuda",), True, {}, torch.bfloat16),
        (("mps",), True, {}, torch.float32),
    ],
)
def test_networks_in_plain_torch_compute_in_eight_bits_where_that_is_fast(
    devices, vnni, asked, precision, machine, monkeypatch
):
    machine(*devices)
    monkeypatch.setattr("torch.cpu._is_vnni_supported", lambda: vnni)
    assert choose_place(Runtime(**asked)).plain_dtype == precision


def test_old_gpu_gets_no_emulated_bfloat16(machine):
    machine("cuda", bf16=False)
    assert choose_place(Runtime()).dtype == torch.float32


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_device_that_is_not_there(device, machine):
    machine()
    with pytest.raises(ModelError, match=rf"runtime\.device: {device} was asked for.*use auto or cpu"):
        choose_place(Runtime(device=device))


def test_threads_seed_and_silence():
    before = torch.get_num_threads()
    try:
        prepare(Runtime(threads=2, seed=7))
        first = torch.rand(1)
        prepare(Runtime(seed=7))
        assert torch.get_num_threads() == 2
        assert torch.equal(first, torch.rand(1))
        assert not noise.is_progress_bar_enabled()
    finally:
        torch.set_num_threads(before)
