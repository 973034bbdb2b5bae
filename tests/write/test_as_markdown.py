"""Markdown reports: a golden file, and text that cannot become markup."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.report import Failure, Report
from pipeline.write.as_markdown import escape, render_markdown
from tests.write import samples

GOLDEN = Path(__file__).parent / "metro.md"


def shown(text: str) -> str:
    """What a reader of the Markdown sees, markup gone; a table is one too."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inline} <= {"text", "text_special", "softbreak"}
    return "".join(child.content for child in inline)


def test_golden():
    assert render_markdown(samples.report()) == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "1. no list",
        "2) no list",
        "- no list",
        "+ no list",
        "--- no rule",
        "=== no heading",
        "*no* _stress_ ~~struck~~ `code`",
        "<script>alert(1)</script>",
        "[no](https://link.example) ![no](picture.png)",
        "a | b",
        "&lt; &amp; &#60;",
        r"back\slash \* \\",
        "> no quotation",
        "![[no]]",
        "    no code",
        "x" * 10_000,
    ],
)
def test_text_stays_text(text):
    assert shown(escape(text)) == " ".join(text.split())


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zs", "Zl", "Zp"]), min_size=1))
def test_any_text_stays_text(text):
    assert shown(escape(text)) == text


def test_marks_that_turn_the_line_round_are_left_out():
    assert escape("a\u202eb\u2066c\u2069") == "abc"


def test_a_backtick_cannot_end_a_signature():
    fluency = samples.report().fluency
    score = fluency.score.model_copy(update={"signature": "a`<b>`c"})
    text = render_markdown(samples.report(fluency=fluency.model_copy(update={"score": score})))
    assert "- Signature of fluency: `a'<b>'c`" in text


def test_failures_stand_above_what_was_made():
    failures = (Failure(stage="summarize", reason="wrote no sentence"), Failure(stage="verify", reason="a | b"))
    text = render_markdown(samples.report(status="failed", failures=failures, summary=None, warnings=("Short.",)))
    assert text.index("**Failed** in summarize: wrote no sentence") < text.index("## Key points")
    assert "**Failed** in verify: a \\| b" in text
    assert "> **Warning:** Short." in text
    assert "## Summary" not in text


@pytest.mark.parametrize(
    ("part", "heading"),
    [
        ("summary", "## Summary"),
        ("key_points", "## Key points"),
        ("fluency", "## 5 flags"),
        ("document", "## Left out"),
    ],
)
def test_a_part_that_was_not_made_is_left_out(part, heading):
    assert heading in render_markdown(samples.report())
    assert heading not in render_markdown(samples.report(**{part: None}))


def test_a_report_of_nothing_but_a_failure():
    empty = Report(
        id="empty",
        status="failed",
        failures=(Failure(stage="clean", reason="nothing of the article is left"),),
        origin="in/empty.txt",
        format="txt",
        encoding="utf-8",
        provenance=samples.report().provenance,
    )
    text = render_markdown(empty)
    assert text.startswith("# empty\n\n> **Failed** in clean: nothing of the article is left\n")
    assert "## Scores" not in text
