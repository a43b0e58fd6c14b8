"""Feeds and sitemaps: what they name is fetched once, and what can't be had is told."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import typer

from index.article import article_id
from index.errors import SourceError
from index.library import AddReport, Library
from index.reading import Skipped, read_source
from index.reading.access import WebAccess
from index.reading.feeds import parse_feed, plain_text
from index.reading.sitemaps import parse_sitemap
from index.reading.xml_kinds import xml_kind
from tests.site import QUICK, Site, add, here, page, reasons
from tests.toy import ToyEmbedder
from ui.terminal.repeating import seconds_of

ROOT = Path(__file__).parent.parent
LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE rss [
  <!ENTITY a "ha">
  <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
  <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
  <!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
  <!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
  <!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">
]>
<rss version="2.0"><channel><title>&f;</title><item><link>http://news.example/a</link></item></channel></rss>
"""
EXTERNAL = """<!DOCTYPE feed [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>&secret;</title></entry></feed>
"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://post.example/news/">
  <title>Harbour Post</title>
  <entry>
    <title type="html">Bridge &lt;em&gt;shut&lt;/em&gt;</title>
    <link rel="edit" href="https://post.example/edit/1"/><link href="shut"/>
    <id>tag:post.example,2025:1</id>
    <published>2025-03-04T08:00:00+01:00</published><updated>2025-03-05T09:00:00Z</updated>
    <author><name>Ann Ames</name></author><author><name>Bo Berg</name></author>
    <content type="html">&lt;p&gt;The bridge is shut.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;It
      stays &lt;b&gt;shut&lt;/b&gt; &amp;amp; dark.&lt;/p&gt;</content>
  </entry>
  <entry><title>Summary only</title><id>2</id><summary>The ferry runs.</summary></entry>
</feed>
"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Old Wire</title></channel>
  <item><title>One</title><link>http://wire.example/1</link><dc:date>2025-03-04</dc:date>
  <dc:creator>Cy Cole</dc:creator><description>The strike is over.</description></item></rdf:RDF>
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", embedder=ToyEmbedder(("bridge", "ferry"))) as library:
        yield library


def rss(*items: str, title: str = "Harbour Post") -> str:
    return f'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'


def item(link: str, title: str = "An item", day: str = "Tue, 04 Mar 2025 08:00:00 GMT", text: str = "") -> str:
    return (
        f"<item><title>{title}</title><link>{link}</link><pubDate>{day}</pubDate>"
        f"<description>{text}</description></item>"
    )


def told(report: AddReport) -> tuple[int, int, int, int]:
    return len(report.added), len(report.updated), len(report.unchanged), len(report.skipped)


# What a feed says


def test_atom_is_understood() -> None:
    feed = parse_feed(ATOM, "feed.xml")
    first, second = feed.items
    assert (feed.title, feed.language) == ("Harbour Post", "en")
    assert (first.link, first.key) == ("https://post.example/news/shut", "tag:post.example,2025:1")
    assert (first.title, first.author, first.published) == ("Bridge shut", "Ann Ames, Bo Berg", date(2025, 3, 4))
    assert (first.mark, first.text) == ("2025-03-05T09:00:00Z", "The bridge is shut.\n\nIt stays shut & dark.")
    assert (second.link, second.text, second.mark) == ("", "The ferry runs.", None)


def test_atom_that_holds_elements_is_understood() -> None:
    content = (
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>T<i>w</i>o.</p></div></content>'
    )
    (only,) = parse_feed(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{content}</entry></feed>', "feed.xml").items
    assert only.text == "One.\n\nTwo."


def test_rss_of_all_ages_is_understood() -> None:
    (one,) = parse_feed(RDF, "feed.xml").items
    assert (one.link, one.author, one.published) == ("http://wire.example/1", "Cy Cole", date(2025, 3, 4))
    guid = "<item><guid>http://wire.example/2</guid><author>cy@wire.example (Cy Cole)</author></item>"
    no_link = '<item><guid isPermaLink="false">http://wire.example/3</guid></item>'
    content = (
        '<item xmlns:content="http://purl.org/rss/1.0/modules/content/"><description>Short.</description>'
        "<content:encoded><![CDATA[<p>Long.</p><p>Longer.</p>]]></content:encoded></item>"
    )
    first, second, third = parse_feed(rss(guid, no_link, content), "feed.xml").items
    assert (first.link, first.author) == ("http://wire.example/2", "Cy Cole")
    assert (second.link, second.key) == ("", "http://wire.example/3")
    assert third.text == "Long.\n\nLonger."


def test_small_faults_are_overlooked() -> None:
    broken = rss(item("http://wire.example/1", "Caf&eacute; &nbsp;open & busy", text="It is\x07 open."))
    (one,) = parse_feed(broken, "feed.xml").items
    assert one.link == "http://wire.example/1"
    assert one.title is not None
    assert one.title.startswith("Caf")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Plain words, 3 < 4.", "Plain words, 3 < 4."),
        ("<p>One<br>line</p><ul><li>a</li><li>b</li></ul>", "One line\n\na\n\nb"),
        ("<!-- hidden --><style>p{}</style>Shown<noscript>no</noscript>", "Shown"),
        ("&lt;b&gt; is a tag", "<b> is a tag"),
        ("<div>" * 3000 + "deep" + "</div>" * 3000, "deep"),
        ("<p></p>", ""),
    ],
)
def test_markup_becomes_paragraphs(markup: str, text: str) -> None:
    assert plain_text(markup) == text or (len(markup) > 10_000 and plain_text(markup) in (text, ""))


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (ATOM, "feed"), (RDF, "feed"), (LAUGHS, "feed"), (EXTERNAL, "feed"), ("\ufeff  <rss>", "feed"),
        ("<!-- a --><?x y?><urlset>", "sitemap"), ("<sitemapindex/>", "sitemap"), ("<html>", None), ("rss", None),
        ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", None),
        ("<opml>", None), ("<!-- <rss> -->", None),
        ("<!DOCTYPE rss PUBLIC '-//N//DTD' 'http://n.example/d'><rss>", "feed"),
    ],
)  # fmt: skip
def test_the_first_element_tells_the_kind(head: str, kind: str | None) -> None:
    assert xml_kind(head) == kind


@pytest.mark.parametrize(
    "bomb", [LAUGHS, EXTERNAL, LAUGHS.encode("utf-16").decode("utf-16"), "<!-- <rss> -->" + EXTERNAL]
)
def test_entities_are_refused(bomb: str) -> None:
    for parse in (parse_feed, parse_sitemap):
        with pytest.raises(SourceError, match=r"^feed.xml declares XML entities, which can grow without end"):
            parse(bomb, "feed.xml")


@pytest.mark.parametrize("text", ["", "no XML", "<rss", "<opml/>"])
def test_what_is_no_feed_is_told(text: str) -> None:
    with pytest.raises(SourceError, match=r"^feed.xml is"):
        parse_feed(text, "feed.xml")


def test_sitemaps_begin_with_what_changed_last() -> None:
    urls = (
        "<url><loc>http://a.example/1</loc></url>"
        "<url><loc>http://a.example/2</loc><lastmod>2025-03-04</lastmod></url>"
        "<url><loc>\n http://a.example/3 </loc><lastmod>2025-03-05T01:00:00Z</lastmod></url><url/>"
    )
    found = parse_sitemap(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>', "s")
    assert [one.link for one in found.pages] == [f"http://a.example/{number}" for number in (3, 2, 1)]
    assert [one.mark for one in found.pages] == ["2025-03-05T01:00:00Z", "2025-03-04", None]


# Feeds that were saved


def test_a_saved_feed_is_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "post.atom").write_text(ATOM)
    (tmp_path / "odd.txt").write_text(
        rss(item("http://wire.example/1", text="The strike is over."), item("http://x.example/2"))
    )
    odd, empty, first, second = read_source(tmp_path)
    assert isinstance(empty, Skipped)
    assert "item 2: it has no text, add its page http://x.example/2" in empty.reason
    assert not isinstance(odd, Skipped)
    assert odd.id == article_id("http://wire.example/1", "1")
    assert not isinstance(first, Skipped)
    assert (first.title, first.outlet, first.url) == ("Bridge shut", "Harbour Post", "https://post.example/news/shut")
    assert not isinstance(second, Skipped)
    assert (second.text, second.source) == ("The ferry runs.", f"{tmp_path / 'post.atom'}#2")


def test_a_saved_bomb_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    for name, content in (("a.xml", LAUGHS), ("b.atom", EXTERNAL), ("c.txt", "A headline here\n\nThe ferry runs.\n")):
        (tmp_path / name).write_text(content)
    found = [next(read_source(tmp_path / name)) for name in ("a.xml", "b.atom", "c.txt")]
    assert [isinstance(one, Skipped) for one in found] == [True, True, False]


# Feeds on the web


def test_a_feed_is_read_and_then_only_what_is_new(site: Site, library: Library) -> None:
    one, two, three = (site.put(f"/{name}", page(f"Story {name}")) for name in ("one", "two", "three"))
    site.put("/feed", rss(item(one), item(two)), "application/rss+xml", ETag='"1"')
    report = add(library, site.at("/feed"))
    assert told(report) == (2, 0, 0, 0)
    assert site.paths() == ["/feed", "/one", "/two"]
    article = library.article(report.added[0])
    assert (article.title, article.outlet, article.published) == ("Story one", "Harbour Post", date(2025, 3, 4))

    assert told(add(library, site.at("/feed"))) == (0, 0, 0, 0)
    assert site.paths() == ["/feed"]  # and the answer was 304

    site.put("/feed", rss(item(three), item(one)), "application/rss+xml", ETag='"2"')
    assert told(add(library, site.at("/feed"))) == (1, 0, 1, 0)
    assert site.paths() == ["/feed", "/three"]

    site.put("/one", page("Story one, corrected"))
    site.put("/feed", rss(item(three), item(one, day="Wed, 05 Mar 2025 08:00:00 GMT")), "text/xml")
    assert told(add(library, site.at("/feed"))) == (0, 1, 1, 0)
    assert site.paths() == ["/feed", "/one"]


def test_where_a_page_cannot_be_had_the_feeds_own_words_are_taken(site: Site, library: Library) -> None:
    site.put(
        "/feed",
        rss(item(site.at("/gone"), "Gone", text="&lt;p&gt;The bridge is shut.&lt;/p&gt;"), item(site.at("/no"))),
    )
    report = add(library, site.at("/feed"))
    assert told(report) == (1, 0, 0, 1)
    assert report.remarks == (
        f"{site.at('/gone')} answers 404 (Not Found): check the address, or try again later; the feed's own words were "
        "taken instead",
    )
    assert f"{site.at('/no')} answers 404" in reasons(report)[0]
    article = library.article(report.added[0])
    assert (article.text, article.title, article.url) == ("The bridge is shut.", "Gone", site.at("/gone"))
    site.paths()
    assert told(add(library, site.at("/feed"))) == (0, 0, 1, 1)
    assert site.paths() == ["/feed", "/no"]


def test_the_feeds_words_never_take_the_place_of_a_page(site: Site, library: Library) -> None:
    link = site.put("/one", page("Story one"))
    site.put("/feed", rss(item(link, text="A summary.")))
    (added,) = add(library, site.at("/feed")).added
    site.refuse("/one", 500)
    site.put("/feed", rss(item(link, text="A summary.", day="Wed, 05 Mar 2025 08:00:00 GMT")))
    assert told(add(library, site.at("/feed"))) == (0, 0, 0, 1)
    assert "Officials said" in library.article(added).text


def test_a_page_takes_the_place_of_the_feeds_words(site: Site, library: Library) -> None:
    link = site.refuse("/one", 500)
    site.put("/feed", rss(item(link, text="A summary.")))
    (added,) = add(library, site.at("/feed")).added
    site.put("/one", page("Story one"))
    assert add(library, link).updated == (added,)


def test_what_was_removed_comes_again_with_its_feed(site: Site, library: Library) -> None:
    site.put("/one", page("Story one"))
    site.put("/feed", rss(item(site.at("/one"))), ETag='"1"')
    (added,) = add(library, site.at("/feed")).added
    library.remove(added)
    assert add(library, site.at("/feed")).added == (added,)


def test_a_feed_is_not_taken_for_read_while_an_item_is_missing(site: Site, library: Library) -> None:
    site.put("/feed", rss(item(site.at("/late"))), "application/rss+xml", ETag='"1"')
    assert told(add(library, site.at("/feed"))) == (0, 0, 0, 1)
    site.put("/late", page("Here at last"))
    assert told(add(library, site.at("/feed"))) == (1, 0, 0, 0)


def test_relative_and_odd_links(site: Site, library: Library) -> None:
    site.put("/one", page("Story one"))
    site.put("/feed", rss(item("/one"), item("javascript:alert(1)", text="Own words of it."), item("/one#again")))
    report = add(library, site.at("/feed"))
    assert told(report) == (2, 0, 0, 0)
    assert "only http and https" in report.remarks[0]


def test_bombs_in_feeds_leave_the_rest_unharmed(site: Site, library: Library) -> None:
    site.put("/laughs", LAUGHS, "application/rss+xml")
    site.put("/external", EXTERNAL, "application/atom+xml")
    site.put("/packed", gzip.compress(b"<rss>" + b" " * 1_000_000), "application/rss+xml")
    site.put("/good", page("Bridge shut"))
    report = add(library, *map(site.at, ("/laughs", "/external", "/packed", "/good")))
    assert told(report) == (1, 0, 0, 3)
    assert "declares XML entities" in reasons(report)[0]
    assert "declares XML entities" in reasons(report)[1]


def test_the_most_pages_of_a_feed(site: Site, library: Library) -> None:
    links = [site.put(f"/{number}", page(f"Story {number}")) for number in range(5)]
    site.put("/feed", rss(*map(item, links)), ETag='"1"')
    access = WebAccess(allow_private=True, most_pages=2, limits=QUICK, resolve=here)
    assert told(add(library, site.at("/feed"), access=access)) == (2, 0, 0, 0)
    assert told(add(library, site.at("/feed"))) == (3, 0, 2, 0)


# Sitemaps


def test_a_sitemap_index_is_followed_and_remembered(site: Site, library: Library) -> None:
    links = [site.put(f"/{number}", page(f"Story {number}"), ETag=f'"{number}"') for number in range(4)]
    dated = f"<url><loc>{links[0]}</loc><lastmod>2025-03-04</lastmod></url><url><loc>{links[1]}</loc></url>"
    site.put("/new.xml.gz", gzip.compress(f"<urlset>{dated}</urlset>".encode()), "application/gzip")
    site.put(
        "/old.xml", f"<urlset><url><loc>{links[2]}</loc></url><url><loc>{links[3]}</loc></url></urlset>", "text/xml"
    )
    site.put(
        "/sitemap.xml",
        f"<sitemapindex><sitemap><loc>{site.at('/old.xml')}</loc><lastmod>2024-01-01</lastmod></sitemap>"
        f"<sitemap><loc>{site.at('/new.xml.gz')}</loc><lastmod>2025-01-01</lastmod></sitemap></sitemapindex>",
        "application/xml",
    )
    limited = WebAccess(allow_private=True, most_pages=1, limits=QUICK, resolve=here)
    assert told(add(library, site.at("/sitemap.xml"), access=limited)) == (1, 0, 0, 0)
    assert site.paths() == ["/sitemap.xml", "/new.xml.gz", "/0"]

    assert told(add(library, site.at("/sitemap.xml"))) == (3, 0, 1, 0)
    site.paths()
    assert told(add(library, site.at("/sitemap.xml"))) == (0, 0, 4, 0)
    # What has a date that has not changed is not asked for; the others cost a 304 each.
    assert site.paths() == ["/sitemap.xml", "/new.xml.gz", "/old.xml", "/1", "/2", "/3"]


def test_a_sitemap_that_cannot_be_had_leaves_the_others_unharmed(site: Site, library: Library) -> None:
    site.put("/a", page("Story a"))
    site.put("/good", f"<urlset><url><loc>{site.at('/a')}</loc></url></urlset>")
    maps = "".join(f"<sitemap><loc>{site.at(path)}</loc></sitemap>" for path in ("/gone", "/bomb", "/good"))
    site.put("/bomb", LAUGHS.replace("<rss", "<urlset"))
    site.put("/s", f"<sitemapindex>{maps}</sitemapindex>")
    report = add(library, site.at("/s"))
    assert told(report) == (1, 0, 0, 2)
    assert "answers 404" in reasons(report)[0]
    assert "declares XML entities" in reasons(report)[1]


def test_a_sitemap_that_names_itself_comes_to_an_end(site: Site, library: Library) -> None:
    site.put("/s", f"<sitemapindex><sitemap><loc>{site.at('/s')}</loc></sitemap></sitemapindex>")
    assert told(add(library, site.at("/s"))) == (0, 0, 0, 0)
    assert len(site.paths()) <= 5


# Again and again


@pytest.mark.parametrize(("written", "seconds"), [("90s", 90), ("15m", 900), ("2h", 7200), (" 1D ", 86400)])
def test_intervals(written: str, seconds: int) -> None:
    assert seconds_of(written) == seconds


@pytest.mark.parametrize("written", ["", "15", "m", "-5m", "0m", "1.5h", "15 minutes"])
def test_what_is_no_interval(written: str) -> None:
    with pytest.raises(typer.BadParameter, match="write it as 90s, 15m, 2h or 1d"):
        seconds_of(written)


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
def test_every_keeps_adding_until_it_is_stopped(site: Site, tmp_path: Path) -> None:
    for name in ("one", "two"):
        site.put(f"/{name}", page(f"Story {name}"))
    one, two = site.at("/one", "127.0.0.1"), site.at("/two", "127.0.0.1")
    site.put("/feed", rss(item(one)))
    address = site.at("/feed", "127.0.0.1")
    code = (
        "import index.library; from tests.toy import ToyEmbedder; "
        "index.library.load_embedder = lambda name: ToyEmbedder(('bridge',), name=name); "
        "from ui.cli import main; main()"
    )
    adding = subprocess.Popen(
        [
            sys.executable,
            "-c",
            code,
            "add",
            address,
            "--every",
            "1s",
            "--allow-private",
            "--library",
            str(tmp_path / "l"),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert adding.stdout is not None
    assert adding.stderr is not None
    watchdog = threading.Timer(60, adding.kill)
    watchdog.start()
    try:
        first = adding.stdout.readline()
        site.put("/feed", rss(item(two), item(one)))
        rounds = [adding.stdout.readline() for _ in range(2)]
        err = ""
        for line in adding.stderr:
            err += line
            if err.count("Again at ") == 3:
                break
        # A SIGINT is ignored where the tests were started with `nohup … &`.
        adding.send_signal(signal.SIGTERM)
        err += adding.communicate(timeout=30)[1]
    finally:
        watchdog.cancel()
    assert first.startswith("1 article added (")
    assert any(line.startswith("1 article added, 1 unchanged") for line in rounds)
    assert adding.returncode == 0
    assert err.endswith("Stopped.\n")
