"""Which article sentences a written sentence rests on."""

import pytest

from pipeline.summarize.evidence import copied, find_evidence
from tests.tiny import document

ARTICLE = document(
    "Bridge closed",
    [
        ["The old bridge over the Elbe was closed on Monday.", "Engineers had found cracks in two pillars."],
        ["A ferry will carry cars until the repairs end in June.", "The mayor thanked the volunteers."],
    ],
)
CASES = [
    ("The Elbe bridge was closed on Monday.", (1,)),
    ("Cracks were found in its pillars by engineers.", (2,)),
    ("A ferry carries cars until June.", (3,)),
    ("Closed on Monday, the old bridge has cracks in two pillars.", (1, 2)),
    ("Bananas are yellow.", ()),
    ("", ()),
]


@pytest.mark.parametrize(("written", "wanted"), CASES)
def test_evidence(written, wanted):
    assert find_evidence(ARTICLE, [written]) == [wanted]


def test_the_title_is_no_evidence():
    assert all(0 not in found for found in find_evidence(ARTICLE, ["Bridge closed", "The bridge is closed."]))


def test_each_sentence_has_its_own():
    assert find_evidence(ARTICLE, [text for text, _ in CASES[:3]]) == [(1,), (2,), (3,)]
    assert find_evidence(ARTICLE, []) == []


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (["The old bridge over the Elbe was closed on Monday."], True),
        (["the mayor thanked the volunteers", "Engineers had found cracks!"], True),
        (["The mayor thanked the volunteers.", "A ferry will help."], False),
        (["The mayor thanked the volunteer"], False),
        ([], False),
    ],
)
def test_copied(written, wanted):
    assert copied(ARTICLE, written) is wanted
