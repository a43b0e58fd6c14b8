"""Pages of others in a real Chromium, beside an open chat: they read nothing and write nothing, and no text is run."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from index.article import Article, article_id
from index.embedding.embedder import Embedder
from index.library import Library
from tests.chromium import MARKS, chromium, sync_api
from tests.serving import serving

pytestmark = MARKS

SECRET = "The heron files"
ATTACK = """
async base => {
  const told = [];
  const asked_of = {question: 'heron', conversation: '', key: 'k', title: 'Planted', text: 'This was planted.'};
  const event = {data: [], fn_index: 0, session_hash: 'evil', event_data: asked_of};
  const form = new FormData();
  form.append('files', new File(['Planted\\n\\nThis was planted by another page.'], 'planted.txt'));
  const asked = [['/'], ['/config'], ['/chat.js'], ['/theme.css'], ['/gradio_api/queue/data?session_hash=evil'],
    ['/gradio_api/heartbeat/evil'], ['/gradio_api/file=/etc/passwd'],
    ['/gradio_api/upload', {method: 'POST', body: form}],
    ['/gradio_api/cancel', {method: 'POST', body: JSON.stringify({session_hash: 'evil', fn_index: 0, event_id: 'x'})}]];
  for (let number = 0; number < 40; number++) {
    const body = JSON.stringify({...event, fn_index: number});
    asked.push(['/gradio_api/queue/join', {method: 'POST', headers: {'content-type': 'application/json'}, body}]);
    asked.push(['/gradio_api/queue/join', {method: 'POST', headers: {'content-type': 'text/plain'}, body}]);
  }
  for (const mode of ['cors', 'no-cors']) {
    for (const [path, options] of asked) {
      try {
        const signal = AbortSignal.timeout(3000);
        const answer = await fetch(base + path, {credentials: 'include', mode, signal, ...options});
        told.push({path, status: answer.status, type: answer.type, text: await answer.text()});
      } catch (error) { told.push({path, status: 0, type: 'error', text: String(error)}); }
    }
  }
  const loaded = await Promise.all(['iframe', 'script', 'img', 'link'].map(tag => new Promise(done => {
    const element = document.createElement(tag);
    element.onload = () => done([tag, true, element.contentDocument?.body?.innerText ?? '']);
    element.onerror = () => done([tag, false, '']);
    setTimeout(() => done([tag, null, '']), 2000);
    if (tag === 'link') { element.rel = 'stylesheet'; element.href = base + '/theme.css'; }
    else element.src = base + (tag === 'iframe' ? '/' : tag === 'img' ? '/favicon.ico' : '/chat.js');
    document.body.append(element);
  })));
  const socket = await new Promise(done => {
    const socket = new WebSocket(base.replace('http', 'ws') + '/gradio_api/queue/join');
    socket.onopen = () => done('open');
    socket.onerror = () => done('refused');
  });
  return {told, loaded, socket, onrecord: typeof window.onrecord};
}
"""
KINDS = (
    "<script>window.__pwned=1</script>",
    "<img src=x onerror=window.__pwned=1>",
    "<svg onload=window.__pwned=1></svg>",
    '"><input autofocus onfocus="window.__pwned=1">',
    "'><details open ontoggle=window.__pwned=1>",
    '<iframe srcdoc="<script>parent.__pwned=1</script>"></iframe>',
    '<a href="javascript:window.__pwned=1" autofocus>x</a>',
    "${window.__pwned=1}",
    "`+(window.__pwned=1)+`",
    "{{constructor.constructor('window.__pwned=1')()}} {{{value}}} @children",
    "</textarea></script><script>window.__pwned=1</script>",
    '<style>@import url("javascript:window.__pwned=1");*{animation:x}</style><b onanimationstart=window.__pwned=1>',
    "<math><mtext></mtext><mglyph><style><img src=x onerror=window.__pwned=1></style></math>",
    '<base href="https://evil.example/"><object data="data:text/html,<script>parent.__pwned=1</script>"></object>',
    "javascript:window.__pwned=1//[x](javascript:window.__pwned=1)![y](x' onerror='window.__pwned=1)",
)
PLACES = ("title", "text", "source", "outlet", "author", "url", "question", "filter", "words", "topic")


class Chat:
    def __init__(self, address: str, library: Path) -> None:
        self.address, self.library = address, library

    @property
    def titles(self) -> list[str]:
        with Library.open(self.library) as library:
            return sorted(article.title for article in library.articles())


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Chat]:
    folder = tmp_path_factory.mktemp("guarded") / "library"
    with Library.open(folder, embedder=embedder) as library:
        library.add(Article(id="heron", title=SECRET, text="The heron was seen at dawn.", source="heron.txt"))
        library.add(*(hostile(number, kind) for number, kind in enumerate(KINDS)))
    with serving(folder) as address:
        yield Chat(address, folder)


def hostile(number: int, payload: str) -> Article:
    """An article that has a payload in each place."""
    name = f"payload{number}"
    return Article(
        id=article_id(name, name),
        title=f"{name} {payload}",
        text=f"The word zebra{number} stands here. {payload} “It is {payload},” said {payload}.\n",
        source=f"{payload}.txt",
        outlet=payload,
        author=payload,
        url=payload,
    )


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sync_api.Browser]:
    """`evil.example` leads to this machine, as after a rebinding. What newer browsers do against that is left out."""
    rules = "--host-resolver-rules=MAP evil.example 127.0.0.1"
    bare = "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccess"
    with chromium(tmp_path_factory.mktemp("home"), rules, bare) as running:
        yield running


@pytest.fixture
def context(browser: sync_api.Browser, chat: Chat) -> Iterator[sync_api.BrowserContext]:
    """A browser in which the chat is open, with its token."""
    context = browser.new_context()
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(chat.address)
    page.locator(".welcome").wait_for()
    yield context
    context.close()


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of a page on another port of this machine."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Elsewhere</title><body></body>")

        def log_message(self, *message: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def test_a_page_whose_name_was_made_to_lead_here_reads_and_writes_nothing(
    context: sync_api.BrowserContext, chat: Chat
) -> None:
    before = chat.titles
    base = f"http://evil.example:{urlsplit(chat.address).port}"
    page = context.new_page()
    page.route(f"{base}/attack", lambda route: route.fulfill(content_type="text/html", body="<body></body>"))
    page.goto(f"{base}/attack")
    found = page.evaluate(ATTACK, base)

    assert {answer["status"] for answer in found["told"]} == {421}  # the same origin: all of it can be read
    assert not [answer for answer in found["told"] if SECRET in answer["text"]]
    assert not [text for _, _, text in found["loaded"] if SECRET in text or "onrecord" in text.split(":")[0]]
    assert (found["socket"], found["onrecord"]) == ("refused", "undefined")
    assert page.goto(f"{base}/").status == 421  # type: ignore[union-attr]
    assert chat.titles == before


def test_a_page_on_another_port_reads_and_writes_nothing(
    context: sync_api.BrowserContext, chat: Chat, elsewhere: str
) -> None:
    before = chat.titles
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(elsewhere)
    found = page.evaluate(ATTACK, chat.address.rstrip("/"))

    assert {(answer["status"], answer["type"]) for answer in found["told"]} <= {(0, "error"), (0, "opaque")}
    assert all(not text for _, _, text in found["loaded"])
    assert {tag for tag, loaded, _ in found["loaded"] if loaded} <= {"iframe"}  # that shows the browser's own error
    assert (found["socket"], found["onrecord"]) == ("refused", "undefined")
    assert len([url for url in requests if url.startswith(chat.address)]) > 150
    assert chat.titles == before


def test_what_those_pages_tried_works_from_the_chat_itself(context: sync_api.BrowserContext, chat: Chat) -> None:
    found = context.pages[0].evaluate(ATTACK, chat.address.rstrip("/"))
    read = {answer["path"] for answer in found["told"] if answer["status"] == 200}
    assert read >= {"/", "/config", "/chat.js", "/gradio_api/upload"}


def test_a_form_of_another_page_sends_nothing(context: sync_api.BrowserContext, chat: Chat, elsewhere: str) -> None:
    page = context.new_page()
    page.goto(elsewhere)
    with page.expect_navigation() as navigation:
        page.evaluate(
            """address => {
                const form = document.createElement('form');
                Object.assign(form, {method: 'POST', enctype: 'text/plain', action: address + 'gradio_api/queue/join'});
                document.body.append(form);
                form.submit();
            }""",
            chat.address,
        )
    assert navigation.value.status == 403


def test_the_page_runs_no_text(context: sync_api.BrowserContext) -> None:
    page = context.pages[0]
    for source in ("eval('window.__pwned=1')", "Function('window.__pwned=1')()", "setTimeout('window.__pwned=1')"):
        page.evaluate(
            """source => {
                const element = document.createElement('script');
                element.textContent = source;
                document.body.append(element);
            }""",
            source,
        )
    page.evaluate("() => { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=window.__pwned=1>'); }")
    page.wait_for_timeout(300)
    assert page.evaluate("() => window.__pwned") is None
    with pytest.raises(sync_api.Error, match="runs nothing that comes as text"):
        page.evaluate("() => Function('return 1')()")


def test_150_payloads_are_only_text(context: sync_api.BrowserContext) -> None:
    page = context.pages[0]
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    shown = 0
    for number, payload in enumerate(KINDS):
        page.locator("#places [data-view=library]").click()
        page.get_by_label("Search the library").fill(f"payload{number} ")
        page.locator("#listing .title", has_text=f"payload{number} ").first.click()
        page.locator("#reading h2", has_text=f"payload{number} ").wait_for()
        article = page.locator("#reading").inner_text()
        facts = page.locator("#reading .facts").text_content() or ""
        shown += page.locator("#reading h2").text_content() == f"payload{number} {payload}"
        shown += payload in (page.locator("#reading .body").text_content() or "")
        shown += facts == f"{payload} · date unknown · by {payload}" and 2
        shown += page.locator("#reading .origin").text_content() == payload
        assert f"payload{number}" in article
        page.get_by_label("Search the library").fill(f"nothing {payload}")
        page.get_by_text(f"No article matches “nothing {payload}”.", exact=True).wait_for()
        page.locator("#places [data-view=timeline]").click()
        page.get_by_label("Topic of the timeline").fill(f"quagga {payload}")
        page.get_by_label("Topic of the timeline").press("Enter")
        page.locator("#timeline .count", has_text=payload).wait_for()
        turns = page.locator(".turn").count()
        page.locator("#places [data-view=ask]").click()
        page.get_by_label("Your question").fill(f"Where does zebra{number} stand? {payload}")
        page.get_by_label("Your question").press("Enter")
        page.locator(f".turn:nth-of-type({turns + 1}) .below").wait_for(state="attached")
        assert payload in (page.locator(".turn .asked").last.text_content() or "")
        shown += 3
        assert page.evaluate("() => window.__pwned") is None, payload
        page.wait_for_timeout(1000)  # within what one visitor may ask
    assert len(KINDS) * len(PLACES) == 150
    assert shown == len(KINDS) * 8  # title, text, outlet, author, address, words, topic, question
    assert dialogs == []
    for pane in ("#talk", "#reading", "#listing", "#timeline", "#past"):
        made = page.locator(pane).locator("script, img, svg, iframe, object, base, style, math, [ontoggle]")
        assert made.count() == 0, pane
