"""Who said it, as every answer tells it."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.article import Span


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said it. `cue` is the word that tells (“said”, “according to”); `quoted` is False for reported speech.

    `mixed` where words of the speaker's own stand in a sentence of the article's. `source` and `told` are where the
    article names the speaker and where the cue stands, in its characters; `via` is who tells that it was said, where
    that is somebody else. Where it is told does not make it another speaker: those are not compared.
    """

    name: str
    cue: str
    quoted: bool
    mixed: bool = False
    source: Span | None = field(default=None, compare=False)
    told: Span | None = field(default=None, compare=False)
    via: str | None = None

    @property
    def kind(self) -> str:
        """“direct”, “mixed” or “indirect”."""
        if not self.quoted:
            return "indirect"
        return "mixed" if self.mixed else "direct"
