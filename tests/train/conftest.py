"""One rehearsal of the recipe for all its tests: raw data, packed, tokenised, and a toy config."""

from pathlib import Path

import pytest

from scripts.train.config import Config, load_config
from scripts.train.pack import pack
from scripts.train.stages import Work, run_tokenizer
from tests.train import raw

TOY = Path(__file__).parents[2] / "scripts" / "train" / "toy.yaml"


@pytest.fixture(scope="session")
def toy() -> Config:
    return load_config(TOY)


@pytest.fixture(scope="session")
def collections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return raw.write_collections(tmp_path_factory.mktemp("collections"))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, collections: Path, toy: Config) -> Work:
    """A work folder with shards and a tokenizer; the tests of training copy nothing and write elsewhere."""
    work = Work(tmp_path_factory.mktemp("work"), toy)
    pack(collections, work.packed, toy.pack, toy.seed)
    run_tokenizer(work)
    return work
