"""Every route of the chat’s server, asked by whom it should not answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from index.article import Article
from index.embedding.embedder import Embedder
from index.library import Library
from tests.serving import serving
from ui.cli import app
from ui.web.guard import MOST_FILES, MOST_OF_EVENT, MOST_UPLOADED
from ui.web.limits import Allowances, Places, Rate

pytestmark = pytest.mark.model

READ = (
    "/",
    "/chat.js",
    "/chat.css",
    "/icon.svg",
    "/config",
    "/theme.css",
    "/gradio_api/queue/data?session_hash=x",
    "/gradio_api/heartbeat/x",
)
WRITTEN = ("/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/cancel", "/gradio_api/reset")
NOT_OURS = (
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/proxy=http://127.0.0.1/",
    "/gradio_api/info",
    "/gradio_api/openapi.json",
    "/gradio_api/startup-events",
    "/gradio_api/stream/a/b/c/playlist.m3u8",
    "/gradio_api/run-history/buckets",
    "/gradio_api/deep_link",
    "/gradio_api/vibe-code",
    "/monitoring",
    "/monitoring/summary",
    "/assets/%2e%2e/config",
    "/static//etc/passwd",
    "/docs",
    "/svelte/x",
    "/custom_component/a/client/component/x",
    "/login_check",
    "/gradio_api/queue/status",
    "/robots.txt",
)
FOREIGN = (
    {"host": "evil.example"},
    {"host": "127.0.0.1.evil.example:80"},
    {"host": ""},
    {"host": "localhost@evil.example"},
    {"host": "evil@127.0.0.1"},
    {"host": "127.0.0.1/chat.js?"},
    {"host": "localhost."},
    {"host": "[::1].evil.example"},
    {"host": "10.1.2.3"},
    {"origin": "null"},
    {"origin": "https://evil.example"},
    {"origin": "http://127.0.0.1:1"},
    {"origin": "http://localhost"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("guard") / "library"
    with Library.open(folder, embedder=embedder) as library:
        library.add(Article(id="b", title="Bridge", text="The bridge is shut.", source="b.txt"))
    with serving(folder) as address:
        yield address


@pytest.fixture
def stranger(address: str) -> Iterator[httpx.Client]:
    """A client that has never loaded the page."""
    with httpx.Client(base_url=address) as client:
        yield client


@pytest.fixture(scope="module")
def visitor(address: str) -> Iterator[httpx.Client]:
    """One that has."""
    with httpx.Client(base_url=address, timeout=30) as client:
        assert client.get("/").status_code == 200
        yield client


def question_event(visitor: httpx.Client, text: Any = "Is the bridge shut?", **changes: Any) -> dict[str, Any]:
    """The event of the page’s question box, as its script sends it."""
    config = visitor.get("/config").json()
    (event,) = [event for event in config["dependencies"] if any(name == "ask" for _, name in event["targets"])]
    asked = {"question": text, "conversation": "", "key": "k"}
    sent = {"data": [], "fn_index": event["id"], "session_hash": "s", "event_data": asked}
    return sent | {"trigger_id": event["targets"][0][0], **changes}


def event_called(visitor: httpx.Client, name: str, session: str, **told: str) -> dict[str, Any]:
    config = visitor.get("/config").json()
    (event,) = [event for event in config["dependencies"] if any(called == name for _, called in event["targets"])]
    return {"data": [], "fn_index": event["id"], "session_hash": session, "event_data": told}


def messages(visitor: httpx.Client, session: str) -> list[dict[str, Any]]:
    """What the server tells of a session’s events, until it has told all."""
    with visitor.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        return [json.loads(line.removeprefix("data: ")) for line in stream.iter_lines() if line.startswith("data: ")]


def told(response: httpx.Response) -> str:
    """The one sentence of a refusal."""
    sentence = response.json()["detail"]
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return str(sentence)


@pytest.mark.parametrize("headers", FOREIGN, ids=lambda headers: " ".join(map(": ".join, headers.items())))
def test_no_route_answers_a_foreign_request(visitor: httpx.Client, headers: dict[str, str]) -> None:
    for method, paths in (("GET", READ), ("POST", WRITTEN), ("OPTIONS", READ + WRITTEN), ("GET", NOT_OURS)):
        for path in paths:
            response = visitor.request(method, path, headers=headers)
            assert response.status_code in (403, 421), (method, path)
            assert told(response)
            assert "access-control-allow-origin" not in response.headers
            assert "set-cookie" not in response.headers


@pytest.mark.parametrize("host", ["localhost", "localhost:9000", "127.0.0.1", "[::1]:7860"])
def test_its_own_names_are_answered_on_every_port(visitor: httpx.Client, host: str) -> None:
    own = {"host": host, "origin": f"http://{host}", "sec-fetch-site": "same-origin"}
    assert visitor.get("/theme.css", headers=own).status_code == 200
    assert visitor.get("/", headers=own).status_code == 200


def test_a_link_may_be_followed_to_the_page_and_to_nothing_else(visitor: httpx.Client) -> None:
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert visitor.get("/", headers=followed).status_code == 200
    assert visitor.get("/config", headers=followed).status_code == 403
    assert visitor.get("/", headers={**followed, "sec-fetch-dest": "iframe"}).status_code == 403


def test_nothing_is_read_or_written_without_the_token(stranger: httpx.Client) -> None:
    for token in ("", "a.b", f"a.{'0' * 64}", "."):
        stranger.headers["cookie"] = f"onrecord-{stranger.base_url.port}={token}"
        for path in ("/config", "/gradio_api/queue/data?session_hash=x", "/gradio_api/heartbeat/x"):
            assert told(stranger.get(path)) == "This page is older than the chat’s server: reload it."
        for path in WRITTEN:
            assert stranger.post(path, json={}).status_code == 403


@pytest.mark.parametrize("path", NOT_OURS)
def test_other_routes_of_gradio_are_not_reached(visitor: httpx.Client, path: str) -> None:
    assert visitor.get(path).status_code in (403, 404)
    assert visitor.post(path, json={}).status_code == 405


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(visitor: httpx.Client, method: str) -> None:
    for path in (*READ, *WRITTEN):
        assert visitor.request(method, path).status_code == 405


def test_the_token_and_the_policy_come_with_the_page(stranger: httpx.Client) -> None:
    response = stranger.get("/")
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    policy = response.headers["content-security-policy"]
    scripts = policy.split("script-src ")[1].split(";")[0]
    assert "unsafe" not in scripts
    assert scripts.count("'sha256-") >= 3
    assert "default-src 'none'" in policy
    assert stranger.get("/theme.css").headers["content-security-policy"]


def test_an_event_of_the_page_is_answered(visitor: httpx.Client) -> None:
    assert visitor.post("/gradio_api/queue/join", json=question_event(visitor)).status_code == 200
    last = messages(visitor, "s")[-2:]
    assert "Is the bridge shut?" in json.dumps(last)
    assert last[0]["success"]


@pytest.mark.parametrize(
    "changes",
    [
        {"fn_index": 10_000},
        {"fn_index": None},
        {"fn_index": "0"},
        {"fn_index": True},
        {"data": ["x"]},
        {"data": {"0": "x"}},
        {"data": None},
        {"data": [{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}]},
        {"batched": True},
        {"api_name": "ask"},
        {"oauth_token": "x"},
        {"event_data": {"turn": {"a": 1}}},
        {"event_data": [[1]]},
        {"session_hash": None},
        {"session_hash": 7},
    ],
    ids=str,
)
def test_hand_made_events_get_one_sentence(visitor: httpx.Client, changes: dict[str, Any]) -> None:
    response = visitor.post("/gradio_api/queue/join", json=question_event(visitor) | changes)
    assert (response.status_code, told(response)) == (400, "This is no event of the chat’s page: reload it.")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"[" * 200_000, b"\xff\xfe"])
def test_what_is_no_event_gets_one_sentence(visitor: httpx.Client, body: bytes) -> None:
    assert (
        told(visitor.post("/gradio_api/queue/join", content=body)) == "This is no event of the chat’s page: reload it."
    )


@pytest.mark.parametrize("body", [{}, [], None, {"event_id": []}, {"session_hash": {}, "fn_index": "x"}], ids=str)
def test_what_gradio_cannot_take_gets_one_sentence(visitor: httpx.Client, body: Any) -> None:
    for path in ("/gradio_api/cancel", "/gradio_api/reset"):
        response = visitor.post(path, json=body)
        assert (response.status_code, told(response)) == (
            422,
            "The chat’s server cannot take this: reload the page.",
        )


@pytest.mark.parametrize(
    "clicked", [None, {}, {"turn": "0"}, {"turn": "x", "number": "1"}, {"turn": "-1", "number": "²"}]
)
def test_clicks_that_tell_nothing_show_no_raw_error(visitor: httpx.Client, clicked: dict[str, str] | None) -> None:
    event = event_called(visitor, "cite", "c") | {"event_data": clicked}
    assert visitor.post("/gradio_api/queue/join", json=event).status_code == 200
    (done,) = [message for message in messages(visitor, "c") if message["msg"] == "process_completed"]
    assert not done["success"]
    assert done["output"]["error"] == "This is no event of the chat’s page: reload it."


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "http://127.0.0.1:9/secret",
        "https://example.org/a.txt",
        "file:///etc/passwd",
        "../../etc/passwd",
        "b.txt",
        "\0",
        "/proc/self/environ",
    ],
)
def test_a_file_from_elsewhere_is_never_fetched(visitor: httpx.Client, path: str) -> None:
    assert visitor.post("/gradio_api/queue/join", json=event_called(visitor, "files", "f", paths=path)).is_success
    (done,) = [message for message in messages(visitor, "f") if message["msg"] == "process_completed"]
    assert done["output"]["error"] == "This is no event of the chat’s page: reload it."


def test_an_uploaded_file_is_added(visitor: httpx.Client) -> None:
    (place,) = visitor.post("/gradio_api/upload", files=[("files", ("ferry.txt", b"Ferry\n\nA ferry runs."))]).json()
    assert visitor.post("/gradio_api/queue/join", json=event_called(visitor, "files", "u", paths=place)).is_success
    assert "Ferry" in json.dumps(messages(visitor, "u"))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "/etc/passwd", "ftp://127.0.0.1/x", "https:///x"])
def test_only_addresses_of_the_web_are_fetched(visitor: httpx.Client, url: str) -> None:
    assert visitor.post("/gradio_api/queue/join", json=event_called(visitor, "address", "a", address=url)).is_success
    assert "An address begins with https:// or http://." in json.dumps(messages(visitor, "a"), ensure_ascii=False)


def test_an_address_of_this_machine_is_not_fetched(visitor: httpx.Client, address: str) -> None:
    sent = event_called(visitor, "address", "p", address=address)
    assert visitor.post("/gradio_api/queue/join", json=sent).is_success
    assert "Not added" in json.dumps(messages(visitor, "p"))


def test_nobody_says_himself_who_he_is(visitor: httpx.Client, address: str) -> None:
    """The header that tells whose request it is comes from the guard alone: others’ conversations stay theirs."""
    visitor.post(
        "/gradio_api/queue/join", json=question_event(visitor, "Whose bridge is shut?") | {"session_hash": "w"}
    )
    assert "Whose bridge is shut?" in json.dumps(messages(visitor, "w"))
    name = visitor.cookies[f"onrecord-{visitor.base_url.port}"].partition(".")[0]
    with httpx.Client(base_url=address, timeout=30) as other:
        other.get("/")
        sent = event_called(other, "conversations", "w2", words="")
        other.post("/gradio_api/queue/join", json=sent, headers={"x-onrecord-visitor": name})
        assert "Whose bridge" not in json.dumps(messages(other, "w2"))
    visitor.post("/gradio_api/queue/join", json=event_called(visitor, "conversations", "w3", words=""))
    assert "Whose bridge" in json.dumps(messages(visitor, "w3"))


def test_uploads_are_bounded_in_count_and_size(visitor: httpx.Client) -> None:
    few = [("files", (f"{number}.txt", b"x")) for number in range(MOST_FILES)]
    assert visitor.post("/gradio_api/upload", files=few).status_code == 200
    many = visitor.post("/gradio_api/upload", files=[*few, ("files", ("more.txt", b"x"))])
    assert (many.status_code, told(many)) == (
        413,
        "At most 200 files are uploaded at once: add more with 'onrecord add'.",
    )
    multipart = {"content-type": "multipart/form-data; boundary=b"}
    large = visitor.post("/gradio_api/upload", headers=multipart, content=b"x" * (MOST_UPLOADED + 1))
    assert (large.status_code, told(large)) == (
        413,
        "At most 100 MB are uploaded at once: add more with 'onrecord add'.",
    )
    assert visitor.post("/gradio_api/upload", content=iter([b"x"])).status_code == 411
    assert visitor.post("/gradio_api/upload", content=b"x").status_code == 400


def test_a_question_of_megabytes_is_refused_before_it_is_read(visitor: httpx.Client) -> None:
    response = visitor.post("/gradio_api/queue/join", json=question_event(visitor, "x" * MOST_OF_EVENT))
    assert (response.status_code, told(response)) == (413, "This is longer than a question is: ask a shorter one.")


def test_one_visitor_does_not_take_the_others_time(address: str) -> None:
    with httpx.Client(base_url=address) as busy, httpx.Client(base_url=address) as other:
        busy.get("/")
        other.get("/")
        event = question_event(busy)
        statuses = [busy.post("/gradio_api/queue/join", json=event).status_code for _ in range(30)]
        assert statuses[:20] == [200] * 20
        assert statuses[-1] == 429
        assert other.post("/gradio_api/queue/join", json=event).status_code == 200


def test_allowances_come_back_with_time() -> None:
    now = 0.0
    left = Allowances(Rate(at_once=2, a_second=0.5), clock=lambda: now)
    assert [left.take("a"), left.take("a"), left.take("a"), left.take("b")] == [True, True, False, True]
    now = 2.0  # a second an allowance of half a one: one
    assert [left.take("a"), left.take("a")] == [True, False]
    assert not left.take("c", 3)


def test_places_are_given_back() -> None:
    places = Places(of_one=1, of_all=2)
    with places.one("a") as first, places.one("a") as again, places.one("b") as other, places.one("c") as third:
        assert (first, again, other, third) == (True, False, True, False)
    with places.one("a") as later:
        assert later


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_beyond_this_machine_only_where_it_is_said(host: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["serve", "--host", host, "--library", str(tmp_path)])
    assert done.exit_code == 1
    assert f"{host} can be reached from other machines" in " ".join(done.stderr.split())
    assert "--insecure" in done.stderr
