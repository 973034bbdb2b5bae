"""Object stores: addresses listed and read as folders are."""

import fsspec
import pytest

from pipeline import Article, ConfigError
from pipeline.read import read_paths, to_path


@pytest.fixture
def store():
    files = {
        "/crawl/b.txt": b"B is a text.",
        "/crawl/a/a.txt": b"A is a text.",
        "/crawl/a/a.ref.txt": b"A reads well.",
        "/crawl/a/lone.ref.txt": b"Alone.",
        "/crawl/a/.hidden.txt": b"Hidden.",
        "/crawl/a/photo.png": b"\x89PNG",
        "/crawl/many.jsonl": b'{"text": "One."}\n{"text": "Two."}\n',
    }
    memory = fsspec.filesystem("memory")
    for path, content in files.items():
        memory.pipe_file(path, content)
    yield memory
    memory.rm("/crawl", recursive=True)


def told(name):
    return [
        (item.origin, item.id, item.reference) if isinstance(item, Article) else (item.origin, item.reason)
        for item in read_paths([name])
    ]


def test_below_an_address(store):
    assert told("memory://crawl") == [
        ("memory://crawl/a/a.txt", "a", "A reads well."),
        ("memory://crawl/b.txt", "b", None),
        ("memory://crawl/many.jsonl:1", "many-1", None),
        ("memory://crawl/many.jsonl:2", "many-2", None),
        ("memory://crawl/a/lone.ref.txt", "has no article of that name beside it; add or rename one"),
    ]


@pytest.mark.parametrize("name", ["memory://crawl/b.txt", "memory://crawl/*.txt"])
def test_one_object_and_a_pattern(store, name):
    assert told(name) == [("memory://crawl/b.txt", "b", None)]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("memory://nothing", "holds no article"),
        ("memory://crawl/a/photo.png", "holds no article"),
        ("nosuch://a", "cannot be listed"),
        ("https://example.org/a.html", "the web is not read from"),
    ],
)
def test_an_address_of_no_use_is_said(store, name, reason):
    ((origin, said),) = told(name)
    assert origin == name
    assert reason in said


def test_a_kind_that_is_not_known_is_refused():
    with pytest.raises(ConfigError, match=r"nosuch://a: .*begin it with s3://"):
        to_path("nosuch://a")
