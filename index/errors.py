"""Errors that users can meet. Each message is one sentence: what is wrong, where, and what to do.

OnrecordError
├── SourceError        something could not be read as articles
│   └── SourceNotFound
├── LibraryError       a library could not be opened or used
│   ├── LibraryNotFound
│   ├── LibraryDamaged
│   ├── LibraryBusy
│   ├── LibraryClosed
│   └── EmbedderMismatch
├── ArticleNotFound
├── QuestionError      an empty or unusable question
└── QuestionSetError   a question set that cannot be run
"""


class OnrecordError(Exception):
    """Whatever a user can mend; everything else is a programming mistake."""


class SourceError(OnrecordError):
    """A file, folder or address could not be read as articles."""


class SourceNotFound(SourceError):
    """A file or folder that was named does not exist."""


class LibraryError(OnrecordError):
    """A library could not be opened or used."""


class LibraryNotFound(LibraryError):
    """There is no library where one was asked for."""


class LibraryDamaged(LibraryError):
    """The library's database is not readable."""


class LibraryBusy(LibraryError):
    """Another process has been writing for too long."""


class LibraryClosed(LibraryError):
    """The library was used after it was closed."""


class EmbedderMismatch(LibraryError):
    """The library was made with another embedder."""


class ArticleNotFound(OnrecordError):
    """No article of the library has this id."""


class QuestionError(OnrecordError):
    """A question or query that cannot be asked."""


class QuestionSetError(OnrecordError):
    """A question set that cannot be run."""
