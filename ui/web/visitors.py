"""Who a request is of: sealed tokens, for everybody who loads the page or only for those who log in."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from ui.web.logins import Logins

_LOGGED_IN = "login-"


class Visitors:
    """A token is a visitor's name and its seal. Where logins are asked for, a seal holds for one password only."""

    def __init__(self, secret: bytes, logins: Logins | None = None) -> None:
        self._secret, self.logins = secret, logins

    def stranger(self) -> str:
        """A token for somebody who is not known otherwise."""
        return self._token(secrets.token_hex(8))

    def logged_in(self, name: str) -> str:
        """A token for somebody who has said his password."""
        return self._token(f"{_LOGGED_IN}{name.encode().hex()}")

    def known(self, token: str) -> str | None:
        """Whose token it is; None where it is nobody's."""
        visitor, _, seal = token.partition(".")
        expected = self._seal(visitor)
        return visitor if expected and hmac.compare_digest(seal.encode(), expected.encode()) else None

    def _token(self, visitor: str) -> str:
        return f"{visitor}.{self._seal(visitor)}"

    def _seal(self, visitor: str) -> str | None:
        """None for who may not come in."""
        fingerprint = ""
        if self.logins is not None:
            if not visitor.startswith(_LOGGED_IN):
                return None
            try:
                name = bytes.fromhex(visitor.removeprefix(_LOGGED_IN)).decode()
            except ValueError:
                return None
            known = self.logins.fingerprint(name)
            if known is None:
                return None
            fingerprint = known
        elif visitor.startswith(_LOGGED_IN):
            return None
        return hmac.new(self._secret, f"{visitor} {fingerprint}".encode(), hashlib.sha256).hexdigest()
