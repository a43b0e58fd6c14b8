"""Four frameworks' shortest programs that find a passage for a question, with the default model, for comparison.

Each is a script of its own, for an environment of its own: `SCRIPT MODEL FOLDER TEXTS` makes an index of a JSON list of
texts in a folder, `SCRIPT MODEL FOLDER` reads a question from standard input and prints the best passage.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass, field
from pathlib import Path

_START = """import json, sys
model, folder, *texts = sys.argv[1:]
texts = json.load(open(texts[0])) if texts else None
"""


@dataclass(frozen=True, slots=True)
class Rival:
    """A framework: what pip calls it, and its program."""

    name: str
    packages: tuple[str, ...]
    program: str = field(repr=False)

    @property
    def script(self) -> str:
        return _START + self.program

    def python(self, folder: Path) -> Path:
        """The interpreter of its environment in a folder, which is made where it is missing.

        What is installed beside onrecord serves it too: only what it lacks is fetched.
        """
        environment = folder / self.name
        python = environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        if not python.exists():
            venv.create(environment, with_pip=True)
            own = subprocess.run(  # noqa: S603
                [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
                check=True,
                capture_output=True,
                text=True,
            ).stdout.strip()
            (Path(own) / "beside.pth").write_text(sysconfig.get_path("purelib"))
            subprocess.run([python, "-m", "pip", "install", "--quiet", *self.packages], check=True)  # noqa: S603
        return python


RIVALS = (
    Rival(
        "langchain",
        ("langchain-huggingface", "langchain-community"),
        """
from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings
embeddings = HuggingFaceEmbeddings(model_name=model)
if texts:
    FAISS.from_texts(texts, embeddings).save_local(folder)
else:
    index = FAISS.load_local(folder, embeddings, allow_dangerous_deserialization=True)
    print(index.similarity_search(sys.stdin.read(), k=1)[0].page_content)
""",
    ),
    Rival(
        "haystack",
        ("haystack-ai<3",),
        """
from haystack import Document
from haystack.components.embedders import SentenceTransformersDocumentEmbedder, SentenceTransformersTextEmbedder
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
path = folder + "/store.json"
if texts:
    embedder = SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)
    embedder.warm_up()
    store = InMemoryDocumentStore()
    store.write_documents(embedder.run([Document(content=text) for text in texts])["documents"])
    store.save_to_disk(path)
else:
    embedder = SentenceTransformersTextEmbedder(model=model, progress_bar=False)
    embedder.warm_up()
    retriever = InMemoryEmbeddingRetriever(InMemoryDocumentStore.load_from_disk(path), top_k=1)
    print(retriever.run(embedder.run(sys.stdin.read())["embedding"])["documents"][0].content)
""",
    ),
    Rival(
        "txtai",
        ("txtai",),
        """
from txtai import Embeddings
if texts:
    embeddings = Embeddings(path=model, content=True)
    embeddings.index(texts)
    embeddings.save(folder)
else:
    embeddings = Embeddings()
    embeddings.load(folder)
    print(embeddings.search(sys.stdin.read(), 1)[0]["text"])
""",
    ),
    Rival(
        "llamaindex",
        ("llama-index-core", "llama-index-embeddings-huggingface"),
        """
from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
embedding = HuggingFaceEmbedding(model_name=model)
if texts:
    index = VectorStoreIndex.from_documents([Document(text=text) for text in texts], embed_model=embedding)
    index.storage_context.persist(folder)
else:
    index = load_index_from_storage(StorageContext.from_defaults(persist_dir=folder), embed_model=embedding)
    print(index.as_retriever(similarity_top_k=1).retrieve(sys.stdin.read())[0].text)
""",
    ),
)
