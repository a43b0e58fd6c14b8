"""Adding articles: what is new or changed is read, cut, embedded and stored, a batch at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path, PurePath
from time import perf_counter

import numpy as np

from index.add_report import AddReport
from index.article import Article
from index.batches import batches
from index.chunker import Chunker
from index.embedding.embedder import Embedder
from index.engine import ArticleRecord, Engine
from index.errors import SourceNotFound
from index.left_out import LeftOut
from index.progress import Progress
from index.reading import FieldMapping, Skipped, read_source
from index.reading.access import WebAccess
from index.reading.addresses import is_address
from index.reading.recognition import PageRecognised, Recognition
from index.searchable_text import searchable_texts
from index.source_files import source_file
from index.visits import Remark, Unchanged, Visit, Visits

_BATCH_CHARACTERS = 60_000
_WINDOW_ARTICLES = 5_000
_WINDOW_SECONDS, _WINDOW_SECONDS_FETCHING = 60, 10
_NOTED_TOGETHER = 500

Source = str | Path | Article
Read = tuple[Article | Skipped | Visit | Unchanged | Remark, bool]
"""What a source holds, and whether its id is to be believed."""


class Addition:
    """One run of `Library.add`. The model is asked for only when something is to be embedded."""

    def __init__(
        self,
        engine: Engine,
        embedder: Callable[[], Embedder],
        on_progress: Callable[[Progress], None] | None,
        *,
        dry_run: bool = False,
    ) -> None:
        """A dry run reads everything, and embeds and writes nothing."""
        self._engine = engine
        self._embedder = embedder
        self._on_progress = on_progress or (lambda _: None)
        self._dry_run = dry_run
        self._hashes = dict(engine.articles.content_hashes())
        self._ids_by_hash = {content_hash: article_id for article_id, content_hash in self._hashes.items()}
        self._added: list[str] = []
        self._updated: list[str] = []
        self._unchanged: list[str] = []
        self._original_hashes = dict(engine.articles.original_hashes())
        self._reread: list[Article] = []
        self._skipped: list[Skipped] = []
        self._same: dict[str, str] = {}
        self._visits: list[Visit] = []
        self._remarks: list[str] = []
        self._left_out = LeftOut()
        self._recognising = False
        self._passages = 0

    def run(
        self,
        sources: Sequence[Source],
        mapping: FieldMapping | None,
        access: WebAccess,
        recognition: Recognition | None = None,
    ) -> AddReport:
        began = perf_counter()
        self._recognising = recognition is not None
        if recognition and recognition.on_page is None:
            recognition = replace(recognition, on_page=self._tell_page)
        changed = self._changed(_read(sources, mapping, access, recognition, self._engine.visits))
        done = 0
        seconds = _WINDOW_SECONDS_FETCHING if any(map(is_address, sources)) else _WINDOW_SECONDS
        for window, last in _windows(changed, seconds):
            if self._dry_run:
                continue
            total = done + len(window) if last else None
            if window:
                self._on_progress(Progress("embedding", done, total, window[0].source))
            for batch in batches(window, lambda article: len(article.text), _BATCH_CHARACTERS):
                self._store(batch)
                done += len(batch)
                self._on_progress(Progress("embedding", done, total, batch[-1].source))
            self._remember()
        if not self._dry_run:
            self._engine.upkeep.settle(self._on_progress)
        return AddReport(
            tuple(self._added),
            tuple(self._updated),
            tuple(self._unchanged),
            tuple(self._skipped),
            self._passages,
            perf_counter() - began,
            (*self._remarks, *self._left_out.sentences()),
            self._left_out.characters,
            self._left_out.set_apart,
            self._left_out.passed_over,
        )

    def _changed(self, found: Iterator[Read]) -> Iterator[Article]:
        """The articles that are new or changed; everything else is noted on the way."""
        seen: set[str] = set()
        number = 0
        for item, given in found:
            if isinstance(item, Visit):
                self._visits.append(replace(item, article_id=self._same.get(item.article_id or "", item.article_id)))
                continue
            if isinstance(item, Remark):
                self._remarks.append(item.sentence)
                continue
            number += 1
            self._on_progress(Progress("reading", number, None, item.source))
            if isinstance(item, Skipped):
                self._skipped.append(item)
                continue
            if isinstance(item, Unchanged):
                self._unchanged.append(item.article_id)
                seen.add(item.article_id)
                continue
            if self._was_recognised(item):
                self._unchanged.append(item.id)
                seen.add(item.id)
                continue
            self._remarks.extend(item.remarks)
            content_hash = item.content_hash
            if self._hashes.get(item.id) == content_hash:
                self._unchanged.append(item.id)
                if item.original_hash and item.original_hash != self._original_hashes.get(item.id):
                    self._note(item)
            elif item.id in seen:
                reason = (
                    f"its id {item.id!r} belongs to an earlier article of the same addition: give it one of its own"
                )
                self._skipped.append(Skipped(item.source, reason))
            elif same := self._same_elsewhere(item, content_hash):
                self._unchanged.append(same)
                self._same[item.id] = same
            elif taken := self._taken_by(item, given):
                self._skipped.append(Skipped(item.source, taken))
            else:
                (self._updated if item.id in self._hashes else self._added).append(item.id)
                self._hashes[item.id] = content_hash
                self._ids_by_hash[content_hash] = item.id
                self._left_out.note(item)
                yield item
            seen.add(item.id)

    def _tell_page(self, page: PageRecognised) -> None:
        self._on_progress(Progress("recognising", page.done, page.total, page.source))

    def _was_recognised(self, article: Article) -> bool:
        """Whether the very same file was read before with text recognition, and now without: it keeps what it has."""
        if self._recognising or self._original_hashes.get(article.id) != article.original_hash:
            return False
        if article.original_hash is None or self._hashes[article.id] == article.content_hash:
            return False
        known = self._engine.articles.get(article.id)
        return known is not None and len(known.recognised) > len(article.recognised)

    def _remember(self) -> None:
        """Visits are stored after the articles that they brought: lost with them, they are only made again."""
        if self._visits:
            self._engine.visits.remember(self._visits)
            self._visits = []
        self._note_together()

    def _same_elsewhere(self, article: Article, content_hash: str) -> str | None:
        """The id under which the same content is here already: of a file of the same name, which was moved or uploaded
        again, or of another address, which leads to the same page."""
        if article.id in self._hashes or content_hash not in self._ids_by_hash:
            return None
        other = self._engine.articles.get(self._ids_by_hash[content_hash])
        if other and PurePath(other.source).name == PurePath(article.source).name:
            path = source_file(other)
            if path and article.original_hash and not path.exists():
                self._note(replace(article, id=other.id))
            return other.id
        return other.id if other and is_address(other.source) and is_address(article.source) else None

    def _note(self, article: Article) -> None:
        """Where an article that has not changed was read, and from what bytes."""
        if self._dry_run:
            return
        self._reread.append(article)
        if len(self._reread) == _NOTED_TOGETHER:
            self._note_together()

    def _note_together(self) -> None:
        self._engine.writing.note_source_files(self._reread)
        self._reread = []

    def _taken_by(self, article: Article, given: bool) -> str | None:
        """Why a record of a file must not replace the article of its id: that one came from another file."""
        other = None if given or article.id not in self._hashes else self._engine.articles.get(article.id)
        if other is None or _file(other) == _file(article):
            return None
        return (
            f"its id {article.id!r} belongs to an article of {_file(other)}: remove that one first, or give this one "
            "an id of its own"
        )

    def _store(self, articles: Sequence[Article]) -> None:
        embedder = self._embedder()
        chunker = Chunker(embedder.count_tokens)
        passages = [chunker.passages(article) for article in articles]
        texts = [searchable_texts(article, own) for article, own in zip(articles, passages, strict=True)]
        searchable = [text for own in texts for text in own if text]
        embedded = iter(embedder.embed_passages(searchable))
        nothing = np.zeros(embedder.dimension, np.float32)
        records = []
        for article, own, own_texts in zip(articles, passages, texts, strict=True):
            vectors = np.stack([next(embedded) if text else nothing for text in own_texts])
            records.append(ArticleRecord(article, own, own_texts, vectors))
        self._engine.writing.put(records)
        self._passages += len(searchable)


def check_sources(sources: Sequence[Source], *, skip_missing: bool) -> None:
    """Raises TypeError for what is no source and, unless it may be skipped, SourceNotFound for what does not exist."""
    for source in sources:
        if not isinstance(source, (str, Path, Article)):
            kind = type(source).__name__
            instead = f"write add(*{kind}) for a {kind}" if isinstance(source, (list, tuple, set)) else f"not {kind}"
            raise TypeError(f"a source is a path, an address or an Article: {instead}")
    missing = [] if skip_missing else [str(source) for source in sources if _is_missing(source)]
    if missing:
        do_not_exist = "does not exist" if len(missing) == 1 else "do not exist"
        raise SourceNotFound(f"nothing was added, for {', '.join(missing)} {do_not_exist}: check the path")


def _is_missing(source: Source) -> bool:
    if isinstance(source, Article) or is_address(source):
        return False
    try:
        os.stat(os.path.expanduser(source))
    except (FileNotFoundError, NotADirectoryError, ValueError):  # the last for what can be no file's name
        return True
    except OSError:  # there, and not to be read: that is told when it is
        return False
    return False


def _read(
    sources: Sequence[Source],
    mapping: FieldMapping | None,
    access: WebAccess,
    recognition: Recognition | None,
    visits: Visits,
) -> Iterator[Read]:
    """What the sources hold, and whether its id is to be believed: the caller's word, or that of an address."""
    addresses = [str(source).strip() for source in sources if is_address(source)]
    fetched = _fetched(addresses, mapping, access, recognition, visits)
    for source in sources:
        if isinstance(source, Article):
            yield source, True
        elif is_address(source):
            for found in next(fetched):
                yield found, not (isinstance(found, Article) and found.source.endswith(f"#{found.id}"))
        else:
            for item in read_source(source, mapping, recognition):
                yield item, False


def _fetched(
    addresses: Sequence[str],
    mapping: FieldMapping | None,
    access: WebAccess,
    recognition: Recognition | None,
    visits: Visits,
) -> Iterator[Iterator[Article | Skipped | Visit | Unchanged | Remark]]:
    """What lies at each address, in order. Without any nothing is imported that only the web needs."""
    if not addresses:
        return
    from index.reading.web import Web

    with closing(Web(access, visits, mapping, recognition)) as web:
        for address in addresses:
            yield web.read(address)


def _windows(articles: Iterator[Article], seconds: float) -> Iterator[tuple[list[Article], bool]]:
    """The articles in order, as many at once as are read in so many seconds or fit; and whether they are the last.

    What was read and not yet stored is lost with an interruption: that should not be much where it was fetched.
    """
    window: list[Article] = []
    began = perf_counter()
    for article in articles:
        window.append(article)
        if len(window) == _WINDOW_ARTICLES or perf_counter() - began > seconds:
            yield window, False
            window, began = [], perf_counter()
    yield window, True


def _file(article: Article) -> str:
    return article.source.removesuffix(f"#{article.id}")
