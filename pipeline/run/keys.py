"""What a stage's result depends on, as a key: equal keys mean equal results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.article import Article
from pipeline.config import Config
from pipeline.models import identity_of
from pipeline.run.plan import Step

# Settings of the runtime that can change a result; batch size and threads cannot, which tests hold to.
_RUNTIME = {"device", "dtype", "seed"}


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """Everything that decides one stage's result for one article."""

    article: str
    """Hash of what was read."""
    settings: Mapping[str, Any]
    models: Mapping[str, str]
    """Model reference to its content: commit or hash of the files."""
    version: str
    libraries: Mapping[str, str]
    """Library to its version: another release may split, count or generate otherwise."""
    parts: Mapping[str, str]
    """Part of another stage that this one looks at, to its key."""

    @property
    def key(self) -> str:
        return _hash(self.to_data())

    def to_data(self) -> dict[str, Any]:
        return {
            "article": self.article,
            "settings": dict(self.settings),
            "models": dict(self.models),
            "version": self.version,
            "libraries": dict(self.libraries),
            "parts": dict(self.parts),
        }


def article_hash(article: Article) -> str:
    """Hash of all that stages may read of an article; its id and origin are not part of that."""
    content = [article.text, article.title, article.reference, article.source, dict(article.metadata)]
    return _hash(content)


class Keys:
    """The keys of one configuration; models are hashed once."""

    def __init__(self, config: Config, version: str, libraries: Mapping[str, str]) -> None:
        """Raises ModelError for a model that is not there."""
        self._version = version
        self._libraries = libraries
        self._runtime = config.runtime.model_dump(mode="json", include=_RUNTIME)
        self._settings = {
            name: getattr(config.stages, name).model_dump(mode="json") for name in type(config.stages).model_fields
        }
        self.models = {name: _models_of(config, name) for name in self._settings}

    def made_from(self, step: Step, article: str, parts: Mapping[str, str]) -> MadeFrom:
        """What a step's result is made from; `parts` are the keys of what earlier steps have made."""
        seen = {name: parts[name] for name in (*step.needs, *step.uses) if name in parts}
        settings = {"stage": step.name, **self._settings[step.name]}
        if self.models[step.name]:
            settings["runtime"] = self._runtime
        return MadeFrom(article, settings, self.models[step.name], self._version, self._libraries, seen)


def why(new: MadeFrom, old: Mapping[str, Any]) -> str:
    """In words, what makes a result differ from an older one of the same article and stage."""
    fresh = new.to_data()
    if fresh["article"] != old["article"]:
        return "the article changed"
    if fresh["settings"] != old["settings"]:
        return f"settings changed: {', '.join(_changed(old['settings'], fresh['settings']))}"
    if fresh["models"] != old["models"]:
        return "the model changed"
    if fresh["version"] != old["version"]:
        return f"made by version {old['version']}"
    if fresh["libraries"] != (before := old.get("libraries", {})):
        return f"made with another {' and '.join(_changed(before, fresh['libraries']))}"
    changed = sorted(_changed(old["parts"], fresh["parts"]))
    return f"the {' and '.join(changed).replace('_', ' ')} before it changed" if changed else "its result was pruned"


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]


def _models_of(config: Config, stage: str) -> dict[str, str]:
    settings = getattr(config.stages, stage)
    if not settings.enabled:
        return {}
    named = [settings] if hasattr(settings, "model") else list(getattr(settings, "scorers", ()))
    offline = config.runtime.offline
    return {one.model: identity_of(one.model, one.revision, offline=offline) for one in named}


def _hash(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
