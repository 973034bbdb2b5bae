"""The tokenizer: cased byte-level BPE, digits one by one, any run of spaces read as one."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

from .examples import MASK, SENTINELS, SEPARATOR, TASKS

PAD, END, UNKNOWN = "<pad>", "</s>", "<unk>"
MAX_LENGTH = 1024

# As GPT-2's, but each digit is a piece of its own and the curly apostrophe counts.
_PIECES = Regex(r"['’](?:s|t|re|ve|m|ll|d)\b| ?\p{L}+| ?\p{N}| ?[^\s\p{L}\p{N}]+|\s+")


def untrained() -> Tokenizer:
    """Normalising, splitting and decoding, before any piece is learnt."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
            normalizers.Prepend(" "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(_PIECES, "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.Sequence([decoders.ByteLevel(), decoders.Strip(" ", 1, 0)])
    return tokenizer


def limited(texts: Iterable[str], characters: int) -> Iterator[str]:
    """The first texts up to a total size."""
    total = 0
    for text in texts:
        total += len(text)
        if total > characters:
            return
        yield text


def train_tokenizer(texts: Iterable[str], size: int, folder: Path) -> PreTrainedTokenizerFast:
    """Learn the pieces and save a folder that AutoTokenizer reads."""
    tokenizer = untrained()
    special = [PAD, END, UNKNOWN, MASK, SEPARATOR, *TASKS, *SENTINELS]
    tokenizer.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=size,
            special_tokens=special,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    end = (END, tokenizer.token_to_id(END))
    tokenizer.post_processor = processors.TemplateProcessing(single=f"$A {END}", special_tokens=[end])
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        eos_token=END,
        unk_token=UNKNOWN,
        mask_token=MASK,
        additional_special_tokens=[SEPARATOR, *TASKS, *SENTINELS],
        model_max_length=MAX_LENGTH,
        clean_up_tokenization_spaces=False,
    )
    fast.save_pretrained(folder)
    return fast
