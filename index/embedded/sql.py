"""What every statement here goes through, and the functions that statements call."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from index.source_names import file_name, fold, host

Execute = Callable[..., sqlite3.Cursor]
"""Runs a statement, within whatever transaction is open."""


def create_functions(connection: sqlite3.Connection) -> None:
    connection.create_function("fold", 1, fold, deterministic=True)
    connection.create_function("host", 1, host, deterministic=True)
    connection.create_function("file_name", 1, file_name, deterministic=True)
