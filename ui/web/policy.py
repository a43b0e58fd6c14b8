"""What the browser is told with every response: to run the page's own scripts, and to load nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import re

SCRIPT = "/chat.js"
_INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS = (
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


def headers(page: bytes = b"") -> list[tuple[bytes, bytes]]:
    """The headers of a response. Of an HTML page, the scripts that it was served with may run, each by its hash."""
    hashes = "".join(f" 'sha256-{_hash(script)}'" for script in _INLINE.findall(page))
    return [(b"content-security-policy", _POLICY.format(hashes=hashes).encode()), *_HEADERS]


def with_script(page: bytes) -> bytes:
    """The page with our own script before all of Gradio's."""
    return page.replace(b"<head>", f'<head><script src="{SCRIPT}"></script>'.encode(), 1)


def _hash(script: bytes) -> str:
    return base64.b64encode(hashlib.sha256(script).digest()).decode()
