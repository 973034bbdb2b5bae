"""Whether a text says only what another supports, as far as names and numbers tell."""

import re

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]+")  # a capital that does not open a sentence


def unsupported(text: str, source: str) -> list[str]:
    """The numbers and names of a text that its source does not contain."""
    lowered = source.lower()
    facts = [
        *_NUMBER.findall(text),
        *(name.removesuffix("'s").removesuffix("’s") for name in _NAME.findall(text)),
    ]
    return [fact for fact in facts if fact.lower() not in lowered]


def is_supported(text: str, source: str) -> bool:
    """Nothing named or numbered out of the blue."""
    return not unsupported(text, source)
