"""How the chat is served: who may log in, what is only read, under which path, and what is noted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from index.article import Article
from index.embedding.embedder import Embedder
from index.library import Library
from tests.serving import serving
from tests.ui_guard import event_called, messages, question_event
from ui.cli import app
from ui.web.keeping import Keeping
from ui.web.logins import Logins, LoginsError, write_login
from ui.web.visitors import Visitors

pytestmark = pytest.mark.model

PASSWORD = "a heron at dawn"


class Chat:
    def __init__(self, address: str, logins: Path, log: Path) -> None:
        self.address, self.logins, self.log = address, logins, log

    @property
    def token(self) -> str:
        """Mara's, made as the server makes it: to log in for each test would be one try too many."""
        keeping = Keeping(self.logins.with_name("library") / "chat.sqlite")
        token = Visitors(keeping.secret(), Logins.read(self.logins)).logged_in("mara")
        keeping.close()
        return token

    @property
    def noted(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Chat]:
    """A chat with logins, that is only read, below a path of a proxy's."""
    folder = tmp_path_factory.mktemp("served")
    with Library.open(folder / "library", embedder=embedder) as library:
        library.add(Article(id="b", title="Bridge", text="The bridge is shut.", source="b.txt"))
    logins, log = folder / "logins", folder / "log"
    write_login(logins, "mara", PASSWORD)
    options = ["--auth", str(logins), "--read-only", "--root-path", "/chat", "--name", "news.example"]
    with serving(folder / "library", *options, "--log", str(log)) as address:
        yield Chat(address, logins, log)


@pytest.fixture
def client(chat: Chat) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=chat.address, timeout=60) as client:
        yield client


def logged_in(client: httpx.Client, password: str = PASSWORD) -> httpx.Response:
    """The cookie is for the proxy's path, below which it lies for a browser."""
    response = client.post("/chat/login", data={"name": "mara", "password": password})
    for cookie in response.cookies.jar:
        client.headers["cookie"] = f"{cookie.name}={cookie.value}"
    return response


def test_nothing_is_read_before_one_has_logged_in(client: httpx.Client) -> None:
    page = client.get("/chat/")
    assert (page.status_code, "Password" in page.text) == (200, True)
    assert "set-cookie" not in page.headers
    assert "gradio" not in page.text.replace("gradio-container", "")
    assert client.get("/chat/config").status_code == 403
    wrong = logged_in(client, "a heron at dusk")
    assert (wrong.status_code, "The name or the password is wrong." in wrong.text) == (403, True)
    assert client.get("/chat/config").status_code == 403
    asked = {"name": "mara", "password": PASSWORD}
    foreign = client.post("/login", data=asked, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403

    assert logged_in(client).status_code == 303
    assert client.get("/chat/config").status_code == 200
    assert client.get("/config").status_code == 200  # where the proxy takes its path away
    assert "Log out" in client.get("/chat/").text
    out = client.post("/chat/logout")
    assert "Max-Age=0" in out.headers["set-cookie"]


def test_passwords_are_not_tried_without_end(chat: Chat) -> None:
    with httpx.Client(base_url=chat.address) as stranger:
        statuses = [logged_in(stranger, f"guess {number}").status_code for number in range(12)]
    assert statuses[-1] == 429


def test_a_library_that_is_only_read_takes_nothing(client: httpx.Client, chat: Chat) -> None:
    client.headers["cookie"] = f"onrecord-{client.base_url.port}={chat.token}"
    assert 'id=\\"files\\"' not in client.get("/chat/").text
    sent = event_called(client, "paste", "r", title="Planted", text="This was planted.")
    assert client.post("/gradio_api/queue/join", json=sent).is_success
    assert "The library is only to be read here." in json.dumps(messages(client, "r"))


def test_its_health_and_its_name_are_told(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/chat/healthz", headers={"host": "news.example"}).json() == {"status": "ok"}
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 421


def test_what_is_noted_holds_no_text(client: httpx.Client, chat: Chat) -> None:
    client.headers["cookie"] = f"onrecord-{client.base_url.port}={chat.token}"
    asked = question_event(client, "Is the SECRET bridge shut?", session_hash="n")
    assert client.post("/gradio_api/queue/join", json=asked).is_success
    assert "SECRET" in json.dumps(messages(client, "n"))
    assert client.get("/config?SECRET").is_success
    noted = [line for line in chat.noted if line["event"] == "ask"]
    assert (noted[-1]["status"], noted[-1]["path"]) == (200, "/gradio_api/queue/join")
    assert len(str(noted[-1]["visitor"])) == 8
    text = chat.log.read_text("utf-8")
    assert not any(word in text for word in ("SECRET", "bridge", "mara", PASSWORD))


def test_a_token_ends_with_its_password() -> None:
    first, other = Logins({"mara": "scrypt:00:aa"}), Logins({"mara": "scrypt:00:bb"})
    token = Visitors(b"s", first).logged_in("mara")
    assert Visitors(b"s", first).known(token) == f"login-{b'mara'.hex()}"
    stranger = Visitors(b"s").stranger()
    assert Visitors(b"s").known(stranger) == stranger.partition(".")[0]
    for visitors in (Visitors(b"s", other), Visitors(b"s", Logins({})), Visitors(b"t", first), Visitors(b"s")):
        assert visitors.known(token) is None
    assert Visitors(b"s", first).known(stranger) is None
    for forged in ("", ".", "login-.x", "login-zz.x", f"login-{b'mara'.hex()}.None", "x.None"):
        assert Visitors(b"s", first).known(forged) is None


def test_logins_are_hashes_that_only_their_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "logins"
    done = CliRunner().invoke(app, ["login", str(path), "mara"], input=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert not write_login(path, "mara", "another password")
    assert write_login(path, "idris", PASSWORD)
    assert PASSWORD not in path.read_text("utf-8")
    assert path.stat().st_mode & 0o777 == 0o600
    logins = Logins.read(path)
    assert logins.allow("mara", "another password")
    assert logins.allow("idris", PASSWORD)
    assert not any(logins.allow(*tried) for tried in (("mara", PASSWORD), ("nobody", PASSWORD), ("", "")))
    with pytest.raises(LoginsError, match="at least 8 characters"):
        write_login(path, "mara", "short")
    with pytest.raises(LoginsError, match="holds no colon"):
        write_login(path, "a:b", PASSWORD)
    path.write_text("mara:plain\n")
    with pytest.raises(LoginsError, match=r"line 1 of .* is no login"):
        Logins.read(path)
    with pytest.raises(LoginsError, match="make it with 'onrecord login"):
        Logins.read(tmp_path / "none")
