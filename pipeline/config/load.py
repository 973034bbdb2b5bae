"""From YAML and overrides to a `Config`: command line over YAML over defaults."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError

from pipeline.config.schema import Config
from pipeline.errors import ConfigError

Location = tuple[str | int, ...]
# What PyYAML raises for a date such as 2024-99-99, for a number of thousands of digits, and for brackets in thousands.
_UNFORESEEN = (ValueError, RecursionError)
# Pydantic's words for what a person writes in YAML.
_IN_YAML_WORDS = (
    (re.compile(r"valid dictionary or (?:instance of \w+|object to extract fields from)"), "mapping of settings"),
    (re.compile(r"valid dictionary"), "mapping"),
    (re.compile(r"valid tuple"), "list"),
    (re.compile(r"unable to extract tag using discriminator '(\w+)'"), r"\1 is missing"),
    (
        re.compile(r"input tag ('.*?') found using '(\w+)' does not match any of the expected tags: "),
        r"\2 \1 is none of ",
    ),
)


def load_config(path: str | Path | None = None, *, overrides: Sequence[str] = ()) -> Config:
    """The configuration in a YAML file, or the defaults, with `KEY.PATH=VALUE` overrides on top.

    Raises ConfigError, with one line per fault: file and line, path of the key, what is wrong, near match.
    """
    origin = str(path) if path is not None else "defaults"
    root = _compose(Path(path)) if path is not None else None
    data = _plain(root, origin) if root is not None else {}
    overridden = [_apply(data, override) for override in overrides]
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        faults = (_visible(_fault(dict(item), data, root, origin, overridden)) for item in error.errors())
        raise ConfigError("\n".join(dict.fromkeys(faults))) from None


def parse_value(text: str) -> Any:
    """A value as it would be read from YAML."""
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, *_UNFORESEEN):
        return text


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` when something known is close, else the list of what is known."""
    names = list(known)
    near = difflib.get_close_matches(word, names, n=1)
    return f"; did you mean '{near[0]}'?" if near else f"; known are: {', '.join(names)}"


def _visible(line: str) -> str:
    """The line with control characters written out: some of them would end it."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in line)


def _compose(path: Path) -> yaml.Node | None:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: no such config file; `pipeline config --starter` prints one to begin with"
        ) from None
    except OSError as error:
        raise ConfigError(f"{str(path)[:200]}: cannot be read: {error.strerror}; name a YAML file") from None
    except ValueError as error:  # of decoding, and of a NUL in the path
        raise ConfigError(f"{path}: cannot be read as UTF-8 text: {_first_line(error)}; save it as UTF-8") from None
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise ConfigError(f"{path}: YAML aliases (*name) are not used in this configuration; write the value out")
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise _not_yaml(error, str(path)) from None
    except _UNFORESEEN as error:
        raise ConfigError(f"{path}: not valid YAML: {_first_line(error)}; mend it") from None


def _not_yaml(error: yaml.YAMLError, origin: str) -> ConfigError:
    mark = getattr(error, "problem_mark", None)
    where = f"{origin}:{mark.line + 1}" if mark else origin
    return ConfigError(f"{where}: not valid YAML: {getattr(error, 'problem', None) or _first_line(error)}; mend it")


def _first_line(error: object) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _plain(root: yaml.Node, origin: str) -> dict[str, Any]:
    if not isinstance(root, yaml.MappingNode):
        raise ConfigError(f"{origin}: a configuration is a mapping such as 'stages: ...', not a single value or list")
    _refuse_duplicates(root, origin)
    try:
        data = yaml.constructor.SafeConstructor().construct_document(root)
    except yaml.YAMLError as error:
        raise _not_yaml(error, origin) from None
    except _UNFORESEEN as error:
        raise ConfigError(f"{origin}: not valid YAML: {_first_line(error)}; mend it") from None
    return {key: value for key, value in data.items() if value is not None}


def _refuse_duplicates(node: yaml.Node, origin: str) -> None:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_duplicates(item, origin)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise ConfigError(f"{origin}:{key.start_mark.line + 1}: a key must be a plain word")
        if key.value in seen:
            raise ConfigError(f"{origin}:{key.start_mark.line + 1}: {key.value}: this key stands here twice; keep one")
        seen.add(key.value)
        _refuse_duplicates(value, origin)


def _apply(data: dict[str, Any], override: str) -> tuple[str, ...]:
    """Puts one `a.b.c=value` into the tree and returns its path."""
    key, separator, value = override.partition("=")
    path = tuple(part.strip() for part in key.split("."))
    if not separator or not all(path):
        raise ConfigError(f"--set {override}: write KEY.PATH=VALUE, such as stages.summarize.max_words=80")
    node = data
    for part in path[:-1]:
        child = node.get(part)
        node[part] = node = dict(child) if isinstance(child, Mapping) else {}
    node[path[-1]] = parse_value(value.strip())
    return path


def _fault(
    item: Mapping[str, Any], data: Any, root: yaml.Node | None, origin: str, overridden: Sequence[tuple[str, ...]]
) -> str:
    """One line for one pydantic error."""
    location = _written(item["loc"], data)
    where = _where(location, root, origin, overridden)
    path = " -> ".join(str(part) for part in location) or "the whole configuration"
    if item["type"] == "extra_forbidden":
        return f"{where}: {path}: unknown key{did_you_mean(str(location[-1]), _fields_at(location[:-1]))}"
    message = _in_yaml_words(str(item["msg"]).removeprefix("Value error, "))
    value = item.get("input")
    got = f" (got {value!r})" if isinstance(value, str | int | float | bool) else ""
    return f"{where}: {path}: {message}{got}"


def _in_yaml_words(message: str) -> str:
    message = message[:1].lower() + message[1:]
    for pattern, words in _IN_YAML_WORDS:
        message = pattern.sub(words, message)
    return message


def _written(location: Location, data: Any) -> Location:
    """The location without the union tags that pydantic puts between the keys a person wrote."""
    kept: list[str | int] = []
    for part in location:
        child = _child(data, part)
        if child is not None:
            data = child
        elif isinstance(data, Mapping) and part == data.get("kind"):
            continue
        kept.append(part)
    return tuple(kept)


def _child(data: Any, part: str | int) -> Any:
    """What stands under a key of a mapping or at a place in a list, if anything does."""
    try:
        return data[part]
    except (KeyError, IndexError, TypeError):
        return None


def _where(location: Location, root: yaml.Node | None, origin: str, overridden: Sequence[tuple[str, ...]]) -> str:
    if any(location[: len(path)] == path or path[: len(location)] == location for path in overridden):
        return "--set"
    line = _line(root, location)
    return f"{origin}:{line}" if line else origin


def _line(node: yaml.Node | None, location: Location) -> int | None:
    """1-based line of the deepest key of a location that stands in the file."""
    line = None
    for part in location:
        if isinstance(node, yaml.MappingNode):
            match = next(((k, v) for k, v in node.value if k.value == str(part)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            match = (node.value[part], node.value[part])
        else:
            match = None
        if match is None:
            return line
        line, node = match[0].start_mark.line + 1, match[1]
    return line


def _fields_at(location: Location) -> list[str]:
    """Names of the keys that may stand at a location."""
    models: list[type[BaseModel]] = [Config]
    for part in location:
        if isinstance(part, int):
            continue
        fields = [model.model_fields[part] for model in models if part in model.model_fields]
        models = [model for field in fields for model in _models_in(field.annotation)]
    return list(dict.fromkeys(name for model in models for name in model.model_fields))


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models_in(inner)]
