"""Words that nobody knows."""

from pipeline.text.spelling import misspelt


def test_words_of_the_article_are_never_misspelt():
    assert misspelt("The counyl of Elbing runs the tramm.", {"tramm"}) == ["counyl"]
    assert misspelt("It withdrew.", {"it"}) == []
