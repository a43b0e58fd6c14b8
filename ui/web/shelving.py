"""The events of the library: listed, added to from files, addresses and pasted text, taken from, with a way back."""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from index.article import Article
from index.errors import ArticleNotFound, OnrecordError
from index.library import AddReport
from index.reading import Skipped
from index.reading.access import WebAccess
from ui.days import first_day, last_day
from ui.web.house import House
from ui.web.shelf import LISTED, Result, Wanted, adding_page, listing_page
from ui.web.told import Change, Told, UnknownEvent, sentence
from ui.web.uploads import read_uploads

_MOST_RESULTS, _MOST_REMOVED = 500, 200
_MOST_LISTED = 5_000


class ReadOnly(OnrecordError):
    """The library is only to be read here."""

    def __init__(self) -> None:
        super().__init__("the library is only to be read here")


class Shelving:
    """What came of each addition stays with its visitor until it is put away or the server stops."""

    def __init__(self, house: House, uploads: Path, *, allow_private: bool = False) -> None:
        """`uploads` is the folder that uploaded files lie in: none is taken from anywhere else."""
        self._house = house
        self._uploads = uploads.resolve()
        self._access = WebAccess(allow_private=allow_private)
        self._results: defaultdict[str, list[Result]] = defaultdict(list)
        self._removed: OrderedDict[tuple[str, str], Article] = OrderedDict()

    def listing(self, told: Told) -> Change:
        return Change({"listing": self._listing(told)})

    def files(self, told: Told) -> Iterator[Change]:
        """Adds uploaded files one after the other, and tells of each as it is done."""
        self._check_writable()
        paths = [self._uploaded(path) for path in told.lines("paths")]
        for done, path in enumerate(paths):
            yield self._working(told, f"Reading {path.name}, {done + 1} of {len(paths)}")
            articles, skipped = read_uploads([str(path)])
            self._add(told.visitor, articles, skipped)
        yield self._done(told)

    def paste(self, told: Told) -> Iterator[Change]:
        """Adds an article whose headline and text were typed or pasted."""
        self._check_writable()
        title, text = told.words("title"), told.text("text")
        published = first_day(told.words("date"))
        if not title or not text.strip():
            raise UnknownEvent
        yield self._working(told, f"Adding “{title}”")
        with TemporaryDirectory(dir=self._uploads) as folder:
            stem = re.sub(r"[^\w]+", "-", title.casefold()).strip("-")[:60] or "article"
            path = Path(folder, f"pasted-{stem}.txt")
            path.write_text(f"{' '.join(title.split())}\n\n{text}", "utf-8", "replace")
            articles, skipped = read_uploads([str(path)])
        outlet = told.words("outlet") or None
        self._add(told.visitor, [replace(article, outlet=outlet, published=published) for article in articles], skipped)
        yield self._done(told, "pasted")

    def address(self, told: Told) -> Iterator[Change]:
        """Adds a page, or those of a feed or sitemap, from the web: the one event that fetches anything."""
        self._check_writable()
        address = told.words("address")
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).netloc:
            yield Change(told="An address begins with https:// or http://.")
            return
        yield self._working(told, f"Fetching {address}")
        self._add(told.visitor, [address], ())
        yield self._done(told, "fetched")

    def sample(self, told: Told) -> Iterator[Change]:
        """Adds the sample articles that come with the package."""
        self._check_writable()
        with as_file(files("index") / "sample") as folder:
            paths = sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".md", ".html"))
            for done, path in enumerate(paths):
                yield self._working(told, f"Reading the sample, {done + 1} of {len(paths)}")
                articles, skipped = read_uploads([str(path)])
                self._add(told.visitor, articles, skipped)
        yield self._done(told)

    def remove(self, told: Told) -> Change:
        """Takes an article out; it can be brought back until the server stops."""
        self._check_writable()
        library = self._house.library
        try:
            article = library.article(told.text("article"))
            library.remove(article.id)
        except ArticleNotFound:
            return self._done(told, said="This article was removed already.")
        self._removed[told.visitor, article.id] = article
        while len(self._removed) > _MOST_REMOVED:
            self._removed.popitem(last=False)
        self._note(told.visitor, Result(article.title, "removed", article_id=article.id))
        undo = {"undo": "restore", "article": article.id}
        return self._done(told, "removed", f"“{article.title}” is removed.", undo)

    def restore(self, told: Told) -> Change:
        self._check_writable()
        article = self._removed.pop((told.visitor, told.text("article")), None)
        if article is None:
            return self._done(told, said="This article can’t be brought back any more: add it again.")
        results = self._results[told.visitor]
        results[:] = [result for result in results if result.article_id != article.id]
        self._add(told.visitor, [article], ())
        return self._done(told, said=f"“{article.title}” is back.")

    def put_away(self, told: Told) -> Change:
        self._results.pop(told.visitor, None)
        return Change({"adding": ""})

    def _check_writable(self) -> None:
        if self._house.read_only:
            raise ReadOnly

    def _uploaded(self, path: str) -> Path:
        """Raises UnknownEvent where it is no file that was uploaded here."""
        try:
            place = Path(path).resolve()
        except (OSError, ValueError) as error:
            raise UnknownEvent from error
        if not (Path(path).is_absolute() and place.is_relative_to(self._uploads) and place.is_file()):
            raise UnknownEvent
        return place

    def _add(self, visitor: str, sources: Sequence[Article | str], skipped: Sequence[Skipped]) -> None:
        for source in skipped:
            self._note(visitor, Result(source.source, "skipped", f"{source.reason}."))
        if not sources:
            return
        try:
            report = self._house.library.add(*sources, access=self._access)
        except OnrecordError as error:
            named = [source if isinstance(source, str) else source.title for source in sources]
            self._note(visitor, Result(named[0], "skipped", sentence(error)))
            return
        for result in self._told(report):
            self._note(visitor, result)

    def _told(self, report: AddReport) -> Iterator[Result]:
        library = self._house.library
        for outcome, ids in (("unchanged", report.unchanged), ("updated", report.updated), ("added", report.added)):
            for article_id in ids:
                article = library.article(article_id)
                apart = f"{article.set_apart:,} of {len(article.text):,} characters are captions, credits and the like"
                said = [article.source, apart if article.set_apart else "", *article.remarks]
                yield Result(article.title, outcome, " · ".join(filter(None, said)), article_id)
        for source in report.skipped:
            yield Result(source.source, "skipped", f"{source.reason}.")

    def _note(self, visitor: str, result: Result) -> None:
        """Newest first; a new result takes the place of an older one of the same article."""
        results = self._results[visitor]
        if result.article_id:
            results[:] = [older for older in results if older.article_id != result.article_id]
        results.insert(0, result)
        del results[_MOST_RESULTS:]

    def _working(self, told: Told, working: str) -> Change:
        return Change({"adding": adding_page(self._results[told.visitor], f"{working} …")}, "working")

    def _done(self, told: Told, act: str = "added", said: str = "", data: dict[str, str] | None = None) -> Change:
        house = self._house
        parts = {
            "adding": adding_page(self._results[told.visitor]),
            "listing": self._listing(told),
            "welcome": house.talk(told.visitor, ""),
            "home": house.reading_home(),
            **house.shelf_parts(),
        }
        return Change(parts, act, said, {"articles": str(house.library.contents().articles), **(data or {})})

    def _listing(self, told: Told) -> str:
        articles = self._house.library.articles()
        most = min(told.number("most"), _MOST_LISTED) if told.fields.get("most") else LISTED
        wanted = Wanted(
            words=told.words("words"),
            sort=told.text("sort", "newest"),
            since=first_day(told.words("from")),
            until=last_day(told.words("to")),
            outlet=told.text("outlet", ""),
            author=told.text("author", ""),
            most=most,
        )
        return listing_page(
            wanted.of(articles), total=len(articles), wanted=wanted, removable=not self._house.read_only
        )
