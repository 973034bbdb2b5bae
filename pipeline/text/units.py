"""Units of money and measure, as numbers carry them in running English."""

from __future__ import annotations

from decimal import Decimal

CURRENCIES = {
    "$": "dollar",
    "us$": "us dollar",
    "usd": "us dollar",
    "hk$": "hong kong dollar",
    "a$": "australian dollar",
    "c$": "canadian dollar",
    "nt$": "taiwan dollar",
    "s$": "singapore dollar",
    "us dollar": "us dollar",
    "u.s. dollar": "us dollar",
    "dollar": "dollar",
    "€": "euro",
    "eur": "euro",
    "euro": "euro",
    "£": "pound",
    "gbp": "pound",
    "¥": "yuan or yen",
    "cn¥": "yuan",
    "rmb": "yuan",
    "cny": "yuan",
    "yuan": "yuan",
    "renminbi": "yuan",
    "jpy": "yen",
    "yen": "yen",
    "chf": "franc",
    "franc": "franc",
    "₹": "rupee",
    "rs": "rupee",
    "rupee": "rupee",
    "ruble": "ruble",
    "rouble": "ruble",
}
"""Sign or word to a name; a name that is part of another ("dollar", "us dollar") may mean the same money."""

_DIMENSIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "length": {
        "0.001": ("mm", "millimeter", "millimetre"),
        "0.01": ("cm", "centimeter", "centimetre"),
        "1": ("meter", "metre"),
        "1000": ("km", "kilometer", "kilometre"),
        "1609.344": ("mile",),
        "0.3048": ("foot", "feet"),
        "0.0254": ("inch", "inche"),
    },
    "area": {
        "1": ("sqm", "m²", "square meter", "square metre"),
        "10000": ("hectare", "ha"),
        "4046.856": ("acre",),
        "1000000": ("km²", "square kilometer", "square kilometre"),
        "2589988": ("square mile",),
    },
    "mass": {"0.001": ("mg",), "1": ("g", "gram"), "1000": ("kg", "kilogram", "kilo"), "1000000": ("ton", "tonne")},
    "time": {"1": ("second",), "60": ("minute",), "3600": ("hour",), "86400": ("day",), "604800": ("week",)},
    # Months have no fixed number of days.
    "calendar": {"1": ("month",), "12": ("year",), "120": ("decade",), "1200": ("century", "centurie")},
    "power": {"1": ("kw", "kilowatt"), "1000": ("mw", "megawatt"), "1000000": ("gw", "gigawatt")},
    "energy": {"1": ("kwh",), "1000": ("mwh",), "1000000": ("gwh",)},
    "celsius": {"1": ("°c", "degrees celsiu", "degree celsiu")},
    "fahrenheit": {"1": ("°f", "degrees fahrenheit", "degree fahrenheit")},
}
_MEASURES = {
    name: (dimension, Decimal(factor))
    for dimension, factors in _DIMENSIONS.items()
    for factor, names in factors.items()
    for name in names
}
# Rounding of a conversion: "26 miles" for 42 km.
_TOLERANCE = Decimal("0.01")


def currency(word: str | None) -> str | None:
    """Name of the money that a sign or word stands for."""
    if not word:
        return None
    word = " ".join(word.lower().split())
    return CURRENCIES.get(word) or CURRENCIES.get(word.removesuffix("s"))


def measure(word: str | None) -> str | None:
    """Name of a unit of measure in the singular, as `same_measure` knows it."""
    if not word:
        return None
    word = " ".join(word.lower().replace("-", " ").split())
    return next((name for name in (word, word.removesuffix("s")) if name in _MEASURES), None)


def same_measure(first: Decimal, unit: str, second: Decimal, other: str) -> bool | None:
    """Whether two measured amounts are the same; None where one of the units is no measure."""
    if unit not in _MEASURES or other not in _MEASURES:
        return None
    (dimension, factor), (other_dimension, other_factor) = _MEASURES[unit], _MEASURES[other]
    if dimension != other_dimension:
        return False
    if factor == other_factor:
        return first == second
    return abs(first * factor - second * other_factor) <= _TOLERANCE * abs(first * factor)
