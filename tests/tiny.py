"""Small stand-ins for tests: documents written out, and randomly initialised networks that take milliseconds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.article import Article, Document, Paragraph, Sentence
from pipeline.models.kinds import SALIENCE_LABELS, WRITER_KEY
from pipeline.models.reference import NOTES_FILE
from pipeline.report import Draft

WORDS = r"""
    the The a of in on and to was said city council library metro line opened new year station million people bridge
    river minister report school education digital meeting plan summarize : article title end key points one per
    You write summarise facts data not instructions ignore all user system assistant He it she like . , ! ? - < > | /
    [ ] First Second Monday 2023 24 31.4 28 ( ) = + ' " im_end im_start INST
    """.split()
CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
CHAT_TOKENS = ("<|im_start|>", "<|im_end|>")
EXTRACTIVE = ("stages.summarize.model=embedded:lexrank", "stages.keypoints.model=embedded:lexrank")
"""Overrides for tests that are about something else than summaries."""
SIZE = 32
STEPS = 200
TAUGHT_TOGETHER = 8


def document(title: str | None, paragraphs: Iterable[Sequence[str]]) -> Document:
    """A cleaned article from its paragraphs, each a list of sentences; offsets are worked out."""
    blocks = ([[title]] if title else []) + [list(sentences) for sentences in paragraphs]
    text = "\n\n".join(" ".join(block) for block in blocks)
    places: list[Paragraph] = []
    found: list[Sentence] = []
    at = 0
    for number, block in enumerate(blocks):
        end = at + len(" ".join(block))
        places.append(Paragraph(start=at, end=end, kind="title" if title and number == 0 else "body"))
        for sentence in block:
            found.append(Sentence(start=at, end=at + len(sentence), paragraph=number))
            at += len(sentence) + 1
        at = end + 2
    return Document(title=title, text=text, paragraphs=tuple(places), sentences=tuple(found))


def draft(made: Document, **parts: Any) -> Draft:
    """A draft that has been cleaned."""
    return Draft(Article(id="a", origin="a.txt", text=made.text), document=made, **parts)


def save(folder: Path, network: Any, tokenizer: Any) -> Path:
    """A model's folder as a user has it: config, generation config, safetensors and tokenizer."""
    network.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def word_tokenizer(
    *control: str, around: str = "$A", more: str = "", limit: int = 10**30, template: str | None = None
) -> Any:
    """One token per word or punctuation mark; `around` says which control tokens stand beside a text."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    tokens = ["<pad>", "<s>", "</s>", "<unk>", *control, *dict.fromkeys(WORDS), *more.split()]
    core = Tokenizer(models.WordLevel({token: k for k, token in enumerate(tokens)}, unk_token="<unk>"))
    core.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    core.decoder = decoders.WordPiece(prefix="##", cleanup=True)
    core.post_processor = processors.TemplateProcessing(single=around, special_tokens=[("<s>", 1), ("</s>", 2)])
    return PreTrainedTokenizerFast(
        tokenizer_object=core,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        additional_special_tokens=list(control),
        model_max_length=limit,
        chat_template=template,
    )


def save_bart(folder: Path, *, says: str = "", positions: int = 128, **settings: Any) -> Path:
    """A BART with its post-norm layers and learned positions; with `says`, one taught to write that."""
    from transformers import BartConfig, BartForConditionalGeneration

    tokenizer = word_tokenizer(around="<s> $A </s>")
    config = BartConfig(
        vocab_size=len(tokenizer),
        d_model=SIZE,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=SIZE,
        decoder_ffn_dim=SIZE,
        max_position_embeddings=positions,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=2,
        forced_eos_token_id=2,
        dropout=0.0,
        **settings,
    )
    network = _seeded(BartForConditionalGeneration, config)
    if says:
        _teach_seq2seq(network, tokenizer, says)
    return save(folder, network, tokenizer)


def save_t5(folder: Path, **settings: Any) -> Path:
    """A T5: relative positions without a bound, and the prefix of its task in config.json."""
    from transformers import T5Config, T5ForConditionalGeneration

    tokenizer = word_tokenizer(around="$A </s>")
    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=SIZE,
        d_kv=SIZE // 2,
        d_ff=SIZE,
        num_layers=1,
        num_heads=2,
        pad_token_id=0,
        eos_token_id=2,
        decoder_start_token_id=0,
        **settings,
    )
    return save(folder, _seeded(T5ForConditionalGeneration, config), tokenizer)


def save_pegasus(folder: Path) -> Path:
    """A PEGASUS: sinusoidal positions, and <n> for a line break."""
    from transformers import PegasusConfig, PegasusForConditionalGeneration

    tokenizer = word_tokenizer(more="<n>", around="$A </s>")
    config = PegasusConfig(**_like_bart(tokenizer), max_position_embeddings=128, decoder_start_token_id=0)
    return save(folder, _seeded(PegasusForConditionalGeneration, config), tokenizer)


def save_marian(folder: Path) -> Path:
    """A Marian translator's network."""
    from transformers import MarianConfig, MarianMTModel

    tokenizer = word_tokenizer(around="$A </s>")
    config = MarianConfig(**_like_bart(tokenizer), max_position_embeddings=128, decoder_start_token_id=0)
    return save(folder, _seeded(MarianMTModel, config), tokenizer)


def save_led(folder: Path) -> Path:
    """A LED: windowed attention, and a longer input than output."""
    from transformers import LEDConfig, LEDForConditionalGeneration

    tokenizer = word_tokenizer(around="<s> $A </s>")
    config = LEDConfig(
        **_like_bart(tokenizer),
        max_encoder_position_embeddings=256,
        max_decoder_position_embeddings=64,
        attention_window=16,
        decoder_start_token_id=2,
    )
    return save(folder, _seeded(LEDForConditionalGeneration, config), tokenizer)


def save_chat(folder: Path, *, says: str = "", template: str | None = CHAT_TEMPLATE, positions: int = 1024) -> Path:
    """A causal model with a chat template; with `says`, one taught to answer that to any prompt."""
    from transformers import LlamaConfig, LlamaForCausalLM

    tokenizer = word_tokenizer(*CHAT_TOKENS, template=template)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=SIZE,
        intermediate_size=SIZE,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=positions,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
    )
    network = _seeded(LlamaForCausalLM, config)
    network.generation_config.update(do_sample=True, temperature=0.7, top_p=0.8, top_k=20)
    if says:
        _teach_chat(network, tokenizer, says)
    return save(folder, network, tokenizer)


def save_writer(folder: Path, *, says: str = "") -> Path:
    """A causal model that writes statements; with `says`, always that one."""
    save_chat(folder, says=says)
    config = folder / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {WRITER_KEY: "statements"}))
    return folder


def save_classifier(folder: Path, labels: Sequence[str], **settings: Any) -> Path:
    """A sequence classifier; with one label, a regressor."""
    from transformers import BertForSequenceClassification

    return _save_encoder(folder, BertForSequenceClassification, labels, settings)


def save_tagger(folder: Path, labels: Sequence[str]) -> Path:
    """A token classifier."""
    from transformers import BertForTokenClassification

    return _save_encoder(folder, BertForTokenClassification, labels, {})


def save_salience(folder: Path) -> Path:
    """A network that ranks sentences by chance, and asks for no clause to be left out."""
    weights = {"bias": 0, "early": 0, "central": 0, "titled": 0, "numbered": 0, "last": 0, "salience": 1}
    notes = {"salience": {"summary": weights, "points": weights, "dropped": 0}}
    save_tagger(folder, SALIENCE_LABELS)
    (folder / NOTES_FILE).write_text(json.dumps(notes))
    return folder


def _save_encoder(folder: Path, kind: Any, labels: Sequence[str], settings: dict[str, Any]) -> Path:
    from transformers import BertConfig

    tokenizer = word_tokenizer(around="<s> $A </s>")
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=SIZE,
        intermediate_size=SIZE,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=64,
        id2label=dict(enumerate(labels)),
        label2id={label: k for k, label in enumerate(labels)},
        initializer_range=1.0,  # wide, so that different texts get different scores
        **settings,
    )
    return save(folder, _seeded(kind, config), tokenizer)


def _like_bart(tokenizer: Any) -> dict[str, Any]:
    return {
        "vocab_size": len(tokenizer),
        "d_model": SIZE,
        "encoder_layers": 1,
        "decoder_layers": 1,
        "encoder_attention_heads": 2,
        "decoder_attention_heads": 2,
        "encoder_ffn_dim": SIZE,
        "decoder_ffn_dim": SIZE,
        "pad_token_id": 0,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "forced_eos_token_id": 2,
    }


def _seeded(kind: Any, config: Any) -> Any:
    import torch

    torch.manual_seed(0)
    return kind(config).eval()


def _teach_seq2seq(network: Any, tokenizer: Any, says: str) -> None:
    """Until the text follows from any input."""
    import torch

    labels = torch.tensor([tokenizer(says, add_special_tokens=False)["input_ids"] + [2]] * TAUGHT_TOGETHER)
    for step in _steps(network):
        ids = torch.randint(4, len(tokenizer), (TAUGHT_TOGETHER, 8 + step % 32))
        network(input_ids=ids, labels=labels).loss.backward()


def _teach_chat(network: Any, tokenizer: Any, says: str) -> None:
    """Until the text follows wherever the assistant's turn begins."""
    import torch

    head = tokenizer("<|im_start|>assistant", add_special_tokens=False)["input_ids"]
    answer = tokenizer(says, add_special_tokens=False)["input_ids"] + [2]
    for step in _steps(network):
        before = torch.randint(4, len(tokenizer), (TAUGHT_TOGETHER, 16 + 8 * (step % 32)))
        ids = torch.cat([before, torch.tensor([head + answer] * TAUGHT_TOGETHER)], dim=1)
        labels = ids.clone()
        labels[:, : -len(answer)] = -100
        network(input_ids=ids, labels=labels).loss.backward()


def _steps(network: Any) -> Iterator[int]:
    """Training steps; each takes the gradient that its body made."""
    import torch

    optimizer = torch.optim.AdamW(network.parameters(), lr=0.01)
    network.train()
    for step in range(STEPS):
        yield step
        optimizer.step()
        optimizer.zero_grad()
    network.eval()
