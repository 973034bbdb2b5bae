"""Checkpoints: written whole or not at all, and cut into small hashed pieces when they must be carried."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

PIECE_BYTES = 15_900_000  # under 16 MB with room for a wrapper
MANIFEST = "pieces.json"
_BLOCK = 1 << 20


class CorruptionError(Exception):
    """A piece or a joined file is not what the manifest says; fetch it again."""


def save_checkpoint(folder: Path, name: str, tensors: dict[str, Any], state: dict[str, Any]) -> Path:
    """Write a checkpoint beside the others and make it the current one of its name."""
    target, new, old = folder / name, folder / f"{name}.new", folder / f"{name}.old"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    torch.save(tensors, new / "tensors.pt")
    (new / "state.json").write_text(json.dumps(state, indent=1), encoding="utf-8")
    for path in new.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.replace(old)
    new.replace(target)
    shutil.rmtree(old, ignore_errors=True)
    return target


def load_checkpoint(folder: Path, name: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The current checkpoint of a name; the one before it if a kill fell between two renames."""
    for path in (folder / name, folder / f"{name}.old"):
        if (path / "state.json").exists():
            tensors = torch.load(path / "tensors.pt", map_location="cpu", weights_only=True)
            return tensors, json.loads((path / "state.json").read_text(encoding="utf-8"))
    return None


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def split(source: Path, target: Path, piece_bytes: int = PIECE_BYTES) -> Path:
    """Cut every file of a folder into pieces, with a manifest of their hashes."""
    target.mkdir(parents=True, exist_ok=True)
    manifest = []
    for number, path in enumerate(sorted(path for path in source.rglob("*") if path.is_file())):
        pieces = [
            {"name": piece.name, "sha256": _sha256(piece)}
            for piece in _pieces(path, target, f"file{number:02d}", piece_bytes)
        ]
        manifest.append({"path": path.relative_to(source).as_posix(), "sha256": _sha256(path), "pieces": pieces})
    written = target / MANIFEST
    written.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return written


def _pieces(path: Path, target: Path, stem: str, piece_bytes: int) -> Iterator[Path]:
    with path.open("rb") as file:
        number = 0
        while (block := file.read(piece_bytes)) or not number:
            piece = target / f"{stem}.{number:03d}"
            piece.write_bytes(block)
            yield piece
            number += 1


def verify(folder: Path) -> None:
    """Raise if a piece is missing or altered."""
    for entry in json.loads((folder / MANIFEST).read_text(encoding="utf-8")):
        for piece in entry["pieces"]:
            path = folder / piece["name"]
            if not path.exists():
                raise CorruptionError(f"{path} is missing")
            if _sha256(path) != piece["sha256"]:
                raise CorruptionError(f"{path} does not match its hash")


def join(source: Path, target: Path) -> None:
    """Put the files of a split folder together again, each checked as a whole."""
    verify(source)
    for entry in json.loads((source / MANIFEST).read_text(encoding="utf-8")):
        path = target / entry["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            for piece in entry["pieces"]:
                out.write((source / piece["name"]).read_bytes())
        if _sha256(path) != entry["sha256"]:
            raise CorruptionError(f"{path} does not match its hash after joining")
