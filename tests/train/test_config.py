from pathlib import Path

import pytest
from pydantic import ValidationError

from scripts.train.config import load_config
from tests.train.conftest import TOY

CONFIGS = sorted(TOY.parent.glob("*.yaml"))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_config_is_sound(path):
    config = load_config(path)
    assert config.shape.width % config.shape.heads == 0
    assert config.pack.whitehouse_share <= 0.15 and config.pack.shard_mb <= 60
    for loop in (config.pretrain, config.intermediate, config.finetune):
        assert max(loop.max_source, loop.max_target) <= config.shape.positions


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("pretrain: {learning_rat: 0.1}", "pretrain.learning_rat"),
        ("pack: {shard_mb: 80}", "pack.shard_mb"),
        ("pack: {whitehouse_share: 0.5}", "pack.whitehouse_share"),
        ("shape: {attention: flash}", "shape.attention"),
        ("finetune: {optimizer: sgd}", "finetune.optimizer"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, text, named):
    (tmp_path / "config.yaml").write_text(text)
    with pytest.raises(ValidationError, match=named.replace(".", r"\.")):
        load_config(tmp_path / "config.yaml")


def test_an_empty_file_is_the_defaults(tmp_path):
    (tmp_path / "config.yaml").write_text("")
    assert load_config(tmp_path / "config.yaml").pretrain.optimizer == "adamw"


def test_the_gpu_half_hour_fits():
    config = load_config(TOY.parent / "h200.yaml")
    assert [getattr(config, stage).minutes for stage in ("pretrain", "intermediate", "finetune")] == [20, 5, 4]
