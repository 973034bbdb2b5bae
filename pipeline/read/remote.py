"""Object stores as if they were folders: any address that fsspec knows (`s3://`, `gs://`, `az://`, `memory://`)."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import cast

from pipeline.errors import ConfigError

_WEB = ("http://", "https://")


def is_address(name: str) -> bool:
    return "://" in name


def to_path(name: str) -> Path:
    """A path to read and write by: of this machine's, or one of an object store that behaves like it.

    Raises ConfigError where the address is of no kind that is installed.
    """
    if not is_address(name):
        return Path(name)
    if name.lower().startswith(_WEB):  # fsspec would follow the links of a page
        raise ConfigError(f"{name}: the web is not read from; save the page and give the file")
    try:
        from upath import UPath

        return cast(Path, UPath(name))
    except ImportError as error:
        raise ConfigError(f"{name}: {_first_line(error)}; pip install 'article-pipeline[ray]' s3fs") from None
    except ValueError as error:
        raise ConfigError(f"{name}: {_first_line(error)}; begin it with s3://, gs://, az:// or file://") from None


def paths_at(name: str) -> list[Path]:
    """Every file at an address: itself, those below it, or those that its pattern matches; sorted.

    Raises ConfigError as `to_path` does, and whatever the store's client raises where it cannot be reached.
    """
    to_path(name)
    from fsspec.core import url_to_fs

    store, place = url_to_fs(name)
    found = store.glob(place) if glob.has_magic(place) else store.find(place)
    return [to_path(store.unstrip_protocol(each)) for each in sorted(found)]


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0] or type(error).__name__
