"""The configuration: these models are its documentation, and every default stands here.

A YAML file holds any part of this tree. Unknown keys are errors.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

STAGE_NAMES = ("clean", "fluency", "reference", "summarize", "keypoints", "verify", "report")


class Section(BaseModel):
    """Base of every section: immutable, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class StageConfig(Section):
    enabled: bool = Field(True, description="Switch the stage on or off.")


class CleanConfig(StageConfig):
    drop_teasers: bool = Field(True, description="Drop other articles' teasers after the end of this one.")
    drop_furniture: bool = Field(True, description="Drop share links, editor lines, copyright and the like.")
    drop_repeats: bool = Field(True, description="Drop a paragraph that repeats an earlier one word for word.")


class RulesConfig(Section):
    """Detectors that need no training."""

    enabled: bool = True
    disable: tuple[str, ...] = Field((), description="Ids of rules to leave out; `pipeline stages --rules` lists them.")


class PerplexityScorer(Section):
    """Perplexity per token under a causal language model; lower is better."""

    kind: Literal["perplexity"]
    model: str
    revision: str | None = None


class ClassifierScorer(Section):
    """A sequence classifier or regressor, such as a CoLA model."""

    kind: Literal["classifier"]
    model: str
    revision: str | None = None
    label: str | None = Field(None, description="Label whose probability is the score; none for a regressor.")


class TaggerScorer(Section):
    """A token classifier that marks errors."""

    kind: Literal["tagger"]
    model: str
    revision: str | None = None
    ignore_label: str = Field("O", description="Label of a token without error.")
    threshold: float | None = Field(
        None, ge=0, le=1, description="Least error probability of a marked word; none leaves it to the model, else 0.5."
    )
    language_model: bool = Field(
        True, description="Whether the language model that it was calibrated with, if any, is asked as well: slower."
    )


Scorer = Annotated[PerplexityScorer | ClassifierScorer | TaggerScorer, Field(discriminator="kind")]


class FluencyConfig(StageConfig):
    rules: RulesConfig = RulesConfig()
    scorers: tuple[Scorer, ...] = Field(
        (TaggerScorer(kind="tagger", model="embedded:fluency"),),
        description="Learned scorers beside the rules; the first calibrated one makes the score. [] leaves it to the rules.",
    )
    any_language: bool = Field(
        False, description="Score texts of other languages than English as well, for scorers that know them."
    )


class ReferenceConfig(StageConfig):
    metrics: tuple[Literal["bleu", "chrf++", "ter"], ...] = ("bleu", "chrf++", "ter")
    bootstrap: int = Field(1000, ge=0, le=100_000, description="Resamples for the 95% interval; 0 for none.")


def _pull_down(data: Any, model: type[BaseModel], *, low: str, high: str) -> Any:
    """`data` with an unset lower bound no higher than an upper bound that was set."""
    if not isinstance(data, dict) or low in data or not isinstance(data.get(high), int):
        return data
    return data | {low: min(model.model_fields[low].default, data[high])}


class GenerativeConfig(StageConfig):
    """A stage that writes text with a model."""

    model: str = Field(
        "embedded:writer",
        description="embedded:NAME, a local folder, or a hub id. embedded:lexrank is extractive, fast, and needs no weights.",
    )
    revision: str | None = Field(None, description="Branch, tag or commit of a hub model.")
    prompt: str | None = Field(
        None,
        description="Instruction or prefix. {text} stands for the article, and where a model is told lengths: "
        "{max_words}, {min_words}, {sentences}, {title}. A seq2seq model gets exactly this; without it, its own prefix.",
    )
    system_prompt: str | None = Field(None, description="System message of a chat model.")
    generation: dict[str, Any] = Field(
        default_factory=dict, description="Settings of transformers' GenerationConfig, such as num_beams: 4."
    )
    certainty: float = Field(
        0.87,
        ge=0,
        le=1,
        description="How likely to be true what embedded:writer writes must be. Lower: more in its own words, more of it wrong.",
    )


class SummarizeConfig(GenerativeConfig):
    max_words: int = Field(110, ge=5, le=10_000, description="Never exceeded; whole sentences are left out instead.")
    min_words: int = Field(40, ge=0, description="Aimed at where the article has the material.")
    sentences: int | None = Field(
        None, ge=1, le=1000, description="Number of sentences; none leaves it to the lengths."
    )
    style: Literal["pyramid", "narrative"] = Field(
        "narrative", description="pyramid: most important first; narrative: in the order of the article."
    )

    @model_validator(mode="before")
    @classmethod
    def min_follows_max(cls, data: Any) -> Any:
        """A max_words below the default min_words takes it along, so that one setting is enough to shorten."""
        return _pull_down(data, cls, low="min_words", high="max_words")

    @model_validator(mode="after")
    def lengths_in_order(self) -> SummarizeConfig:
        if self.min_words > self.max_words:
            raise ValueError(f"min_words ({self.min_words}) is more than max_words ({self.max_words})")
        return self


class KeyPointsConfig(GenerativeConfig):
    min_points: int = Field(3, ge=1)
    max_points: int = Field(6, ge=1, le=20)
    max_words: int = Field(30, ge=5, le=1000, description="Longest key point, in words.")

    @model_validator(mode="before")
    @classmethod
    def min_follows_max(cls, data: Any) -> Any:
        return _pull_down(data, cls, low="min_points", high="max_points")

    @model_validator(mode="after")
    def counts_in_order(self) -> KeyPointsConfig:
        if self.min_points > self.max_points:
            raise ValueError(f"min_points ({self.min_points}) is more than max_points ({self.max_points})")
        return self


class VerifyConfig(StageConfig):
    min_support: float = Field(
        0.5, ge=0, le=1, description="Least support score of a sentence that counts as supported."
    )


class ReportConfig(StageConfig):
    formats: tuple[Literal["json", "md", "html"], ...] = ("json", "md", "html")


class Stages(Section):
    clean: CleanConfig = CleanConfig()
    fluency: FluencyConfig = FluencyConfig()
    reference: ReferenceConfig = ReferenceConfig()
    summarize: SummarizeConfig = SummarizeConfig()
    keypoints: KeyPointsConfig = KeyPointsConfig()
    verify: VerifyConfig = VerifyConfig()
    report: ReportConfig = ReportConfig()


class Runtime(Section):
    device: Literal["auto", "cpu", "cuda", "mps"] = Field("auto", description="auto: a GPU where there is one.")
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = Field(
        "auto", description="auto: float32 on a CPU, where the embedded models have 8 bits; bfloat16 on a GPU."
    )
    batch_size: int = Field(16, ge=1, le=10_000, description="Articles that go through a stage together.")
    threads: int | None = Field(None, ge=1, le=1024, description="CPU threads of the whole run; none takes every core.")
    timeout: float | None = Field(
        None, gt=0, le=1_000_000, description="Seconds that one stage may take for one article; none for no bound."
    )
    seed: int = Field(0, ge=0, le=2**32 - 1)
    store: bool = Field(True, description="Keep what stages make beside the reports, so that no run makes it again.")
    offline: bool = Field(True, description="Never reach for the hub; `pipeline models fetch` does that.")


class Config(Section):
    """A whole configuration."""

    order: tuple[str, ...] = Field(STAGE_NAMES, description="Every stage once, in the order they run.")
    stages: Stages = Stages()
    runtime: Runtime = Runtime()
