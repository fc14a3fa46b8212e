"""Inspections in the console: agencies register, join and arrive; supervision watches and takes reports."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from actions.inspection import arrival, cases
from actions.inspection.access import SUPERVISION
from actions.inspection.cases import Report, Reporter
from actions.inspection.demo import certificate
from knowledge.city_time import CHINA
from tests.bot.web.console.colleagues import signed_in
from tests.bot.web.enterprise.conftest import Town, bind

NEW = "/console/inspections/new"


def fields(town: Town, agency: int, start: datetime, **changes: str) -> list[tuple[str, str]]:
    """A registration that nothing stops, but for ``changes``."""
    name = ("demo-market", "demo-fire", "demo-ecology")[agency]
    local = start.astimezone(CHINA)
    said = {
        "credit_code": town.factory.credit_code, "type": "routine", "reason": "年度抽查", "approved_by": "批准人",
        "starts_at": local.strftime("%Y-%m-%dT%H:%M"), "notice_by": "送达人",
        "ends_at": (local + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"), "items": f"{name}-item", **changes,
    }  # fmt: skip
    return [*said.items(), *(("certificates", certificate(agency, number)) for number in (1, 2))]


async def test_the_checks_are_told_in_words_with_their_basis(town: Town) -> None:
    market = await bind(town, "market", "demo-market")
    start = town.now + timedelta(days=20)
    wrong = fields(town, 0, start, items="demo-fire-item", reason="")
    answer = await market.post(NEW, [*wrong, ("look", "1")], on=NEW)
    text = await answer.text()
    assert answer.status == 200
    assert "没有写检查事由" in text
    assert "不在演示市场监管机关的职责里" in text


async def test_a_wrong_credit_code_is_told_at_its_field(town: Town) -> None:
    market = await bind(town, "market", "demo-market")
    answer = await market.post(NEW, fields(town, 0, town.now, credit_code="9100O"), on=NEW)
    assert (answer.status, "应是 18 位" in await answer.text()) == (422, True)


async def test_two_agencies_become_one_visit(town: Town) -> None:
    market, fire = await bind(town, "market", "demo-market"), await bind(town, "fire", "demo-fire")
    start = town.now + timedelta(days=20)
    first = await market.post(NEW, fields(town, 0, start), on=NEW)
    assert first.status == 303
    path = first.headers["Location"]
    second = await fire.post(NEW, fields(town, 1, start + timedelta(days=1)), on=NEW)
    text = await second.text()
    assert second.status == 409
    assert "建议综合查一次" in text
    assert f'href="{path}/join"' in text
    assert "省下上门 1 次" in text
    assert (await fire.get(path)).status == 404
    part = [("items", "demo-fire-item"), ("approved_by", "批准人"), ("certificates", certificate(1, 1)),
            ("certificates", certificate(1, 2))]  # fmt: skip
    assert (await fire.post(f"{path}/join", part, on=f"{path}/join")).status == 303
    assert "综合查一次" in await fire.read(path)
    assert "演示消防机关" in await market.read(path)


async def test_a_join_without_items_says_so(town: Town) -> None:
    market, fire = await bind(town, "market", "demo-market"), await bind(town, "fire", "demo-fire")
    path = (await market.post(NEW, fields(town, 0, town.now + timedelta(days=20)), on=NEW)).headers[
        "Location"
    ]
    answer = await fire.post(f"{path}/join", {"approved_by": "批准人"}, on=f"{path}/join")
    assert (answer.status, "没有写检查事项" in await answer.text()) == (422, True)


async def test_from_registration_to_the_end(town: Town) -> None:
    market = await bind(town, "market", "demo-market")
    start = town.now + timedelta(minutes=10)
    sent = fields(town, 0, start, approved_by="", notice_by="", separate_reason="线索急")
    path = (await market.post(NEW, sent, on=NEW)).headers["Location"]
    text = await town.write(arrival.enterprise_qr_text, town.factory, town.keyring, town.now)
    scan = f"/console/inspections/arrive?code={text}"
    arrive = (await market.get(scan)).headers["Location"]
    here = [
        ("enterprise_code", text),
        ("certificates", certificate(0, 1)),
        ("certificates", certificate(0, 2)),
    ]
    early = await market.post(f"{path}/arrive", here, on=arrive)
    assert (early.status, "还没有审批" in await early.text()) == (422, True)
    await market.post(f"{path}/approve", {"by": "批准人"}, on=path)
    await market.post(f"{path}/notify", {"by": "送达人"}, on=path)
    assert (await market.post(f"{path}/arrive", here[:2], on=arrive)).status == 422
    assert (await market.post(f"{path}/arrive", here, on=arrive)).status == 303
    assert (await market.post(f"{path}/arrive", here, on=arrive)).status == 303
    assert "已到场" in await market.read(path)
    await market.post(f"{path}/cancel", {"reason": "改期"}, on=path)
    assert "不能撤销" in await market.read(path)
    empty = await market.post(f"{path}/finish", {"note": "1"}, on=path)
    assert (empty.status, "写明发现了什么问题" in await market.read(path)) == (303, True)
    await market.post(f"{path}/finish", {"note": "1", "problem-0": "1", "text-0": "标签缺日期"}, on=path)
    assert "有问题，标签缺日期" in await market.read(path)
    await market.post(f"{path}/finish", {"text-0": "已经补上", "by-0": "2099-01-01"}, on=path)
    page = await market.read(path)
    assert "已办结" in page
    assert "已经补上（2099-01-01前整改）" in page
    owner = await town.owner(town.factory)
    own = await owner.read(f"/enterprise/visits/{path.rsplit('/', 1)[-1]}")
    assert "有问题，标签缺日期" in own
    assert certificate(0, 1) not in own


async def test_an_agency_that_is_not_registered_sees_nothing(town: Town) -> None:
    stranger = await town.agency("stranger")
    assert "不在登记库里" in await stranger.read("/console/inspections")
    found = await town.visit(town.shop)
    assert (await stranger.get(f"/console/inspections/{found.id}")).status == 404
    answer = await stranger.post(NEW, fields(town, 0, town.now), on=NEW)
    assert answer.status in (404, 422)


async def test_a_wrong_scan_is_explained(town: Town) -> None:
    market = await bind(town, "market", "demo-market")
    answer = await market.get("/console/inspections/arrive?code=JQ1.x.y.z")
    assert (answer.status, "不是有效的企业码" in await answer.text()) == (422, True)


async def test_supervision_sees_all_and_registers_nothing(town: Town) -> None:
    supervisor = await signed_in(town.client, "supervisor")
    found = await town.visit(town.shop)
    assert "演示四号超市" in await supervisor.read("/console/inspections")
    page = await supervisor.read(f"/console/inspections/{found.id}")
    assert "短码" not in page
    assert (await supervisor.get(NEW)).status == 403


async def test_figures_as_page_and_file(town: Town) -> None:
    supervisor = await signed_in(town.client, "supervisor")
    page = await supervisor.read("/console/inspection-figures?demo=1")
    assert "无事不扰率" in page
    assert "演示市场监管机关" in page
    assert "1 − 受到不必要打扰的企业数 ÷ 在册企业数" in page
    assert "这一年还没有检查" in await supervisor.read("/console/inspection-figures?year=2001")
    file = await supervisor.get("/console/inspection-figures.csv?demo=1")
    assert (await file.text()).startswith("\ufeff指标（演示数据）")


async def test_the_supervision_lists_as_page_and_files(town: Town) -> None:
    supervisor = await signed_in(town.client, "supervisor")
    page = await supervisor.read("/console/inspection-figures?demo=1")
    assert "接近或超过年度上限的" in page
    assert "还剩 1 次" in page
    caps = await (await supervisor.get("/console/inspection-figures/caps.csv?demo=1")).text()
    head, *rows = caps.removeprefix("\ufeff").splitlines()
    assert head == "机关,企业,今年已查,年度上限,情况"
    assert "演示市场监管机关,演示四号超市（个体工商户）,1,1,已用完" in rows
    agencies = await (await supervisor.get("/console/inspection-figures/agencies.csv?demo=1")).text()
    assert "反映不扫码" in agencies.splitlines()[0]
    assert "演示消防机关" in agencies
    market = await bind(town, "market", "demo-market")
    for name in ("caps", "agencies"):
        assert (await market.get(f"/console/inspection-figures/{name}.csv")).status == 403


async def test_the_reporter_is_hidden_until_asked_for_and_that_is_on_record(town: Town) -> None:
    supervisor = await signed_in(town.client, "supervisor")
    filed = await town.write(cases.file_case, Report("unscanned", "没扫码"), Reporter(town.shop.id), town.now)
    path = f"/console/inspection-cases/{filed.case_id}"
    assert filed.number in await supervisor.read("/console/inspection-cases")
    assert "演示四号" not in await supervisor.read(path)
    assert "演示四号" in await (await supervisor.post(f"{path}/reporter", {}, on=path)).text()
    await supervisor.post(path, {"status": "reviewing", "note": "正在核查"}, on=path)
    assert "核查中" in await supervisor.read(path)
    await supervisor.post(path, {"status": "received", "note": ""}, on=path)
    assert "不能从“核查中”直接改成" in await supervisor.read(path)
    administrator = await signed_in(town.client, "administrator")
    assert "查看反映人" in await administrator.read("/console/audit")
    (case,) = [one for one in await town.write(cases.cases, SUPERVISION) if one.number == filed.number]
    assert case.status == "reviewing"


async def test_the_registry_takes_a_table_or_nothing_of_it(town: Town) -> None:
    supervisor = await signed_in(town.client, "supervisor")
    path = "/console/inspection-registry/inspectors"
    head = "机关编号,姓名,执法证号,身份,有效期至\n"
    wrong = (
        head + "demo-fire,丁某,YS19999999,,\ndemo-fire,戊某,YS19999998,网格员,\ndemo-none,己某,YS19999997,,\n"
    )
    answer = await supervisor.post(path, {"lines": wrong}, on=path)
    text = await answer.text()
    assert answer.status == 422
    assert "第 3 行：网格员不能登记为检查人员" in text
    assert "第 4 行" in text
    assert "YS19999999</td>" not in await supervisor.read(path)
    right = head + "demo-fire,丁某,YS19999999,执法人员,2030-01-01\n"
    assert (await supervisor.post(path, {"lines": right}, on=path)).status == 303
    assert "YS19999999</td>" in await supervisor.read(path)


ROWS = "/console/inspection-registry"


async def test_a_row_is_corrected_with_a_reason_that_is_on_record(town: Town) -> None:
    supervisor = await signed_in(town.client, "supervisor")
    row = f"{ROWS}/agencies/row?key=demo-fire"
    assert row in await supervisor.read(f"{ROWS}/agencies")
    cells = {
        "key": "demo-fire",
        "名称": "演示消防队",
        "公告日期": "2026-01-05",
        "职责事项编号": "demo-fire-item",
    }
    silent = await supervisor.post(f"{ROWS}/agencies/row", cells, on=row)
    assert (silent.status, "请写明原因" in await silent.text()) == (422, True)
    wrong = {**cells, "reason": "改名", "职责事项编号": "没有的"}
    told = await supervisor.post(f"{ROWS}/agencies/row", wrong, on=row)
    assert (told.status, "没有编号为“没有的”" in await told.text()) == (422, True)
    assert (await supervisor.post(f"{ROWS}/agencies/row", {**cells, "reason": "改名"}, on=row)).status == 303
    assert "演示消防队" in await supervisor.read(row)
    log = await (await signed_in(town.client, "administrator")).read("/console/audit?action=inspection.amend")
    for said in ("agencies:demo-fire", "名称：演示消防机关", "名称：演示消防队", "改名"):
        assert said in log


async def test_a_revoked_inspector_shows_at_the_door(town: Town) -> None:
    supervisor = await signed_in(town.client, "supervisor")
    found = await town.visit(town.shop)
    row = f"{ROWS}/inspectors/row?key={found.inspectors[0].id}"
    sent = {"key": found.inspectors[0].id, "reason": "调离执法岗位"}
    assert (await supervisor.post(f"{ROWS}/inspectors/row/turn", sent, on=row)).status == 303
    assert "已失效" in await supervisor.read(row)
    owner = await town.owner(town.shop)
    text = await (await owner.post("/door", {"code": town.typed(found)})).text()
    assert "检查人员资格有变" in text
    assert "执法资格已失效" in text
    market = await bind(town, "market", "demo-market")
    path = f"/console/inspections/{found.id}/arrive"
    code = await town.write(arrival.enterprise_qr_text, town.shop, town.keyring, town.now)
    here = [("enterprise_code", code), *(("certificates", one.certificate) for one in found.inspectors)]
    answer = await market.post(path, here, on=path)
    assert (answer.status, "执法资格已经注销或过期" in await answer.text()) == (422, True)


async def test_a_new_code_ends_the_printed_one(town: Town) -> None:
    supervisor = await signed_in(town.client, "supervisor")
    printed = await town.write(arrival.enterprise_qr_text, town.shop, town.keyring, town.now)
    row = f"{ROWS}/enterprises/row?key={town.shop.id}"
    sent = {"key": town.shop.id, "reason": "码被人拍走"}
    assert (await supervisor.post(f"{ROWS}/enterprises/row/code", sent, on=row)).status == 303
    assert (await town.client.get(f"/door/e/{printed}")).status == 404


async def test_rows_are_for_supervision_alone(town: Town) -> None:
    market = await bind(town, "market", "demo-market")
    for end in ("", "/turn"):
        answer = await market.post(f"{ROWS}/agencies/row{end}", {"key": "demo-market", "reason": "x"})
        assert answer.status == 403
    supervisor = await signed_in(town.client, "supervisor")
    assert (await supervisor.get(f"{ROWS}/agencies/row?key=nobody")).status == 404


@pytest.mark.parametrize("kind", ["enterprises", "agencies", "items", "inspectors", "caps", "plans"])
async def test_each_list_and_its_empty_table(town: Town, kind: str) -> None:
    supervisor = await signed_in(town.client, "supervisor")
    assert "添加" in await supervisor.read(f"/console/inspection-registry/{kind}")
    assert (await supervisor.get(f"/console/inspection-registry/{kind}.csv")).status == 200
    answer = await supervisor.post(
        f"/console/inspection-registry/{kind}", {"lines": "甲,乙\n1,2\n"}, on="/console"
    )
    assert "缺少列" in await answer.text()
