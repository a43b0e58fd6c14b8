"""axe-core, from npm, in a page: what of it somebody who doesn't see or point could not use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.chromium import sync_api

_PLACES = (
    Path(os.environ.get("AXE_CORE", "")),
    Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js",
)


def violations(page: sync_api.Page) -> list[str]:
    """A line for each violation of the page as it stands: the rule, how grave it is, and where. Skips without axe."""
    source = next((place for place in _PLACES if place.is_file()), None)
    if source is None:
        pytest.skip("axe-core is not here: npm install --no-save axe-core, or set AXE_CORE to axe.min.js")
    if not page.evaluate("() => typeof window.axe === 'object'"):
        page.evaluate(source.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run('#app', {resultTypes: ['violations']})).violations")
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]
