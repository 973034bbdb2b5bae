"""What a training config may say; the models here are its documentation."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    """A misspelt key must stop the run before it has cost an hour."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Vocabulary(_Strict):
    """The tokenizer: how many pieces, learnt from how much text."""

    size: int = 16000
    sample_mb: int = 60


class Pack(_Strict):
    """How raw corpora become shards that travel."""

    passage_words: int = 160
    shard_mb: int = Field(default=56, le=60)
    whitehouse_share: float = Field(default=0.15, le=0.15)
    heldout_passages: int = 1000
    heldout_pairs: int = 2000  # measured on, and nothing else
    gate_pairs: int = 1000  # kept out of training to choose when a repair is trusted


class Shape(_Strict):
    """The network: pre-norm, sinusoidal positions, tied embeddings (PEGASUS)."""

    width: int = 256
    heads: int = 4
    feedforward: int = 1024
    encoder_layers: int = 6
    decoder_layers: int = 2
    positions: int = 1024
    attention: Literal["eager", "sdpa"] = "sdpa"
    start_copying: bool = True  # needs three heads or more


class Mix(_Strict):
    """What a pool of pretraining examples is made of."""

    real_pairs: float = 0.2  # share of a pool's records; a passage makes about eight examples, a pair makes one
    rewriting: float = 1.0  # share kept of the real pairs in which few words stay
    repair: float = 0.6  # the weights of the tasks made from good English
    fill: float = 0.25
    span: float = 0.15
    gap: float = 0.0
    untouched: float = 0.15  # share of repair examples with nothing to repair
    window_words: tuple[int, int] = (6, 40)


class Loop(_Strict):
    """One training stage. Without `minutes` and `steps` it goes on until it is stopped."""

    learning_rate: float = 1e-3
    optimizer: Literal["adamw", "muon"] = "adamw"
    warmup_steps: int = 400
    decay_share: float = 0.3  # last part of a planned run, linear to zero (WSD)
    minutes: float | None = None
    steps: int | None = None
    batch_tokens: int = 4096
    accumulate: int = 1
    max_source: int = 128
    max_target: int = 128
    pool_items: int = 2000
    workers: int = 0
    threads: int = 2
    dropout: float = 0.0
    weight_decay: float = 0.01
    clip: float = 1.0
    label_smoothing: float = 0.0
    average: float = 0.998  # decay of the running mean of the weights; 0 turns it off
    loss_chunk: int = 512
    bf16: bool = True
    compile_loss: bool = False
    compile_model: bool = False
    checkpoint_minutes: float = 10.0
    log_every: int = 20


class Evaluation(_Strict):
    """How much of the held-out data is measured, and how candidates are decoded."""

    passages: int = 300
    pairs: int = 2000
    briefs: int = 60
    batch: int = 32
    beams: int = 1


class Config(_Strict):
    """A whole recipe: one file per size."""

    seed: int = 1
    vocabulary: Vocabulary = Vocabulary()
    pack: Pack = Pack()
    shape: Shape = Shape()
    mix: Mix = Mix()
    mix_at_decay: Mix | None = None  # from the start of the decay of the base on, where what is seen stays best
    pretrain: Loop = Loop()
    intermediate: Loop = Loop()
    finetune: Loop = Loop()
    evaluation: Evaluation = Evaluation()


def load_config(path: Path) -> Config:
    """Read and check one YAML file."""
    return Config.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
