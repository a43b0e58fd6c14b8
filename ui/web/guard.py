"""Who may ask the chat's server what: the one thing between it and every page and program that can reach its port.

A page of another site cannot read an answer of this server, but it can send it a question, an upload or an event; and
where its name is made to lead to this machine, it can read as well. `ui/web/README.md` lists what is refused.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response

from ui.web import policy
from ui.web.events import Events
from ui.web.limits import Allowances, Places, Rate

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDER = Path(__file__).parent
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
VISITOR = "x-onrecord-visitor"
"""The header in which it is passed on whose request it is."""
EVENT, UPLOAD = "/gradio_api/queue/join", "/gradio_api/upload"
_READ = {"/config", "/gradio_api/queue/data", "/gradio_api/upload_progress"}
_WRITTEN = {EVENT, UPLOAD, "/gradio_api/cancel", "/gradio_api/reset", "/gradio_api/reset/"}
_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/\w+")
_OPEN = re.compile(r"/(?:assets|static)/(?:[\w@+-]+[./])*[\w@+-]+|(?:/gradio_api)?/theme\.css|/manifest\.json")
_HOST = re.compile(r"(?:(?P<name>[a-z0-9._-]+)|\[(?P<six>[0-9a-f:.]+)\])(?::[0-9]{1,5})?")
_OWN = {
    f"/{path.relative_to(FOLDER).as_posix()}": path
    for path in (FOLDER / "chat.js", FOLDER / "chat.css", FOLDER / "icon.svg", *(FOLDER / "fonts").glob("*.woff2"))
}
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}

_MEGABYTE = 1_000_000
_FIRST_ERROR = 400
MOST_OF_EVENT = _MEGABYTE
MOST_UPLOADED = 100 * _MEGABYTE
MOST_FILES = 200
_SECONDS_OF_UPLOAD, _SECONDS_TO_DRAIN = 300, 20
_DRAINED = 128 * _MEGABYTE
_EVENTS = Rate(at_once=120, a_second=5)
_COOKIE_LASTS = 365 * 24 * 3600
_LABOURS = Rate(at_once=20, a_second=1)
_PAGES = Rate(at_once=60, a_second=2)
_UPLOADED = Rate(at_once=300 * _MEGABYTE, a_second=1_000 * _MEGABYTE / 3600)
_UPLOADS = Rate(at_once=20, a_second=0.2)


class Refusal(Exception):
    """A request that is not passed on, with the sentence that the visitor gets."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class Guard:
    """Passes on what the chat's own page asks, and nothing else."""

    def __init__(
        self, app: ASGIApp, events: Events, *, secret: bytes, names: frozenset[str], any_address: bool = False
    ) -> None:
        """`secret` seals the tokens. `names` are what the server is called, without ports. `any_address` lets it be
        called by any IP address: a page can be served under a name that leads elsewhere later, but not under an
        address."""
        self._app = app
        self._events = events
        self._names = names
        self._any_address = any_address
        self._secret = secret
        self._event_rate, self._labour_rate = Allowances(_EVENTS), Allowances(_LABOURS)
        self._page_rate = Allowances(_PAGES)
        self._upload_rate, self._uploaded_bytes = Allowances(_UPLOADS), Allowances(_UPLOADED)
        self._open, self._uploading = Places(24, 400), Places(1, 4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # the page opens no WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return
        body = _Body(receive)
        try:
            await self._answer(Request(scope, body.receive), _with_headers(send))
        except Refusal as refusal:
            await body.drain()
            await JSONResponse({"detail": refusal.sentence}, refusal.status)(scope, receive, _with_headers(send))

    async def _answer(self, request: Request, send: Send) -> None:
        path, method = request.scope["path"], request.method  # `request.url` is made of what the Host says, too
        self._check_place(request)
        if method not in ("GET", "HEAD") and not (method == "POST" and path in _WRITTEN):
            raise Refusal(405, "The chat’s server knows no such request.")
        if path == "/":
            await self._page(request, send)
        elif path in _OWN:
            await _file(_OWN[path])(request.scope, request.receive, send)
        elif path == "/favicon.ico":
            await _file(_OWN["/icon.svg"])(request.scope, request.receive, send)
        elif method == "POST" or path in _READ or _HEARTBEAT.fullmatch(path):
            await self._ask(request, self._visitor(request), send)
        elif _OPEN.fullmatch(path):
            await self._app(request.scope, request.receive, send)
        else:
            raise Refusal(404, "There is nothing here: the chat is at /.")

    def _check_place(self, request: Request) -> None:
        """Raises Refusal unless the request is for this server by its own name, and comes from its own page."""
        host = request.headers.get("host", "")
        if not self._is_ours(host):
            raise Refusal(421, "The chat is not served under this name: open the address that onrecord printed.")
        origin = request.headers.get("origin")
        if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
            raise Refusal(403, "Only the chat’s own page may ask this server.")
        site = request.headers.get("sec-fetch-site", "same-origin")
        followed = request.scope["path"] == "/" and request.headers.get("sec-fetch-dest") == "document"
        if site not in ("same-origin", "none") and not followed:
            raise Refusal(403, "Only the chat’s own page may ask this server.")

    def _is_ours(self, host: str) -> bool:
        written = _HOST.fullmatch(host.lower())
        if not written:
            return False
        name = written["name"] or written["six"]
        return name in self._names or (self._any_address and _is_address(name))

    async def _page(self, request: Request, send: Send) -> None:
        """Gradio's page, with our script and a token for those who have none; asked for without any parameter."""
        if not self._page_rate.take(request.client.host if request.client else ""):
            raise Refusal(429, "The page was loaded too often: wait a minute.")
        plain = [(name, value) for name, value in request.scope["headers"] if name != b"accept-encoding"]
        page = await _response(self._app, {**request.scope, "headers": plain, "query_string": b""})
        body = policy.with_own_head(bytes(page.body))
        response = Response(body, page.status_code, media_type="text/html")
        response.raw_headers[:0] = policy.headers(body)
        try:
            self._visitor(request)
        except Refusal:
            response.set_cookie(
                self._cookie(request), self._token(), max_age=_COOKIE_LASTS, httponly=True, samesite="strict"
            )
        await response(request.scope, request.receive, send)

    async def _ask(self, request: Request, visitor: str, send: Send) -> None:
        with self._open.one(visitor) as free:
            if not free:
                raise Refusal(429, "Too much is asked at the same time: close other tabs of the chat.")
            if request.scope["path"] == UPLOAD:
                await self._upload(request, visitor, _without_errors(send))
            elif request.method == "POST":
                await self._event(request, visitor, _without_errors(send))
            else:
                await self._app(request.scope, request.receive, send)

    async def _event(self, request: Request, visitor: str, send: Send) -> None:
        if not self._event_rate.take(visitor):
            raise Refusal(429, "Too much was asked in a short time: wait a few seconds.")
        if _length(request) > MOST_OF_EVENT:
            raise Refusal(413, "This is longer than a question is: ask a shorter one.")
        body = await request.body()
        if request.scope["path"] == EVENT:
            event = self._events.known(body)
            if event is None:
                raise Refusal(400, "This is no event of the chat’s page: reload it.")
            if event.laborious and not self._labour_rate.take(visitor):
                raise Refusal(429, "Too many questions were asked in a short time: wait a few seconds.")
        await self._app(_of_visitor(request.scope, visitor), _replayed(body, request.receive), send)

    async def _upload(self, request: Request, visitor: str, send: Send) -> None:
        length = _length(request)
        if length > MOST_UPLOADED:
            raise Refusal(413, "At most 100 MB are uploaded at once: add more with 'onrecord add'.")
        with self._uploading.one(visitor) as free:
            if not (free and self._upload_rate.take(visitor) and self._uploaded_bytes.take("all", length)):
                raise Refusal(429, "Too much is being uploaded: wait until it is done, or use 'onrecord add'.")
            files = _Files(request)
            try:
                async with asyncio.timeout(_SECONDS_OF_UPLOAD):
                    await self._app(request.scope, files.receive, files.unless_too_many(send))
            except TimeoutError as error:
                raise Refusal(408, "The upload took too long: upload fewer files at once.") from error
            except ClientDisconnect:
                pass
            if files.too_many:
                raise Refusal(413, f"At most {MOST_FILES} files are uploaded at once: add more with 'onrecord add'.")

    def _visitor(self, request: Request) -> str:
        """Whom the page was served to. Raises Refusal for who has not loaded it."""
        try:
            cookies = SimpleCookie(request.headers.get("cookie", ""))
        except CookieError:
            cookies = SimpleCookie()
        morsel = cookies.get(self._cookie(request))
        visitor, _, seal = (morsel.value if morsel else "").partition(".")
        if not hmac.compare_digest(seal.encode(), self._seal(visitor).encode()):
            raise Refusal(403, "This page is older than the chat’s server: reload it.")
        return visitor

    def _token(self) -> str:
        visitor = secrets.token_hex(8)
        return f"{visitor}.{self._seal(visitor)}"

    def _seal(self, visitor: str) -> str:
        return hmac.new(self._secret, visitor.encode(), hashlib.sha256).hexdigest()

    def _cookie(self, request: Request) -> str:
        """Cookies are shared by all ports of a host, so their names tell servers apart."""
        server = request.scope.get("server")
        return f"onrecord-{server[1] if server else ''}"


def _of_visitor(scope: Scope, visitor: str) -> Scope:
    """The request as it is passed on: who sent it is told by this header, whatever he said himself."""
    told = [(name, value) for name, value in scope["headers"] if name != VISITOR.encode()]
    return {**scope, "headers": [*told, (VISITOR.encode(), visitor.encode())]}


def _file(path: Path) -> FileResponse:
    return FileResponse(path, media_type=_TYPES[path.suffix])


class _Files:
    """An upload that ends where it has too many files, which are counted by what stands between them."""

    def __init__(self, request: Request) -> None:
        self._receive = request.receive
        boundary = re.search(r"boundary=\"?([^\";]{1,70})", request.headers.get("content-type", ""))
        if not boundary:
            raise Refusal(400, "This is no upload of the chat’s page: reload it.")
        self._mark = f"--{boundary[1]}".encode()
        self._end = b""
        self._marks = 0

    @property
    def too_many(self) -> bool:
        return self._marks > MOST_FILES + 1  # the last one ends the upload

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            seen = self._end + message.get("body", b"")
            self._marks += seen.count(self._mark)
            self._end = seen[-len(self._mark) + 1 :]
        return {"type": "http.disconnect"} if self.too_many else message

    def unless_too_many(self, send: Send) -> Send:
        async def passed_on(message: Message) -> None:
            if not self.too_many:
                await send(message)

        return passed_on


def _length(request: Request) -> int:
    """How long the body is. Raises Refusal where that is not told beforehand."""
    length = request.headers.get("content-length", "")
    if not length.isascii() or not length.isdecimal():
        raise Refusal(411, "How much is sent has to be told beforehand.")
    return int(length)


class _Body:
    """A request's body as it comes in."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._ended = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._ended = message["type"] != "http.request" or not message.get("more_body")
        return message

    async def drain(self) -> None:
        """Read the rest, as far as is reasonable: who is still sending would not hear why he is refused."""
        drained = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(_SECONDS_TO_DRAIN):
                while not self._ended and drained < _DRAINED:
                    drained += len((await self.receive()).get("body", b""))


async def _response(app: ASGIApp, scope: Scope) -> Response:
    """What an app answers, as a whole."""
    status, parts = 500, []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)
        parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return Response(b"".join(parts), status)


def _replayed(body: bytes, receive: Receive) -> Receive:
    parts = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_part() -> Message:
        return parts.pop() if parts else await receive()

    return next_part


def _without_errors(send: Send) -> Send:
    """Sends one sentence in place of what Gradio tells of a request that it cannot take."""
    failed = False

    async def send_sentence(message: Message) -> None:
        nonlocal failed
        if message["type"] == "http.response.start" and message["status"] >= _FIRST_ERROR:
            failed = True
            told = JSONResponse({"detail": "The chat’s server cannot take this: reload the page."}, message["status"])
            await send({**message, "headers": told.raw_headers})
            await send({"type": "http.response.body", "body": told.body})
        elif not failed:
            await send(message)

    return send_sentence


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = list(message.get("headers", ()))
            told = {name.lower() for name, _ in given}
            message = {**message, "headers": [*given, *(pair for pair in policy.headers() if pair[0] not in told)]}
        await send(message)

    return send_with_headers
