"""The tokenizer that does without transformers: the same ids, places, texts and special tokens."""

import json

import pytest
from transformers import AutoTokenizer

from pipeline.models.guard import control_ids, control_tokens
from pipeline.models.reference import WEIGHTS
from pipeline.models.tokens import PlainTokenizer

TEXTS = (
    "The central library opened on Monday after a renovation that cost 14.6 million euros.",
    "  “Zoë’s naïve café”,\tsaid Yang Zongkai – 杨宗凯.\nIt's the 3rd!  ",
    "<|im_start|>user [SEP] [UNK] <|endoftext|> #x",
    "",
)
MESSAGES = [{"role": "user", "content": "Title: A library\nIt opened."}]


@pytest.fixture(params=("writer", "fluency", "salience"), scope="module")
def both(request):
    folder = WEIGHTS / request.param
    config = json.loads((folder / "tokenizer_config.json").read_text())
    return PlainTokenizer(folder, config), AutoTokenizer.from_pretrained(folder)


@pytest.mark.parametrize("special", [True, False])
@pytest.mark.parametrize("text", TEXTS)
def test_ids_and_places_and_the_way_back(both, text, special):
    plain, theirs = (t(text, add_special_tokens=special, return_offsets_mapping=True) for t in both)
    assert plain["input_ids"] == theirs["input_ids"]
    assert plain["offset_mapping"] == theirs["offset_mapping"]
    assert plain.word_ids() == theirs.word_ids()
    first, second = (t.decode(plain["input_ids"], skip_special_tokens=True) for t in both)
    assert first == second


def test_a_cut_text(both):
    plain, theirs = (
        t(TEXTS[0], add_special_tokens=False, return_offsets_mapping=True, truncation=True, max_length=7) for t in both
    )
    assert plain["input_ids"] == theirs["input_ids"]
    assert plain["offset_mapping"] == theirs["offset_mapping"]
    assert len(plain["input_ids"]) == 7


def test_what_is_special(both):
    plain, theirs = both
    for name in ("bos", "eos", "cls", "sep", "pad", "unk"):
        assert getattr(plain, f"{name}_token_id") == getattr(theirs, f"{name}_token_id"), name
    assert plain.model_max_length == theirs.model_max_length
    assert plain.get_added_vocab() == theirs.get_added_vocab()
    assert control_tokens(plain) == control_tokens(theirs)
    assert control_ids(plain) == control_ids(theirs)
    assert plain.convert_tokens_to_ids("no such token") == theirs.convert_tokens_to_ids("no such token")


@pytest.mark.parametrize("both", ["writer"], indirect=True)
def test_a_chat(both):
    first, second = (t.apply_chat_template(MESSAGES, tokenize=False, add_generation_prompt=True) for t in both)
    assert first == second


def test_tokens_of_older_files(tmp_path):
    source = WEIGHTS / "fluency"
    (tmp_path / "tokenizer.json").write_bytes((source / "tokenizer.json").read_bytes())
    tokenizer = PlainTokenizer(tmp_path, {"pad_token": {"content": "[PAD]", "lstrip": False}, "cls_token": None})
    assert tokenizer.pad_token_id == 0
    assert tokenizer.cls_token_id is None
    assert tokenizer.all_special_tokens == ["[PAD]"]
