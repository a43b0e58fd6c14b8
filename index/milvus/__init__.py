"""The engine of many machines: a library in Milvus, or in a milvus-lite file. Imports pymilvus only when one is opened."""
