"""The package as a whole: what it imports and declares, and what must never stand in its code."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
REQUIRED = PROJECT["project"]["dependencies"]
OPTIONAL = [line for lines in PROJECT["project"]["optional-dependencies"].values() for line in lines]
FORBIDDEN = re.compile(r"pickle|trust_remote_code=True|yaml\.load\(|shell=True|\beval\(|\bexec\(")
# Layers from the top down; a module may import its own layer and those below it.
LAYERS = (
    ("cli", "cli_compare", "cli_eval", "cli_ray", "cli_review", "cli_store", "__main__"),
    ("progress", "terminal", "evaluate", "review"),
    ("engine",),
    ("run",),
    ("stages", "write", "compare"),
    ("models", "fluency", "summarize", "verify", "clean", "read"),
    ("config", "text"),
    ("report",),
    ("article",),
    ("errors",),
)


def imports(path):
    """Names of all modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_is_imported_and_every_import_declared():
    declared = {canonical(re.match(r"[\w.-]+", line)[0]) for line in (*REQUIRED, *OPTIONAL)}
    roots = {name.split(".")[0] for path in MODULES for name in imports(path)}
    foreign = roots - sys.stdlib_module_names - {"pipeline"}
    homes = packages_distributions()
    used = {canonical(homes[name][0]) for name in foreign}
    assert used == declared


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_downward(path):
    def layer(name):
        return next(n for n, names in enumerate(LAYERS) if name in names)

    parts = path.relative_to(ROOT / "pipeline").with_suffix("").parts
    if parts == ("__init__",):
        return
    for name in imports(path):
        if name.startswith("pipeline."):
            assert layer(name.split(".")[1]) >= layer(parts[0]), f"{path.name} imports {name}"


def test_nothing_dangerous_in_the_code():
    texts = [path for path in (ROOT / "pipeline").rglob("*") if path.suffix in (".py", ".json", ".js", ".j2", ".md")]
    found = [
        f"{path.name}: {line[:200]}"
        for path in texts
        for line in path.read_text().splitlines()
        if FORBIDDEN.search(line)
    ]
    assert found == []


def test_public_names_are_there():
    import pipeline

    assert {name: getattr(pipeline, name) for name in pipeline.__all__}.keys() == set(pipeline.__all__)
    with pytest.raises(AttributeError, match="Pipelines"):
        pipeline.Pipelines  # noqa: B018


def test_scripts_are_sound_and_the_readme_names_them():
    readme = (ROOT / "README.md").read_text()
    for name in ("demo", "test"):
        assert f"bash scripts/{name}" in readme
    for script in (ROOT / "scripts").iterdir():
        if script.is_file():
            subprocess.run(["bash", "-n", script], check=True)


def test_constraints_pin_every_dependency():
    pinned = {
        canonical(line.split("==")[0]) for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line
    }
    wanted = [*REQUIRED, *OPTIONAL, *PROJECT["dependency-groups"]["dev"]]
    assert {canonical(re.match(r"[\w.-]+", line)[0]) for line in wanted} <= pinned


def test_every_file_of_the_package_goes_into_the_wheel():
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["pipeline"]
    package = ROOT / "pipeline"
    covered = {path for pattern in patterns for path in package.glob(pattern.replace("weights/**", "weights/**/*"))}
    others = [
        p
        for p in package.rglob("*")
        if p.is_file() and p.suffix not in (".py", ".pyc") and "__pycache__" not in p.parts
    ]
    left = [str(path.relative_to(package)) for path in others if path not in covered and path.name != "README.md"]
    assert left == []
