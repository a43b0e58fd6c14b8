"""The page that `onrecord check --html` writes, in a real Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.library import Library
from qa.checking.checking import check
from tests.checked_drafts import DRAFT, VALVE
from tests.chromium import MARKS, chromium
from tests.toy import ToyEmbedder
from ui.checking.page import page

pytestmark = MARKS


CONTRAST = """() => {
    const level = part => part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
    const weights = [0.2126, 0.7152, 0.0722];
    const light = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(level)
        .reduce((sum, part, at) => sum + part * weights[at], 0);
    const ground = node => {
        for (; node; node = node.parentElement) {
            const own = getComputedStyle(node).backgroundColor;
            if (!/, 0\\)$/.test(own)) return own;
        }
        return 'rgb(255, 255, 255)';
    };
    const shown = 'mark, .kind, .finding dd, .finding dt, small, .changed, .beside, p';
    return Math.min(...[...document.querySelectorAll(shown)]
        .map(node => [light(getComputedStyle(node).color), light(ground(node))].sort((a, b) => b - a))
        .map(([more, less]) => (more + 0.05) / (less + 0.05)));
}"""
"""The least contrast of any text with its ground, as WCAG computes it."""


@pytest.fixture
def address(tmp_path: Path) -> str:
    with Library.open(tmp_path / "library", embedder=ToyEmbedder(("valve",))) as library:
        library.add(VALVE)
        report = check(library, DRAFT)
    target = tmp_path / "report.html"
    target.write_text(page(report, "draft.md"), encoding="utf-8")
    return target.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_reads_well_by_day_and_by_night(tmp_path: Path, address: str, scheme: str) -> None:
    """Text and ground differ by a contrast of 4.5 at least, and nothing is wider than the window, on a phone too."""
    with chromium(tmp_path) as browser:
        visited = browser.new_page(color_scheme=scheme, viewport={"width": 390, "height": 800})
        problems: list[object] = []
        visited.on("pageerror", lambda error: problems.append(str(error)))
        visited.on("console", lambda message: problems.append(message.text))
        visited.goto(address)
        assert visited.evaluate("document.documentElement.scrollWidth") <= 390
        assert visited.evaluate(CONTRAST) >= 4.5
        assert visited.locator("mark").count() == visited.locator(".finding").count() == 5
        assert problems == []


def test_a_quotation_leads_to_what_was_found_and_back(tmp_path: Path, address: str) -> None:
    with chromium(tmp_path) as browser:
        visited = browser.new_page()
        visited.goto(address)
        visited.click("#in-draft-2 a")
        assert visited.url.endswith("#finding-2")
        visited.click("#finding-2 .number")
        assert visited.url.endswith("#in-draft-2")
        assert visited.inner_text("#finding-2 .changed >> nth=0") == "8"
