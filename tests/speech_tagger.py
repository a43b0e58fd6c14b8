"""The tagger's files, its windows, and the measures of who said what, by hand."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from eval.statement_matching import ToldStatement, counted, matches, scores, shared
from eval.training.tagger.gold import AnnotatedAttribution, attributions_by_article, tagged_windows
from index.article import Span
from qa.speech.quotations import paragraph_spans
from qa.speech.tagger import CHECKSUMS
from qa.speech.windows import MOST_TOKENS, windows_of

ROOT = Path(__file__).parent.parent


def test_the_shipped_graphs_are_the_ones_that_were_exported_and_small() -> None:
    folder = files("qa.speech")
    size = 0
    for line in (folder / CHECKSUMS).read_text().splitlines():
        expected, name = line.split()
        graph = (folder / name).read_bytes()
        assert hashlib.sha256(graph).hexdigest() == expected
        size += len(graph)
    assert size <= 20_000_000


def test_nothing_is_loaded_until_it_is_needed() -> None:
    code = "import sys, qa.speech.attribution; print('onnxruntime' in sys.modules, 'tokenizers' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told.split() == ["False", "False"]


def test_windows_are_paragraphs_and_tokens_know_their_characters() -> None:
    text = "First one.\n\n  Second one, longer.  \n"
    paragraphs = list(paragraph_spans(text))
    assert [span.of(text) for span in paragraphs] == ["First one.", "Second one, longer."]
    windows = windows_of(text, paragraphs)
    assert [window.span for window in windows] == paragraphs
    second = windows[1]
    words = [text[start:end] for start, end in zip(second.starts, second.ends, strict=True)]
    assert words == ["", "Second", "one", ",", "longer", ".", ""]


def test_a_long_paragraph_is_split_between_its_sentences() -> None:
    text = " ".join(f"The crane number {number} was taken down in the harbour." for number in range(40))
    windows = windows_of(text, list(paragraph_spans(text)))
    assert len(windows) > 1
    assert all(len(window) <= MOST_TOKENS for window in windows)
    assert all(text[window.span.start :].startswith("The crane") for window in windows)
    assert windows[-1].span.end == len(text)


def test_gold_is_roles_of_tokens_by_cue() -> None:
    text = "Ada said it rained."
    record = {
        "article_id": "a",
        "source": [{"start": 0, "end": 3}],
        "cue": [{"start": 4, "end": 8}],
        "content": [{"start": 9, "end": 18}],
        "directness": "indirect",
    }
    gold = attributions_by_article([record, {**record, "cue": []}])
    assert gold == {"a": [AnnotatedAttribution((Span(0, 3),), (Span(4, 8),), (Span(9, 18),), "indirect")]}
    (one,) = tagged_windows(windows_of(text, list(paragraph_spans(text))), gold["a"])
    ((first, roles),) = one.cues
    window = one.window
    by_role = {
        role: {text[window.starts[i] : window.ends[i]] for i in (roles == role).nonzero()[0]} for role in (1, 2, 3)
    }
    assert first == list(window.starts).index(4)
    assert by_role == {1: {"said"}, 2: {"Ada"}, 3: {"it", "rained"}}


SAID = AnnotatedAttribution((Span(0, 5),), (Span(6, 10),), (Span(11, 31),), "indirect")
QUOTED = AnnotatedAttribution((Span(50, 55),), (Span(56, 60),), (Span(61, 71),), "direct")
UNNAMED = AnnotatedAttribution((), (Span(80, 84),), (Span(85, 95),), "indirect")


def test_content_is_shared_by_the_longer_of_two() -> None:
    assert shared([Span(0, 10)], [Span(5, 25)]) == 5 / 20
    assert shared([Span(0, 4), Span(6, 10)], [Span(0, 10)]) == 8 / 10


def test_a_match_needs_half_of_the_content_and_the_source() -> None:
    half, less = (
        ToldStatement((Span(11, 21),), Span(3, 4), "indirect"),
        ToldStatement((Span(11, 20),), Span(3, 4), "indirect"),
    )
    elsewhere = ToldStatement((Span(11, 31),), Span(40, 45), "indirect")
    assert matches([less, elsewhere, half], [SAID, QUOTED]) == [(2, 0)]
    assert matches([half, ToldStatement((Span(11, 31),), Span(0, 5), "mixed")], [SAID]) == [(1, 0)]


def test_the_lenient_reading_asks_for_half_of_what_is_annotated() -> None:
    # 10 of the 20 annotated characters, and 40 more: a fifth of what is told
    long = ToldStatement((Span(21, 71),), Span(3, 4), "indirect")
    assert matches([long], [SAID]) == []
    assert matches([long], [SAID], lenient=True) == [(0, 0)]
    assert matches([ToldStatement((Span(22, 71),), Span(3, 4), "indirect")], [SAID], lenient=True) == []
    assert counted([long], [SAID], lenient=True).tolist() == [[0, 0, 0, 0], [0, 0, 0, 0], [1, 1, 1, 1]]


def test_counts_and_scores_by_hand() -> None:
    right = ToldStatement((Span(11, 31),), Span(0, 5), "indirect")
    other_kind = ToldStatement((Span(61, 71),), Span(50, 55), "mixed")
    wrong = ToldStatement((Span(200, 220),), Span(190, 195), "indirect")
    unasked = ToldStatement((Span(85, 95),), Span(75, 79), "indirect")
    counts = counted([right, other_kind, wrong, unasked], [SAID, QUOTED, UNNAMED], alike=False)
    # direct: 1 annotated, found; mixed: 1 told, right; indirect: 1 annotated and found, 2 told, 1 right
    assert counts.tolist() == [[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 2, 1]]
    assert counted([other_kind], [QUOTED], alike=True).tolist() == [[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    told = scores(counts[None])["indirect"]
    assert (told["precision"], told["recall"]) == (0.5, 1.0)
    assert told["f1"][0] == pytest.approx(2 / 3, abs=1e-4)  # type: ignore[index]
