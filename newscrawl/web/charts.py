"""Where the bars and lines of a chart stand: numbers only; templates make SVG of them.

Nothing is styled in the markup itself, which the page's content policy forbids.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720.0, 150.0
_LEFT, _BOTTOM, _TOP = 52.0, 26.0, 14.0
_GAP = 0.18  # of a bar's room
_LABELS = 6  # along the axis of time


@dataclass(frozen=True)
class Tick:
    """A line of the grid, and what it stands for."""

    y: float
    value: float


@dataclass(frozen=True)
class Bar:
    """One bar, and the room it stands in, which is as high as the chart."""

    x: float
    y: float
    width: float
    height: float
    room_x: float
    room_width: float
    label_x: float
    labelled: bool


@dataclass(frozen=True)
class Plot:
    """A chart's frame."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    ticks: list[Tick]


def nice_ceiling(top: float) -> float:
    """Return the least of 1, 2, 5, 10, 20 … that is not below a value."""
    if top <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(top))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= top))


def plot(top: float, rtl: bool, height: float = HEIGHT, whole: bool = True) -> Plot:
    """Return the frame for values up to ``top``; ``whole`` for values that are whole numbers."""
    ceiling = nice_ceiling(top)
    floor, roof = height - _BOTTOM, _TOP
    steps = [0.0, ceiling / 2, ceiling] if not whole or ceiling % 2 == 0 else [0.0, ceiling]
    ticks = [Tick(round(floor - (floor - roof) * value / ceiling, 2), value) for value in steps]
    left, right = (4.0, WIDTH - _LEFT) if rtl else (_LEFT, WIDTH - 4.0)
    return Plot(WIDTH, height, left, right, roof, floor, ticks)


def bars(values: Sequence[float], frame: Plot, rtl: bool) -> list[Bar]:
    """Return a bar a value; time goes from right to left where the page is read so."""
    count = len(values)
    if not count:
        return []
    room = (frame.right - frame.left) / count
    ceiling = frame.ticks[-1].value
    every = max(1, math.ceil(count / _LABELS))
    found = []
    for number, value in enumerate(values):
        place = count - 1 - number if rtl else number
        x = frame.left + place * room
        height = (frame.bottom - frame.top) * value / ceiling
        if value:
            height = max(height, 1.5)
        width = max(room * (1 - _GAP), 0.5)
        found.append(
            Bar(
                x=round(x + room * _GAP / 2, 2),
                y=round(frame.bottom - height, 2),
                width=round(width, 2),
                height=round(height, 2),
                room_x=round(x, 2),
                room_width=round(room, 2),
                label_x=round(x + room / 2, 2),
                labelled=number % every == 0,
            )
        )
    return found


def line(values: Sequence[float], frame: Plot, rtl: bool) -> list[tuple[float, float]]:
    """Return the points of a line through some values."""
    ceiling = frame.ticks[-1].value
    middles = bars([0.0] * len(values), frame, rtl)
    span = frame.bottom - frame.top
    return [
        (bar.label_x, round(frame.bottom - span * value / ceiling, 2))
        for bar, value in zip(middles, values, strict=True)
    ]
