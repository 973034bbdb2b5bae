"""Windows, passes and coverage, with a network that only counts words and writes their first few."""

import pytest

from pipeline.errors import ModelError
from pipeline.models.answers import Answer
from pipeline.models.generator import CUT, Generator, Writing, units_of
from pipeline.report import Coverage


class FirstWords:
    """Reads `limit` words, of which the prompt takes one, and writes the first `say` of each window."""

    def __init__(self, limit, say=6, whole=True):
        self.limit = limit
        self.say = say
        self.whole = whole
        self.read = []

    def encode(self, text, fields):
        return ["PROMPT", *text.split()]

    def count(self, text):
        return len(text.split())

    def write(self, rows):
        self.read.append([" ".join(row[1:]) for row in rows])
        return [Answer(" ".join(row[1 : 1 + self.say]), self.whole) for row in rows]


def article(sentences, words=10):
    return "".join(f"S{k} " + "word " * (words - 2) + "end. " for k in range(sentences))


def written(backend, *texts):
    return Generator(backend, identity="model", signature="model:it").write([Writing(units_of(t)) for t in texts])


def test_what_fits_is_read_at_once():
    backend = FirstWords(limit=100)
    (made,) = written(backend, article(3))
    assert made.coverage == Coverage(sentences_total=3, sentences_read=3, windows=1, passes=1)
    assert (made.text, made.notes) == ("S0 word word word word word", ())
    assert backend.read == [[article(3).strip()]]


def test_a_long_article_is_read_whole_then_merged():
    backend = FirstWords(limit=60, say=6)
    (made,) = written(backend, article(12))
    assert made.coverage == Coverage(sentences_total=12, sentences_read=12, windows=4, passes=2)
    first, second = backend.read
    assert " ".join(first) == article(12).strip()
    assert second == ["\n".join(" ".join(window.split()[:6]) for window in first).replace("\n", " ")]
    assert made.text == "S0 word word word word word"


def test_as_many_passes_as_it_takes():
    backend = FirstWords(limit=60, say=15)
    (made,) = written(backend, article(40))
    assert made.coverage.passes == len(backend.read) > 2
    assert [len(texts) for texts in backend.read] == sorted({len(texts) for texts in backend.read}, reverse=True)
    assert backend.read[-1][0].startswith("S0 ")


def test_what_no_pass_shortens_stands_joined_and_is_said():
    backend = FirstWords(limit=60, say=1000)
    (made,) = written(backend, article(12))
    assert "".join(made.text.split()) == "".join(article(12).split())
    assert len(backend.read) == 1
    assert made.notes == ("what the model wrote of the article's parts was too long to be merged; it stands joined",)


def test_articles_of_all_lengths_together_or_alone():
    texts = [article(n) for n in (1, 12, 3, 40, 2)]
    together = written(FirstWords(limit=60, say=8), *texts)
    alone = [written(FirstWords(limit=60, say=8), text)[0] for text in texts]
    assert together == alone


def test_a_sentence_longer_than_the_input_is_read_in_parts_and_said():
    backend = FirstWords(limit=40, say=3)
    (made,) = written(backend, article(1, words=100))
    assert "1 sentence(s) longer than the model's input were read in parts" in made.notes
    assert " ".join(backend.read[0]) == article(1, words=100).strip()


@pytest.mark.parametrize(("limit", "fits"), [(33, True), (32, False), (10, False)])
def test_prompt_that_leaves_no_room(limit, fits):
    if fits:
        written(FirstWords(limit=limit), article(1))
        return
    with pytest.raises(ModelError, match=f"model: reads {limit} tokens, and the prompt leaves no room"):
        written(FirstWords(limit=limit), article(1))


@pytest.mark.parametrize(
    ("say", "text"),
    [(10, "S0 word word word word word word word word end."), (14, "S0 word word word word word word word word end.")],
)
def test_an_answer_that_its_length_ended_is_trimmed_and_said(say, text):
    (made,) = written(FirstWords(limit=100, say=say, whole=False), article(3))
    assert (made.text, made.notes) == (text, (CUT,))


def test_a_fragment_is_no_answer_but_is_merged():
    (made,) = written(FirstWords(limit=60, say=4, whole=False), article(12))
    assert (made.text, made.notes, made.coverage.passes) == ("", (CUT,), 2)


def test_nothing_to_read():
    (made,) = written(FirstWords(limit=100), "")
    assert (made.text, made.coverage.windows) == ("", 1)


@pytest.mark.parametrize(
    "text", ["", "One. Two.", "  One.\n\nTwo (2.5%).  ", "No end", "\n", 'Dr. Li said: "Go." Then left.']
)
def test_units_joined_are_the_text(text):
    assert "".join(units_of(text)) == text
