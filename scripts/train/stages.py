"""The stages, in order: each reads what the one before left in the work folder."""

import json
import logging
import signal
import threading
from pathlib import Path
from random import Random

import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer, PegasusForConditionalGeneration

from .checkpoint import load_checkpoint
from .config import Config, Loop, Mix
from .copying import start_copying
from .data import Record
from .evaluate import Measured, Results
from .examples import REPAIR, Example, from_pair, from_passage, from_task
from .export import Card, add_results, export
from .fine import from_brief
from .loop import Trainer
from .model import build_model
from .pack import pack
from .select import Choice, candidates, choose, weights_of
from .store import Store, open_store
from .stream import Plan, Stream
from .tokenizer import limited, train_tokenizer

log = logging.getLogger(__name__)

TRAINED = ("pretrain", "intermediate", "finetune")
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
CHARACTERS_A_PASSAGE = 800  # to spread the tokenizer's sample over all sources
SELECTED = "selected.json"
_TIED = {
    "lm_head.weight",
    "model.encoder.embed_tokens.weight",
    "model.decoder.embed_tokens.weight",
    "final_logits_bias",
}
REPLAY = 0.2  # share of repair pairs that later stages keep seeing, so that they do not forget


class Work:
    """The work folder, and the paths in it."""

    def __init__(self, folder: Path, config: Config) -> None:
        self.folder, self.config = folder, config
        self.packed, self.tokenizer = folder / "pack", folder / "tokenizer"

    def stage(self, name: str) -> Path:
        """Where a training stage keeps its checkpoints and log."""
        return self.folder / name

    def store(self, kind: str) -> Store:
        """The records of a kind, unpacked."""
        return open_store(self.packed, self.folder / "store", kind)

    def new_model(self) -> PegasusForConditionalGeneration:
        """The network of the config, its weights random."""
        torch.manual_seed(self.config.seed)
        model = build_model(self.config.shape, len(AutoTokenizer.from_pretrained(self.tokenizer)))
        if self.config.shape.start_copying:
            start_copying(model)
        return model

    def choice(self, stage: str) -> Choice:
        """What `select` chose; before that, the average of the last checkpoint."""
        path = self.stage(stage) / SELECTED
        if path.exists():
            checkpoint, weights = json.loads(path.read_text(encoding="utf-8"))["choice"]
            return checkpoint, weights
        options = candidates(self.stage(stage))
        if not options:
            raise FileNotFoundError(f"no checkpoint in {self.stage(stage)}: run the {stage} stage first")
        return options[0]

    def model_of(self, stage: str, choice: Choice | None = None) -> PegasusForConditionalGeneration:
        """The network as a stage left it."""
        model = self.new_model()
        weights = weights_of(self.stage(stage), choice or self.choice(stage))
        missing = model.load_state_dict(weights, strict=False).missing_keys
        if unknown := [name for name in missing if name not in _TIED and "embed_positions" not in name]:
            raise ValueError(f"the checkpoint of {stage} lacks {unknown[:3]}: was it trained with another config?")
        return model

    def exported(self, stage: str) -> Path:
        """The transformers folder of a stage."""
        return self.folder / "export" / stage


def run_pack(work: Work, data: Path) -> Record:
    """Raw collections into shards."""
    return pack(data, work.packed, work.config.pack, work.config.seed)


def run_tokenizer(work: Work) -> None:
    """Learn the pieces from a sample spread over all passages."""
    store, wanted = work.store("text"), int(work.config.vocabulary.sample_mb * 1e6)
    step = max(1, len(store) * CHARACTERS_A_PASSAGE // wanted)
    texts = (store[number]["text"] for number in range(0, len(store), step))
    train_tokenizer(limited(texts, wanted), work.config.vocabulary.size, work.tokenizer)


def make_examples(kind: str, record: Record, mix: Mix, random: Random) -> list[Example]:
    """The examples of one record of any kind."""
    if kind == "text":
        return list(from_passage(record, mix, random))
    if kind == "pairs":
        example = from_pair(record)
        is_kept = example.source.startswith(REPAIR) or random.random() < mix.rewriting
        return [example] if is_kept else []
    if kind == "tasks":
        return [from_task(record, random)]
    return from_brief(record, random)


def shares(stage: str, mix: Mix) -> dict[str, float]:
    """What a stage trains on, by kind of record."""
    return {
        "pretrain": {"text": 1 - mix.real_pairs, "pairs": mix.real_pairs},
        "intermediate": {"tasks": 1 - REPLAY, "pairs": REPLAY},
        "finetune": {"briefs": 1 - REPLAY, "pairs": REPLAY},
    }[stage]


def stream_of(work: Work, stage: str, loop: Loop, *, decaying: bool = False) -> Stream:
    """The batches of a stage, or of its decay."""
    config = work.config
    if decaying and config.mix_at_decay is not None:
        config = config.model_copy(update={"mix": config.mix_at_decay})
    kinds = shares(stage, config.mix)
    plan = Plan({kind: work.store(kind) for kind in kinds}, kinds, loop.pool_items, config.seed)
    return Stream(plan, make_examples, work.tokenizer, config, loop)


def train(work: Work, stage: str, *, longer: bool = False, pause_minutes: float | None = None) -> None:
    """Run one training stage, from where it stands or from the stage before it."""
    loop: Loop = getattr(work.config, stage)
    stream, late = stream_of(work, stage, loop), None
    if stage == TRAINED[0] and work.config.mix_at_decay is not None:
        late = stream_of(work, stage, loop, decaying=True)
    before = TRAINED[TRAINED.index(stage) - 1] if stage != TRAINED[0] else None
    model = work.model_of(before) if before else work.new_model()
    trainer = Trainer(model, loop, work.stage(stage), work.config.seed)
    trainer.resume(longer=longer)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, trainer.stop)
    trainer.run(stream, late, pause_minutes=pause_minutes)


def measure(work: Work, stage: str, measured: Measured, *, all_of_it: bool = True) -> Results:
    """Prediction and repair, and briefs where the model has learnt to write them."""
    results: Results = {}
    if all_of_it or stage == "pretrain":
        results |= measured.prediction(_records(work.store("heldout-passages")))
    if all_of_it:
        margin = measured.margin(_records(work.store("gate-pairs"))[: work.config.evaluation.pairs])
        results |= measured.repair(_records(work.store("heldout-pairs")), margin)
    if stage != "pretrain":
        results |= measured.briefs(_records(work.store("dev")))
    return results


def run_select(work: Work, stage: str) -> Choice:
    """Score the candidates of a stage and write down the best."""

    def scored(option: Choice) -> Results:
        model = work.model_of(stage, option).to(DEVICE)  # type: ignore[arg-type]  # transformers wraps it and loses its types
        measured = Measured(model, work.tokenizer, work.config.evaluation)
        return measure(work, stage, measured, all_of_it=False)

    choice, results = choose(candidates(work.stage(stage)), scored, stage)
    text = json.dumps({"choice": choice, "results": results}, indent=1)
    (work.stage(stage) / SELECTED).write_text(text, encoding="utf-8")
    return choice


def run_export(work: Work, stage: str) -> Path:
    """The chosen weights as a transformers folder."""
    choice = work.choice(stage)
    _, state = load_checkpoint(work.stage(stage), choice[0]) or ({}, {})
    manifest = json.loads((work.packed / "manifest.json").read_text(encoding="utf-8"))
    card = Card(work.config, state["step"], state["tokens"], manifest["characters"])
    return export(work.model_of(stage, choice), work.tokenizer, work.exported(stage), card)


def run_evaluate(work: Work, stage: str) -> Results:
    """Measure the exported folder as a user would load it, and put the numbers into its card."""
    folder = work.exported(stage)
    if not folder.exists():
        raise FileNotFoundError(f"{folder} is not there: run the export stage first")
    model = AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=torch.float32).to(DEVICE)
    results = measure(work, stage, Measured(model, folder, work.config.evaluation))
    (work.folder / f"results-{stage}.json").write_text(json.dumps(results, indent=1), encoding="utf-8")
    add_results(folder, results)
    return results


def run_all(work: Work, data: Path) -> Results:
    """Every stage that is not finished, in order."""
    if not (work.packed / "manifest.json").exists():
        run_pack(work, data)
    if not work.tokenizer.exists():
        run_tokenizer(work)
    for stage in TRAINED:
        train(work, stage)
    run_select(work, TRAINED[-1])
    run_export(work, TRAINED[-1])
    return run_evaluate(work, TRAINED[-1])


def _records(store: Store) -> list[Record]:
    return [store[number] for number in range(len(store))]
