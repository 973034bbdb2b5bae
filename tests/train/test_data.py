import pytest

from scripts.train.data import Exclusions, bucket, detokenise, is_prose, overlap, passages, split_sentences
from scripts.train.support import unsupported


@pytest.mark.parametrize(
    ("paragraph", "sentences"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Mr. Smith met Gen. A. B. Jones. He left.", ["Mr. Smith met Gen. A. B. Jones.", "He left."]),
        ("It cost 3.5 million. Why? Nobody knows!", ["It cost 3.5 million.", "Why?", "Nobody knows!"]),
        ('He said "Go." Then he went.', ['He said "Go."', "Then he went."]),
        ("the end. no capital follows", ["the end. no capital follows"]),
        ("", []),
    ],
)
def test_sentences(paragraph, sentences):
    assert split_sentences(paragraph) == sentences


@pytest.mark.parametrize(
    ("paragraph", "kept"),
    [
        ("The council met on Monday.", True),
        ("Read more", False),
        ("THE COUNCIL MET ON MONDAY.", False),
        ("See http://example.org for the rest of it.", False),
        ("12.5 13.1 14.0 15.2 16.8 17.7", False),
        ("The coun\ufffdil met again on Monday.", False),
    ],
)
def test_prose(paragraph, kept):
    assert is_prose(paragraph) is kept


def test_passages_keep_order_and_length():
    text = "\n\n".join(f"Sentence number {n} has exactly eight words here." for n in range(9)) + "\n\nREAD MORE"
    runs = list(passages(text, 24))
    assert [len(run) for run in runs] == [3, 3, 3]
    assert [s.split()[2] for run in runs for s in run] == [str(n) for n in range(9)]


@pytest.mark.parametrize(
    ("tokenised", "text"),
    [
        ('The " Red Army " , he said .', 'The "Red Army", he said.'),
        ("It is n't Peter 's ( old ) car .", "It isn't Peter's (old) car."),
        ("a well @-@ known law &amp; order man", "a well-known law & order man"),
        ("It cost $ 5 , or 10 % more !", "It cost $5, or 10% more!"),
    ],
)
def test_detokenise(tokenised, text):
    assert detokenise(tokenised) == text


def test_buckets_never_move():
    # A number that changes here would move held-out articles into training.
    assert [bucket(key, 100) for key in ("swiss_gov_en/1", "reuters_c50/17", "ü")] == [85, 80, 28]


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [("a b c", "a b c", 1.0), ("A b, c.", "a b c", 1.0), ("a b c d", "a b", 0.5), ("a a", "a b", 0.5), ("", "", 0.0)],
)
def test_overlap(one, other, share):
    assert overlap(one, other) == share


LONG = ["The dam withstood the second flood of this season.", "Engineers found no cracks at all in the long wall."]
DEV = {"id": "wmt/12", "sentences": LONG, "translations": {"x": ["Dam stood up to second flood of season very well."]}}


@pytest.mark.parametrize(
    ("sentences", "covered"),
    [
        (LONG, True),
        ([s.upper().replace(".", " !") for s in LONG], True),
        ([LONG[0], DEV["translations"]["x"][0]], True),
        ([LONG[0], "Another thing entirely was said by a minister today."], False),  # one may be boilerplate
        (["He left."] * 3, False),
    ],
)
def test_exclusion_by_sentences(sentences, covered):
    assert Exclusions([DEV]).covers(sentences) is covered


@pytest.mark.parametrize(
    ("identifier", "covered"), [("wmt/12", True), ("12", True), ("pl-wmt/12", True), ("wmt/13", False)]
)
def test_exclusion_by_id(identifier, covered):
    assert Exclusions([DEV]).covers_id(identifier) is covered


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("The mayor of Leeds spent 12 million.", []),
        ("The mayor of York spent 12 million.", ["York"]),
        ("The mayor of Leeds spent 13 million.", ["13"]),
        ("Then Leeds's mayor spent it.", []),
    ],
)
def test_support(text, missing):
    assert unsupported(text, "In Leeds, 12 million euros were spent by the mayor.") == missing
