"""The events of the past conversations: opened, searched, renamed, deleted, brought back, exported."""

from __future__ import annotations

from ui.web.export import exported
from ui.web.house import House
from ui.web.keeping import ConversationGone
from ui.web.places import past_page
from ui.web.shelf import Wanted, listing_page
from ui.web.told import Change, Told


class Past:
    def __init__(self, house: House) -> None:
        self._house = house

    def start(self, told: Told) -> Change:
        """The whole page of a visitor: the conversation that the address names, if any, and the library."""
        house, conversation = self._house, told.text("conversation", "")
        gone = ""
        try:
            talk = house.talk(told.visitor, conversation)
        except ConversationGone:
            talk, conversation, gone = house.talk(told.visitor, ""), "", "That conversation is not kept any more."
        articles = house.library.articles()
        wanted = Wanted()
        parts = {
            "talk": talk,
            "past": past_page(house.keeping.listed(told.visitor), conversation),
            "listing": listing_page(
                wanted.of(articles), total=len(articles), wanted=wanted, removable=not house.read_only
            ),
            "reading": house.reading_home(),
            **house.shelf_parts(),
        }
        data = {
            "conversation": conversation,
            "articles": str(len(articles)),
            "suggest": "" if house.suggestions_found or not articles else "yes",
        }
        return Change(parts, "started", gone, data)

    def talk(self, told: Told) -> Change:
        """Another conversation, or none where none is named: a new one begins with its first question."""
        house, conversation = self._house, told.text("conversation", "")
        parts = {
            "talk": house.talk(told.visitor, conversation),
            "past": past_page(house.keeping.listed(told.visitor), conversation),
        }
        return Change(parts, "turned", data={"conversation": conversation})

    def conversations(self, told: Told) -> Change:
        kept = self._house.keeping.listed(told.visitor, told.words("words"))
        page = past_page(kept, told.text("conversation", ""))
        return Change({"past": page if kept else '<p class="facts">None holds these words.</p>'})

    def rename(self, told: Told) -> Change:
        self._house.keeping.rename(told.visitor, told.text("renamed"), told.words("title"))
        return self._list(told)

    def forget(self, told: Told) -> Change:
        """Delete a conversation; it can be brought back."""
        deleted, current = told.text("deleted"), told.text("conversation", "")
        title = self._house.keeping.title(told.visitor, deleted)
        self._house.keeping.delete(told.visitor, deleted)
        undo = {"undo": "recall", "recalled": deleted, "deleted": deleted if deleted == current else ""}
        return self._list(told, "forgotten", f"“{title}” is deleted.", undo)

    def recall(self, told: Told) -> Change:
        self._house.keeping.delete(told.visitor, told.text("recalled"), deleted=False)
        return self._list(told)

    def export(self, told: Told) -> Change:
        """A conversation as a file that the page saves."""
        conversation, kind = told.text("exported"), told.text("kind")
        title = self._house.keeping.title(told.visitor, conversation)
        name, mime, text = exported(title, self._house.keeping.exchanges(told.visitor, conversation), kind)
        return Change(act="save", data={"name": name, "type": mime, "text": text})

    def _list(self, told: Told, act: str = "", said: str = "", data: dict[str, str] | None = None) -> Change:
        kept = self._house.keeping.listed(told.visitor)
        return Change({"past": past_page(kept, told.text("conversation", ""))}, act, said, data or {})
