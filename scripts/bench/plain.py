"""The embedded weights in the networks of transformers, as a plain loop would run them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.models.packed import reader


def filled(network: Any, folder: Path) -> Any:
    """The network, in single precision and with the weights of a folder, ready to be asked."""
    get = reader(folder)
    network.load_state_dict({name: get(name) for name, _ in network.named_parameters()}, strict=False)
    return network.train(False)
