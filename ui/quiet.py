"""No network and no chatter from the libraries underneath: called once, before any of them is imported.

What keeps them from reporting on their users is set by the package `index`, for every way in.
"""

from __future__ import annotations

import os
import warnings

_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
}


def quieten() -> None:
    """Set what the user has not set, so that nothing is fetched or printed by a library."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    warnings.filterwarnings("ignore", category=FutureWarning)
