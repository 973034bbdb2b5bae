"""Records of a kind, unpacked once into a memory-mapped file: random access without the memory."""

import json
import lzma
from pathlib import Path

import numpy as np

from .data import Record


class Store:
    """The records of one kind by number."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder, self.kind = folder, kind
        self.starts = np.load(folder / f"{kind}.starts.npy", mmap_mode="r")
        self.bytes = np.memmap(folder / f"{kind}.bin", dtype=np.uint8, mode="r")

    def __reduce__(self) -> tuple[type["Store"], tuple[Path, str]]:
        return Store, (self.folder, self.kind)  # a worker maps the file itself

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> Record:
        if not 0 <= number < len(self):
            raise IndexError(number)
        line = bytes(self.bytes[self.starts[number] : self.starts[number + 1]])
        record: Record = json.loads(line)
        return record


def open_store(packed: Path, folder: Path, kind: str) -> Store:
    """Unpack the shards of a kind where that has not been done since they were written."""
    shards = sorted(path for path in packed.glob(f"{kind}-[0-9]*.jsonl.xz"))
    index = folder / f"{kind}.starts.npy"
    if not shards:
        raise FileNotFoundError(f"no shards of {kind!r} in {packed}: run the pack stage first")
    if not index.exists() or index.stat().st_mtime < max(shard.stat().st_mtime for shard in shards):
        _unpack(shards, folder, kind)
    return Store(folder, kind)


def _unpack(shards: list[Path], folder: Path, kind: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    starts = [0]
    with (folder / f"{kind}.bin.new").open("wb") as out:
        for shard in shards:
            with lzma.open(shard, "rb") as lines:
                for line in lines:
                    out.write(line)
                    starts.append(starts[-1] + len(line))
    np.save(folder / f"{kind}.starts.new.npy", np.array(starts, dtype=np.int64))
    (folder / f"{kind}.bin.new").replace(folder / f"{kind}.bin")
    (folder / f"{kind}.starts.new.npy").replace(folder / f"{kind}.starts.npy")
