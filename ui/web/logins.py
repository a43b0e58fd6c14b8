"""Who may log in: a file of names with salted hashes (scrypt, RFC 7914) of their passwords."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from index.errors import OnrecordError

_COST, _BLOCK, _LANES, _SALT = 2**14, 8, 1, 16
_LINE = re.compile(r"(?P<name>[^:\s][^:\n]{0,63}):scrypt:(?P<salt>[0-9a-f]{32}):(?P<hash>[0-9a-f]{128})")
LEAST_CHARACTERS = 8


class LoginsError(OnrecordError):
    """The file of logins cannot be used, or what is to be written into it."""


class Logins:
    def __init__(self, hashes: Mapping[str, str]) -> None:
        """`hashes` are what stands behind each name in the file."""
        self._hashes = dict(hashes)

    @classmethod
    def read(cls, path: Path) -> Logins:
        """Raises LoginsError, with the line where one is not as `onrecord login` writes it."""
        return cls(_read(path, required=True))

    def fingerprint(self, name: str) -> str | None:
        """What changes when the password does; None for a name that may not log in."""
        return self._hashes.get(name)

    def allow(self, name: str, password: str) -> bool:
        """Whether this is the password of the name. It takes as long for a name that there is not."""
        kept = self._hashes.get(name)
        salt, known = kept.split(":")[1:] if kept else ("00" * _SALT, "")
        return hmac.compare_digest(_hash(password, salt), known) and kept is not None


def write_login(path: Path, name: str, password: str) -> bool:
    """Add a login, or change its password; the file is its owner's alone. Returns whether it is new."""
    if not re.fullmatch(r"[^:\s][^:\n]{0,63}", name):
        raise LoginsError("a name has 1 to 64 characters, begins with no space, and holds no colon")
    if len(password) < LEAST_CHARACTERS:
        raise LoginsError(f"a password has at least {LEAST_CHARACTERS} characters")
    logins = _read(path, required=False)
    new = name not in logins
    salt = secrets.token_hex(_SALT)
    logins[name] = f"scrypt:{salt}:{_hash(password, salt)}"
    lines = "".join(f"{known}:{kept}\n" for known, kept in logins.items())
    written = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(lines)
        written.replace(path)
    except OSError as error:
        raise LoginsError(f"{path} could not be written: {error.strerror}") from error
    return new


def _read(path: Path, *, required: bool) -> dict[str, str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError as error:
        if not required:
            return {}
        raise LoginsError(f"there is no file {path}: make it with 'onrecord login {path} NAME'") from error
    except (OSError, UnicodeDecodeError) as error:
        raise LoginsError(f"{path} could not be read as a file of logins") from error
    logins = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        written = _LINE.fullmatch(line)
        if not written:
            raise LoginsError(f"line {number} of {path} is no login: 'onrecord login {path} NAME' writes one")
        logins[written["name"]] = line.partition(":")[2]
    if required and not logins:
        raise LoginsError(f"{path} holds no logins: add one with 'onrecord login {path} NAME'")
    return logins


def _hash(password: str, salt: str) -> str:
    return hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), n=_COST, r=_BLOCK, p=_LANES, dklen=64).hex()
