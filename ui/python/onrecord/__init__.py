"""Ask your articles; get verbatim, cited quotes.

from onrecord import Assistant, Library

with Library.open("newsroom") as library:
    library.add("articles/")
    print(Assistant(library).ask("What did Blinken say about Rafah?").text)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.article import Article, Span
    from index.engine import Filters
    from index.errors import OnrecordError
    from index.library import Library
    from index.reading import read_source
    from qa.answer import Answer, Citation, Conversation
    from qa.assistant import Assistant
    from qa.checking.checking import check
    from qa.checking.report import Report
    from qa.confidence import Status
    from qa.speech.attribution import attribute

    __version__: str
else:
    _HOMES = {
        "Answer": "qa.answer",
        "Article": "index.article",
        "Assistant": "qa.assistant",
        "Citation": "qa.answer",
        "Conversation": "qa.answer",
        "Filters": "index.engine",
        "Library": "index.library",
        "OnrecordError": "index.errors",
        "Report": "qa.checking.report",
        "Span": "index.article",
        "Status": "qa.confidence",
        "__version__": "ui.version",
        "attribute": "qa.speech.attribution",
        "check": "qa.checking.checking",
        "read_source": "index.reading",
    }

    def __getattr__(name: str) -> Any:
        """Each name is fetched when it is first used: who only reads articles loads no index and no model."""
        if name not in _HOMES:
            raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted(_HOMES)


__all__ = [
    "Answer",
    "Article",
    "Assistant",
    "Citation",
    "Conversation",
    "Filters",
    "Library",
    "OnrecordError",
    "Report",
    "Span",
    "Status",
    "__version__",
    "attribute",
    "check",
    "read_source",
]
