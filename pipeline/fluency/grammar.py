"""Sentences that break, and words that do not fit each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.fluency.page import Page
from pipeline.fluency.rule import Finding, Rule

_DETERMINER = r"(?:the|a|an|this|these|those|its|their|his|her|our)"
_TO_NOUN = re.compile(
    rf"\b(?:is|are|was|were|be|been) (?:expected|supposed|likely|unlikely|able|unable|willing|hoped) to {_DETERMINER}\b"
)
# "is expected to the average daily flow will reach": the second verb, in the same clause.
_SECOND_VERB = re.compile(r"(?:(?!\b(?:that|which|who|and|when|where|if)\b)[^.,;:!?])*?\b(?:will|would|can) [a-z]+\b")
_MODAL = re.compile(
    r"(?<!['’])\b(?:could|would|should|must|cannot) (?:is|are|was|were|has|had|will|would|could|can)\b(?!['’])"
    r"|\b(?:it|they|he|she|we|which|that) (?:will|can) (?:is|are|was|were|has|had)\b"
)
_AGREEMENT = re.compile(r"(?<![\w'’] )\b(?:they|we|these|those) (is|was|has|does)\b(?! (?:not|n't) )", re.IGNORECASE)
_PLURAL = {"is": "are", "was": "were", "has": "have", "does": "do"}
_BEFORE_AGREEMENT = re.compile(
    r"\b(?:of|what|who|than|all|everything|as|like|to|for|with|whatever|how|and|where|\w+ing) (?:\w+ )?$",
    re.I,
)
_DOUBLE_COMPARATIVE = re.compile(
    r"\bmore (better|easier|faster|bigger|stronger|cheaper|worse|richer|safer|healthier)\b(?!-)"
)
_ALTHOUGH_BUT = re.compile(
    r"(?:^|(?<=[.!?]\s))[\"“]?(?:Although|Though|Even though|Despite the fact that) [^,;:.]{8,}, (but) "
)
_BECAUSE_SO = re.compile(
    r"(?:^|(?<=[.!?]\s))[\"“]?Because (?!of)[^,;:.]{8,}, (so) (?!(?:much|many|far|long|that|as|too|called)\b)"
)

_VOWEL_LETTER = re.compile(r"\b([Aa]) ([aeio][a-z]{2,}|u[a-z]{2,})\b")
_CONSONANT_LETTER = re.compile(
    r"\b([Aa]n) ([b-df-gj-np-tvwxz][a-z]{2,}|h[a-z]{2,}|uni[a-z]+|use[a-z]*|euro[a-z]*|one)\b"
)
_SOUNDS_CONSONANT = re.compile(
    r"eu|ew|on(?:e|ce)(?:\b|-|s)|u(?:ni(?!n|m)|s[aeu]|t[aeio]|ra|ri|ro|bi|k[aeu]|y|ku)|oui|uu|iu|io[nt]|uh|oh"
)
_SILENT_H = re.compile(
    r"h(?:our|onest|onor|onour|eir|erb|istor|otel|abitual|omage|allucinat|ypothe|arass|ilar|eroic|orrif|ydro|ypn|yster|yper)"
)
_A_NUMBER = re.compile(
    r"\b([Aa]) ((?:8\d{0,2}|11|18)(?:,\d{3})*(?:\.\d+)?(?:%|[- ](?:year|month|day|hour|minute|percent|per|point|million|billion|km|kilomet|member|story|strong)\w*))"
)
_AFTER_LETTER_A = frozenset("and are is or in of on at as it if was also even any all about after an".split())


def infinitives_without_verb(page: Page) -> Iterator[Finding]:
    for match in page.matches(_TO_NOUN):
        second = _SECOND_VERB.match(page.text, match.end())
        end = second.end() if second else match.end()
        verb = match.group().rsplit(" ", 1)[0]
        yield Finding(match.start(), end, f"“{verb}” leads to no verb; the sentence changes its construction half-way.")


def clashing_verbs(page: Page) -> Iterator[Finding]:
    for match in page.matches(_MODAL):
        yield Finding(match.start(), match.end(), f"“{match.group()}”: two verbs that cannot stand together.")


def disagreeing_verbs(page: Page) -> Iterator[Finding]:
    for match in page.matches(_AGREEMENT):
        if _BEFORE_AGREEMENT.search(page.text[max(0, match.start() - 30) : match.start()]):
            continue  # "one of these is", "what we has": another subject
        right = match.group()[: match.start(1) - match.start()] + _PLURAL[match[1].lower()]
        yield Finding(match.start(), match.end(), "Subject and verb do not agree in number.", suggestion=right)


def double_comparatives(page: Page) -> Iterator[Finding]:
    for match in page.matches(_DOUBLE_COMPARATIVE):
        yield Finding(match.start(), match.end(), f"“{match[1]}” is a comparative already.", suggestion=match[1])


def double_conjunctions(page: Page) -> Iterator[Finding]:
    for pattern, first in ((_ALTHOUGH_BUT, "although"), (_BECAUSE_SO, "because")):
        for match in page.matches(pattern):
            reason = f"English says either “{first}” or “{match[1]}”, not both."
            yield Finding(match.start(1), match.end(1), reason)


def wrong_articles(page: Page) -> Iterator[Finding]:
    for match in page.matches(_VOWEL_LETTER):
        if not _SOUNDS_CONSONANT.match(match[2]) and match[2] not in _AFTER_LETTER_A:
            yield _article(match, f"{match[1]}n")
    for match in page.matches(_CONSONANT_LETTER):
        if not _SILENT_H.match(match[2]) and not re.match(r"unin|unim", match[2]):
            yield _article(match, match[1][0])
    for match in page.matches(_A_NUMBER):
        yield _article(match, f"{match[1]}n")


def _article(match: re.Match[str], right: str) -> Finding:
    reason = f"“{match[1]}” does not go with the sound of “{match[2]}”."
    return Finding(match.start(), match.end(), reason, suggestion=f"{right} {match[2]}")


RULES = {
    "infinitive-without-verb": Rule(
        id="infinitive-without-verb",
        category="Fluency/Grammar",
        severity="major",
        confidence=0.9,
        summary="“is expected to the ...”: an infinitive that never comes",
        detect=infinitives_without_verb,
    ),
    "clashing-verbs": Rule(
        id="clashing-verbs",
        category="Fluency/Grammar",
        severity="major",
        confidence=0.85,
        summary="two finite verbs side by side: “could is”",
        detect=clashing_verbs,
    ),
    "verb-agreement": Rule(
        id="verb-agreement",
        category="Fluency/Grammar",
        severity="minor",
        confidence=0.85,
        summary="“they is”, “these has”",
        detect=disagreeing_verbs,
    ),
    "double-comparative": Rule(
        id="double-comparative",
        category="Fluency/Grammar",
        severity="minor",
        confidence=0.85,
        summary="“more better”",
        detect=double_comparatives,
    ),
    "double-conjunction": Rule(
        id="double-conjunction",
        category="Fluency/Grammar",
        severity="minor",
        confidence=0.85,
        summary="“although ..., but”, “because ..., so”",
        detect=double_conjunctions,
    ),
    "wrong-article": Rule(
        id="wrong-article",
        category="Fluency/Grammar",
        severity="minor",
        confidence=0.9,
        summary="a for an, or an for a",
        detect=wrong_articles,
    ),
}
