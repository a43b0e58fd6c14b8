"""The page on which one logs in, and what comes back from it."""

from __future__ import annotations

from html import escape
from pathlib import Path
from urllib.parse import parse_qs

from starlette.responses import HTMLResponse

_PAGE = Path(__file__).with_name("login.html")


def login_page(told: str = "") -> HTMLResponse:
    """The page, with what was wrong about the last try."""
    said = f'<p class="bad" role="alert">{escape(told)}</p>' if told else ""
    page = _PAGE.read_text("utf-8").replace("{told}", said)
    return HTMLResponse(page, 403 if told else 200, {"cache-control": "no-store"})


def asked_login(body: bytes) -> tuple[str, str]:
    """The name and the password of a form; empty where it has none such."""
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=4, strict_parsing=True)
    except ValueError:
        return "", ""
    return fields.get("name", [""])[0], fields.get("password", [""])[0]
