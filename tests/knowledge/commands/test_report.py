from __future__ import annotations

import json

from knowledge.__main__ import main


def run(content, *options):
    return main(["report", "--content", str(content.path), *options])


def test_tables_totals_and_formulas(content, capsys):
    assert run(content) == 0
    out = capsys.readouterr().out
    assert "【一件事】1 项" in out
    assert "【单个事项】1 项" in out
    assert "一件事合计：免提交率 50.0%（目标 60%，未达到），按 1 项计算，0 项没有本地依据未计" in out
    assert "一件事合计：时限压缩率 100.0%（目标 70%，已达到）" in out
    assert "全部事项合计：时限压缩率 87.5%（目标 70%，已达到）" in out
    assert "免提交率 = 免提交材料数 ÷ 必要材料数" in out
    assert "（法定时限 − 承诺时限）÷ 法定时限" in out


def test_columns_line_up_for_wide_characters(content, capsys):
    run(content)
    lines = capsys.readouterr().out.splitlines()
    head = next(line for line in lines if line.startswith("事项"))
    row = next(line for line in lines if line.startswith("新生儿"))
    cells = len("新生儿出生一件事") * 2 + 2
    assert row.encode("gb18030")[cells : cells + 1] == b"2"
    assert head.encode("gb18030")[cells : cells + 8].decode("gb18030") == "必要材料"


def test_no_rate_yet(content, capsys):
    for name in ("services/id-card.yml", "services/newborn.yml"):
        content.change(name, "tier: 国家法条}", "tier: 待核实}")
    run(content)
    assert (
        "全部事项合计：免提交率 尚无（目标 60%），按 0 项计算，2 项没有本地依据未计"
        in capsys.readouterr().out
    )


def test_gaps_one_by_one(content, capsys):
    run(content, "--gaps")
    out = capsys.readouterr().out
    assert "【居民身份证换领】待核实 2 处\n办理地点·第 1 项：窗口地址待核实。\n到场次数：待核实。" in out


def test_json(content, capsys):
    assert run(content, "--json") == 0
    assert json.loads(capsys.readouterr().out)["bundles"]["exempt_rate"] == 0.5


def test_faulty_content(content, capsys):
    content.change("services/id-card.yml", "kind: 事项", "kind: 事")
    assert run(content) == 1
    assert "id-card.yml:3" in capsys.readouterr().err
