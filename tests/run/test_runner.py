"""Articles through the stages: order kept, failures contained, and the same answer alone as in a batch."""

import time
from pathlib import Path

import pytest

from pipeline import Observer, Pipeline, StageError, load_config
from pipeline.article import Article
from tests.tiny import EXTRACTIVE

ARTICLES = Path(__file__).parents[1] / "articles"
TEXT = (
    "The council opened a new bridge over the river on Monday. It cost 3.2 million euros and took two years to build. "
    "The mayor said that 12,000 people would cross it every day. Shops on the western bank expect more visitors. "
    "A second bridge is planned for 2027, the council added."
)


def config(*overrides):
    return load_config(overrides=["stages.fluency.scorers=[]", *EXTRACTIVE, *overrides])


def article(name, text=TEXT, **fields):
    return Article(id=name, origin=f"{name}.txt", text=text, **fields)


class Breaking:
    """Fails for articles that hold a word, with an error that is not one of ours."""

    def __init__(self, inner, word):
        self.inner, self.word = inner, word

    def run(self, batch):
        if any(self.word in draft.article.text for draft in batch):
            raise ZeroDivisionError("float division by zero")
        return self.inner.run(batch)


def breaking(pipeline, stage, word):
    pipeline._stages[stage] = Breaking(pipeline.stage(stage), word)
    return pipeline


def test_reports_hold_every_part():
    (report,) = Pipeline(config()).run_batch([article("a", reference=TEXT)])
    assert report.status == "ok"
    assert None not in (report.document, report.fluency, report.reference, report.summary, report.key_points)
    assert report.verification.verdict == "supported"
    assert report.timings.keys() == {"clean", "fluency", "reference", "summarize", "keypoints", "verify"}
    assert report.provenance.models.keys() == {"summarize", "keypoints"}


def test_one_failing_article_does_not_touch_the_others():
    pipeline = breaking(Pipeline(config()), "summarize", "XYZZY")
    reports = pipeline.run_batch([article("a"), article("b", TEXT + " XYZZY is a word of magic."), article("c")])
    assert [report.status for report in reports] == ["ok", "failed", "ok"]
    (failure,) = reports[1].failures
    assert (failure.stage, failure.reason) == (
        "summarize",
        "ZeroDivisionError: float division by zero; nobody foresaw this: "
        "the same command with --verbose shows where it happened",
    )
    assert reports[1].summary is None
    assert reports[1].key_points is not None, "stages that can do without the failed one run all the same"
    assert reports[0].summary == reports[2].summary


def test_stage_that_needs_a_failed_part_is_left_out():
    pipeline = breaking(Pipeline(config()), "clean", "XYZZY")
    (report,) = pipeline.run_batch([article("b", "XYZZY " + TEXT)])
    assert [failure.stage for failure in report.failures] == ["clean"]
    assert report.timings.keys() == {"clean"}


def test_our_own_errors_are_told_without_their_type():
    class Refusing:
        def run(self, batch):
            raise StageError("no whole sentence;\n raise max_words")

    pipeline = Pipeline(config())
    pipeline._stages["keypoints"] = Refusing()
    (report,) = pipeline.run_batch([article("a")])
    assert report.failures[0].reason == "no whole sentence; raise max_words"


def test_same_report_alone_as_in_a_batch_and_in_any_batch_size():
    texts = [path.read_text() for path in sorted(ARTICLES.glob("*.txt"))]
    articles = [article(str(number), text) for number, text in enumerate(texts)]
    pipeline = Pipeline(config())
    together = pipeline.run_batch(articles)
    alone = [report for one in articles for report in pipeline.run_batch([one])]
    assert [_timeless(report) for report in together] == [_timeless(report) for report in alone]


def _timeless(report):
    return report.model_copy(update={"timings": {}})


def test_run_tells_what_it_finds_and_does(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text("")
    told = []

    class Listening(Observer):
        def found(self, inputs):
            told.append(("found", inputs))

        def unreadable(self, what):
            told.append(("unreadable", Path(what.origin).name))

        def stage(self, step, articles):
            told.append((step, articles))

        def done(self, report):
            told.append(("done", report.id))

    reports = list(Pipeline(config("stages.verify.enabled=false")).run([tmp_path], observer=Listening()))
    assert [report.id for report in reports] == ["a"]
    assert told[0] == ("found", 2)
    assert ("unreadable", "b.txt") in told
    assert told[-5:] == [("fluency", 1), ("reference", 1), ("summarize", 1), ("keypoints", 1), ("done", "a")]


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("The bridge over the river is open.", "too few for its scores"),
        ("El puente nuevo sobre el río abrió el lunes y costó tres millones de euros. " * 4, "may be another language"),
        (TEXT, None),
    ],
)
def test_warnings_say_what_limits_a_report(text, warning):
    (report,) = Pipeline(config("stages.summarize.enabled=false")).run_batch([article("a", text)])
    assert len(report.warnings) == (warning is not None)
    assert warning is None or warning in report.warnings[0]


SPANISH = "El puente nuevo sobre el río abrió el lunes y costó tres millones de euros. " * 4
CHINESE = "新的大桥在星期一开放了。市长说这很重要。" * 4  # without spaces, so without thirty words


@pytest.mark.parametrize("text", [SPANISH, CHINESE], ids=["Spanish", "Chinese"])
@pytest.mark.parametrize("any_language", [False, True])
def test_other_languages_are_scored_only_where_that_is_asked_for(text, any_language):
    pipeline = Pipeline(config(f"stages.fluency.any_language={any_language}"))
    english, foreign, again = pipeline.run_batch([article("a"), article("b", text), article("c")])
    assert (foreign.fluency is not None) == any_language
    assert ("fluency is not scored" in foreign.warnings[0]) != any_language
    assert english.fluency == again.fluency is not None
    assert english.warnings == ()


def test_slow_stage_ends_as_a_failure_of_its_article():
    class Slow:
        def run(self, batch):
            time.sleep(5)

    pipeline = Pipeline(config("runtime.timeout=0.05"))
    pipeline._stages["summarize"] = Slow()
    reports = pipeline.run_batch([article("a"), article("b")])
    assert [report.failures[0].reason for report in reports] == 2 * [
        "took longer than 0.05 s; raise runtime.timeout, or leave the article out"
    ]
    assert all(report.key_points for report in reports)
