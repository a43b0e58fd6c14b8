"""What a Word document's styles say of its paragraphs: what they are called, and whether Word shows their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset({"0", "false", "off"})
_DEEPEST = 20
"""Styles that a style is based on, one on the other; Word allows ten."""


class Styles:
    """A document's styles by their keys, which are in the language of the program that wrote it."""

    def __init__(self, root: _Element | None) -> None:
        self._styles: dict[str, _Element] = {}
        self._hides: dict[str, bool] = {}
        for style in root.iter(f"{_WORD}style") if root is not None else ():
            if key := style.get(f"{_WORD}styleId"):
                self._styles[key] = style

    def name(self, paragraph: _Element) -> str | None:
        """What the paragraph's style is called in English, in small letters."""
        key = _key(paragraph, "pPr", "pStyle")
        style = self._styles.get(key or "")
        called = style.find(f"{_WORD}name") if style is not None else None
        name = called.get(f"{_WORD}val") if called is not None else None
        return (name or key or "").lower() or None

    def hides(self, paragraph: _Element, run: _Element) -> bool:
        """Whether a run of the paragraph is hidden text: by its own word, or else by that of either style."""
        own = run.find(f"{_WORD}rPr")
        said = is_set(own, "vanish") if own is not None else None
        if said is not None:
            return said
        styles = (_key(run, "rPr", "rStyle"), _key(paragraph, "pPr", "pStyle"))
        return any(self._style_hides(key) for key in styles if key)

    def _style_hides(self, key: str) -> bool:
        if key not in self._hides:
            self._hides[key] = self._found(key)
        return self._hides[key]

    def _found(self, key: str) -> bool:
        for _ in range(_DEEPEST):
            style = self._styles.get(key)
            if style is None:
                return False
            properties = style.find(f"{_WORD}rPr")
            said = is_set(properties, "vanish") if properties is not None else None
            if said is not None:
                return said
            base = style.find(f"{_WORD}basedOn")
            key = (base.get(f"{_WORD}val") if base is not None else None) or ""
        return False


def is_set(properties: _Element, name: str) -> bool | None:
    """Whether a property is switched on; None where nothing is said of it."""
    found = properties.find(f"{_WORD}{name}")
    return None if found is None else (found.get(f"{_WORD}val") or "").lower() not in _OFF


def _key(element: _Element, properties: str, name: str) -> str | None:
    style = element.find(f"{_WORD}{properties}/{_WORD}{name}")
    return style.get(f"{_WORD}val") if style is not None else None
