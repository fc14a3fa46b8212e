from pathlib import Path

from actions.evaluation.routing import COUNTERPARTS, category_figure, learnt_figures, read_rows
from actions.hotline.catalogue import catalogue


def test_first_and_within_three_are_counted() -> None:
    first, within = learnt_figures(
        ["甲", "乙", "丙"], [["甲", "乙", "丙"], ["甲", "乙", "丙"], ["甲", "乙", "丁"]]
    )
    assert (first.value, within.value, first.count) == (1 / 3, 2 / 3, 3)
    assert not first.reached


def test_right_categories_are_counted() -> None:
    figure = category_figure(["供水", "市容"], ["供水", "供水"])
    assert (figure.value, figure.count, figure.target) == (0.5, 2, None)


def test_every_counterpart_is_a_department_of_the_catalogue() -> None:
    ours = {name for category in catalogue().categories.values() for name in category.departments}
    assert {name for names in COUNTERPARTS.values() for name in names} <= ours


def test_rows_are_read_by_column(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('﻿text,department\n"停,水",供水\n', encoding="utf-8")
    assert read_rows(path) == [{"text": "停,水", "department": "供水"}]
