import pytest
from transformers import AutoTokenizer

from scripts.train.examples import MASK, SENTINELS, SEPARATOR, TASKS
from scripts.train.model import END_ID, PAD_ID


@pytest.fixture(scope="module")
def tokenizer(prepared):
    return AutoTokenizer.from_pretrained(prepared.tokenizer)


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("The council met.", "The council met."),
        ("  odd   spacing\there\n\nand there ", "odd spacing here and there"),
        ("no-break\u00a0space and thin\u2009one", "no-break space and thin one"),
        ("Wuhan 武汉市教育局 said", "Wuhan 武汉市教育局 said"),
        ("naïve café, Zoë’s “quote”", "naïve café, Zoë’s “quote”"),
        ("cafe\u0301", "café"),
        ("1,234.5% in 2023", "1,234.5% in 2023"),
        ("emoji 🙂 and Ω≈ç√", "emoji 🙂 and Ω≈ç√"),
        ("McDONALD iPhone USA", "McDONALD iPhone USA"),
        ("comma ,space .", "comma ,space ."),
        ("", ""),
    ],
)
def test_round_trip(tokenizer, text, back):
    assert tokenizer.decode(tokenizer(text)["input_ids"], skip_special_tokens=True).strip() == back


@pytest.mark.parametrize(("text", "digits"), [("In 2023", 4), ("1,234.5", 5), ("a7b42", 3)])
def test_each_digit_is_a_piece(tokenizer, text, digits):
    pieces = [piece.removeprefix("Ġ") for piece in tokenizer.tokenize(text)]
    assert sum(piece.isdigit() for piece in pieces) == digits
    assert all(len(piece) == 1 for piece in pieces if any(c.isdigit() for c in piece))


def test_spacing_does_not_change_the_pieces(tokenizer):
    assert tokenizer("The  council\n met")["input_ids"] == tokenizer(" The council met ")["input_ids"]


@pytest.mark.parametrize("token", [MASK, SEPARATOR, *TASKS, *SENTINELS])
def test_control_tokens_are_whole(tokenizer, token):
    assert tokenizer.tokenize(f"{token} The") == [token, *tokenizer.tokenize("The")]


def test_ends_and_padding(tokenizer):
    batch = tokenizer(["The council", "The"], padding=True)["input_ids"]
    assert (tokenizer.pad_token_id, tokenizer.eos_token_id) == (PAD_ID, END_ID)
    assert batch[0][-1] == END_ID and batch[1][-1] == PAD_ID


def test_size_is_as_asked(tokenizer, toy):
    assert len(tokenizer) == toy.vocabulary.size
