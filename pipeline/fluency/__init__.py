"""Detectors of disfluent English that need no training: pure functions from a document to spans.

Adding one: a function and a line in the table of its family's file.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.article import Document
from pipeline.config.load import did_you_mean
from pipeline.config.schema import RulesConfig
from pipeline.errors import ConfigError
from pipeline.fluency import duplication, grammar, literal, punctuation, sentences, spacing, untranslated
from pipeline.fluency.page import Page
from pipeline.fluency.rule import Finding, Rule, in_order
from pipeline.report import Span

RULES_VERSION = "3"
"""Changes with anything that changes what is found; part of every score's signature."""

RULES: dict[str, Rule] = (
    duplication.RULES
    | spacing.RULES
    | punctuation.RULES
    | untranslated.RULES
    | literal.RULES
    | grammar.RULES
    | sentences.RULES
)


def check_rules(disabled: Iterable[str]) -> None:
    """Raises ConfigError for an id that no rule has."""
    for name in disabled:
        if name not in RULES:
            raise ConfigError(f"stages.fluency.rules.disable: unknown rule '{name}'{did_you_mean(name, RULES)}")


def choose_rules(config: RulesConfig) -> tuple[Rule, ...]:
    """The rules that a configuration leaves on. Raises ConfigError for an unknown id."""
    check_rules(config.disable)
    if not config.enabled:
        return ()
    return tuple(rule for name, rule in RULES.items() if name not in config.disable)


def find_spans(document: Document, rules: Iterable[Rule], *, source: str | None = None) -> tuple[Span, ...]:
    """What the rules mark in a document, in the order of the text; `source` is its original."""
    page = Page(document, source)
    return in_order(span for rule in rules for span in rule.spans(page))


__all__ = ["RULES", "RULES_VERSION", "Finding", "Rule", "check_rules", "choose_rules", "find_spans"]
