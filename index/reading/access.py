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
    """`allow_private` lets hosts be fetched that are not of the public internet. `most_pages` is how many pages of
    each feed or sitemap are fetched, None for all. `resolve` says which IP addresses a name has."""

    allow_private: bool = False
    most_pages: int | None = None
    limits: Limits = Limits()
    resolve: Resolver = system_resolver
