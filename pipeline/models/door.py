"""The one door through which models are loaded, each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.config.schema import (
    ClassifierScorer,
    GenerativeConfig,
    KeyPointsConfig,
    PerplexityScorer,
    Runtime,
    SummarizeConfig,
    TaggerScorer,
)
from pipeline.errors import ConfigError, ModelError
from pipeline.models.kinds import Task
from pipeline.models.prompts import DEFAULTS, check_template
from pipeline.models.reference import LANGUAGE_KEY, LEXRANK, check_kind, is_extractive, locate, writes_statements
from pipeline.models.settings import check_names, check_values, check_writer

if TYPE_CHECKING:
    from pipeline.models.backend import Backend, Voice
    from pipeline.models.generator import Generator
    from pipeline.models.loading import Loaded
    from pipeline.models.salience import Salience
    from pipeline.models.scorers import Scorer
    from pipeline.models.states import StateTagger
    from pipeline.models.writer import Writer

AnyScorer = PerplexityScorer | ClassifierScorer | TaggerScorer


@dataclass(frozen=True, slots=True)
class Summariser:
    """A generator that reads the whole article; or else what chooses its sentences, and a writer of them if there is one."""

    generator: Generator | None
    writer: Writer | None
    salience: Salience | None
    signature: str


class Models:
    """Loads models and keeps them; stages that name the same model share it."""

    def __init__(self, runtime: Runtime) -> None:
        """Loads nothing yet; torch is imported with the first model."""
        self._runtime = runtime
        self._loaded: dict[tuple[str, str | None, str], Loaded] = {}
        self._salience: dict[str, Salience] = {}
        self._used: dict[str, list[str]] = {}

    def generator(self, config: GenerativeConfig) -> Generator:
        """The model that writes for a stage. Raises ModelError or ConfigError.

        An extractive model does not write: ask `is_extractive` first.
        """
        stage = _stage_of(config)
        if is_extractive(config.model):
            raise ModelError(f"{config.model}: extractive, it does not write; stages ask is_extractive() first")
        from pipeline.models.backend import signature_of
        from pipeline.models.generator import Generator

        check_writing(config)
        check_values(config.generation, stage)
        loaded = self._load(config.model, config.revision, "generate")
        voice, notes = _voice(loaded, config, stage, self._runtime.seed)
        self._note(stage, loaded.identity)
        return Generator(
            _backend(loaded, voice),
            identity=loaded.identity,
            signature=signature_of(loaded, voice),
            notes=notes,
        )

    def salience(self, config: GenerativeConfig, reference: str | None = None) -> Salience | None:
        """The network that ranks sentences for a stage; None for embedded:lexrank. Raises ModelError.

        It is the stage's own model, or `reference`, which a writer goes by.
        """
        reference = reference or config.model
        stage, revision = _stage_of(config), config.revision if reference == config.model else None
        if reference == LEXRANK:
            self._note(stage, LEXRANK)
            return None
        from pipeline.models.salience import Salience

        if reference not in self._salience:
            self._salience[reference] = Salience(self._load(reference, revision, "extract"))
        self._note(stage, self._salience[reference].identity)
        return self._salience[reference]

    def writer(self, config: GenerativeConfig) -> Writer:
        """The model that writes a stage's statements one by one. Raises ModelError or ConfigError."""
        from pipeline.models.writer import Writer

        stage = _stage_of(config)
        if config.prompt or config.system_prompt:
            setting = "prompt" if config.prompt else "system_prompt"
            raise ConfigError(f"stages -> {stage} -> {setting}: {config.model} reads what it was trained on; remove it")
        check_writer(config.generation, config.model, stage)
        loaded = self._load(config.model, config.revision, "write")
        self._note(stage, loaded.identity)
        return Writer(loaded, config.generation)

    def summariser(self, config: GenerativeConfig) -> Summariser:
        """Whatever makes a stage's text, told from its model. Raises ModelError or ConfigError."""
        writer = self.writer(config) if writes_statements(config.model) else None
        selector = writer.selector if writer else config.model
        generator = None if is_extractive(selector) else self.generator(config)
        salience = None if generator else self.salience(config, selector)
        by = salience.identity if salience else selector
        signature = generator.signature if generator else f"{writer.signature}|by:{by}" if writer else f"model:{by}"
        return Summariser(generator, writer, salience, signature)

    def scorer(self, config: AnyScorer) -> Scorer:
        """A learned scorer of fluency. Raises ModelError or ConfigError."""
        from pipeline.models.scorers import SCORERS
        from pipeline.models.tagger import make_tagger

        loaded = self._load(config.model, config.revision, config.kind)
        self._note("fluency", loaded.identity)
        if isinstance(config, TaggerScorer):
            tagger: Scorer = make_tagger(loaded, config, self._second(loaded) if config.language_model else None)
            return tagger
        scorer: Scorer = SCORERS[config.kind](loaded, config)
        return scorer

    def _second(self, tagger: Loaded) -> StateTagger | None:
        """The language model that a tagger was calibrated with, if it was."""
        reference = tagger.located.notes().get(LANGUAGE_KEY)
        if not reference:
            return None
        from pipeline.models.states import StateTagger

        loaded = self._load(str(reference), None, "write")
        self._note("fluency", loaded.identity)
        return StateTagger(loaded, tagger.located.folder)

    def describe(self) -> dict[str, str]:
        """Stage name to the models it uses, each as reference@revision (or hash of its files)."""
        return {stage: ", ".join(identities) for stage, identities in self._used.items()}

    def _note(self, stage: str, identity: str) -> None:
        known = self._used.setdefault(stage, [])
        if identity not in known:
            known.append(identity)

    def _load(self, reference: str, revision: str | None, task: Task) -> Loaded:
        from pipeline.models.device import choose_place, prepare
        from pipeline.models.loading import load
        from pipeline.models.settings import keep_ids_only

        head = "language" if task in ("generate", "perplexity") else task  # one network may write and weigh
        key = (reference, revision, head)
        if key not in self._loaded:
            located = locate(reference, revision, offline=self._runtime.offline)
            prepare(self._runtime)
            loaded = load(located, task, choose_place(self._runtime))
            if loaded.generation is not None:
                loaded.network.generation_config = keep_ids_only(loaded.generation)
            self._loaded[key] = loaded
        check_kind(reference, self._loaded[key].kind, task)
        return self._loaded[key]


def check_writing(config: GenerativeConfig) -> None:
    """Raises ConfigError for an unknown placeholder or generation setting; imports and loads nothing heavy."""
    stage = _stage_of(config)
    if writes_statements(config.model):
        check_writer(config.generation, config.model, stage)
        return
    if config.prompt:
        check_template(config.prompt, stage)
    check_names(config.generation, stage)


def _stage_of(config: GenerativeConfig) -> str:
    return "keypoints" if isinstance(config, KeyPointsConfig) else "summarize"


def _words(config: GenerativeConfig) -> int:
    """Most words that a stage will want of its model."""
    if isinstance(config, KeyPointsConfig):
        return config.max_words * config.max_points
    return config.max_words if isinstance(config, SummarizeConfig) else 128


def _voice(loaded: Loaded, config: GenerativeConfig, stage: str, seed: int) -> tuple[Voice, tuple[str, ...]]:
    """How the model is to be asked, and what a report should say of it."""
    from pipeline.models.backend import Voice
    from pipeline.models.loading import output_limit
    from pipeline.models.settings import settle

    if config.system_prompt and loaded.kind != "causal":
        raise ConfigError(f"stages -> {stage} -> system_prompt: {config.model} is no chat model; use prompt instead")
    template, notes = _template(loaded, config, stage)
    most = output_limit(loaded) if loaded.kind == "seq2seq" else None
    generation = settle(loaded.generation, loaded.kind, config.generation, words=_words(config), most=most)
    if most and generation.max_new_tokens > most:
        raise ConfigError(
            f"stages -> {stage} -> generation -> max_new_tokens: {config.model} can write {most} at most; "
            f"lower {generation.max_new_tokens}"
        )
    separator = loaded.located.notes().get("separator")
    return Voice(template, config.system_prompt, generation, seed, separator), notes


def _template(loaded: Loaded, config: GenerativeConfig, stage: str) -> tuple[str, tuple[str, ...]]:
    """The configured prompt, else the model's own, else ours for a chat model and the bare text for the others."""
    if config.prompt:
        return config.prompt, ()
    own = loaded.located.notes().get("prompts", {}).get(stage)
    if own:
        return str(own), ()
    if loaded.kind == "causal":
        return DEFAULTS[stage], ()
    tasks = getattr(loaded.config, "task_specific_params", None) or {}
    prefix = tasks.get("summarization", {}).get("prefix", "")
    if prefix:
        return f"{prefix}{{text}}", (f"prefix {prefix!r} taken from the model's own configuration",)
    return "{text}", ()


def _backend(loaded: Loaded, voice: Voice) -> Backend:
    from pipeline.models.backend import Seq2SeqBackend
    from pipeline.models.chat import ChatBackend

    return ChatBackend(loaded, voice) if loaded.kind == "causal" else Seq2SeqBackend(loaded, voice)
