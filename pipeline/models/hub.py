"""The Hugging Face hub and its cache: the only place that could reach the network."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import ModelError

WANTED = ["*.json", "*.safetensors", "*.txt", "*.model", "*.spm", "*.jinja", "*.tiktoken"]
# Further copies of the same weights that some repositories hold.
UNWANTED = ["original/*", "onnx/*", "openvino/*", "consolidated*", "*.fp16.safetensors", "*/*.safetensors"]


def cached(reference: str, revision: str | None) -> Path:
    """The snapshot folder of a model in the local cache. Raises ModelError when it is not there."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(reference, revision=revision, local_files_only=True))
    except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError):
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
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(reference, revision=revision, allow_patterns=WANTED, ignore_patterns=UNWANTED))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise ModelError(f"{_at(reference, revision)}: {_why(error)}") from None


def _missing(reference: str, revision: str | None) -> str:
    option = f" --revision {revision}" if revision else ""
    return (
        f"{_at(reference, revision)}: not in the local cache and runtime.offline is true; run "
        f"`pipeline models fetch {reference}{option}` on a machine with network, or set runtime.offline: false"
    )


def _why(error: Exception) -> str:
    """What to do about a failed download."""
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError

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
