"""Tiny models in folders, made once per session by `save_pretrained`, as a user's would be."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest import TempPathFactory

from tests import tiny

SAYS = "The new metro line opened on Monday and the council said people in the city like it."


@pytest.fixture(scope="session")
def models_folder(tmp_path_factory: TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def tiny_bart(models_folder: Path) -> Path:
    """Randomly initialised."""
    return tiny.save_bart(models_folder / "bart")


@pytest.fixture(scope="session")
def taught_bart(models_folder: Path) -> Path:
    """Writes SAYS of whatever it reads."""
    return tiny.save_bart(models_folder / "taught-bart", says=SAYS)


@pytest.fixture(scope="session")
def tiny_t5(models_folder: Path) -> Path:
    tasks = {"summarization": {"prefix": "summarize: ", "max_length": 200}}
    return tiny.save_t5(models_folder / "t5", task_specific_params=tasks)


@pytest.fixture(scope="session")
def tiny_pegasus(models_folder: Path) -> Path:
    return tiny.save_pegasus(models_folder / "pegasus")


@pytest.fixture(scope="session")
def tiny_marian(models_folder: Path) -> Path:
    return tiny.save_marian(models_folder / "marian")


@pytest.fixture(scope="session")
def tiny_led(models_folder: Path) -> Path:
    return tiny.save_led(models_folder / "led")


@pytest.fixture(scope="session")
def tiny_chat(models_folder: Path) -> Path:
    """Randomly initialised."""
    return tiny.save_chat(models_folder / "chat")


@pytest.fixture(scope="session")
def taught_chat(models_folder: Path) -> Path:
    """Answers SAYS to whatever it is asked."""
    return tiny.save_chat(models_folder / "taught-chat", says=SAYS)


@pytest.fixture(scope="session")
def tiny_writer(models_folder: Path) -> Path:
    """Randomly initialised."""
    return tiny.save_writer(models_folder / "writer")


@pytest.fixture(scope="session")
def taught_writer(models_folder: Path) -> Path:
    """Writes SAYS of whatever it reads."""
    return tiny.save_writer(models_folder / "taught-writer", says=SAYS)


@pytest.fixture(scope="session")
def tiny_classifier(models_folder: Path) -> Path:
    return tiny.save_classifier(models_folder / "classifier", ["unacceptable", "acceptable"])


@pytest.fixture(scope="session")
def tiny_regressor(models_folder: Path) -> Path:
    return tiny.save_classifier(models_folder / "regressor", ["quality"])


@pytest.fixture(scope="session")
def tiny_tagger(models_folder: Path) -> Path:
    return tiny.save_tagger(models_folder / "tagger", ["O", "B-Fluency/Grammar", "I-Fluency/Grammar"])


@pytest.fixture(scope="session")
def tiny_salience(models_folder: Path) -> Path:
    return tiny.save_salience(models_folder / "salience")
