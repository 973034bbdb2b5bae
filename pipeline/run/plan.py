"""Which stages run and in what order, checked before any model loads."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.config import Config
from pipeline.config.load import did_you_mean
from pipeline.errors import ConfigError
from pipeline.fluency import choose_rules
from pipeline.models import check_reference, check_writing
from pipeline.stages import STAGES


@dataclass(frozen=True, slots=True)
class Step:
    """What a stage declares of itself; see `pipeline.stages.base.Stage`."""

    name: str
    summary: str
    needs: tuple[str, ...]
    uses: tuple[str, ...]
    makes: str


REPORT = Step(
    name="report",
    summary="write the reports and the index",
    needs=(),
    uses=tuple(stage.makes for stage in STAGES.values()),
    makes="files",
)
STEPS: dict[str, Step] = {
    name: Step(name, stage.summary, stage.needs, stage.uses, stage.makes) for name, stage in STAGES.items()
} | {"report": REPORT}


def plan(config: Config) -> list[Step]:
    """The enabled steps in their order. Raises ConfigError when the order leaves a need unmet."""
    _check_names(config.order)
    steps = [STEPS[name] for name in config.order if getattr(config.stages, name).enabled]
    for position, step in enumerate(steps):
        before = {earlier.makes for earlier in steps[:position]}
        after = {later.makes: later.name for later in steps[position + 1 :]}
        for part in step.needs:
            if part not in before:
                raise ConfigError(_unmet(step, part, after.get(part)))
        for part in step.uses:
            if part in after:
                raise ConfigError(
                    f"order: {step.name} runs before {after[part]}, whose {part} it works on; move {step.name} after it"
                )
    return steps


def check(config: Config) -> list[Step]:
    """The plan, once every rule and model that it names is known to be there; loads no model.

    Raises ConfigError or ModelError.
    """
    steps = plan(config)
    names = {step.name for step in steps}
    offline = config.runtime.offline
    if "fluency" in names:
        choose_rules(config.stages.fluency.rules)
        for scorer in config.stages.fluency.scorers:
            check_reference(scorer.model, scorer.revision, offline=offline, task=scorer.kind)
    for name in ("summarize", "keypoints"):
        if name in names:
            stage = getattr(config.stages, name)
            check_writing(stage)
            check_reference(stage.model, stage.revision, offline=offline, task="generate")
    return steps


def _unmet(step: Step, part: str, later: str | None) -> str:
    if later:
        return f"order: {step.name} needs the {part} that {later} makes; move {step.name} after {later}"
    maker = next(name for name, other in STEPS.items() if other.makes == part)
    return (
        f"stages -> {maker}: {step.name} needs the {part} that {maker} makes; "
        f"enable {maker} or switch {step.name} off (stages.{step.name}.enabled: false)"
    )


def _check_names(order: tuple[str, ...]) -> None:
    for name in order:
        if name not in STEPS:
            raise ConfigError(f"order: unknown stage '{name}'{did_you_mean(name, STEPS)}")
        if order.count(name) > 1:
            raise ConfigError(f"order: {name} stands there {order.count(name)} times; a stage runs once")
    missing = [name for name in STEPS if name not in order]
    if missing:
        raise ConfigError(
            f"order: {', '.join(missing)} missing; list every stage, and switch one off with stages.NAME.enabled: false"
        )
