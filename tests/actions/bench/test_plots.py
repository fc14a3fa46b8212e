from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from actions.bench.plots import bars, lines

SVG = "{http://www.w3.org/2000/svg}"


def test_bars_are_proportional_and_bear_their_values() -> None:
    drawn = ElementTree.fromstring(bars("吞吐", ["1", "16"], {"甲": [10, 20], "乙<丙": [40, 0]}))
    heights = [float(rect.get("height", 0)) for rect in drawn.iter(f"{SVG}rect") if rect.get("x", "0") != "0"]
    bar = [height for height in heights if height not in (0, 10, 320)]
    assert sorted(bar)[-1] == pytest.approx(2 * sorted(bar)[-2], abs=0.2)
    texts = {text.text for text in drawn.iter(f"{SVG}text")}
    assert {"吞吐", "1", "16", "10", "20", "40", "甲", "乙<丙"} <= texts


def test_lines_have_a_point_for_each_value() -> None:
    drawn = ElementTree.fromstring(lines("增长", {"甲": [(1_000, 0.1), (100_000, 10)], "乙": [(1_000, 1)]}))
    assert len(list(drawn.iter(f"{SVG}circle"))) == 3
    assert len(list(drawn.iter(f"{SVG}polyline"))) == 2


def test_nothing_to_draw_is_still_a_picture() -> None:
    assert ElementTree.fromstring(lines("空", {})).tag == f"{SVG}svg"
    assert ElementTree.fromstring(bars("空", [], {})).tag == f"{SVG}svg"
