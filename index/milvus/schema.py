"""The collections of a library in Milvus.

Three belong to a library called NAME. `NAME_articles` has a row for each article, without its text: the row is written
last and names the version that is complete. `NAME_passages_…` has a row for each passage of each version.
`NAME_notes` has what else there is: the state, settings, visits, bylines, and writes that are under way.
"""

from __future__ import annotations

from typing import Any

from pymilvus import CollectionSchema, DataType, Function, FunctionType, MilvusClient
from pymilvus.milvus_client.index import IndexParams

from index.milvus.rows import ORIGINS

SEARCHED, KEPT = "searched", "kept"
"""The partitions of passages: those with words of their own, and those that are all furniture."""

KEY_LENGTH, VERSION_LENGTH = 32, 16
LONGEST = 65_535
"""Bytes that one piece of text can take in Milvus; whatever may be longer is an array of pieces."""

OF_PASSAGES = ("version", "article", "published", "author", *ORIGINS)
OF_ARTICLES = ("published", "author", *ORIGINS)
OF_NOTES = ("kind", "article")
"""The scalars that are asked for; a file's rows are scanned fast enough."""

_PIECES = 4_096
_BM25 = {"bm25_k1": 1.2, "bm25_b": 0.75}
_VECTOR_INDEXES: dict[str, dict[str, Any]] = {
    "FLAT": {},
    "AUTOINDEX": {},
    "HNSW": {"M": 16, "efConstruction": 200},
    "IVF_SQ8": {"nlist": 4_096},
    "DISKANN": {},
}
_SEARCHES: dict[str, dict[str, Any]] = {"HNSW": {"ef": 256}, "IVF_SQ8": {"nprobe": 64}, "DISKANN": {"search_list": 256}}


def passages(dimension: int) -> CollectionSchema:
    schema = _schema()
    schema.add_field("version", DataType.VARCHAR, max_length=VERSION_LENGTH)
    schema.add_field("article", DataType.VARCHAR, max_length=KEY_LENGTH)
    schema.add_field("position", DataType.INT64)
    _add_filtered(schema)
    _add_pieces(schema, "text")
    schema.add_field(
        "words",
        DataType.VARCHAR,
        max_length=LONGEST,
        enable_analyzer=True,
        enable_match=True,
        analyzer_params={"tokenizer": "standard"},
    )
    schema.add_field("bm25", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_function(
        Function(
            name="words_to_bm25",
            function_type=FunctionType.BM25,
            input_field_names=["words"],
            output_field_names=["bm25"],
        )
    )
    return schema


def passage_indexes(index: str) -> IndexParams:
    params = MilvusClient.prepare_index_params()
    params.add_index("vector", index_type=index, metric_type="IP", params=_VECTOR_INDEXES[index])
    params.add_index("bm25", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=_BM25)
    return params


def article_indexes() -> IndexParams:
    """Articles that share bands are found as sparse vectors are: the product is how many they share."""
    params = MilvusClient.prepare_index_params()
    params.add_index("bands", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    return params


def note_indexes() -> IndexParams:
    params = MilvusClient.prepare_index_params()
    params.add_index("nothing", index_type="FLAT", metric_type="L2")
    return params


def scalar_indexes(*fields: str) -> list[IndexParams]:
    found = []
    for field in fields:
        params = MilvusClient.prepare_index_params()
        params.add_index(field, index_type="INVERTED")
        found.append(params)
    return found


def search_params(index: str, limit: int) -> dict[str, Any]:
    """How widely an index looks around for so many passages."""
    return {name: max(value, limit) for name, value in _SEARCHES.get(index, {}).items()}


def articles() -> CollectionSchema:
    schema = _schema()
    schema.add_field("version", DataType.VARCHAR, max_length=VERSION_LENGTH)
    _add_filtered(schema)
    _add_pieces(schema, "fields")
    schema.add_field("passages", DataType.INT64)
    schema.add_field("content_hash", DataType.VARCHAR, max_length=256)
    schema.add_field("original_hash", DataType.VARCHAR, max_length=256)
    schema.add_field("signature", DataType.VARCHAR, max_length=2_048)
    schema.add_field("bands", DataType.SPARSE_FLOAT_VECTOR)
    return schema


def notes() -> CollectionSchema:
    schema = _schema()
    schema.add_field("kind", DataType.VARCHAR, max_length=16)
    schema.add_field("article", DataType.VARCHAR, max_length=KEY_LENGTH)
    _add_pieces(schema, "value")
    _add_nothing(schema)
    return schema


def _schema() -> CollectionSchema:
    schema: CollectionSchema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=64)
    return schema


def _add_filtered(schema: CollectionSchema) -> None:
    """What filters ask for; it stands on passages too, so that a filter restricts the search itself."""
    schema.add_field("published", DataType.INT64)
    schema.add_field("author", DataType.VARCHAR, max_length=KEY_LENGTH)
    for name in ORIGINS:
        schema.add_field(name, DataType.VARCHAR, max_length=KEY_LENGTH)


def _add_pieces(schema: CollectionSchema, name: str) -> None:
    schema.add_field(name, DataType.ARRAY, element_type=DataType.VARCHAR, max_length=LONGEST, max_capacity=_PIECES)


def _add_nothing(schema: CollectionSchema) -> None:
    """Every collection of Milvus needs a vector."""
    schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=2)
