"""Requests and responses as they pass the guard: bounded on the way in, one sentence where Gradio tells of errors."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ui.web import policy

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MEGABYTE = 1_000_000
MOST_FILES = 200
_FIRST_ERROR = 400
_SECONDS_TO_DRAIN = 20
_DRAINED = 128 * MEGABYTE


class Refusal(Exception):
    """A request that is not passed on, with the sentence that the visitor gets."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class Files:
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


def length_of(request: Request) -> int:
    """How long the body is. Raises Refusal where that is not told beforehand."""
    length = request.headers.get("content-length", "")
    if not length.isascii() or not length.isdecimal():
        raise Refusal(411, "How much is sent has to be told beforehand.")
    return int(length)


class Body:
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


async def whole_response(app: ASGIApp, scope: Scope) -> Response:
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


def replayed(body: bytes, receive: Receive) -> Receive:
    parts = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_part() -> Message:
        return parts.pop() if parts else await receive()

    return next_part


def without_errors(send: Send) -> Send:
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


def with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = list(message.get("headers", ()))
            told = {name.lower() for name, _ in given}
            message = {**message, "headers": [*given, *(pair for pair in policy.headers() if pair[0] not in told)]}
        await send(message)

    return send_with_headers
