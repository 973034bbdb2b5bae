"""The Hugging Face hub and its cache: the only place that could reach the network."""

from __future__ import annotations

import errno
from pathlib import Path

from pipeline.errors import ModelError

FORMS = "give embedded:NAME, a local folder, or a hub id (owner/name)"
WANTED = ["*.json", "*.safetensors", "*.txt", "*.model", "*.spm", "*.jinja", "*.tiktoken"]
# Further copies of the same weights that some repositories hold.
UNWANTED = ["original/*", "onnx/*", "openvino/*", "consolidated*", "*.fp16.safetensors", "*/*.safetensors"]


def cached(reference: str, revision: str | None) -> Path:
    """The snapshot folder of a model in the local cache. Raises ModelError when it is not there."""
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return _snapshot(reference, revision, local=True)
    except HFValidationError:
        raise ModelError(f"{_at(reference, revision)}: not a model reference; {FORMS}") from None
    except LocalEntryNotFoundError:
        raise ModelError(_missing(reference, revision)) from None


def is_cached(reference: str, revision: str | None) -> bool:
    """Whether the local cache has a snapshot of the model at that revision."""
    try:
        cached(reference, revision)
    except ModelError:
        return False
    return True


def download(reference: str, revision: str | None) -> Path:
    """The snapshot folder of a model, downloaded where it is not in the cache. Raises ModelError."""
    try:
        return _snapshot(reference, revision, local=False)
    except Exception as error:  # the hub's own, the system's, and those of the HTTP library beneath, which changes
        raise ModelError(f"{_at(reference, revision)}: {_why(error)}") from None


def _snapshot(reference: str, revision: str | None, *, local: bool) -> Path:
    """Asks for the same files offline as online: a snapshot that lacks others, such as the README, is whole."""
    from huggingface_hub import snapshot_download

    folder = snapshot_download(
        reference, revision=revision, local_files_only=local, allow_patterns=WANTED, ignore_patterns=UNWANTED
    )
    return Path(folder)


def _missing(reference: str, revision: str | None) -> str:
    option = f" --revision {revision}" if revision else ""
    return (
        f"{_at(reference, revision)}: no such folder, not whole in the local cache, and runtime.offline is true; run "
        f"`pipeline models fetch {reference}{option}` on a machine with network, or set runtime.offline: false"
    )


def _why(error: Exception) -> str:
    """What to do about a failed download."""
    from huggingface_hub.constants import HF_HUB_CACHE
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError

    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"no space left under {HF_HUB_CACHE}; free some, or point HF_HOME to another disk"
    if isinstance(error, GatedRepoError):
        return "a gated model; accept its terms on its hub page, then log in with `hf auth login`"
    if isinstance(error, RepositoryNotFoundError):
        return "no such model on the hub, or a private one; check the id, or log in with `hf auth login`"
    if isinstance(error, RevisionNotFoundError):
        return "the model has no such revision; give a branch, tag or commit of its hub page"
    first = str(error).strip().splitlines()[:1]
    return f"could not be downloaded ({first[0] if first else type(error).__name__}); check the network and try again"


def _at(reference: str, revision: str | None) -> str:
    return f"{reference}@{revision}" if revision else reference
