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
_SECOND_VERB = re.compile(
    r"(?:(?!\b(?:that|which|who|and|when|where|if)\b)[^.,;:!?\n]){0,160}?\b(?:will|would|can) [a-z]+\b"
)
_DOUBLE_COMPARATIVE = re.compile(
    r"\bmore (better|easier|faster|bigger|stronger|cheaper|worse|richer|safer|healthier)\b(?!-)"
)
# Where a sentence begins: at the start of a paragraph, or after the end of another.
_BEGINS = r"(?:(?<![^\n])|(?<=[.!?]\s))[\"“]?"
_ALTHOUGH_BUT = re.compile(
    rf"{_BEGINS}(?:Although|Though|Even though|Despite the fact that) [^,;:.\n]{{8,200}}, (but) (?!(?:also|not)\b)"
)
_BECAUSE_SO = re.compile(
    rf"{_BEGINS}Because (?!of)[^,;:.\n]{{8,200}}, (so) (?!(?:much|many|far|long|that|as|too|called)\b)"
)

_DETERMINERS = re.compile(
    r"(?<![\w'’-])(an?|the|my|our|their|its|your) (?!\1\b)(?:an?|the|this|these|those|my|our|their|its|your)\b"
    r"(?![-.'’/]| (?:la|cappella|priori|posteriori)\b)"
)
_ONE_OF = re.compile(
    r"\b[Oo]ne of (?:the|its|our|their) (?:most (?![a-z]*ly )[a-z]+|first|largest|biggest|best|greatest|main|key|major) "
    r"((?![a-z]*(?:s|ed|ing|ly|men)\b)[a-z]{4,})(?=[.;]| (?:in|of|for)\b)"
)
# Plurals without an s, and words that follow an adjective that stands for itself ("one of the most important ever").
_NO_SINGULAR = frozenset(
    """
        people children police media data criteria phenomena staff feet teeth mice cattle youth bacteria alumni ever
        anywhere around available today known here there over from with than into most next when even outside inside
        since three four five seven eight nine
        """.split()
)

# "In 2016, the site will be held", in an article of 2022: Chinese verbs have no tense that a machine could take over.
_WILL_BE = re.compile(
    rf"(?:{_BEGINS}|(?<=; ))[Ii]n ((?:19|20)\d\d),? [^,.;:!?\n]{{2,120}}? (will be) (?=[a-z]{{2,}}(?:ed|en|ld|de|lt|nt|ught)\b)"
)
# "Wang Li titled the speech": a name, and no noun that could be titled so.
_NAME_TITLED = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+ (titled(?: the| an?)?) (?=[\"“”])")

_VOWEL_LETTER = re.compile(r"(?<![\w'’&/.-])([Aa]) ([aeiou][a-z]{2,})\b")
_CONSONANT_LETTER = re.compile(
    r"(?<![\w'’&/.-])([Aa]n) ((?=[a-z]{0,2}[aeiouy])[b-df-gj-np-tvwz][a-z]{3,}|new|big|low|key|man|job"
    r"|h[a-z]{2,}|uni[tvfoqcls][a-z]*|use[a-z]*|euro[a-z]*|one)\b"
)
_SOUNDS_CONSONANT = re.compile(
    r"eu|ew|on(?:e(?:\b|-|s|t)|ce)|u(?:ni(?!n|m|d)|s[aeu]|t[aeio]|ra|ri|ro|bi|k[aeu]|y|ku)|oui|uu|iu|io[nt]|uh|oh"
)
_SILENT_H = re.compile(
    r"h(?:our|onest|onor|onour|eir|erb|istor|otel|abitual|omage|allucinat|ypothe|arass|ilar|eroic|orri|orrend|ors|"
    r"ydro|ypn|yster|yper)"
)
_A_NUMBER = re.compile(
    r"(?<![\w'’&/.-])([Aa]) ((?:8\d{0,2}|11|18)(?:,\d{3})*(?:\.\d+)?"
    r"(?:%|[- ](?:year|month|day|hour|minute|percent|per|point|million|billion|km|kilomet|member|story|strong)\w*))"
)
_AFTER_LETTER_A = frozenset("and are is or in of on at as it if was also even any all about after an".split())
# "Grade A offices", "Serie A attendance", "Ping An insurance": no article.
_LETTER = re.compile(
    r"\b(?:class|grade|type|group|section|serie|series|vitamin|hepatitis|influenza|level|part|plan|option|league|team|"
    r"schedule|appendix|annex|unit|block) $",
    re.IGNORECASE,
)
_AT_START = re.compile(r"(?:^|\n|[.!?:;][\"”’']?\s|[\"“(‘])$")


def infinitives_without_verb(page: Page) -> Iterator[Finding]:
    for match in page.matches(_TO_NOUN):
        second = _SECOND_VERB.match(page.text, match.end())
        end = second.end() if second else match.end()
        verb = match.group().rsplit(" ", 1)[0]
        yield Finding(match.start(), end, f"“{verb}” leads to no verb; the sentence changes its construction half-way.")


def double_comparatives(page: Page) -> Iterator[Finding]:
    for match in page.matches(_DOUBLE_COMPARATIVE):
        yield Finding(match.start(), match.end(), f"“{match[1]}” is a comparative already.", suggestion=match[1])


def double_conjunctions(page: Page) -> Iterator[Finding]:
    for pattern, first in ((_ALTHOUGH_BUT, "although"), (_BECAUSE_SO, "because")):
        for match in page.matches(pattern):
            reason = f"English says either “{first}” or “{match[1]}”, not both."
            yield Finding(match.start(1), match.end(1), reason)


def clashing_determiners(page: Page) -> Iterator[Finding]:
    for match in page.matches(_DETERMINERS):
        yield Finding(match.start(), match.end(), f"“{match.group()}”: only one of the two words can stand here.")


def singulars_of_many(page: Page) -> Iterator[Finding]:
    for match in page.matches(_ONE_OF):
        if match[1] not in _NO_SINGULAR:
            yield Finding(match.start(), match.end(), f"After “one of”, “{match[1]}” belongs in the plural.")


def futures_of_the_past(page: Page) -> Iterator[Finding]:
    """Only where the article's date is known: in another year it may be right."""
    for match in page.matches(_WILL_BE) if page.document.date else ():
        if match[1] < page.document.date[:4]:  # type: ignore[index]
            many = page.text[: match.start(2)].rstrip().endswith("s")
            reason = f"“will be” speaks of the future, and {match[1]} had passed when this was written."
            yield Finding(match.start(2), match.end(2), reason, suggestion="were" if many else "was")


def speakers_titled(page: Page) -> Iterator[Finding]:
    for match in page.matches(_NAME_TITLED):
        reason = "A speech has a title, a speaker gives it: a verb is missing here."
        yield Finding(match.start(1), match.end(1), reason, suggestion="gave a talk titled")


def wrong_articles(page: Page) -> Iterator[Finding]:
    for match in page.matches(_VOWEL_LETTER):
        if not _SOUNDS_CONSONANT.match(match[2]) and match[2] not in _AFTER_LETTER_A and _is_article(page, match):
            yield _article(match, f"{match[1]}n")
    for match in page.matches(_CONSONANT_LETTER):
        if not _SILENT_H.match(match[2]) and _is_article(page, match):
            yield _article(match, match[1][0])
    for match in page.matches(_A_NUMBER):
        if _is_article(page, match):
            yield _article(match, f"{match[1]}n")


def _is_article(page: Page, match: re.Match[str]) -> bool:
    """Neither the letter A nor part of a name."""
    before = page.text[max(0, match.start() - 16) : match.start()]
    return not _LETTER.search(before) and (match[1].islower() or bool(_AT_START.search(before)))


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
    "clashing-determiners": Rule(
        id="clashing-determiners",
        category="Fluency/Grammar",
        severity="minor",
        confidence=0.85,
        summary="“the a”, “its the”: two determiners side by side",
        detect=clashing_determiners,
    ),
    "one-of-singular": Rule(
        id="one-of-singular",
        category="Fluency/Grammar",
        severity="minor",
        confidence=0.85,
        summary="“one of the biggest city”",
        detect=singulars_of_many,
    ),
    "future-of-the-past": Rule(
        id="future-of-the-past",
        category="Fluency/Grammar",
        severity="minor",
        confidence=0.9,
        summary="“In 2016 it will be held”, in a later year",
        detect=futures_of_the_past,
    ),
    "speaker-titled": Rule(
        id="speaker-titled",
        category="Fluency/Grammar",
        severity="major",
        confidence=0.9,
        summary="“Wang Li titled the ‘Future of Schools’”: a speaker taken for a speech",
        detect=speakers_titled,
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
