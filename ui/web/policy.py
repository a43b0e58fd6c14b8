"""What the browser is told with every response: to run the page's own scripts, and to load nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import re

_HEAD = (
    b'<script src="chat.js"></script><link rel="stylesheet" href="chat.css"><link rel="icon" href="icon.svg">'
    b'<meta name="description" content="Ask your articles: every answer is quoted word for word.">'
    b'<meta property="og:title" content="onrecord"><meta property="og:type" content="website">'
    b'<meta property="og:description" content="Ask your articles: every answer is quoted word for word.">'
    b'<meta name="color-scheme" content="light dark">'
)
_CARDS = re.compile(rb"<meta\s+(?:property=\"og:|name=\"(?:twitter:|description))[^>]*>")
_PRELOADED = re.compile(rb"<link[^>]*fonts\.(?:googleapis|gstatic)[^>]*>")
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


def with_own_head(page: bytes) -> bytes:
    """The page with our script and style before all of Gradio's, and our name in the place of Gradio's card."""
    base, _, rest = _PRELOADED.sub(b"", _CARDS.sub(b"", page)).partition(b"<meta charset")
    head, closed, after = rest.partition(b"/>")
    if not after:
        raise ValueError("Gradio's page has no head that our script could stand in")
    place = after.index(b"/>") + 2  # behind <base>, by which our addresses are found
    return base + b"<meta charset" + head + closed + after[:place] + _HEAD + after[place:]


def _hash(script: bytes) -> str:
    return base64.b64encode(hashlib.sha256(script).digest()).decode()
