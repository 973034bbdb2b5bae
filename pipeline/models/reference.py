"""From a model reference in the configuration to a folder on this machine.

A reference is `embedded:NAME`, a local folder, or a hub id. All three end as a folder in the layout of transformers,
so there is one way to load them. Nothing here imports torch or transformers.
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.errors import ModelError
from pipeline.models import hub
from pipeline.models.kinds import NAMES, Kind, Task, kind_of, mismatch

EMBEDDED = "embedded:"
LEXRANK = "embedded:lexrank"
WEIGHTS = Path(__file__).parent / "weights"
NOTES_FILE = "pipeline.json"
"""Beside an embedded model's config.json: its description, method, and the prompt of each task."""
SELECTOR_KEY, LANGUAGE_KEY = "selector", "language_model"
"""In pipeline.json: other models that are asked as well, one to choose what is written about, one whose states mark words."""
HUB_ID = re.compile(r"(?!.*(?:--|\.\.))\w[\w.-]*(?:/\w[\w.-]*)?(?<![.-])", re.ASCII)  # the hub's own rules
HASHED = ("*.json", "*.safetensors", "*.model", "*.spm", "*.tiktoken", "*.txt", "*.jinja")
PICKLED = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.h5", "*.msgpack")

LONGEST_ID = 96  # characters; the hub allows no more

Part = TypeVar("Part", bound=BaseModel)
Source = Literal["embedded", "folder", "hub"]
Method = Literal["extractive", "abstractive", "scoring"]
METHODS: Mapping[Kind, Method] = {
    "seq2seq": "abstractive",
    "causal": "abstractive",
    "writer": "abstractive",
    "salience": "extractive",
}
SUMMARISERS: Mapping[Kind, Task] = {"writer": "write", "salience": "extract"}
"""What else than writing freely makes a summary."""


@dataclass(frozen=True, slots=True)
class EmbeddedModel:
    """A model that comes with this package."""

    name: str
    kind: str
    method: Method
    size_bytes: int
    description: str


@dataclass(frozen=True, slots=True)
class Located:
    """A model that is there."""

    reference: str
    folder: Path
    source: Source
    revision: str | None = None
    """Commit of a hub model."""

    @property
    def identity(self) -> str:
        """The reference with what pins its contents: the commit, or a hash of the files."""
        return f"{self.reference}@{self.revision or content_hash(self.folder)}"

    def config(self) -> dict[str, Any]:
        return read_json(self.folder / "config.json", self.reference)

    def notes(self) -> dict[str, Any]:
        """What the folder itself says of how to use the model; empty for most."""
        path = self.folder / NOTES_FILE
        return read_json(path, self.reference) if path.is_file() else {}


def read_part(kind: type[Part], notes: Mapping[str, Any], key: str, reference: str) -> Part:
    """One part of a model's notes. Raises ModelError where it cannot be used."""
    try:
        return kind.model_validate(notes.get(key))
    except ValidationError as error:
        first = error.errors()[0]
        where = " -> ".join(map(str, (key, *first["loc"])))
        raise ModelError(f"{reference}: pipeline.json, {where}: {first['msg']}; export it anew") from None


def known_embedded() -> list[EmbeddedModel]:
    """The models that come with this package, lexrank first."""
    lexrank = EmbeddedModel(
        "lexrank",
        "extractive",
        "extractive",
        0,
        "central sentences of the article, cleaned up; needs no weights",
    )
    folders = sorted(path.parent for path in WEIGHTS.glob("*/config.json")) if WEIGHTS.is_dir() else []
    return [lexrank, *(_embedded(folder) for folder in folders)]


def is_extractive(reference: str) -> bool:
    """Whether the reference names a summariser that takes the article's own sentences.

    That is embedded:lexrank, or a network that ranks sentences, which is never looked for on the hub.
    """
    return reference == LEXRANK or _kind_here(reference) == "salience"


def writes_statements(reference: str) -> bool:
    """Whether the reference names a model that writes one statement at a time; never looked for on the hub."""
    return _kind_here(reference) == "writer"


def _kind_here(reference: str) -> Kind | None:
    """The kind of an embedded model or local folder; None where there is none."""
    folder = WEIGHTS / reference.removeprefix(EMBEDDED) if reference.startswith(EMBEDDED) else _folder(reference)
    if not folder or not (folder / "config.json").is_file():
        return None
    return kind_of(read_json(folder / "config.json", reference))


def locate(reference: str, revision: str | None = None, *, offline: bool = True) -> Located:
    """The folder a reference stands for. Raises ModelError, in one line, where there is none."""
    if reference.startswith(EMBEDDED):
        _refuse_revision(reference, revision)
        return Located(reference, _embedded_folder(reference), "embedded")
    folder = _folder(reference)
    if folder:
        _refuse_revision(reference, revision)
        return Located(reference, _checked(folder, reference), "folder")
    _refuse_paths(reference)
    found = hub.cached(reference, revision) if offline else hub.download(reference, revision)
    return Located(reference, _checked(found, reference), "hub", found.name[:12])


def check_reference(
    reference: str, revision: str | None = None, *, offline: bool = True, task: Task | None = None
) -> str:
    """One line on a model: where it is and what kind it is, from its config.json only.

    Raises ModelError when it is missing or of the wrong kind for `task`. With `offline=False`, a hub model that is
    not in the cache passes: a run would download it.
    """
    if reference == LEXRANK:
        _refuse_revision(reference, revision)
        if task not in (None, "generate"):
            raise ModelError(f"{reference}: an extractive summariser; it cannot score")
        return f"{reference}: there, extractive summariser, no weights"
    if not offline and _only_on_hub(reference, revision):
        return f"{reference}: not in the cache; a run will download it"
    found = locate(reference, revision)
    kind = kind_of(found.config())
    check_kind(reference, kind, SUMMARISERS.get(kind, task) if task == "generate" else task)
    at = f", revision {found.revision}" if found.revision else ""
    return f"{reference}: there, {NAMES[kind]}{at}, {size_of(found.folder) / 1e6:.1f} MB in {found.folder}"


def identity_of(reference: str, revision: str | None = None, *, offline: bool = True) -> str:
    """The reference with what pins the model's content, and the same of those that it asks. Raises ModelError.

    Equal identities write equal text.
    """
    if reference == LEXRANK:
        return reference
    found = locate(reference, revision, offline=offline)
    asked = [notes for key in (SELECTOR_KEY, LANGUAGE_KEY) if (notes := found.notes().get(key))]
    return ", ".join([found.identity, *(one if one == LEXRANK else locate(one).identity for one in asked)])


def fetch(reference: str, revision: str | None = None) -> Path:
    """Download a hub model into the local cache and return its folder. Raises ModelError.

    Takes safetensors, tokenizer and configuration only; never weights in a form that can run code.
    """
    if reference.startswith(EMBEDDED) or _folder(reference):
        return locate(reference, revision).folder
    _refuse_paths(reference)
    return _checked(hub.download(reference, revision), reference)


def check_kind(reference: str, kind: Kind, task: Task | None) -> None:
    """Raises ModelError when a model of this kind cannot do the task."""
    problem = mismatch(kind, task) if task else None
    if problem:
        raise ModelError(f"{reference}: {problem}; choose another model")


def content_hash(folder: Path) -> str:
    """Twelve hex digits over the files that decide what the model does."""
    return _hash_of(tuple((path, path.stat().st_size, path.stat().st_mtime_ns) for path in _files(folder)))


@functools.cache  # one model serves several stages
def _hash_of(files: tuple[tuple[Path, int, int], ...]) -> str:
    """Of files as they are at this size and time."""
    digest = hashlib.sha256()
    for path, *_ in files:
        digest.update(path.name.encode())
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:12]


def size_of(folder: Path) -> int:
    """Bytes of the files a model consists of."""
    return sum(path.stat().st_size for path in _files(folder))


def read_json(path: Path, reference: str) -> dict[str, Any]:
    """A JSON object from a model's folder. Raises ModelError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{reference}: {path} cannot be read: {str(error).splitlines()[0]}") from None
    if not isinstance(data, dict):
        raise ModelError(f"{reference}: {path} is not a JSON object; take the file from the model's own folder")
    return data


def _files(folder: Path) -> list[Path]:
    return sorted({path for pattern in HASHED for path in folder.glob(pattern)})


def _embedded(folder: Path) -> EmbeddedModel:
    kind = kind_of(read_json(folder / "config.json", folder.name))
    notes_path = folder / NOTES_FILE
    notes = read_json(notes_path, folder.name) if notes_path.is_file() else {}
    return EmbeddedModel(
        folder.name, kind, METHODS.get(kind, "scoring"), size_of(folder), str(notes.get("description", NAMES[kind]))
    )


def _embedded_folder(reference: str) -> Path:
    name = reference.removeprefix(EMBEDDED)
    names = [model.name for model in known_embedded()]
    if name not in names:
        raise ModelError(f"{reference}: no such embedded model{_near(name, names)}; there are: {', '.join(names)}")
    if reference == LEXRANK:
        raise ModelError(f"{reference}: has no weights to load; it serves stages.summarize and stages.keypoints only")
    return _checked(WEIGHTS / name, reference)


def _near(word: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(names), n=1)
    return f"; did you mean '{EMBEDDED}{near[0]}'?" if near else ""


def _folder(reference: str) -> Path | None:
    """The local folder that a reference names, if it does."""
    path = _path(reference)
    return path if path and path.is_dir() else None


def _path(reference: str) -> Path | None:
    """The reference as a path; None where no path can be made of it (empty, too long, an unknown user's home)."""
    try:
        path = Path(reference).expanduser()
        path.exists()
    except (OSError, RuntimeError, ValueError):
        return None
    return path if reference.strip() else None


def _refuse_revision(reference: str, revision: str | None) -> None:
    if revision:
        raise ModelError(f"{reference}: only hub models have revisions, and {revision!r} is asked for; remove revision")


def _refuse_paths(reference: str) -> None:
    """Raises ModelError for what was meant as a folder, or cannot be a hub id."""
    path = _path(reference)
    if path and path.exists():
        raise ModelError(f"{reference}: is a file, not a folder; give the folder that save_pretrained wrote")
    if reference.startswith((".", "/", "~")) or "\\" in reference or reference.count("/") > 1:
        raise ModelError(f"{reference[:LONGEST_ID]}: no such folder; {hub.FORMS}")
    if not HUB_ID.fullmatch(reference) or len(reference) > LONGEST_ID:
        raise ModelError(f"{reference[:LONGEST_ID]!r}: not a model reference; {hub.FORMS}")


def _checked(folder: Path, reference: str) -> Path:
    """The folder, once it is sure to hold a model with weights that are safe to load. Raises ModelError."""
    if not (folder / "config.json").is_file():
        adapter = (folder / "adapter_config.json").is_file()
        why = "it holds an adapter only; merge it into its base model" if adapter else "save_pretrained writes one"
        raise ModelError(f"{reference}: no config.json in {folder}; {why}")
    if not any(folder.glob("*.safetensors")):
        unsafe = sorted(path.name for pattern in PICKLED for path in folder.glob(pattern))
        what = (
            f"only weights that can run code when they are loaded ({unsafe[0]})," if unsafe else "no .safetensors file"
        )
        raise ModelError(
            f"{reference}: {what} in {folder}; "
            "choose a model or revision with safetensors, or load and save_pretrained it once elsewhere"
        )
    return folder


def _only_on_hub(reference: str, revision: str | None) -> bool:
    if reference.startswith(EMBEDDED) or _folder(reference):
        return False
    _refuse_paths(reference)
    return not hub.is_cached(reference, revision)
