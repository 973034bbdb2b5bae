"""Statements written one by one: what is checked, what stands in for them, and in which order they come."""

import pytest

from pipeline.config.schema import KeyPointsConfig, SummarizeConfig
from pipeline.models.answers import Answer
from pipeline.models.writer import Truth
from pipeline.summarize.compose import UNCHECKED, compose_points, compose_summaries
from tests.tiny import document

METRO = document(
    "Metro opens in Elbing",
    [
        ["The new metro line opened in Elbing on Monday after nine years of work.", "It cost 28 million euros."],
        ["The council of Elbing expects 4,000 passengers on the metro every morning of the week."],
        ["Engineers of the school of Thorn built a bridge over the river for the metro line."],
    ],
)
GOOD = {
    "opened": "A metro line opened in Elbing on Monday.",
    "expects": "Elbing's council expects 4,000 passengers every morning.",
    "Engineers": "A school in Thorn built its bridge over the river.",
}


class Scripted:
    """Answers a request with what is written down for the word that its evidence holds; `again` is for repairs."""

    truth = Truth(bias=-0.55, likelihood=0.117, order=3.84)

    def __init__(self, first, again=None, **answer):
        self.first, self.again, self.answer, self.asked = first, again or {}, answer, []

    def write(self, articles):
        self.asked.append([[request.evidence for request in requests] for requests in articles])
        return [[self._answers(request) for request in requests] for requests in articles]

    def _answers(self, request):
        texts = self.again if request.purpose == "repair" else self.first
        text = next((text for word, text in texts.items() if word in request.evidence[-1]), "")
        return Answer(text, **self.answer)


def summary(writer, **settings):
    ((statements, notes, _),) = compose_summaries([METRO], SummarizeConfig(certainty=0.75, **settings), writer, [None])
    return statements, notes


def test_written_in_the_order_of_the_article_with_their_evidence():
    statements, notes = summary(Scripted(GOOD), min_words=20)
    assert [s.text for s in statements] == list(GOOD.values())
    assert [METRO.slice(METRO.sentences[s.evidence[-1]]).split()[0] for s in statements] == ["The", "The", "Engineers"]
    assert notes == (UNCHECKED,)


BROKEN = document(
    "Metro", [["The council of Elbing is expected to the 4,000 passengers on the metro every morning of the week."]]
)


def test_what_is_broken_in_the_article_is_smoothed():
    smooth = "The council of Elbing expects 4,000 passengers on the metro every morning."
    wrong = {"expected": "Elbing's council expects 9,000 passengers every morning."}
    for again, text in ((smooth, smooth), (wrong["expected"], BROKEN.slice(BROKEN.sentences[1]))):
        writer = Scripted(wrong, {"expected": again})
        ((statements, _, _),) = compose_summaries([BROKEN], SummarizeConfig(certainty=0.75), writer, [None])
        assert [s.text for s in statements] == [text]
        assert writer.asked[1] == [[(BROKEN.slice(BROKEN.sentences[1]),)]]


def test_what_is_whole_in_the_article_is_not():
    writer = Scripted(GOOD | {"expects": "Elbing's council expects 9,000 passengers every morning."})
    statements, _ = summary(writer, min_words=20)
    assert METRO.slice(METRO.sentences[3]) in [s.text for s in statements]
    assert writer.asked[1] == [[]]


def test_what_the_model_was_unsure_of_does_not_stand():
    statements, notes = summary(Scripted(GOOD, GOOD, likelihood=-40.0), min_words=20)
    assert not {s.text for s in statements} & set(GOOD.values())
    assert notes[0].startswith("3 of 3 stand as in the article")


@pytest.mark.parametrize(
    "bad",
    [
        "Elbing's council expects 9,000 passengers every morning.",
        "The council of Berlin expects 4,000 passengers every morning.",
        "A strike of teachers closed kindergartens and playgrounds across town.",
        "The council.",
        "The week of the council expects the metro of Elbing.",
        "The council of Elbing, metro, every morning of the week.",
        "The council of Elbing expects passengers of 4,000 every morning of 4,000.",
        "The council of Elbing of the metro every morning of the week said.",
        "The counyl of Elbing expects 4,000 passengers on the metro every morning.",
    ],
)
def test_the_articles_own_sentence_stands_where_nothing_written_does(bad):
    statements, notes = summary(Scripted(GOOD | {"expects": bad}, {"expects": bad}), min_words=20)
    assert METRO.slice(METRO.sentences[3]) in [s.text for s in statements]
    assert notes == (
        UNCHECKED,
        "1 of 3 stand as in the article, slips mended: of what the model wrote of them it could not be sure enough",
    )


def test_how_sure_it_must_be_is_a_setting():
    doubtful = GOOD | {"expects": "The week of the council expects the metro of Elbing."}
    found = {}
    for certainty in (0.5, 0.9, 1.0):
        settings = SummarizeConfig(certainty=certainty)
        ((statements, _, _),) = compose_summaries([METRO], settings, Scripted(doubtful, likelihood=-1.0), [None])
        found[certainty] = {s.text for s in statements} & set(doubtful.values())
    assert found[0.5] == set(doubtful.values())
    assert found[0.9] < found[0.5]
    assert found[1.0] == set()


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("The old harbour of Elbing was sold in 2016.", False),
        ("The old harbour of Elbing opened to ships in 2016.", True),
        ("The old harbour of Elbing was sold to a bank in 2019.", True),
        ("The harbour of Elbing opened in 2016 and was sold in 2019.", True),
    ],
)
def test_what_happened_in_another_year_does_not_stand(text, stands):
    harbour = document(
        "Harbour", [["In 2016 the old harbour of Elbing opened to ships; in 2019 it was sold to a bank of Elbing."]]
    )
    settings = SummarizeConfig(certainty=0.75)
    ((statements, _, _),) = compose_summaries([harbour], settings, Scripted({"harbour": text}), [None])
    assert (text in [statement.text for statement in statements]) is stands


def test_a_quote_that_nothing_opens_is_left_out():
    statements, _ = summary(Scripted(GOOD | {"opened": 'A metro line opened in Elbing on Monday."'}), min_words=20)
    assert statements[0].text == GOOD["opened"]


def test_what_the_rules_suggest_is_mended_before_it_is_written_about():
    spaced = document("Trams", [["The fast -growing city of Elbing bought a 8% share of the tram works on Monday."]])
    writer = Scripted({})
    compose_summaries([spaced], SummarizeConfig(), writer, [None])
    assert writer.asked[0] == [[("The fast-growing city of Elbing bought an 8% share of the tram works on Monday.",)]]


def test_slips_are_mended_in_what_stands_as_it_is():
    spaced = document("Trams", [["The fast -growing city of Elbing bought a 8% share of the tram works on Monday."]])
    ((statements, _, written),) = compose_summaries([spaced], SummarizeConfig(), Scripted({}), [None])
    assert [s.text for s in statements] == [
        "The fast-growing city of Elbing bought an 8% share of the tram works on Monday."
    ]
    assert not written


def test_a_day_gets_its_article():
    opened = document("Metro", [["The new metro line of Elbing opened to the public on the 24th."]])
    writer = Scripted({"metro": "The metro line of Elbing opened on 24th."})
    ((statements, _, _),) = compose_summaries([opened], SummarizeConfig(), writer, [None])
    assert [s.text for s in statements] == ["The metro line of Elbing opened on the 24th."]


def test_of_a_long_sentence_the_first_clauses_are_written_about():
    first = "The council of Elbing opened a metro line to the port of the town on Monday in front of a thousand people"
    rest = (
        "the mayor gave a speech about the years of work, the money of the country and the people of the port of Elbing"
    )
    long = document("Metro", [[f"{first}; {rest}."]])
    writer = Scripted({})
    ((statements, _, _),) = compose_summaries([long], SummarizeConfig(), writer, [None])
    assert writer.asked[0] == [[(f"{first}.",)]]
    assert [s.text for s in statements] == [f"{first}."]


def test_nobody_knows_who_he_is():
    told = document(
        "Metro",
        [
            ["Was it not Lin of Elbing who came?", "He opened a metro line to the harbour on Monday."],
            ["Engineers of the school of Thorn built a bridge over the river for the metro line."],
        ],
    )
    said = {"opened": "He opened a metro line to the harbour.", "Engineers": GOOD["Engineers"]}
    ((statements, _, _),) = compose_summaries([told], SummarizeConfig(), Scripted(said), [None])
    assert [s.text for s in statements] == [GOOD["Engineers"]]


def test_better_he_than_nothing():
    told = document("Metro", [["He opened a metro line to the harbour of the town on Monday."]])
    ((statements, _, _),) = compose_summaries([told], SummarizeConfig(), Scripted({}), [None])
    assert [s.text for s in statements] == [told.slice(told.sentences[1])]


def test_he_is_whom_the_sentence_before_names():
    told = document(
        "Metro",
        [["Mayor Lin of Elbing welcomed the guests of the town.", "He opened a metro line to the harbour on Monday."]],
    )
    said = {
        "opened": "He opened a metro line to the harbour.",
        "welcomed": "Lin of Elbing welcomed guests of the town.",
    }
    ((statements, _, _),) = compose_summaries([told], SummarizeConfig(), Scripted(said), [None])
    assert [s.text for s in statements] == [said["welcomed"], said["opened"]]


def texts_of(made):
    return [made.slice(sentence) for sentence in made.sentences]


def test_a_plan_that_nobody_mentioned_is_no_beginning():
    told = document(
        "Metro",
        [
            ["Guests of the town of Elbing asked for a plan of the harbour."],
            ["Engineers of the school of Thorn built a bridge over the river for the metro line."],
            ["The plan costs the council of Elbing 28 million euros of the money of the town."],
        ],
    )
    said = {"costs": "The plan costs Elbing 28 million euros.", "Engineers": GOOD["Engineers"]}
    for first, texts in (
        ({"Guests": "Guests of Elbing."}, [told.slice(told.sentences[1]), GOOD["Engineers"], said["costs"]]),
        ({"Guests": "Guests of the town asked for a plan."}, ["Guests of the town asked for a plan.", *said.values()]),
    ):
        ((statements, _, _),) = compose_summaries(
            [told], SummarizeConfig(certainty=0.5), Scripted(said | first), [None]
        )
        assert sorted(s.text for s in statements) == sorted(texts)
    asked = document("Metro", [["Who asked for a plan of the harbour?"], *([x] for x in texts_of(told)[2:])])
    ((statements, _, _),) = compose_summaries([asked], SummarizeConfig(certainty=0.5), Scripted(said), [None])
    assert [s.text for s in statements] == [GOOD["Engineers"]]


def test_people_are_introduced():
    told = document(
        "Metro",
        [
            ["Guests met Secretary Lars Holm of the town of Elbing in the harbour."],
            ["Holm said on Monday that engineers built a bridge over the river for the metro line."],
        ],
    )
    said = {"engineers": "Holm said engineers built a bridge for the metro line."}
    ((statements, _, _),) = compose_summaries(
        [told], SummarizeConfig(max_words=12, min_words=5), Scripted(said), [None]
    )
    assert [s.text for s in statements] == ["Lars Holm said engineers built a bridge for the metro line."]


def test_it_is_told_whether_anything_was_written():
    for first, written in ((GOOD, True), ({}, False)):
        ((_, _, found),) = compose_summaries([METRO], SummarizeConfig(), Scripted(first), [None])
        assert found is written


def test_an_unfinished_text_does_not_stand():
    statements, notes = summary(Scripted(GOOD, GOOD, whole=False), min_words=20)
    assert not {s.text for s in statements} & set(GOOD.values())
    assert notes[0].startswith("3 of 3 stand as in the article")


@pytest.mark.parametrize(("most", "sentences"), [(12, 1), (20, 2), (110, 2)])
def test_lengths(most, sentences):
    statements, _ = summary(Scripted(GOOD), max_words=most, sentences=sentences)
    assert sum(len(s.text.split()) for s in statements) <= most
    assert len(statements) == sentences


def test_a_sentence_that_points_back_brings_the_one_before_it():
    writer = Scripted(GOOD)
    made = document(
        "Metro", [["The metro line of Elbing opened on Monday.", "It cost the council of Elbing 28 million euros."]]
    )
    compose_summaries([made], SummarizeConfig(), writer, [None])
    assert (
        "The metro line of Elbing opened on Monday.",
        "It cost the council of Elbing 28 million euros.",
    ) in writer.asked[0][0]


def test_a_table_before_it_stays_away():
    writer, table = Scripted(GOOD), "Metro " * 1000 + "end."
    made = document("Metro", [[table, "It cost the council of Elbing 28 million euros."]])
    compose_summaries([made], SummarizeConfig(), writer, [None])
    assert writer.asked[0][0] == [("It cost the council of Elbing 28 million euros.",)]


@pytest.mark.parametrize(("least", "number"), [(1, 2), (3, 3)])
def test_points_are_distinct_and_those_that_lean_come_where_there_are_too_few(least, number):
    said = GOOD | {"expects": "It expects 4,000 passengers every morning of the week.", "Engineers": GOOD["opened"]}
    writer = Scripted(said, {"Engineers": GOOD["Engineers"]})
    ((points, _, _),) = compose_points([METRO], KeyPointsConfig(min_points=least), writer, [None])
    texts = [point.text for point in points]
    assert len(texts) == len(set(texts)) == number
    assert [text.startswith("It expects") for text in texts] == [False, False, True][:number]


def test_articles_keep_their_places():
    other = document("Library", [["The library of Thorn opened to the public on Friday after long repairs."]])
    writer = Scripted(GOOD)
    together = compose_summaries([METRO, other], SummarizeConfig(), writer, [None, None])
    assert together[0] == compose_summaries([METRO], SummarizeConfig(), writer, [None])[0]
    assert together[1] == compose_summaries([other], SummarizeConfig(), writer, [None])[0]
