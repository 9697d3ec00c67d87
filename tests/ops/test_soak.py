"""A short soak: the whole set-up is disturbed in each way once, and loses nothing. Thirty minutes of it: bench/soak.py."""

from __future__ import annotations

from pathlib import Path

from bench.soak import soak


def test_a_set_up_that_is_not_left_in_peace_loses_nothing(tmp_path: Path) -> None:
    told: list[str] = []
    left, figures = soak(30, tmp_path / "soak", told.append)
    assert left == [], (left[:5], told, figures)
    assert len(figures["faults"]) >= 3 and figures["crawls"] >= 1, figures
    for name, limits in figures.items():
        if name.endswith("files"):
            assert limits[1] - limits[0] <= 20, f"{name} are left open: {limits}"
