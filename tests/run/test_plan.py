"""The order of stages: what is refused, and what the refusal says."""

import pytest

from pipeline import ConfigError, load_config
from pipeline.run.plan import STEPS, plan


def config(*overrides):
    return load_config(overrides=overrides)


def test_default_order_runs_every_stage():
    assert [step.name for step in plan(config())] == list(STEPS)


def test_independent_stages_may_change_places():
    order = "[clean, keypoints, summarize, fluency, verify, reference, report]"
    assert [step.name for step in plan(config(f"order={order}"))][1] == "keypoints"


def test_switched_off_stages_do_not_run():
    names = [step.name for step in plan(config("stages.fluency.enabled=false", "stages.reference.enabled=false"))]
    assert names == ["clean", "summarize", "keypoints", "verify", "report"]


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("stages.clean.enabled=false", "fluency needs the document that clean makes; enable clean"),
        (
            "order=[fluency, clean, reference, summarize, keypoints, verify, report]",
            "fluency needs the document that clean makes; move fluency after clean",
        ),
        (
            "order=[clean, fluency, reference, verify, summarize, keypoints, report]",
            "verify runs before summarize, whose summary it works on; move verify after it",
        ),
        ("order=[report, clean, fluency, reference, summarize, keypoints, verify]", "report runs before clean"),
        ("order=[clean, fluency, reference, summarise, keypoints, verify, report]", "did you mean 'summarize'?"),
        (
            "order=[clean, clean, fluency, reference, summarize, keypoints, verify, report]",
            "clean stands there 2 times",
        ),
        ("order=[clean, summarize, report]", "fluency, reference, keypoints, verify missing"),
    ],
)
def test_wrong_order_is_refused_with_what_to_do(override, message):
    with pytest.raises(ConfigError) as caught:
        plan(config(override))
    assert message in str(caught.value)
