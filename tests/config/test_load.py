"""Loading: precedence, and faults told with file, line, path and near match."""

from pathlib import Path

import pytest
import yaml

from pipeline import ConfigError, load_config
from pipeline.config.show import resolved_yaml, starter_yaml

REPOSITORY = Path(__file__).parents[2]

FAULTS = [
    ("stages:\n  summarise:\n    max_words: 3\n", ":2: stages -> summarise: unknown key; did you mean 'summarize'?"),
    ("stage: {}\n", ":1: stage: unknown key; did you mean 'stages'?"),
    ("runtime:\n  zzz: 1\n", ":2: runtime -> zzz: unknown key; known are: device, dtype, batch_size"),
    ("stages:\n  summarize:\n    max_words: many\n", ":3: stages -> summarize -> max_words: input should be a valid"),
    ("stages:\n  summarize: {min_words: 90, max_words: 50}\n", "min_words (90) is more than max_words (50)"),
    ("stages:\n  fluency:\n    scorers:\n    - kind: perplexity\n      modle: x\n", ":5: stages -> fluency -> scorers"),
    ("stages:\n  fluency:\n    scorers:\n    - kind: perplexity\n      modle: x\n", "did you mean 'model'?"),
    ("runtime: {device: gpu}\n", "input should be 'auto', 'cpu', 'cuda' or 'mps' (got 'gpu')"),
    ("runtime:\n  seed: 1\n  seed: 2\n", ":3: seed: this key stands here twice"),
    ("a: &x 1\nb: *x\n", "YAML aliases (*name) are not used"),
    ("stages: [\n", "not valid YAML"),
    ("- 1\n", "a configuration is a mapping"),
    ("? [a, b]\n: 1\n", "a key must be a plain word"),
    ("runtime: !!python/object/apply:os.system ['true']\n", "not valid YAML"),
]


@pytest.fixture
def config_file(tmp_path):
    def write(text):
        path = tmp_path / "my.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(("text", "message"), FAULTS)
def test_fault_is_named_with_its_place(config_file, text, message):
    path = config_file(text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)


def test_every_fault_gets_a_line_of_its_own(config_file):
    path = config_file("stages:\n  summarise: {}\nruntime: {device: gpu}\n")
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert len(str(caught.value).splitlines()) == 2


def test_missing_file_says_how_to_get_one(tmp_path):
    with pytest.raises(ConfigError, match="--starter"):
        load_config(tmp_path / "none.yaml")


def test_command_line_over_yaml_over_default(config_file):
    path = config_file("stages:\n  summarize:\n    max_words: 90\n    style: pyramid\n")
    config = load_config(path, overrides=["stages.summarize.max_words=80"])
    assert (config.stages.summarize.max_words, config.stages.summarize.style) == (80, "pyramid")
    assert config.stages.summarize.min_words == load_config().stages.summarize.min_words


def test_null_section_means_default(config_file):
    assert load_config(config_file("runtime:\n")) == load_config()


@pytest.mark.parametrize(
    ("override", "message"),
    [
        (
            "stages.summarize.max_word=3",
            "--set: stages -> summarize -> max_word: unknown key; did you mean 'max_words'?",
        ),
        ("stages.summarize.max_words", "write KEY.PATH=VALUE"),
        ("=3", "write KEY.PATH=VALUE"),
        ("runtime.device=gpu", "--set: runtime -> device"),
    ],
)
def test_faulty_override_is_told_as_such(override, message):
    with pytest.raises(ConfigError) as caught:
        load_config(overrides=[override])
    assert message in str(caught.value)


def test_lowering_the_maximum_takes_an_unset_minimum_along():
    config = load_config(overrides=["stages.summarize.max_words=20", "stages.keypoints.max_points=2"])
    assert config.stages.summarize.min_words == 20
    assert config.stages.keypoints.min_points == 2


def test_starter_and_resolved_file_load_to_the_defaults(config_file):
    assert load_config(config_file(starter_yaml())) == load_config()
    assert load_config(config_file(resolved_yaml(load_config()))) == load_config()


def test_default_yaml_is_the_starter_file():
    assert (REPOSITORY / "configs/default.yaml").read_text(encoding="utf-8") == starter_yaml()


@pytest.mark.parametrize("path", sorted((REPOSITORY / "configs").glob("*.yaml")), ids=lambda path: path.name)
def test_shipped_configs_load_and_say_when_to_pick_them(path):
    load_config(path)
    assert path.read_text(encoding="utf-8").startswith("#")
    assert yaml.safe_load(path.read_text(encoding="utf-8"))
