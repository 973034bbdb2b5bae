"""The hub: a small one on loopback for what goes well, its errors for what does not."""

import errno
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import Mock

import pytest
from huggingface_hub import errors

from pipeline.errors import ModelError
from pipeline.models import check_reference, fetch, hub
from pipeline.models.reference import locate

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub(BaseHTTPRequestHandler):
    """One repository, owner/tiny, as far as a download asks for it."""

    files: dict[str, bytes]
    asked: list[str]

    def do_GET(self):
        self.asked.append(self.path)
        path = self.path.partition("?")[0]
        if path.startswith("/api/models/owner/tiny/revision/"):
            siblings = [{"rfilename": name} for name in self.files]
            self._send(json.dumps({"id": "owner/tiny", "sha": COMMIT, "siblings": siblings, "tags": []}).encode())
        elif path.startswith("/api/models/owner/tiny/tree/"):
            self._send(json.dumps([self._entry(name) for name in self.files]).encode())
        elif "/resolve/" in path and path.rpartition("/")[2] in self.files:
            self._send(self.files[path.rpartition("/")[2]])
        else:
            self._send(b"{}", status=404, error="RepoNotFound")

    def do_HEAD(self):
        self.do_GET()

    def log_message(self, *_):
        pass

    def _entry(self, name):
        return {"type": "file", "path": name, "size": len(self.files[name]), "oid": self._etag(self.files[name])}

    def _etag(self, body):
        return hashlib.sha1(body).hexdigest()

    def _send(self, body, status=200, error=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{self._etag(body)}"')
        self.send_header("X-Repo-Commit", COMMIT)
        if error:
            self.send_header("X-Error-Code", error)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


@pytest.fixture
def server(tiny_bart, cache, monkeypatch):
    """A hub that holds the tiny BART, with pickled copies and code beside it."""
    Hub.files = {path.name: path.read_bytes() for path in tiny_bart.iterdir()}
    Hub.files |= {"README.md": b"a card", "pytorch_model.bin": b"pickle", "modeling_tiny.py": b"print('code')"}
    Hub.asked = []
    running = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
    address = f"http://127.0.0.1:{running.server_port}"
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", address)
    files = f"{address}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
    monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", files)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    yield running
    running.shutdown()
    running.server_close()


def test_fetch_then_offline(server, tiny_bart):
    folder = fetch("owner/tiny", "main")
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in tiny_bart.iterdir())
    Hub.asked.clear()
    for revision in (None, "main", COMMIT):
        found = locate("owner/tiny", revision)
        assert (found.source, found.revision, found.identity) == ("hub", COMMIT[:12], f"owner/tiny@{COMMIT[:12]}")
    assert "revision 0123456789ab" in check_reference("owner/tiny", task="generate")
    assert Hub.asked == []


def test_half_a_download_is_no_model(server):
    folder = fetch("owner/tiny")
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match="not whole in the local cache"):
        locate("owner/tiny")


def test_download_on_demand_only_when_online(server):
    with pytest.raises(ModelError, match=r"runtime\.offline is true"):
        locate("owner/tiny")
    assert check_reference("owner/tiny", offline=False) == "owner/tiny: not in the cache; a run will download it"
    assert locate("owner/tiny", offline=False).revision == COMMIT[:12]
    assert "there, an encoder-decoder" in check_reference("owner/tiny", offline=False)


def test_missing_on_the_hub(server):
    with pytest.raises(ModelError, match="no such model on the hub, or a private one"):
        fetch("owner/other")


def test_only_pickled_on_the_hub(server):
    del Hub.files["model.safetensors"]
    with pytest.raises(ModelError, match=r"no \.safetensors file"):
        fetch("owner/tiny")


def hub_error(kind):
    return kind("401 Client Error\nmore lines", response=Mock(headers={}, status_code=401))


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (hub_error(errors.GatedRepoError), "a gated model; accept its terms on its hub page, then log in"),
        (hub_error(errors.RepositoryNotFoundError), "no such model on the hub, or a private one"),
        (hub_error(errors.RevisionNotFoundError), "no such revision; give a branch, tag or commit"),
        (hub_error(errors.HfHubHTTPError), "could not be downloaded (401 Client Error); check the network"),
        (errors.LocalEntryNotFoundError("cannot reach\nthe hub"), "could not be downloaded (cannot reach)"),
        (errors.OfflineModeIsEnabled("offline mode is enabled"), "could not be downloaded (offline mode is enabled)"),
        (OSError(errno.ENOSPC, "No space left on device"), "no space left under"),
        (TimeoutError(), "could not be downloaded (TimeoutError)"),
    ],
)
def test_failed_download_says_what_to_do(error, message, cache, monkeypatch):
    monkeypatch.setattr("huggingface_hub.snapshot_download", Mock(side_effect=error))
    with pytest.raises(ModelError) as caught:
        hub.download("owner/tiny", "v2")
    assert str(caught.value).startswith("owner/tiny@v2: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
