"""Small charts with logarithmic axes, as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT, _MARGIN, _TOP = 340, 240, 52, 44
_COLOURS = ("#1f5fa8", "#c2571a", "#3c8c4a")


@dataclass(frozen=True, slots=True)
class Curve:
    """A name and its points, all above 0."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    title: str
    curves: Sequence[Curve]


def svg(panels: Sequence[Panel]) -> str:
    """The panels in rows of two; every curve's points are labelled with their values."""
    rows = math.ceil(len(panels) / 2)
    drawn = "\n".join(
        f'<g transform="translate({number % 2 * _WIDTH},{number // 2 * _HEIGHT})">\n{_panel(panel)}\n</g>'
        for number, panel in enumerate(panels)
    )
    width, height = 2 * _WIDTH, rows * _HEIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        f'font-size="10">\n<rect width="{width}" height="{height}" fill="white"/>\n{drawn}\n</svg>\n'
    )


def _panel(panel: Panel) -> str:
    points = [point for curve in panel.curves for point in curve.points]
    across, up = _axis(x for x, _ in points), _axis(y for _, y in points)

    def place(x: float, y: float) -> tuple[float, float]:
        right = _MARGIN + (_WIDTH - _MARGIN - 30) * across.share(x)
        return right, _HEIGHT - 30 - (_HEIGHT - 30 - _TOP) * up.share(y)

    lines = [f'<text x="{_MARGIN}" y="16" font-size="12" font-weight="bold">{escape(panel.title)}</text>']
    for tick in across.ticks:
        x, low = place(tick, up.low)
        lines.append(f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{low:.1f}" stroke="#ddd"/>')
        lines.append(f'<text x="{x:.1f}" y="{low + 14:.1f}" text-anchor="middle">{_number(tick)}</text>')
    for tick in up.ticks:
        left, y = place(across.low, tick)
        lines.append(f'<line x1="{left:.1f}" y1="{y:.1f}" x2="{_WIDTH - 30}" y2="{y:.1f}" stroke="#ddd"/>')
        lines.append(f'<text x="{left - 4:.1f}" y="{y + 3:.1f}" text-anchor="end">{_number(tick)}</text>')
    for number, curve in enumerate(panel.curves):
        colour = _COLOURS[number % len(_COLOURS)]
        places = [place(*point) for point in curve.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"><title>{escape(curve.name)}: '
            f"{_number(value)}</title></circle>"
            for (x, y), (_, value) in zip(places, curve.points, strict=True)
        ]
        named = _MARGIN + number * 105
        lines.append(f'<text x="{named}" y="32" fill="{colour}">{escape(curve.name)}</text>')
        if len(panel.curves) == 1:
            lines += [
                f'<text x="{x:.1f}" y="{y - 7:.1f}" text-anchor="middle" fill="{colour}">{_number(value)}</text>'
                for (x, y), (_, value) in zip(places, curve.points, strict=True)
            ]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Axis:
    """From one power of ten to another."""

    low: float
    high: float

    def share(self, value: float) -> float:
        return math.log10(value / self.low) / math.log10(self.high / self.low)

    @property
    def ticks(self) -> list[float]:
        first, last = round(math.log10(self.low)), round(math.log10(self.high))
        return [10.0**power for power in range(first, last + 1)]


def _axis(values: Iterable[float]) -> _Axis:
    held = [max(value, 1e-3) for value in values]
    low, high = math.floor(math.log10(min(held))), math.ceil(math.log10(max(held)))
    return _Axis(10.0**low, 10.0 ** max(high, low + 1))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:g}" if value >= 1 else f"{value:.2g}"
