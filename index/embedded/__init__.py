"""The engine of one machine: SQLite, which is the truth, and FAISS, which follows it."""
