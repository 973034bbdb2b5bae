"""Cleaning: whole pages against what a reader would keep, and the promises every document makes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.article import Article, Document
from pipeline.config.schema import CleanConfig
from pipeline.errors import StageError
from pipeline.read import read_paths
from pipeline.stages.clean import CleanStage, clean

TESTS = Path(__file__).parent.parent
PAGES = sorted(path for path in (TESTS / "pages").iterdir() if path.suffix != ".json")
SAMPLES = TESTS / "articles"


def read(path: Path) -> Article:
    (article,) = read_paths([path])
    assert isinstance(article, Article), article
    return article


def article(text: str, **fields: Any) -> Article:
    return Article(id="a", origin="a.txt", text=text, **fields)


def body(document: Document) -> list[str]:
    return [document.slice(p) for p in document.paragraphs if p.kind != "title"]


def check_offsets(document: Document) -> None:
    assert "\n\n".join(document.slice(p) for p in document.paragraphs) == document.text
    for sentence in document.sentences:
        paragraph = document.paragraphs[sentence.paragraph]
        assert paragraph.start <= sentence.start < sentence.end <= paragraph.end
        assert document.slice(sentence).strip() == document.slice(sentence) != ""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    document = clean(read(path))
    found = {name: getattr(document, name) for name in ("title", "byline", "outlet", "date")}
    assert found == {name: expected[name] for name in found}
    assert len(document.paragraphs) == len(expected["paragraphs"]), body(document)
    for paragraph, (kind, start) in zip(document.paragraphs, expected["paragraphs"], strict=True):
        assert document.slice(paragraph).startswith(start)
        assert (paragraph.kind, start) == (kind, start)
    dropped = [(piece.reason, piece.text) for piece in document.dropped]
    assert len(dropped) == len(expected["dropped"]), dropped
    for (reason, text), (wanted, start) in zip(dropped, expected["dropped"], strict=True):
        assert (reason, text[: len(start)]) == (wanted, start)
    check_offsets(document)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_page_has_its_expectation(path: Path) -> None:
    assert path.with_suffix(".json").is_file()


def test_wuhan_sample() -> None:
    source = read(SAMPLES / "wuhan-digital-education.txt")
    document = clean(source)
    assert (document.outlet, document.date, document.byline) == ("China Education Network", "2022-08-29", None)
    assert document.title == source.text.split("\n")[0]
    lines = [line for line in source.text.split("\n") if line]
    assert body(document) == lines[2:9]
    assert [(p.reason, p.text) for p in document.dropped] == [
        ("furniture", lines[1]),
        ("end_mark", "- END -"),
        *(("teaser", line) for line in lines[10:14]),
    ]


def test_harbour_sample() -> None:
    source = read(SAMPLES / "harbour-metro.txt")
    document = clean(source)
    assert (document.outlet, document.date, document.byline) == ("Example Evening News", "2023-09-28", None)
    assert len(body(document)) == 5
    assert [p.reason for p in document.dropped] == ["furniture", "furniture", "furniture", "teaser"]
    assert source.reference is not None and source.source is not None


def test_library_sample() -> None:
    document = clean(read(SAMPLES / "library-reopens.md"))
    assert (document.outlet, document.date, len(body(document))) == ("Sample Gazette", "2024-03-18", 6)
    assert document.title is not None and document.title.startswith("City library reopens")
    assert not document.dropped


HEADERS = [
    ("Author:China Education Network Time:2022.08.29", (None, "China Education Network", "2022-08-29")),
    ("Source:Example Evening News 2023-09-28", (None, "Example Evening News", "2023-09-28")),
    ("By Jane Doe", ("Jane Doe", None, None)),
    ("BY JANE DOE, Example Times, 28 Sept 2023", ("JANE DOE", "Example Times", "2023-09-28")),
    ("By Example News Agency", (None, "Example News Agency", None)),
    ("2023年09月28日 10:15 来源", None),
    ("September 28, 2023", (None, None, "2023-09-28")),
    ("Thursday, September 28, 2023 10:15 GMT", (None, None, "2023-09-28")),
    ("Example Evening News | 28.09.2023", (None, "Example Evening News", "2023-09-28")),
    ("2022-08-29 10:22 Source: Example Daily Editor: Li Lei", (None, "Example Daily", "2022-08-29")),
    ("Posted on: 2022/8/29", (None, None, "2022-08-29")),
    ("Author: admin Time: 2022-08-29", (None, None, "2022-08-29")),
    ("Author: Wang Fang", ("Wang Fang", None, None)),
    ("Time: 9 a.m. to noon", None),
    ("By then, the river had risen", None),
    ("By Monday the bridge was closed.", None),
    ("Source: officials said. They would not give names", None),
    ("A plain title without any label", None),
    ("Date: the 31st of February 2023", None),
]


@pytest.mark.parametrize(("line", "expected"), HEADERS, ids=[line for line, _ in HEADERS])
def test_header_line(line: str, expected: tuple[str | None, ...] | None) -> None:
    text = f"A title\n\n{line}\n\nThe first paragraph of the article stands here, as it should."
    document = clean(article(text))
    kept = line in body(document)
    assert kept == (expected is None)
    assert (document.byline, document.outlet, document.date) == (expected or (None, None, None))


DATES = [
    ("2022.08.29", "2022-08-29"),
    ("2023/9/8", "2023-09-08"),
    ("2023年09月28日", "2023-09-28"),
    ("September 28, 2023", "2023-09-28"),
    ("Sept. 28 2023", "2023-09-28"),
    ("28th of September, 2023", "2023-09-28"),
    ("28-Sep-2023", "2023-09-28"),
    ("28.9.2023", "2023-09-28"),
    ("28/09/2023", "2023-09-28"),
    ("09/28/2023", "2023-09-28"),
    ("05/05/2023", "2023-05-05"),
    ("05/06/2023", None),
    ("2023-13-01", None),
    ("2023-02-30", None),
    ("September 2023", None),
    ("28 September", None),
    ("version 2023.10.311", None),
    ("2023-09-28T10:00:00+08:00", "2023-09-28"),
]


@pytest.mark.parametrize(("value", "iso"), DATES)
def test_date(value: str, iso: str | None) -> None:
    document = clean(article("One paragraph is enough here.", metadata={"date": value}))
    assert document.date == iso


DATELINES = [
    ("Xinhua, Beijing, Aug. 3 (Reporter Li Na) -- Rain fell.", ("Li Na", "Xinhua", None)),
    ("BEIJING, Aug. 3, 2021 (Xinhua) -- Rain fell.", (None, "Xinhua", "2021-08-03")),
    ("MADRID (EFE) — It rained.", (None, "EFE", None)),
    ("China News Service, Beijing, August 3 (Reporter Wang Wu) Rain fell.", ("Wang Wu", "China News Service", None)),
    ("The rain -- as Reuters found out -- fell on Monday.", (None, None, None)),
    ("The minister - a former reporter - left early.", (None, None, None)),
]


@pytest.mark.parametrize(("paragraph", "expected"), DATELINES)
def test_dateline_stays_and_tells(paragraph: str, expected: tuple[str | None, ...]) -> None:
    document = clean(article(paragraph))
    assert (document.byline, document.outlet, document.date) == expected
    assert document.text == paragraph


KEPT = [
    "Copyright law is older than the printing press, the court found.",
    "Copyright reform divides the two houses of parliament again.",
    "Share prices fell by a third in two days.",
    "Home prices rose > 5% in May, an agency said.",
    "Editors in charge of the archive have resigned, all nine of them.",
    "The end of the road is in sight, the minister said.",
    "Related reading lists were handed to every pupil.",
    "Cookies baked by the parish sold out in an hour.",
    "Visitors must scan the QR code at the gate, and many cannot.",
    "Image of a city: that is what the plan is about.",
    "Comments by the mayor made matters worse.",
    "By continuing the talks, both sides avoid the worst.",
    "Click chemistry won the prize that year.",
    "Tags on 400 birds showed where they spend the winter.",
    "See also how the neighbours do it: with less water and more patience.",
    "Will it be enough?",
    "And so it goes...",
]


@pytest.mark.parametrize("line", KEPT)
@pytest.mark.parametrize("place", ["middle", "end"])
def test_sentences_that_only_look_like_furniture_stay(line: str, place: str) -> None:
    before = "The first paragraph of the article stands here, as it should."
    after = "Another paragraph follows, and it has a full stop as well."
    lines = [before, line, after] if place == "middle" else [before, after, line]
    document = clean(article("\n\n".join(lines)))
    assert body(document) == lines


DROPPED = [
    ("- END -", "end_mark"),
    ("[End]", "end_mark"),
    ("(THE END)", "end_mark"),
    ("###", "end_mark"),
    ("-- End of article --", "end_mark"),
    ("Editor in charge: X", "furniture"),
    ("Responsible editor: Li Lei", "furniture"),
    ("Share to: WeChat Weibo QQ", "furniture"),
    ("Login | Register", "furniture"),
    ("This website uses cookies to improve your experience.", "furniture"),
    ("© 2023 Example Ltd.", "furniture"),
    ("Copyright belongs to the original author.", "furniture"),
    ("Scan the QR code to read on your phone", "furniture"),
    ("Original title: A title of old", "furniture"),
    ("Image caption: The mayor in his garden.", "furniture"),
    ("(Photo: Li Lei)", "furniture"),
    ("Views: 12,345", "furniture"),
    ("Leave a comment", "furniture"),
    ("Related reading", "furniture"),
    ("Read also: Another title", "teaser"),
    ("Previous article: Another title", "teaser"),
    ("Reprint please indicate the source.", "furniture"),
    ("Disclaimer: This article represents only the author's view.", "furniture"),
    ("(Source: Example Daily)", "furniture"),
    ("Click here to subscribe", "furniture"),
    ("Font size: A A A", "furniture"),
]


@pytest.mark.parametrize(("line", "reason"), DROPPED, ids=[line for line, _ in DROPPED])
def test_dropped_line(line: str, reason: str) -> None:
    paragraph = "The first paragraph of the article stands here, as it should."
    document = clean(article(f"{paragraph}\n\n{line}"))
    assert body(document) == [paragraph]
    assert [(piece.text, piece.reason) for piece in document.dropped] == [(line, reason)]
    assert document.dropped[0].rule


def test_flags_keep_what_they_name() -> None:
    repeated = "This paragraph comes twice, word for word, because the page was put together by a machine that did not look at it."
    text = f"{repeated}\n\n{repeated}\n\nLogin | Register\n\n- END -\n\nAnother title\n\nIts text breaks o..."
    everything = CleanConfig(drop_teasers=False, drop_furniture=False, drop_repeats=False)
    lines = text.split("\n\n")
    assert body(clean(article(text), everything)) == [line for line in lines if line != "- END -"]
    assert body(clean(article(text), CleanConfig(drop_repeats=False))) == [repeated, repeated]
    assert "Login | Register" in body(clean(article(text), CleanConfig(drop_furniture=False)))
    assert "Another title" in body(clean(article(text), CleanConfig(drop_teasers=False)))


def test_whitespace_is_put_in_order_and_words_are_not() -> None:
    document = clean(article("A\u00a0high -quality  \u200btitle\n\nThe the  work was\tdone\u3000well ."))
    assert document.text == "A high -quality title\n\nThe the work was done well ."


def test_nothing_left_is_a_clear_error() -> None:
    with pytest.raises(StageError, match=r"nothing of the article is left.*button"):
        clean(article("Login | Register\n\nShare"))


def test_stage_follows_the_contract() -> None:
    from pipeline.report import Draft

    stage = CleanStage(CleanConfig(), models=None)  # type: ignore[arg-type]
    texts = ["First article, one sentence.", "Second article, one sentence."]
    parts = stage.run([Draft(article(text)) for text in texts])
    assert [part.text for part in parts if isinstance(part, Document)] == texts


@given(st.text(min_size=1, max_size=400))
def test_any_text_gives_exact_offsets_and_loses_no_words(text: str) -> None:
    try:
        document = clean(article(text))
    except StageError:
        return
    check_offsets(document)
    everything = document.text + " ".join(piece.text for piece in document.dropped)
    letters = [char for char in text if char.isalpha()]
    assert sorted(letters) == sorted(char for char in everything if char.isalpha())


LINES = [
    "A title",
    "By Jane Doe",
    "Related reading",
    "- END -",
    "It rained.",
    "A beginning that breaks o...",
    "Login",
    "2023-01-02",
]


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=12))
def test_any_order_of_lines_is_accounted_for(lines: list[str]) -> None:
    try:
        document = clean(article("\n\n".join(lines)))
    except StageError:
        return
    kept = [document.slice(p) for p in document.paragraphs]
    assert sorted(kept + [piece.text for piece in document.dropped]) == sorted(lines)
