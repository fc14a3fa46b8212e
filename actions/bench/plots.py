"""Two plots for the README, written as SVG by hand: bars and lines are all they need."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 320, 60, 50, 40
COLOURS = ("#8a8f98", "#c0392b", "#2471a3", "#1e8449")
Point = tuple[float, float]


def bars(title: str, groups: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    """Grouped bars from zero; each bar bears its value."""
    top = max((value for values in series.values() for value in values), default=1) or 1
    slot = (WIDTH - LEFT - 20) / max(len(groups), 1)
    width = slot * 0.8 / max(len(series), 1)
    parts: list[str] = []
    for at, values in enumerate(series.values()):
        for group, value in enumerate(values):
            height = value / top * (HEIGHT - TOP - BOTTOM)
            x, y = LEFT + group * slot + slot * 0.1 + at * width, HEIGHT - BOTTOM - height
            parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{COLOURS[at]}"/>'
            )
            parts.append(_text(x + width / 2, y - 4, f"{value:.3g}"))
    for group, name in enumerate(groups):
        parts.append(_text(LEFT + (group + 0.5) * slot, HEIGHT - BOTTOM + 18, name))
    return _picture(title, list(series), parts)


def lines(title: str, series: Mapping[str, Sequence[Point]]) -> str:
    """Lines on two logarithmic axes; every point bears its value."""
    points = [(x, y) for line in series.values() for x, y in line if x > 0 and y > 0]
    if not points:
        return _picture(title, [], [])
    xs, ys = _axis([x for x, _ in points]), _axis([y for _, y in points])
    parts: list[str] = []
    for at, line in enumerate(series.values()):
        placed = [
            (_place(x, xs, LEFT, WIDTH - 40), _place(y, ys, HEIGHT - BOTTOM, TOP + 20), y) for x, y in line
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in placed)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[at]}" stroke-width="2"/>')
        for x, y, value in placed:
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{COLOURS[at]}"/>')
            parts.append(_text(x, y - 7, f"{value:.2g}" if value < 100 else f"{value:.0f}"))
    for x in sorted({x for x, _ in points}):
        parts.append(_text(_place(x, xs, LEFT, WIDTH - 40), HEIGHT - BOTTOM + 18, f"{x:,.0f}"))
    return _picture(title, list(series), parts)


def _axis(values: Sequence[float]) -> Point:
    low, high = math.log10(min(values)), math.log10(max(values))
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _place(value: float, axis: Point, start: float, end: float) -> float:
    low, high = axis
    return start + (math.log10(value) - low) / (high - low) * (end - start)


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _picture(title: str, names: Sequence[str], parts: Sequence[str]) -> str:
    """Title above, names of the series below, what was drawn in between."""
    legend = [
        f'<rect x="{LEFT + at * 150}" y="{HEIGHT - 18}" width="10" height="10" fill="{COLOURS[at]}"/>'
        + _text(LEFT + at * 150 + 16, HEIGHT - 9, name, "start")
        for at, name in enumerate(names)
    ]
    base = (
        f'<line x1="{LEFT}" y1="{HEIGHT - BOTTOM}" x2="{WIDTH - 20}" y2="{HEIGHT - BOTTOM}" stroke="#444"/>'
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
            f' aria-label="{escape(title, quote=True)}" font-family="sans-serif" font-size="11">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            f'<text x="{LEFT}" y="22" font-size="14">{escape(title)}</text>',
            base,
            *parts,
            *legend,
            "</svg>\n",
        ]
    )
