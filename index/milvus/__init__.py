"""The engine of many machines: Milvus, or a milvus-lite file. Only opening such a library imports pymilvus."""
