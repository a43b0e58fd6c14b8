"""Texts, pages, feeds and tables that are made to do harm."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

from eval.benchmarks.bombs.archives import packed
from eval.benchmarks.bombs.bomb import ENTITIES, Bomb, repeated

_TIMES = 100_000
_OPEN = "The harbour is open."


def _page(unit: str, times: int, before: str = "", after: str = "") -> Callable[[], bytes]:
    head = "<!doctype html><html><head><title>A page</title></head><body>"
    return repeated(unit, times, head + before, after + "</body></html>")


def _feed(unit: str, times: int = 1, declared: str = "") -> Callable[[], bytes]:
    return repeated(unit, times, f"{declared}<rss><channel><title>A feed</title>", "</channel></rss>")


def _fields() -> bytes:
    return ('[{"text":"' + _OPEN + '"' + "".join(f',"{number}":1' for number in range(100_000)) + "}]").encode()


def _attributes() -> bytes:
    return _page("<p " + " ".join(f"a{number}=1" for number in range(_TIMES)) + ">words</p>", 1)()


def _namespaces() -> bytes:
    return _feed("".join(f'<a{number}:item xmlns:a{number}="n{number}"/>' for number in range(_TIMES)))()


def _long_entity() -> bytes:
    declared = f'<!DOCTYPE rss [<!ENTITY a "{"a" * 50_000}">]>'
    return _feed(f"<item><description>{'&a;' * 50_000}</description></item>", declared=declared)()


def _links_in_elements() -> bytes:
    link = '<a href="http://a.example/">some linked words</a> '
    return _page(link, 20_000, "<div>" * 200)()


def _many_items() -> bytes:
    item = b"<item><title>a</title><description>The harbour is open.</description></item>"
    return packed(b"<rss><channel>", 1) + packed(item * 1000, 1000) + packed(b"</channel></rss>", 1)


def _runs(rows: int, value: str | None) -> bytes:
    """A Parquet table of so many equal rows, which take a few kilobytes."""
    import pyarrow
    import pyarrow.parquet

    content = io.BytesIO()
    column = pyarrow.DictionaryArray.from_arrays(pyarrow.nulls(rows, pyarrow.int32()).fill_null(0), [value or ""])
    table = pyarrow.table({"text": column})
    pyarrow.parquet.write_table(table, content, compression="zstd", row_group_size=rows)
    return content.getvalue()


REPEATED = {
    "dates": "12 March ",
    "letters": "A.A.A.",
    "said": "he said, ",
    "stops": ". ",
    "quotes": "“a” ",
    "brackets": "([",
    "stars": "* ",
    "bylines": "By A B, ",
    "dashes": "a - ",
    "ellipses": "… ",
}
"""What makes slow what looks back, or ahead, from each place."""


def _columns() -> bytes:
    names = ",".join(f"c{number}" for number in range(1_000_000))
    return f"text,{names}\nThe harbour is open.,{',' * 1_000_000}\n".encode()


def _aliases() -> bytes:
    names = [f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]" for number in range(1, 12)]
    return "\n".join(["---", "a0: &a0 [lol, lol]", *names, "title: *a11", "---", "", _OPEN]).encode()


_FILE = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
_SCRIPT = '<script type="application/ld+json">'
_UTF7 = b'<!doctype html><meta charset="utf-7">'

TEXTS = (
    Bomb("lists 100,000 deep", "lists.json", repeated("[", _TIMES)),
    Bomb("objects 100,000 deep", "objects.json", repeated('{"a":', _TIMES)),
    Bomb("a number of a million digits", "number.json", repeated("9", 10**6, '[{"text":"b","date":', "}]")),
    Bomb("100,000 fields in a record", "fields.json", _fields),
    Bomb("500,000 lines without a record", "wrong.jsonl", repeated("1\n", 500_000, '{"text":"a"}\n')),
    Bomb(
        "a line of 100 million characters", "line.jsonl.gz", lambda: packed(b'{"text":"', 1) + packed(b"a" * 10**6, 100)
    ),
    Bomb("a million columns", "columns.csv", _columns),
    Bomb("a quotation mark that is never closed", "open.csv", repeated('b""', 500_000, 'title,text\na,"')),
    Bomb(
        "a million rows of two letters",
        "rows.csv.gz",
        lambda: packed(b"title,text\n", 1) + packed(b"a,b\n" * 1000, 1000),
    ),
    Bomb("20 million equal rows", "runs.parquet", partial(_runs, 20_000_000, "ab")),
    Bomb("20 million rows without text", "nulls.parquet", partial(_runs, 20_000_000, None)),
    Bomb("5 million rows of a thousand letters", "sentences.parquet", partial(_runs, 5_000_000, _OPEN * 50)),
    Bomb("a page nested 100,000 deep", "deep.html", _page("<div>", _TIMES, after="words")),
    Bomb("100,000 letters in bold in bold", "bold.html", _page("<b>a", _TIMES)),
    Bomb("3,000 tables in each other", "tables.html", _page("<table><tr><td>a", 3_000)),
    Bomb("20,000 links in 200 elements in each other", "links.html", _links_in_elements),
    Bomb("100,000 paragraphs of a letter", "paragraphs.html", _page("<p>a</p>", _TIMES)),
    Bomb("an element with 100,000 attributes", "attributes.html", _attributes),
    Bomb("100,000 comments that never end", "comments.html", repeated("<!--", _TIMES)),
    Bomb("100,000 entities", "entities.html", _page("&#x1F600;&bogus;", _TIMES, "<p>")),
    Bomb("JSON-LD 100,000 deep", "declared.html", _page("[", _TIMES, _SCRIPT, "</script><p>words")),
    Bomb("a feed nested 100,000 deep", "deep.rss", _feed("<item>", _TIMES)),
    Bomb(
        "entities in entities",
        "laughs.rss",
        _feed("<item><title>&j;</title></item>", 1, f"<!DOCTYPE rss [{ENTITIES}]>"),
    ),
    Bomb("one long entity 50,000 times", "entity.rss", _long_entity),
    Bomb("an entity that names a file", "file.rss", _feed("<item><title>&a;</title></item>", 1, _FILE)),
    Bomb("a million items, packed", "items.rss.gz", _many_items),
    Bomb("100,000 names of namespaces", "names.rss", _namespaces),
    Bomb("YAML aliases of aliases", "aliases.md", _aliases),
    Bomb("YAML lists 8,000 deep", "lists.md", repeated("[", 8_000, "---\na: ", f"\n---\n\n{_OPEN}\n")),
    Bomb("100,000 square brackets", "brackets.md", repeated("[", _TIMES, "# A headline [[[\n\n")),
    Bomb("100,000 links that never close", "links.md", repeated("[a](", _TIMES, "# A headline\n\n")),
    Bomb("a million blank lines with spaces", "blank.txt", repeated(" \n", 10**6, "a\n", "b")),
    Bomb("a million spaces in a line", "spaces.txt", repeated(" ", 10**6, "A headline\n\na", "b")),
    Bomb("UTF-16 that ends in the middle", "half.txt", lambda: b"\xff\xfe" + b"a\0" * 10**6 + b"a"),
    Bomb("bytes of no encoding", "bytes.txt", lambda: bytes(range(128, 256)) * 8_000),
    Bomb("a page in UTF-7, by its word", "utf7.html", lambda: _UTF7 + b"+ADw-script+AD4-" * _TIMES + b"\xff"),
    *(
        Bomb(f"100,000 times “{unit}”", f"{name}.txt", repeated(unit, _TIMES, "A headline\n\n"))
        for name, unit in REPEATED.items()
    ),
)
