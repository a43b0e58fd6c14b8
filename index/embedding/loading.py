"""The embedders by their names, and which of the two ways a model takes."""

from __future__ import annotations

from index.embedding.embedder import DEFAULT_MODEL, Embedder


def load_embedder(name: str | None = None) -> Embedder:
    """The embedder of this name: a sentence-transformers model's name or folder; None for the default one.

    The default model runs in ONNX Runtime, any other in sentence-transformers. Only what is needed is imported.
    """
    if name in (None, DEFAULT_MODEL):
        from index.embedding.onnx_embedder import OnnxEmbedder

        return OnnxEmbedder()
    from index.embedding.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name)


def runtime_of(name: str) -> str:
    """What a model of this name runs in, known without loading it."""
    if name != DEFAULT_MODEL:
        return "sentence-transformers"
    from index.embedding.encoder.model import fitting_precision

    return f"ONNX Runtime, {fitting_precision()}"
