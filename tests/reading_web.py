"""Fetching, against a site on this machine: what is read, what is asked for again, and everything that is refused."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from threading import Thread

import pytest

from index.errors import SourceError
from index.library import Library
from index.reading.access import WebAccess
from index.reading.addresses import is_public, parse_address, resolved, system_resolver
from index.reading.fetching import Fetcher, user_agent
from tests.conftest import Place
from tests.documents import Printed, printed_pdf, set_lines
from tests.site import OPEN, QUICK, Handler, Site, add, page, reasons
from tests.toy import ToyEmbedder


@pytest.fixture
def library(place: Place) -> Iterator[Library]:
    with Library.open(place, embedder=ToyEmbedder(("bridge", "ferry"))) as library:
        yield library


def fetch(address: str, access: WebAccess = OPEN) -> bytes:
    with Fetcher(access) as fetcher:
        fetched = fetcher.get(address)
    assert fetched is not None
    return fetched.content


# Which addresses may be fetched


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.0.1", "198.18.0.1", "203.0.113.5", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "100::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b:1::1", "2002:7f00:1::1", "2002:a00:1::", "2001:0:7f00:1::1", "nonsense", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(ip: str) -> None:
    assert not is_public(ip)
    with pytest.raises(SourceError, match="not of the public internet: allow that with --allow-private"):
        resolved("news.example", 80, lambda host, port: ["93.184.216.34", ip], allow_private=False)


@pytest.mark.parametrize(
    "ip", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_addresses_that_are_public(ip: str) -> None:
    assert is_public(ip)
    assert resolved("news.example", 80, lambda host, port: [ip], allow_private=False) == [ip]


@pytest.mark.parametrize(
    "host", ["0x7f.1", "2130706433", "0177.0.0.1", "127.1", "localhost", "0", "[::1]", "127.0.0.1."]
)
def test_odd_notations_of_this_machine_are_what_they_resolve_to(host: str) -> None:
    address = parse_address(f"http://{host}/")
    try:
        found = system_resolver(address.host, address.port)
    except OSError:
        return  # not a host for this system at all
    assert not any(map(is_public, found))
    with pytest.raises(SourceError, match="not of the public internet"):
        fetch(f"http://{host}/", WebAccess(limits=QUICK))


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("ftp://news.example/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("http://user:pass@news.example/", "holds a user's name"),
        ("http://good.example\\@127.0.0.1/", "holds a user's name"),
        ("http:///nothing", "is not an address"),
        ("http://news.example:99999/", "is not an address"),
        ("http://[::1/", "is not an address"),
        ("http://a b.example/", "is not an address"),
        ("http://" + "ä" * 70 + ".example/", "is not an address"),
    ],
)
def test_addresses_that_cannot_be_fetched_are_told(library: Library, written: str, reason: str) -> None:
    report = add(library, written)
    assert [reason in told for told in reasons(report)] == [True]


def test_addresses_as_they_are_asked_for() -> None:
    assert str(parse_address(" HTTPS://News.Example:443/a b?q=ü#part ")) == "https://news.example/a%20b?q=%C3%BC"
    assert str(parse_address("http://bücher.example")) == "http://xn--bcher-kva.example/"
    assert str(parse_address("../b", parse_address("http://news.example:8080/x/a"))) == "http://news.example:8080/b"
    assert str(parse_address("http://[2606:4700::1]/")) == "http://[2606:4700::1]/"


def test_this_machine_is_refused_unless_allowed(site: Site, library: Library) -> None:
    site.put("/a", page("Bridge shut"))
    address = site.at("/a", "127.0.0.1")
    report = library.add(address)
    assert reasons(report) == [
        "the host 127.0.0.1 lies at 127.0.0.1, which is not of the public internet: allow that with --allow-private"
    ]
    assert site.asked == []
    assert len(library.add(address, access=WebAccess(allow_private=True)).added) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f.1", "localhost", "inside.example"])
def test_a_redirect_to_a_private_host_is_refused(site: Site, library: Library, host: str) -> None:
    def resolve(name: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"] if name.endswith(".example") else system_resolver(name, port)

    access = WebAccess(private_hosts=frozenset({"news.example"}), limits=QUICK, resolve=resolve)
    site.redirect("/a", site.at("/secret", host))
    site.put("/secret", page("Secret"))
    site.put("/b", page("Bridge shut"))
    report = add(library, site.at("/a"), site.at("/b"), access=access)
    assert len(report.added) == 1
    assert "which is not of the public internet" in reasons(report)[0]
    assert site.paths() == ["/a", "/b"]


def test_each_hop_is_checked_and_connected_to_at_the_address_that_was_checked() -> None:
    """A name that means something else the second time: it is asked for once, so that does not matter."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    connected: list[object] = []

    def connect(own: socket.socket, address: object) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        with pytest.raises(SourceError, match="cannot be fetched"):
            fetch("http://rebinding.example/", WebAccess(limits=QUICK, resolve=lambda host, port: next(answers)))
    assert connected == [("93.184.216.34", 80)]
    assert next(answers) == ["127.0.0.1"]


def test_the_server_is_asked_for_the_name(site: Site) -> None:
    site.put("/a", page("Bridge shut"))
    fetch(site.at("/a"))
    assert [asked.headers["Host"] for asked in site.asked] == [f"news.example:{site.port}"] * 2
    assert {asked.headers["User-Agent"] for asked in site.asked} == {user_agent()}
    assert user_agent().startswith("onrecord/")


def test_tls_is_asked_for_the_name() -> None:
    heard = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            connection, _ = server.accept()
            with connection:
                heard.extend(connection.recv(4096))

        listener = Thread(target=listen)
        listener.start()
        with pytest.raises(SourceError):
            fetch(f"https://news.example:{server.getsockname()[1]}/")
        listener.join()
    assert b"news.example" in heard


# What a fetch may cost


def endless(request: Handler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.end_headers()
    while True:
        request.wfile.write(b"<p>and so on</p>" * 1000)


def slow(request: Handler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.end_headers()
    for _ in range(100):
        request.wfile.write(b"a")
        request.wfile.flush()
        time.sleep(0.1)


def slow_headers(request: Handler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(100):
        request.wfile.write(f"X-{number}: a\r\n".encode())
        request.wfile.flush()
        time.sleep(0.1)


def cut_off(request: Handler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b"<html>")
    request.close_connection = True


def test_everything_that_is_refused_leaves_the_rest_unharmed(site: Site, library: Library, tmp_path: Path) -> None:
    bomb = zlib.compress(b"<p>" + b"a" * 50_000_000, 9)
    (tmp_path / "file.txt").write_text("A headline here\n\nThe ferry runs.\n")
    site.pages.update({"/endless": endless, "/slow": slow, "/slow-headers": slow_headers, "/cut": cut_off})
    site.put("/bomb", bomb, Content_Encoding="deflate")
    site.put("/gzip-bomb", gzip.compress(b"a" * 50_000_000), Content_Encoding="gzip")
    site.put("/broken", b"not packed at all", Content_Encoding="gzip")
    site.put("/odd", b"packed oddly", Content_Encoding="br")
    site.put("/large", "<p>" + "a" * 300_000)
    site.redirect("/round", site.at("/round"))
    site.redirect("/away", "ftp://news.example/a")
    site.refuse("/down", 503)
    site.put("/empty", "")
    site.put("/menu", "<html><body></body></html>")
    site.put("/good", page("Bridge shut"))
    bad = {
        "/endless": "is larger than",
        "/slow": "did not answer in full within 3 seconds",
        "/slow-headers": "did not answer in full within 3 seconds",
        "/cut": "cannot be fetched",
        "/bomb": "is larger than",
        "/gzip-bomb": "is larger than",
        "/broken": "is packed but broken",
        "/odd": "comes packed as 'br'",
        "/large": "is larger than",
        "/round": "leads on more than 3 times",
        "/away": "only http and https",
        "/down": "answers 503 (Service Unavailable)",
        "/gone": "answers 404 (Not Found)",
        "/empty": "is empty",
        "/menu": "is a page without an article",
    }
    report = add(library, *map(site.at, bad), site.at("/good"), tmp_path / "file.txt")
    assert len(report.added) == 2
    told = reasons(report)
    assert len(told) == len(bad)
    for expected, reason in zip(bad.values(), told, strict=True):
        assert expected in reason
        assert "\n" not in reason
        assert str(tmp_path.parent) not in reason
    assert library.verify().ok


# robots.txt


def test_robots_are_asked_once_and_respected(site: Site, library: Library) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private\nAllow: /private/open\n", "text/plain")
    for path in ("/private/a", "/private/open", "/b"):
        site.put(path, page(f"Page {path}"))
    report = add(library, site.at("/private/a"), site.at("/private/open"), site.at("/b"))
    assert len(report.added) == 2
    assert "as the site's robots.txt asks" in reasons(report)[0]
    assert [asked.path for asked in site.asked] == ["/robots.txt", "/private/open", "/b"]


def test_robots_rules_for_us_and_behind_redirects(site: Site, library: Library) -> None:
    site.put("/robots.txt", "User-agent: onrecord\nDisallow: /b\n\nUser-agent: *\nDisallow: /a\n", "text/plain")
    site.put("/a", page("Page a"))
    site.redirect("/c", "/b")
    report = add(library, site.at("/a"), site.at("/c"))
    assert len(report.added) == 1
    assert "/b is not fetched" in reasons(report)[0]


@pytest.mark.parametrize(("status", "added"), [(404, 1), (403, 1), (500, 0)])
def test_robots_that_cannot_be_had(site: Site, library: Library, status: int, added: int) -> None:
    site.refuse("/robots.txt", status)
    site.put("/a", page("Page a"))
    assert len(add(library, site.at("/a")).added) == added


def test_the_pause_that_robots_ask_for(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 7\n", "text/plain")
    site.put("/a", page("Page a"))
    waited: list[float] = []
    with Fetcher(OPEN, wait=waited.append) as fetcher:
        fetcher.get(site.at("/a"))
        fetcher.get(site.at("/a"))
    assert len(waited) == 1
    assert 6 < waited[0] <= 7


# Pages


def test_a_page_becomes_an_article_under_its_address(site: Site, library: Library) -> None:
    head = '<link rel="canonical" href="{}"><meta name="author" content="Ann Ames">'
    head += '<meta property="article:published_time" content="2025-03-04T10:00:00Z">'
    address = site.put("/2025/bridge-shut.html", page("Bridge shut", head=head.format(site.at("/bridge-shut"))))
    other = site.redirect("/short", "/2025/bridge-shut.html")
    (added,) = add(library, address).added
    article = library.article(added)
    assert (article.title, article.author, article.published) == ("Bridge shut", "Ann Ames", date(2025, 3, 4))
    assert (article.source, article.url) == (address, site.at("/bridge-shut"))
    assert added.startswith("bridge-shut-")
    assert "Officials said" in article.text
    report = add(library, other)
    assert (report.added, report.unchanged) == ((), (added,))


def test_a_site_that_names_one_canonical_address_for_all_loses_nothing(site: Site, library: Library) -> None:
    head = f'<link rel="canonical" href="{site.at("/news")}">'
    for name in ("one", "two"):
        site.put(f"/{name}", page(f"Story {name}", head=head))
    assert len(add(library, site.at("/one")).added) == 1
    assert len(add(library, site.at("/two")).added) == 1
    assert [article.url for article in library.articles()] == [site.at("/news")] * 2


def test_the_same_page_at_other_addresses_is_one_article(site: Site, library: Library) -> None:
    head = f'<link rel="canonical" href="{site.at("/one")}">'
    for path in ("/one", "/one?utm_source=feed&fbclid=1", "/print/1?x=1"):
        site.put(path, page("Story one", head=head), ETag='"1"')
    (added,) = add(library, site.at("/one")).added
    assert add(library, site.at("/one?utm_source=feed&fbclid=1")).unchanged == (added,)
    assert add(library, site.at("/print/1?x=1")).unchanged == (added,)
    site.asked.clear()
    assert add(library, site.at("/print/1?x=1")).unchanged == (added,)
    assert site.asked[-1].headers["If-None-Match"] == '"1"'


def test_texts_that_are_sent_as_something_else(site: Site, library: Library) -> None:
    lines = '{"title": "One", "text": "The ferry runs."}\n{"title": "Two", "text": "The bridge is shut."}\n'
    site.put("/raw/a.jsonl", lines, "text/plain; charset=utf-8")
    site.put("/raw/b.jsonl.gz", gzip.compress(lines.replace("The", "A").encode()), "application/octet-stream")
    assert len(add(library, site.at("/raw/a.jsonl"), site.at("/raw/b.jsonl.gz")).added) == 4


def test_the_declared_encoding_and_other_kinds(site: Site, library: Library) -> None:
    german = page("Brücke gesperrt", "Die Brücke ist zu, sagte die Wärterin am Montag früh. " * 6)
    site.put("/a", german.encode("latin-1"), "text/html; charset=iso-8859-1")
    site.put("/b", "A headline here\n\nThe ferry runs again on Monday.\n", "text/plain; charset=utf-8")
    site.put("/c.csv", "title,text\nOne,The ferry runs.\nTwo,The bridge is shut.\n", "text/csv")
    report = add(library, site.at("/a"), site.at("/b"), site.at("/c.csv"))
    assert report.skipped == ()
    titles = {article.title: article.source for article in library.articles()}
    assert titles == {
        "Brücke gesperrt": site.at("/a"),
        "A headline here": site.at("/b"),
        "One": site.at("/c.csv") + "#1",
        "Two": site.at("/c.csv") + "#2",
    }


def test_what_a_fetched_file_leaves_out_is_told_of_its_address(site: Site, library: Library, tmp_path: Path) -> None:
    lines = ("The port opened its books to the auditors in the spring,", "and they found nothing out of order.")
    path = printed_pdf(tmp_path / "a.pdf", [Printed(set_lines(lines)), Printed(picture=True)])
    site.put("/report.pdf", path.read_bytes(), "application/pdf")
    (remark,) = add(library, site.at("/report.pdf")).remarks
    assert remark.startswith(f"{site.at('/report.pdf')}: page 2 of 2 left out, as pictures without text")
    assert library.articles()[0].remarks == (remark,)


def test_a_page_that_has_not_changed_costs_a_304(site: Site, library: Library) -> None:
    site.put("/a", page("Bridge shut"), ETag='"1"')
    first = add(library, site.at("/a"))
    assert [asked.headers.get("If-None-Match") for asked in site.asked] == [None, None]
    site.asked.clear()
    again = add(library, site.at("/a"))
    assert (again.unchanged, again.passages) == (first.added, 0)
    assert site.asked[-1].headers["If-None-Match"] == '"1"'

    site.put("/a", page("Bridge open"), ETag='"2"')
    assert add(library, site.at("/a")).updated == first.added
    site.asked.clear()
    add(library, site.at("/a"))
    assert site.asked[-1].headers["If-None-Match"] == '"2"'


def test_words_that_cannot_be_said_back_are_not_kept(site: Site, library: Library) -> None:
    site.put("/a", page("Bridge shut"), ETag='"\xe9"', Last_Modified="Tue, 04 Mar 2025 08:00:00 GMT")
    add(library, site.at("/a"))
    site.asked.clear()
    assert len(add(library, site.at("/a")).unchanged) == 1
    assert "If-None-Match" not in site.asked[-1].headers
    assert site.asked[-1].headers["If-Modified-Since"] == "Tue, 04 Mar 2025 08:00:00 GMT"


def test_a_fetched_record_does_not_take_the_place_of_another_files(
    site: Site, library: Library, tmp_path: Path
) -> None:
    (tmp_path / "one.jsonl").write_text('{"id": "1", "title": "T", "text": "The bridge is shut."}\n')
    site.put("/two.jsonl", '{"id": "1", "title": "T", "text": "The ferry runs."}\n', "application/x-ndjson")
    report = add(library, tmp_path / "one.jsonl", site.at("/two.jsonl"))
    assert report.added == ("1",)
    assert "give it one of its own" in reasons(report)[0]
    report = add(library, site.at("/two.jsonl"))
    assert "belongs to an article of" in reasons(report)[0]


def test_what_was_removed_is_fetched_in_full_again(site: Site, library: Library) -> None:
    site.put("/a", page("Bridge shut"), ETag='"1"')
    (added,) = add(library, site.at("/a")).added
    library.remove(added)
    assert add(library, site.at("/a")).added == (added,)


def test_an_interruption_before_storing_forgets_the_visit(site: Site, place: Place) -> None:
    class Interrupted(ToyEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> object:  # type: ignore[override]
            raise KeyboardInterrupt

    site.put("/a", page("Bridge shut"), ETag='"1"')
    with Library.open(place, embedder=Interrupted(("bridge",))) as library, pytest.raises(KeyboardInterrupt):
        add(library, site.at("/a"))
    with Library.open(place, embedder=ToyEmbedder(("bridge",))) as library:
        assert len(add(library, site.at("/a")).added) == 1


def test_a_dry_run_remembers_nothing(site: Site, library: Library) -> None:
    site.put("/a", page("Bridge shut"), ETag='"1"')
    assert len(library.add(site.at("/a"), access=OPEN, dry_run=True).added) == 1
    assert library.contents().articles == 0
    assert len(add(library, site.at("/a")).added) == 1
