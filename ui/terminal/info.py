"""`onrecord info`: paths, counts and versions."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from index.embedding.loading import runtime_of
from qa.reader.calibration import Calibration
from qa.reader.loading import ReaderName
from ui.terminal.streams import printable
from ui.version import __version__

if TYPE_CHECKING:
    from index.library import Library

_PACKAGES = ("faiss-cpu", "gradio", "onnxruntime", "sentence-transformers", "torch")


def library_facts(library: Library) -> dict[str, Any]:
    contents = library.contents()
    return {
        "library": str(library.place.resolve() if isinstance(library.place, Path) else library.place),
        "articles": contents.articles,
        "passages": contents.passages,
        "bytes": library.bytes_on_disk(),
        "embedder": library.embedder_name,
        "embedding": runtime_of(library.embedder_name),
        "index": library.index_in_words,
        "calibrated_readers": [name.value for name in ReaderName if Calibration.of(library, name) != Calibration()],
        "versions": {
            "onrecord": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in _PACKAGES},
        },
    }


def facts_text(facts: dict[str, Any]) -> Text:
    rows = {name.capitalize(): f"{facts[name]:,}" for name in ("articles", "passages")}
    rows = {
        "Library": facts["library"],
        **rows,
        "Size": f"{facts['bytes'] / 1e6:,.1f} MB" if facts["bytes"] is not None else "kept by the server",
        "Embedder": f"{facts['embedder']} ({facts['embedding']})",
    }
    rows["Index"] = facts["index"]
    if facts["calibrated_readers"]:
        rows["Calibrated"] = f"reader {', '.join(facts['calibrated_readers'])}"
    rows |= facts["versions"]
    width = max(map(len, rows))
    lines = [Text.assemble((f"{name:<{width}}  ", "dim"), printable(value)) for name, value in rows.items()]
    return Text("\n").join(lines)
