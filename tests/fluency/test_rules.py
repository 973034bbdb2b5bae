"""All rules together: their ids and switches, what holds for any text, the sample articles, and speed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.article import Article
from pipeline.config.schema import RulesConfig
from pipeline.errors import ConfigError
from pipeline.fluency import RULES, Finding, Rule, check_rules, choose_rules, find_spans
from pipeline.fluency.page import Page
from pipeline.read import read_paths
from pipeline.report import Span
from pipeline.stages.clean import clean
from tests.fluency.marking import page, spans

ARTICLES = Path(__file__).parent.parent / "articles"


def test_the_table_names_each_rule_by_its_id() -> None:
    assert all(name == rule.id for name, rule in RULES.items())
    assert all(len(rule.row()) == 4 and "/" in rule.category for rule in RULES.values())


@pytest.mark.parametrize("name", sorted(RULES))
def test_each_rule_is_switchable(name: str) -> None:
    chosen = choose_rules(RulesConfig(disable=(name,)))
    assert {rule.id for rule in chosen} == RULES.keys() - {name}


def test_all_rules_are_switchable_at_once() -> None:
    assert choose_rules(RulesConfig(enabled=False)) == ()
    assert len(choose_rules(RulesConfig())) == len(RULES)


@pytest.mark.parametrize("enabled", [True, False])
def test_an_unknown_id_is_an_error_with_a_near_match(enabled: bool) -> None:
    with pytest.raises(ConfigError, match=r"unknown rule 'doubled-words'.*doubled-word"):
        choose_rules(RulesConfig(enabled=enabled, disable=("doubled-words",)))
    check_rules(["doubled-word"])


def two(first: tuple[int, int], second: tuple[int, int]) -> list[Span]:
    """The spans of a rule that finds two places."""
    findings = [Finding(*first, "one", suggestion="x"), Finding(*second, "two", severity="major", confidence=0.9)]
    rule = Rule(id="r", category="A/B", severity="minor", confidence=0.5, summary="", detect=lambda _: findings)
    return rule.spans(Page(page("abcdefgh")))


@pytest.mark.parametrize(
    ("first", "second", "merged"),
    [
        ((0, 2), (2, 4), [("ab", "x", "minor", 0.5), ("cd", None, "major", 0.9)]),
        ((0, 3), (2, 4), [("abcd", None, "major", 0.9)]),
        ((0, 4), (1, 2), [("abcd", "x", "major", 0.9)]),
        ((4, 6), (0, 2), [("ab", None, "major", 0.9), ("ef", "x", "minor", 0.5)]),
    ],
)
def test_overlapping_marks_of_a_rule_become_one(
    first: tuple[int, int], second: tuple[int, int], merged: list[tuple[str, str | None, str, float]]
) -> None:
    found = [(span.text, span.suggestion, span.severity, span.confidence) for span in two(first, second)]
    assert found == merged


def test_addresses_are_left_alone() -> None:
    assert not spans("Write to a.b -c@example.org or see https://example.com/a,b:c(d and www.example.com/the the.")


def holds_for(text: str, source: str | None = None) -> None:
    found = spans(text, source=source)
    assert list(found) == sorted(found, key=lambda span: (span.start, span.end, span.rule))
    assert all(span.reason and "\n" not in span.reason and span.suggestion != span.text for span in found)


@given(st.text(max_size=300), st.none() | st.text(max_size=100))
def test_any_text(text: str, source: str | None) -> None:
    holds_for(text, source)


PIECES = st.sampled_from(
    "the The a an of to is are will city city's first second “ ” \" ' ( ) [ ] , ; : . .. - -  -quality 5 3. 8% o'clock 中文 ， "
    "。 &amp; \n\n \n A but Although one of most biggest ‘ ’ ? ! person-times 2019 year 7 month day — \u3000 \ue000 \ud800".split(
        " "
    )
)


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=60), st.sampled_from(["", " "]))
def test_any_order_of_awkward_pieces(pieces: list[str], glue: str) -> None:
    holds_for(glue.join(pieces))


def found_in(name: str) -> list[tuple[str, str]]:
    (article,) = read_paths([ARTICLES / name])
    assert isinstance(article, Article)
    document = clean(article)
    found = find_spans(document, RULES.values(), source=article.source)
    assert all(span.text == document.text[span.start : span.end] for span in found)
    return [(span.rule, span.text) for span in found]


def test_wuhan_sample() -> None:
    assert found_in("wuhan-digital-education.txt") == [
        ("doubled-phrase", "Digital Education Digital Education"),
        ("echoed-phrase", "Digital Transformation of Wuhan Basic Education Digital Transformation"),
        ("echoed-phrase", "video conference in the form of video conferences"),
        ("speaker-titled", "titled the"),
        ("split-compound", "high -quality"),
        ("split-compound", "first -mover"),
        ("future-of-the-past", "will be"),
        ("split-compound", "data -driven"),
        ("doubled-word", "enrollment enrollment"),
        ("split-compound", "in -depth"),
        ("run-on", "The five aspects of safety are forced"),
        ("doubled-phrase", "carefully organize, carefully organize, carefully organize, carefully organize"),
        ("run-on", "Accelerate the digital transformation of Wuhan education"),
        ("split-compound", "high -quality"),
        ("quoted-slogan", '"turn"'),
        ("quoted-slogan", '"conspiracy"'),
        ("quoted-slogan", '"Jian"'),
        ("quoted-slogan", '"use"'),
        ("quoted-slogan", '"tube"'),
    ]


def test_harbour_metro_sample() -> None:
    assert found_in("harbour-metro.txt") == [
        ("doubled-phrase", "subway line subway line"),
        ("quoted-turn", '"line" into "net"'),
        ("infinitive-without-verb", "is expected to the average daily passenger flow will reach"),
        ("head-count", "person -times"),
        ("clock-time", "6 o'clock"),
        ("clock-time", "23 o'clock"),
        ("doubled-phrase", "at that time at that time"),
    ]


def test_good_english_is_left_alone() -> None:
    assert found_in("library-reopens.md") == []


NASTY = [
    *(
        "a",
        "a ",
        "a.",
        "a@",
        "a-",
        "a -",
        "a' s",
        "A ",
        ",a",
        "1, ",
        "中,",
        '"',
        '" ',
        "“",
        "”a ",
        "(",
        "a) ",
        ".",
        "&",
    ),
    *(
        "is expected to the ",
        "Although ",
        ". Although aaaaaaaaa ",
        "data The five aspects ",
        "The first is ",
        "http://",
    ),
    *("carefully organize, ", "general assembly of ", "2019 year 1 month ", "one of the most ", "(aaaaaaaa)", "“a\n\n"),
]


@pytest.mark.parametrize("piece", NASTY)
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    """Quadratic work on this much text would take minutes."""
    document = page("Start.").model_copy(update={"text": piece * 8000})
    whole = [part.model_copy(update={"end": len(document.text)}) for part in document.paragraphs]
    sentences = [part.model_copy(update={"end": len(document.text)}) for part in document.sentences]
    document = document.model_copy(update={"paragraphs": tuple(whole), "sentences": tuple(sentences)})
    began = time.process_time()
    find_spans(document, RULES.values(), source=document.text[:1000])
    assert time.process_time() - began < 10
