"""Who may ask the chat's server what: the one thing between it and every page and program that can reach its port.

A page of another site cannot read an answer of this server, but it can send it a question, an upload or an event; and
where its name is made to lead to this machine, it can read as well. `ui/web/README.md` lists what is refused.
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from ui.web import policy
from ui.web.bodies import (
    MEGABYTE,
    MOST_FILES,
    Body,
    Files,
    Refusal,
    length_of,
    replayed,
    whole_response,
    with_headers,
    without_errors,
)
from ui.web.events import Events
from ui.web.limits import Allowances, Places, Rate
from ui.web.log import Log, Noted
from ui.web.login import asked_login, login_page
from ui.web.visitors import Visitors

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

FOLDER = Path(__file__).parent
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
VISITOR = "x-onrecord-visitor"
"""The header in which it is passed on whose request it is."""
LOGIN, LOGOUT, HEALTH = "/login", "/logout", "/healthz"
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

MOST_OF_EVENT = MEGABYTE
MOST_UPLOADED = 100 * MEGABYTE
_SECONDS_OF_UPLOAD = 300
_EVENTS = Rate(at_once=120, a_second=5)
_COOKIE_LASTS = 365 * 24 * 3600
_LABOURS = Rate(at_once=20, a_second=1)
_PAGES = Rate(at_once=60, a_second=2)
_UPLOADED = Rate(at_once=300 * MEGABYTE, a_second=1_000 * MEGABYTE / 3600)
_UPLOADS = Rate(at_once=20, a_second=0.2)
_MOST_OF_LOGIN = 10_000
_LOGINS = Rate(at_once=8, a_second=0.1)


@dataclass(frozen=True, slots=True)
class Reached:
    """How the server is reached: under which names (without ports), and below which path of a proxy's.

    `any_address` lets it be called by any IP address: a page can be served under a name that leads elsewhere later, but
    not under an address. `root_path` is empty or begins with a slash and ends with none.
    """

    names: frozenset[str] = field(default=LOOPBACK)
    any_address: bool = False
    root_path: str = ""

    def is_ours(self, host: str) -> bool:
        """Whether a Host is this server."""
        written = _HOST.fullmatch(host.lower())
        if not written:
            return False
        name = written["name"] or written["six"]
        return name in self.names or (self.any_address and _is_address(name))

    def path(self, path: str) -> str:
        """A path without the proxy's part of it, which some proxies leave on."""
        below = path.removeprefix(self.root_path)
        return below if self.root_path and below.startswith("/") else path


class Guard:
    """Passes on what the chat's own page asks, and nothing else."""

    def __init__(
        self, app: ASGIApp, events: Events, visitors: Visitors, reached: Reached, log: Log | None = None
    ) -> None:
        self._app, self._events, self._visitors, self._reached, self._log = app, events, visitors, reached, log
        self._event_rate, self._labour_rate = Allowances(_EVENTS), Allowances(_LABOURS)
        self._page_rate, self._login_rate = Allowances(_PAGES), Allowances(_LOGINS)
        self._upload_rate, self._uploaded_bytes = Allowances(_UPLOADS), Allowances(_UPLOADED)
        self._open, self._uploading = Places(24, 400), Places(1, 4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # the page opens no WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return
        scope = {**scope, "path": self._reached.path(scope["path"])}
        body, began = Body(receive), time.perf_counter()
        noted = Noted(scope["method"], scope["path"])
        send = noted.heard(with_headers(send))
        try:
            await self._answer(Request(scope, body.receive), send, noted)
        except Refusal as refusal:
            await body.drain()
            await JSONResponse({"detail": refusal.sentence}, refusal.status)(scope, receive, send)
        finally:
            if self._log and not (_OPEN.fullmatch(noted.path) or noted.path in _OWN):
                self._log.note(noted, began)

    async def _answer(self, request: Request, send: Send, noted: Noted) -> None:
        path, method = request.scope["path"], request.method  # `request.url` is made of what the Host says, too
        self._check_place(request)
        if method == "POST" and path in (LOGIN, LOGOUT) and self._visitors.logins:
            await (self._login if path == LOGIN else self._logout)(request, send)
            return
        if method not in ("GET", "HEAD") and not (method == "POST" and path in _WRITTEN):
            raise Refusal(405, "The chat’s server knows no such request.")
        if path == "/":
            await self._page(request, send)
        elif path == HEALTH:
            await JSONResponse({"status": "ok"})(request.scope, request.receive, send)
        elif path in _OWN:
            await _file(_OWN[path])(request.scope, request.receive, send)
        elif path == "/favicon.ico":
            await _file(_OWN["/icon.svg"])(request.scope, request.receive, send)
        elif method == "POST" or path in _READ or _HEARTBEAT.fullmatch(path):
            noted.visitor = self._visitor(request)
            await self._ask(request, noted, send)
        elif _OPEN.fullmatch(path):
            await self._app(request.scope, request.receive, send)
        else:
            raise Refusal(404, "There is nothing here: the chat is at /.")

    def _check_place(self, request: Request) -> None:
        """Raises Refusal unless the request is for this server by its own name, and comes from its own page."""
        host = request.headers.get("host", "")
        if not self._reached.is_ours(host):
            raise Refusal(421, "The chat is not served under this name: open the address that onrecord printed.")
        origin = request.headers.get("origin")
        if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
            raise Refusal(403, "Only the chat’s own page may ask this server.")
        site = request.headers.get("sec-fetch-site", "same-origin")
        followed = request.scope["path"] == "/" and request.headers.get("sec-fetch-dest") == "document"
        if site not in ("same-origin", "none") and not followed:
            raise Refusal(403, "Only the chat’s own page may ask this server.")

    async def _page(self, request: Request, send: Send) -> None:
        """Gradio's page, with our script and a token for those who have none; asked for without any parameter."""
        if not self._page_rate.take(_client(request)):
            raise Refusal(429, "The page was loaded too often: wait a minute.")
        known = self._visitors.known(self._token(request))
        if self._visitors.logins and not known:
            await login_page()(request.scope, request.receive, send)
            return
        plain = [(name, value) for name, value in request.scope["headers"] if name != b"accept-encoding"]
        page = await whole_response(self._app, {**request.scope, "headers": plain, "query_string": b""})
        body = policy.with_own_head(bytes(page.body))
        response = Response(body, page.status_code, media_type="text/html")
        response.raw_headers[:0] = policy.headers(body)
        if not known:
            self._give(request, response, self._visitors.stranger())
        await response(request.scope, request.receive, send)

    async def _login(self, request: Request, send: Send) -> None:
        """A token for who says his password; the page again for who doesn't."""
        if not self._login_rate.take(_client(request)):
            raise Refusal(429, "Too many passwords were tried: wait a minute.")
        if length_of(request) > _MOST_OF_LOGIN:
            raise Refusal(413, "This is no login.")
        name, password = asked_login(await request.body())
        logins = self._visitors.logins
        allowed = logins is not None and await asyncio.to_thread(logins.allow, name, password)
        response = RedirectResponse("./", 303) if allowed else login_page("The name or the password is wrong.")
        if allowed:
            self._give(request, response, self._visitors.logged_in(name))
        await response(request.scope, request.receive, send)

    async def _logout(self, request: Request, send: Send) -> None:
        response = RedirectResponse("./", 303)
        response.delete_cookie(self._cookie(request), path=self._reached.root_path or "/")
        await response(request.scope, request.receive, send)

    def _give(self, request: Request, response: Response, token: str) -> None:
        response.set_cookie(
            self._cookie(request),
            token,
            max_age=_COOKIE_LASTS,
            path=self._reached.root_path or "/",
            secure=request.headers.get("x-forwarded-proto") == "https",
            httponly=True,
            samesite="strict",
        )

    async def _ask(self, request: Request, noted: Noted, send: Send) -> None:
        visitor = noted.visitor
        with self._open.one(visitor) as free:
            if not free:
                raise Refusal(429, "Too much is asked at the same time: close other tabs of the chat.")
            if request.scope["path"] == UPLOAD:
                await self._upload(request, visitor, without_errors(send))
            elif request.method == "POST":
                await self._event(request, noted, without_errors(send))
            else:
                await self._app(request.scope, request.receive, send)

    async def _event(self, request: Request, noted: Noted, send: Send) -> None:
        visitor = noted.visitor
        if not self._event_rate.take(visitor):
            raise Refusal(429, "Too much was asked in a short time: wait a few seconds.")
        if length_of(request) > MOST_OF_EVENT:
            raise Refusal(413, "This is longer than a question is: ask a shorter one.")
        body = await request.body()
        if request.scope["path"] == EVENT:
            event = self._events.known(body)
            if event is None:
                raise Refusal(400, "This is no event of the chat’s page: reload it.")
            noted.event = event.name
            if event.laborious and not self._labour_rate.take(visitor):
                raise Refusal(429, "Too many questions were asked in a short time: wait a few seconds.")
        await self._app(_of_visitor(request.scope, visitor), replayed(body, request.receive), send)

    async def _upload(self, request: Request, visitor: str, send: Send) -> None:
        length = length_of(request)
        if length > MOST_UPLOADED:
            raise Refusal(413, "At most 100 MB are uploaded at once: add more with 'onrecord add'.")
        with self._uploading.one(visitor) as free:
            if not (free and self._upload_rate.take(visitor) and self._uploaded_bytes.take("all", length)):
                raise Refusal(429, "Too much is being uploaded: wait until it is done, or use 'onrecord add'.")
            files = Files(request)
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
        """Whom the page was served to. Raises Refusal for who has not loaded it, or not logged in."""
        known = self._visitors.known(self._token(request))
        if known is None:
            raise Refusal(403, "This page is older than the chat’s server: reload it.")
        return known

    def _token(self, request: Request) -> str:
        """The token that came with a request; empty where none did."""
        try:
            cookies = SimpleCookie(request.headers.get("cookie", ""))
        except CookieError:
            return ""
        morsel = cookies.get(self._cookie(request))
        return morsel.value if morsel else ""

    def _cookie(self, request: Request) -> str:
        """Cookies are shared by all ports of a host, so their names tell servers apart."""
        server = request.scope.get("server")
        return f"onrecord-{server[1] if server else ''}"


def _of_visitor(scope: Scope, visitor: str) -> Scope:
    """The request as it is passed on: who sent it is told by this header, whatever he said himself."""
    told = [(name, value) for name, value in scope["headers"] if name != VISITOR.encode()]
    return {**scope, "headers": [*told, (VISITOR.encode(), visitor.encode())]}


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


def _file(path: Path) -> FileResponse:
    return FileResponse(path, media_type=_TYPES[path.suffix])


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False
