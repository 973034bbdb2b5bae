"""Configurations without mercy: each faulty one ends in one line that says where and what, exit code 2, and no work."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from pipeline import ConfigError, load_config
from pipeline.cli import app
from pipeline.config import Config
from pipeline.config.load import parse_value
from pipeline.config.show import resolved_yaml

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

FAULTS: dict[str, tuple[bytes | str, str]] = {
    "aliases that explode": (LAUGHS, "YAML aliases (*name) are not used"),
    "merge by alias": ("runtime: &r {seed: 1}\n<<: *r\n", "YAML aliases"),
    "brackets by the thousand": ("stages: " + "[" * 5000 + "]" * 5000, "not valid YAML"),
    "open brackets": ("stages: " + "{a: " * 5000, "not valid YAML"),
    "key twice": ("runtime:\n  seed: 1\n  seed: 2\n", ":3: seed: this key stands here twice"),
    "key twice in a list": ("stages: {fluency: {scorers: [{kind: tagger, kind: tagger}]}}", "stands here twice"),
    "key that is a list": ("? [a]\n: 1\n", "a key must be a plain word"),
    "key that is a number": ("1: x\n", "keys should be strings"),
    "key that is nothing": ("~: x\n", "keys should be strings"),
    "unknown key": ("runtimes: {}\n", "did you mean 'runtime'?"),
    "unknown stage": ("stages: {summarise: {}}\n", "did you mean 'summarize'?"),
    "unknown kind of scorer": ("stages: {fluency: {scorers: [{kind: taggr, model: x}]}}", "kind 'taggr' is none of"),
    "scorer without a kind": ("stages: {fluency: {scorers: [{model: x}]}}", "kind is missing"),
    "text for a number": ("stages: {summarize: {max_words: many}}", "valid integer"),
    "number for a section": ("stages: 3\n", "should be a mapping of settings (got 3)"),
    "text for a list": ("order: clean\n", "should be a list (got 'clean')"),
    "list for a number": ("runtime: {seed: [1]}\n", "valid integer"),
    "seed beyond all seeds": (f"runtime: {{seed: {10**30}}}\n", "less than or equal to 4294967295"),
    "batch beyond memory": (f"runtime: {{batch_size: {10**20}}}\n", "less than or equal to 10000"),
    "infinite timeout": ("runtime: {timeout: .inf}\n", "finite number"),
    "timeout that is no number": ("runtime: {timeout: .nan}\n", "runtime -> timeout"),
    "negative threads": ("runtime: {threads: -1}\n", "greater than or equal to 1"),
    "no formats we know": ("stages: {report: {formats: [pdf]}}\n", "'json', 'md' or 'html'"),
    "date that is none": ("runtime: {seed: 2024-99-99}\n", "not valid YAML: month must be in 1..12"),
    "number of 5,000 digits": (f"runtime: {{seed: {'9' * 5000}}}\n", "not valid YAML"),
    "python object": ("runtime: !!python/object/apply:os.system ['true']\n", "could not determine a constructor"),
    "python name": ("runtime: !!python/name:os.system\n", "could not determine a constructor"),
    "broken base64": ("runtime: !!binary xx\n", "not valid YAML"),
    "merge of a number": ("<<: 3\n", "not valid YAML"),
    "two documents": ("runtime: {}\n---\nruntime: {}\n", "another document"),
    "tab": ("\truntime: {}\n", "cannot start any token"),
    "unclosed": ("stages: [\n", "not valid YAML"),
    "list at the top": ("- runtime\n", "a configuration is a mapping"),
    "text at the top": ("x" * 100_000, "a configuration is a mapping"),
    "NUL": ("a: \0", "not valid YAML"),
    "not UTF-8": (b"\xff\xfe\x00\xd8", "cannot be read as UTF-8"),
    "binary": (bytes(range(256)), "cannot be read as UTF-8"),
    "prompt with an unknown place": ("stages: {summarize: {prompt: 'Say {txt}', model: x/y}}", "{txt}"),
    "misspelt generation setting": ("stages: {summarize: {model: x/y, generation: {num_beamz: 4}}}", "num_beams"),
    "least above most": ("stages: {summarize: {min_words: 90, max_words: 50}}", "min_words (90) is more than"),
    "order that cannot be": ("stages: {clean: {enabled: false}}", "enable clean"),
    "missing folder": ("stages: {summarize: {model: ./nowhere}}", "./nowhere: no such folder"),
    "missing embedded model": ("stages: {summarize: {model: 'embedded:lexrnk'}}", "did you mean 'embedded:lexrank'?"),
    "hub model that is not fetched": ("stages: {summarize: {model: gated/model}}", "pipeline models fetch gated/model"),
    "model that climbs": ("stages: {summarize: {model: ../../no/such}}", "../../no/such: no such folder"),
}

OVERRIDES = {
    "no value": ("runtime.seed", "write KEY.PATH=VALUE"),
    "no key": ("=3", "write KEY.PATH=VALUE"),
    "nothing between dots": ("runtime..seed=1", "write KEY.PATH=VALUE"),
    "unknown": ("runtime.sead=1", "did you mean 'seed'?"),
    "through a value": ("runtime.seed.deep=1", "valid integer"),
    "a section away": ("stages=null", "mapping of settings"),
    "unclosed": ("order=[", "should be a list"),
    "brackets": ("runtime.seed=" + "[" * 5000, "valid integer"),
    "python": ("runtime.seed=!!python/name:os.system", "valid integer"),
    "surrogate": ("runtime.device=\udc80", "runtime -> device"),
}


def refused(*arguments: object) -> str:
    """What a command that must not run says, which is one line."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert isinstance(result.exception, SystemExit), "a traceback is no answer"
    (line,) = result.stderr.splitlines()
    return line


@pytest.mark.parametrize("name", FAULTS)
def test_faulty_file_is_refused_in_one_line(tmp_path, name):
    content, message = FAULTS[name]
    path = tmp_path / "my.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    line = refused("run", tmp_path, "--out", tmp_path / "out", "--config", path)
    assert message in line
    assert not list(tmp_path.glob("out/*/report.json"))


@pytest.mark.parametrize("name", OVERRIDES)
def test_faulty_override_is_refused_in_one_line(tmp_path, name):
    override, message = OVERRIDES[name]
    assert message in refused("run", tmp_path, "--out", tmp_path / "out", "--set", override)


PATHS = ["nowhere.yaml", ".", "x" * 5000, "nul\0byte.yaml"]


@pytest.mark.parametrize("path", PATHS)
def test_file_that_cannot_be_read_is_said(path):
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 400


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
names = st.sampled_from(["stages", "runtime", "order", "summarize", "fluency", "scorers", "max_words", "seed", "kind"])
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@example(tree={"stages": {"\x1e\x1e": None}})
@given(tree=st.dictionaries(names, trees, max_size=3))
def test_any_tree_is_a_configuration_or_an_error(tmp_path_factory, tree):
    import yaml

    path = tmp_path_factory.mktemp("config") / "my.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    _loads_or_says(path)


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet="abstge:{}[]&*!-?|>'\"#%@,.~0123 \n\t", max_size=60))
def test_any_text_is_a_configuration_or_an_error(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("config") / "my.yaml"
    path.write_text(text, encoding="utf-8")
    _loads_or_says(path)


@settings(max_examples=150, deadline=None)
@given(path=st.lists(names, min_size=1, max_size=4), value=st.text(max_size=30))
def test_any_override_is_taken_or_refused(path, value):
    _loads_or_says(None, f"{'.'.join(path)}={value}")


def _loads_or_says(path, *overrides):
    try:
        assert isinstance(load_config(path, overrides=overrides), Config)
    except ConfigError as error:
        assert all(line.strip() for line in str(error).splitlines())


@settings(max_examples=60, deadline=None)
@given(
    below=st.integers(5, 10_000), above=st.none() | st.integers(5, 10_000), seed=st.none() | st.integers(0, 2**32 - 1)
)
def test_merge_takes_the_command_line_over_the_file_over_the_default(tmp_path_factory, below, above, seed):
    path = tmp_path_factory.mktemp("config") / "my.yaml"
    path.write_text(f"stages: {{summarize: {{max_words: {below}, style: pyramid}}}}\n", encoding="utf-8")
    overrides = [f"stages.summarize.max_words={above}"] if above else []
    overrides += [f"runtime.seed={seed}"] if seed is not None else []
    config = load_config(path, overrides=overrides)
    assert config.stages.summarize.max_words == (above or below)
    assert config.stages.summarize.style == "pyramid"
    assert config.runtime.seed == (seed or 0)
    assert config.stages.keypoints == load_config().stages.keypoints
    path.write_text(resolved_yaml(config), encoding="utf-8")
    assert load_config(path) == config, "what a run writes down does the same run again"


@given(st.text(max_size=40))
def test_any_text_is_some_value(text):
    parse_value(text)
