"""Names or nothing, and the day that the article itself declares, or none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from eval.benchmarks.credits import Credited, judged
from eval.made_pages import MadePage, made_pages
from index.library import Library
from index.reading.byline import names_only
from index.reading.dates import date_line
from index.reading.html import page_draft
from tests.site import Site, add
from tests.toy import ToyEmbedder

PAGES = list(made_pages())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_made_pages(page: MadePage) -> None:
    draft = page_draft(page.html)
    assert draft is not None
    assert (draft.author, draft.published) == (page.author, page.published)


def test_pages_from_the_web(tmp_path: Path, site: Site) -> None:
    pages = PAGES[::5]  # one of each way
    addresses = [site.put(f"/{page.name}", page.html.replace("three more", page.name)) for page in pages]
    with Library.open(tmp_path / "library", embedder=ToyEmbedder(("ferry",))) as library:
        assert len(add(library, *addresses).added) == len(pages)
        told = {article.source: (article.author, article.published) for article in library.articles()}
    assert told == {address: (page.author, page.published) for address, page in zip(addresses, pages, strict=True)}


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("By Jane Roe", "Jane Roe"),
        ("Por Lucía Peña y Ana Ruiz", "Lucía Peña y Ana Ruiz"),
        ("Von Jürgen Heitmann", "Jürgen Heitmann"),
        ("door Sara van Dijk", "Sara van Dijk"),
        ("JANE ROE, JOHN DOE Special correspondents", "JANE ROE, JOHN DOE"),
        ("Jane Roe and John Doe", "Jane Roe and John Doe"),
        ("王小明", "王小明"),
        ("Jane Roe | 3 March 2024", "Jane Roe"),
        ("Jane Roe, updated 4 hours ago", "Jane Roe"),
        ("Jane Roe March", "Jane Roe"),
        ("Christoph von Ritter", "Christoph von Ritter"),
        ("Updated 4 hours ago", None),
        ("Submitted on 21 January 2019", None),
        ("Last Updated January 7", None),
        ("Article by", None),
        ("January 7, 2025", None),
        ("ledger.example.com", None),
        ("the staff of this newspaper", None),
        ("5 min read", None),
    ],
)
def test_names_only(written: str, names: str | None) -> None:
    assert names_only(written) == names


@pytest.mark.parametrize(
    "line",
    [
        "Published: May 2, 2024; last updated May 5, 2024",
        "Published 2 May 2024 | Updated 5 May 2024",
        "Updated: 5 May 2024; Published: 2 May 2024",
        "Posted on 2024-05-02 10:15; modified 2024-05-05",
        "First published on Thursday, May 2, 2024 at 3:15 PM; updated on Sunday, May 5, 2024",
    ],
)
def test_the_day_of_publication_beats_that_of_an_update(line: str) -> None:
    said = date_line(line)
    assert said is not None
    assert (said.day, said.updated) == (date(2024, 5, 2), False)


def test_what_is_right_and_wrong(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGES[0].html, "utf-8")
    author, day = PAGES[0].author, PAGES[0].published
    assert judged(Credited("a", path, author, day)) == ("right", "right")
    assert judged(Credited("a", path, "John Doe", None)) == ("wrong", "wrong")
    assert judged(Credited("a", path, "", False)) == ("not labelled", "not labelled")
    path.write_text("<p>Nothing</p>", "utf-8")
    assert judged(Credited("a", path, author, None)) == ("unknown", "rightly nothing")
