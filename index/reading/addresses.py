"""Which addresses may be fetched: http and https, and only hosts of the public internet unless the user allows others.

A name is resolved once, and the connection goes to the very address that was checked: what the name means a moment
later does not matter. Notations such as 0x7f.1 need no rule of their own, as it is what they resolve to that counts.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit

from index.article import clean_text
from index.errors import SourceError

Resolver = Callable[[str, int], Sequence[str]]
"""Gives the IP addresses of a host's name, for a port. Raises OSError where there are none."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_KEPT = "%/:=&?~+!$,;'@()*[]|"
_TRANSLATED = IPv6Network("64:ff9b::/96")
_NEVER_PUBLIC = (IPv6Network("64:ff9b:1::/48"), IPv6Network("fec0::/10"), IPv6Network("::/96"), IPv6Network("100::/64"))


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http or https address, in parts that need no further reading. `target` is the path with its query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port != _PORTS[self.scheme] else "")

    def __str__(self) -> str:
        return self.origin + self.target


def is_address(source: object) -> bool:
    """Whether a source is meant as an address: it begins with a scheme, whichever."""
    return isinstance(source, str) and bool(_SCHEME.match(source.strip()))


def parse_address(written: str, base: WebAddress | None = None) -> WebAddress:
    """The address that is written, seen from `base` where it is relative. Raises SourceError for other schemes and
    for what cannot be fetched."""
    shown = clean_text(written).strip()
    try:
        parts = urlsplit(urljoin(str(base), shown) if base else shown)
        host, port = parts.hostname or "", parts.port
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except ValueError as error:
        raise SourceError(f"{shown} is not an address: write it as https://host/path") from error
    if parts.scheme not in _PORTS:
        raise SourceError(f"{shown} is not fetched: only http and https addresses are")
    if parts.username is not None or parts.password is not None:
        raise SourceError(f"{shown} holds a user's name: give the address without it")
    if not host or not re.fullmatch(r"[a-z0-9._:%-]+", host, re.IGNORECASE):
        raise SourceError(f"{shown} is not an address: write it as https://host/path")
    target = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
    return WebAddress(parts.scheme, host.lower(), port or _PORTS[parts.scheme], target)


def system_resolver(host: str, port: int) -> list[str]:
    """What the system's resolver says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[4][0]) for place in found))


def resolved(host: str, port: int, resolve: Resolver, *, allow_private: bool) -> Sequence[str]:
    """The IP addresses of a host, each of them checked. Raises SourceError where one is not public."""
    try:
        found = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise SourceError(f"the host {host} is not known: check the address and the connection") from error
    if not found:
        raise SourceError(f"the host {host} is not known: check the address and the connection")
    for ip in found:
        if not allow_private and not is_public(ip):
            raise SourceError(
                f"the host {host} lies at {ip}, which is not of the public internet: allow that with --allow-private"
            )
    return found


def is_public(ip: str) -> bool:
    """Whether an IP address, and any that is wrapped in it, belongs to a host of the public internet."""
    try:
        address = ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    return all(_public(one) for one in _meant(address))


def _meant(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """The address itself, and the IPv4 ones that it stands for or leads to."""
    if isinstance(address, IPv4Address):
        yield address
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
        return
    if address in _TRANSLATED:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
        return
    yield address
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo


def _public(address: IPv4Address | IPv6Address) -> bool:
    if any(address.version == 6 and address in network for network in _NEVER_PUBLIC):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
