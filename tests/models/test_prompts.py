"""Templates: placeholders checked before, and filled in one go."""

import pytest

from pipeline.errors import ConfigError
from pipeline.models.prompts import DEFAULTS, FIELDS, check_template, fill


@pytest.mark.parametrize(
    ("template", "fields", "filled"),
    [
        ("summarize: ", {"text": "News."}, "summarize: News."),
        ("{text}\n\nTL;DR:", {"text": "News."}, "News.\n\nTL;DR:"),
        ("{title}: {text} in {max_words}", {"text": "News.", "title": "T", "max_words": "9"}, "T: News. in 9"),
        ("{text}", {"text": "of {title} and {max_words}", "title": "T"}, "of {title} and {max_words}"),
        ("{title} {text}", {"text": "News.", "title": "{text}"}, "{text} News."),
        ("a {b: 1} {} {text}", {"text": "News."}, "a {b: 1} {} News."),
    ],
)
def test_filled(template, fields, filled):
    assert fill(template, fields) == filled


@pytest.mark.parametrize(
    ("template", "stage", "message"),
    [
        ("{txt}", "summarize", "stages -> summarize -> prompt: unknown placeholder {txt}; did you mean 'text'?"),
        ("{max_points}", "summarize", "unknown placeholder {max_points}"),
        ("{sentences}", "keypoints", "unknown placeholder {sentences}"),
    ],
)
def test_unknown_placeholder(template, stage, message):
    with pytest.raises(ConfigError) as caught:
        check_template(template, stage)
    assert message in str(caught.value)


@pytest.mark.parametrize("stage", FIELDS)
def test_our_own_templates_are_filled_whole(stage):
    check_template(DEFAULTS[stage], stage)
    filled = fill(DEFAULTS[stage], dict.fromkeys(FIELDS[stage], "9"))
    assert "{" not in filled
