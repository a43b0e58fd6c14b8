"""A site's robots.txt: what it lets us fetch, and how fast."""

from __future__ import annotations

from dataclasses import dataclass, field

from protego import Protego

_LONGEST_PAUSE = 10.0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site for us. `pause` is how many seconds lie between two requests."""

    agent: str
    pause: float = 0.0
    rules: Protego | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, content: bytes, agent: str) -> Robots:
        rules = Protego.parse(content.decode("utf-8", "replace"))
        asked = rules.crawl_delay(agent) or 0.0
        return cls(agent, min(max(0.0, asked), _LONGEST_PAUSE), rules)

    def allow(self, address: str) -> bool:
        return self.rules is None or bool(self.rules.can_fetch(address, self.agent))


EVERYTHING = Robots("")
