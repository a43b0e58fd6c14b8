"""Records whose fields hold HTML, and texts that only speak of it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from index.article import Article
from index.reading import read_source

FIRST, SECOND = "The bridge is shut, & stays so.", "“Nobody was hurt,” said Ida Ros."

MARKED_UP = {
    "paragraphs": "<p>The bridge is shut, &amp; stays so.</p>\n<p>&ldquo;Nobody was hurt,&rdquo; said Ida Ros.</p>",
    "breaks": "The bridge is shut, &amp; stays so.<br /><br />“Nobody was hurt,” said Ida Ros.",
    "links and blank lines": 'The <a href="/b">bridge</a> is shut, & stays so.\n\n'
    "“Nobody was hurt,” said <b>Ida</b> Ros.",
    "escaped twice": "&lt;p&gt;The bridge is shut, &amp;amp; stays so.&lt;/p&gt;"
    "&lt;p&gt;“Nobody was hurt,” said Ida Ros.&lt;/p&gt;",
    "programs and comments": "<div><script>buy()</script><p>The bridge is shut, &#38; stays so.</p><!-- wp:p -->"
    "<style>p {}</style><p>“Nobody was hurt,” said Ida Ros.</p></div>",
    "entities alone": "The bridge is shut, &amp; stays so.\n\n&#8220;Nobody was hurt,&#8221; said Ida Ros.",
    "upper case": "<P>The bridge is shut, &amp; stays so.</P><P>“Nobody was hurt,” said <EM>Ida Ros</EM>.</P>",
}


def read(path: Path) -> Article:
    (found,) = read_source(path)
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize("kind", MARKED_UP)
@pytest.mark.parametrize("ending", ["json", "jsonl", "csv"])
def test_html_in_a_field_is_read_as_its_words(tmp_path: Path, kind: str, ending: str) -> None:
    record = {"title": "Bridge &amp; <em>ship</em>", "author": "<b>Jane Roe</b>", "text": MARKED_UP[kind]}
    path = tmp_path / f"articles.{ending}"
    if ending == "csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, list(record))
            table.writeheader()
            table.writerow(record)
    else:
        path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    found = read(path)
    assert (found.title, found.author, found.text) == ("Bridge & ship", "Jane Roe", f"{FIRST}\n\n{SECOND}")


PLAIN = (
    "Write <p> before each paragraph, the guide says, and nothing else.",
    "If a < b and b > c, the clerk said, then a is not the largest of the three.",
    "He signed it <jane@ledger.example>, as he always did, and sent it off.",
    "R&D at AT&T fell; the Q&A was short.",
    "She typed :> and <3, and that was all.",
    "The list<int> of the program grew & grew.",
)


@pytest.mark.parametrize("text", PLAIN)
def test_texts_that_only_speak_of_tags_stay(tmp_path: Path, text: str) -> None:
    path = tmp_path / "articles.json"
    path.write_text(json.dumps({"title": text, "text": text}), encoding="utf-8")
    assert (read(path).title, read(path).text) == (text, text)


def test_captions_and_notices_in_the_html_are_furniture(tmp_path: Path) -> None:
    body = f"<p>{FIRST * 9}</p><figure><figcaption>The bridge</figcaption></figure><p class='related'>Ferries sail</p>"
    path = tmp_path / "articles.json"
    path.write_text(json.dumps({"title": "Bridge", "text": f"{body}<p>{SECOND * 9}</p>"}), encoding="utf-8")
    found = read(path)
    assert [span.of(found.text) for span in found.furniture] == ["The bridge", "Ferries sail"]
