"""Markdown, with or without YAML front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from index.article import Article, article_id, clean_text
from index.errors import SourceError
from index.reading.content import Encoding, read_text
from index.reading.dates import parse_date, parse_moment
from index.reading.draft import Draft, readable
from index.reading.fields import FieldMapping, Record
from index.reading.head import read_head
from index.reading.lines import plain
from index.reading.original import Original

_LONGEST_FRONT_MATTER = 16 * 1024
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_HEADING = re.compile(r"^ {0,3}#[ \t]+(\S[^\n]{0,300})", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


def read_markdown(original: Original, encoding: Encoding) -> Iterator[Article]:
    """One article. Its text is what stands below the front matter, as it stands."""
    whole = read_text(original, encoding)
    front, body = split_front_matter(whole)
    body = re.sub(r"\A(?:[^\S\n]*\n)+", "", body)
    if not body.strip():
        raise SourceError(f"{original} holds no text below its front matter: write the article there and add it again")
    head = read_head(body)
    heading = _HEADING.search(body)
    draft = Draft(
        text=body,
        title=front.words("title") or (heading and unmarked(heading[1])) or head.headline or readable(original.stem),
        author=front.words("author") or head.author,
        published=parse_date(front.value("date")) or head.published,
        outlet=front.words("outlet"),
        url=front.words("url"),
        language=front.words("language"),
        published_at=parse_moment(front.value("date")),
        first_line=1 + whole.count("\n", 0, len(whole) - len(body)),
    )
    given = clean_text(front.words("id") or "").strip()
    yield draft.article(given or article_id(original.key, original.stem), original.name)


def unmarked(heading: str) -> str:
    """A heading's words, without the marks of emphasis and the addresses of links."""
    return re.sub(r"[*`]+|(?<!\w)_+|_+(?!\w)", "", _LINK.sub(r"\1", plain(heading)))


def split_front_matter(text: str) -> tuple[Record, str]:
    """The front matter's fields, and the text below it; no fields and the whole text where there is none.

    All values are strings: a language `no` is Norwegian, and no alias or tag is resolved.
    """
    fields: object = None
    match = _FRONT_MATTER.match(text, 0, _LONGEST_FRONT_MATTER)
    if match:
        import yaml  # few files need it, and each process that reads would import it

        try:
            fields = yaml.load(match[1] or "", Loader=yaml.BaseLoader)  # noqa: S506 - builds nothing but strings
        except (yaml.YAMLError, RecursionError, ValueError, OverflowError):
            fields = None
    if match and isinstance(fields, Mapping):
        said = {str(name): value for name, value in fields.items() if value not in ("~", "null")}
        return Record(said, FieldMapping()), text[match.end() :]
    return Record({}, FieldMapping()), text
