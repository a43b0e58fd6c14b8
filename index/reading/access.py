"""What an addition may fetch."""

from __future__ import annotations

from dataclasses import dataclass

from index.reading.addresses import Resolver, system_resolver


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may cost: bytes after unpacking, seconds in all, and how often an address may lead on."""

    bytes: int = 64 * 1024 * 1024
    seconds: float = 60
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class WebAccess:
    """`allow_private` lets every host be fetched that is not of the public internet, `private_hosts` only these.

    `most_pages` is how many pages of each feed or sitemap are fetched, None for all. `resolve` says which IP addresses
    a name has.
    """

    allow_private: bool = False
    private_hosts: frozenset[str] = frozenset()
    most_pages: int | None = None
    limits: Limits = Limits()
    resolve: Resolver = system_resolver

    def may_be_private(self, host: str) -> bool:
        return self.allow_private or host in self.private_hosts
