"""Signatures by which near-identical articles are found: MinHash over shingles of words.

After Broder, “On the resemblance and containment of documents” (1997): the share of equal places of two signatures
estimates the Jaccard similarity of the two articles' sets of shingles. Articles that agree in a whole band of places
are worth comparing; two articles that share little have no band in common. A group of copies is whatever articles that
are alike connect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Span, outside

if TYPE_CHECKING:
    from datasketch import MinHash

Signature = NDArray[np.uint32]

SCHEME = "minhash-affine32-128-of-3-words"
"""What signatures were computed with: those of another scheme are computed again."""

ALIKE = 0.4
"""Estimated Jaccard similarity from which two articles count as copies of one story."""

_PLACES, _BAND = 128, 4
_SHINGLE = 3
_FEWEST_WORDS = 12
_WORD = re.compile(r"[^\W_]+")
_MIX = np.uint64(0x9E3779B97F4A7C15)


def signature(article: Article) -> Signature | None:
    """128 places for the article's own words, furniture left out; None where they are too few to tell."""
    own = (span.of(article.text) for span in outside(Span(0, len(article.text)), article.furniture))
    words = [word for part in own for word in _WORD.findall(part.casefold())]
    if len(words) < _FEWEST_WORDS:
        return None
    minhash = _empty().copy()
    minhash.update_batch(shingles(words).tolist())
    places: Signature = minhash.digest().astype(np.uint32)
    return places


def shingles(words: Sequence[str], length: int = _SHINGLE) -> NDArray[np.uint32]:
    """A hash of each run of so many words, the same on every machine; fewer words than that are one run."""
    hashes = np.array([crc32(word.encode()) for word in words], np.uint64)
    runs = max(1, len(hashes) - length + 1)
    mixed = np.zeros(runs, np.uint64)
    for place in range(min(length, len(hashes))):
        mixed = (mixed ^ hashes[place : place + runs]) * _MIX
        mixed ^= mixed >> np.uint64(29)
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))


def bands(places: Signature) -> list[int]:
    """A key for each band of places. Articles that share a key are worth comparing."""
    keys = []
    for start in range(0, len(places), _BAND):
        band = start.to_bytes(2) + places[start : start + _BAND].astype("<u4").tobytes()
        keys.append(int.from_bytes(blake2b(band, digest_size=8).digest(), signed=True))
    return keys


def alike(places: Signature, others: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which of the `(n, 128)` signatures belong to copies of the article that has these places."""
    equal: NDArray[np.bool_] = (others == places).mean(axis=1) >= ALIKE
    return equal


def groups_of(known: Mapping[int, Signature], met: Iterable[Sequence[int]]) -> list[set[int]]:
    """The groups of at least two among articles of these signatures. `met` names those that share a band, together."""
    first: dict[bytes, int] = {}
    same_as = {row: first.setdefault(places.tobytes(), row) for row, places in known.items()}
    parents = {row: row for row in first.values()}  # articles of the very same signature need no comparison
    for bucket in {frozenset(same_as[row] for row in bucket if row in known) for bucket in met}:
        _join(parents, known, sorted(bucket))
    groups: dict[int, set[int]] = {}
    for row, same in same_as.items():
        groups.setdefault(_root(parents, same), set()).add(row)
    return [group for group in groups.values() if len(group) > 1]


def _join(parents: dict[int, int], known: Mapping[int, Signature], bucket: list[int]) -> None:
    """Connect those of a bucket that are alike; what is connected already is not compared."""
    while len(bucket) > 1:
        row, *bucket = bucket
        others = [other for other in bucket if _root(parents, other) != _root(parents, row)]
        if others:
            found = alike(known[row], np.array([known[other] for other in others]))
            for number in np.flatnonzero(found):
                parents[_root(parents, others[number])] = _root(parents, row)


def _root(parents: dict[int, int], row: int) -> int:
    while parents[row] != row:
        parents[row] = parents[parents[row]]
        row = parents[row]
    return row


_prepared: list[MinHash] = []


def _empty() -> MinHash:
    """Made once: its permutations take longer than an article. Imported late: the library loads scipy."""
    if not _prepared:
        from datasketch import MinHash

        _prepared.append(MinHash(_PLACES, seed=1, hashfunc=int, scheme="affine32"))
    return _prepared[0]
