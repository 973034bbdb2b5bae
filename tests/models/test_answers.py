"""From token ids to text: ends, separators, thinking aloud, unfinished sentences."""

import pytest
from transformers import GenerationConfig

from pipeline.models.answers import decode, finished, is_whole, without_thoughts
from tests.tiny import word_tokenizer


@pytest.fixture(scope="module")
def tokenizer():
    return word_tokenizer("<sep>", more="<n>")


@pytest.mark.parametrize(
    ("written", "separator", "text"),
    [
        ("<s> the city . </s> <pad> <pad>", None, "the city."),
        ("the city . <n> the bridge .", None, "the city.\nthe bridge."),
        ("the city . <sep> the bridge . <sep>", "<sep>", "the city.\nthe bridge."),
        ("<sep> <sep> the city .", "<sep>", "the city."),
        ("the city . <sep> the bridge .", None, "the city. the bridge."),
        ("</s>", "<sep>", ""),
    ],
)
def test_decoded(written, separator, text, tokenizer):
    assert decode(tokenizer, tokenizer.convert_tokens_to_ids(written.split()), separator) == text


@pytest.mark.parametrize(
    ("ids", "settings", "whole"),
    [
        ([5, 6, 2, 0], {"eos_token_id": 2}, True),
        ([5, 6, 7, 8], {"eos_token_id": 2}, False),
        ([5, 6, 9, 0], {"eos_token_id": [2, 9]}, True),
        ([5, 6, 7, 2], {"eos_token_id": 2}, True),
        ([5, 6, 7, 2], {"eos_token_id": 2, "forced_eos_token_id": 2}, False),
        ([5, 6, 2, 0], {"eos_token_id": 2, "forced_eos_token_id": 2}, True),
        ([5, 6, 7, 8], {}, False),
    ],
)
def test_whole_where_it_ends_of_itself(ids, settings, whole):
    assert is_whole(ids, GenerationConfig(max_new_tokens=4, **settings)) == whole


@pytest.mark.parametrize(
    ("text", "begun", "answer"),
    [
        ("The answer.", False, "The answer."),
        ("<think>Let me see.</think>\n\nThe answer.", False, "The answer."),
        ("Let me see.</think> The answer.", True, "The answer."),
        ("<think>Let me see. First", False, ""),
        ("Let me see. First", True, ""),
    ],
)
def test_thinking_aloud_is_no_answer(text, begun, answer):
    assert without_thoughts(text, begun=begun) == answer


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("One is whole. Two is n", "One is whole."),
        ("One is whole.", "One is whole."),
        ('He said "yes." Then he', 'He said "yes."'),
        ("It rose 3.5 per", ""),
        ("first point\nsecond po", "first point"),
        ("A line. And\nthen", "A line. And"),
        ("全部完成。还有", ""),
        ("", ""),
    ],
)
def test_unfinished_end_is_left_out(text, kept):
    assert finished(text) == kept
