"""The checklist in words and as a card."""

from __future__ import annotations

from actions.services.card import SHARE, card, full_text, plan_reply, share_text
from knowledge.guide.plan import plan
from tests.actions.services.residents import checked
from tests.knowledge.guide.records import ELSEWHERE, LAW, record, when

EXEMPT = {"how": "数据共享", "note": "窗口核验"}
SERVICE = record(
    materials=[
        {"name": "申请表", "form": "原件", "copies": 2, "issuer": "样例局", "source": LAW},
        {"name": "户口簿", "source": ELSEWHERE, "exempt": EXEMPT},
        {"name": "照片", "required": False, "note": "换卡才要。", "source": LAW},
        {"name": "报失说明", "source": LAW, **when(situation="lost")},
    ],
    process=[
        {
            "id": "hand-out",
            "text": "发证。",
            "who": "样例局",
            "after": ["apply"],
            "days": 3,
            "unit": "工作日",
            "source": LAW,
        },
        {"id": "apply", "text": "申请。", "who": "本人", "source": LAW},
    ],
)


def test_the_text_is_complete_by_itself() -> None:
    text = full_text(plan({}, SERVICE, {"situation": "lost"}))
    for part in (
        "样例证申领补领 · 您的办理清单",
        "【您的情况】您要办哪一种? 丢失补领",
        "1. 申请表（原件，2份，样例局出具）\n2. 照片。按情形提供；换卡才要\n3. 报失说明",
        "【免交】户口簿（外省参照）：数据共享，窗口核验",
        "1. 申请。（本人）\n2. 发证。（样例局，3个工作日）",
        "【总时长】3个工作日（按先后走最长的一条线计算，同时办的不重复算；其中1步没有写明时限，不在内）",
        "【收费】不收费。",
        "标“外省参照”的内容不是济源的规定",
        "内容核对日期：2026-05-01",
    ):
        assert part in text


def test_the_card_says_the_same() -> None:
    shown = card(plan({}, SERVICE, {"situation": "lost"}))
    assert shown["materials"][0] == {"name": "申请表", "detail": "原件，2份，样例局出具", "required": True}
    assert shown["materials"][1] == {
        "name": "户口簿（外省参照）",
        "exempt": "数据共享，窗口核验",
        "required": True,
    }
    assert shown["materials"][2]["required"] is False
    assert [step["text"] for step in shown["steps"]] == ["申请。", "发证。"]
    assert shown["situation"] == [{"label": "您要办哪一种?", "value": "丢失补领"}]
    assert shown["checked"] == "2026-05-01"


def test_nothing_known_is_not_nothing_needed() -> None:
    service = record(materials=[{"name": "报失说明", "source": LAW, **when(situation="lost")}])
    assert "【要带的材料】这种情形没有列出材料，请向窗口或12345核实。" in full_text(
        plan({}, service, {"situation": "first"})
    )
    service = record(materials=[{"name": "户口簿", "source": LAW, "exempt": EXEMPT}])
    assert "【要带的材料】没有要您交的材料" in full_text(plan({}, service, {}))


def test_the_share_text_is_cut_where_it_must_be() -> None:
    long = record(materials=[{"name": f"第{at}种很长很长的材料名称", "source": LAW} for at in range(120)])
    shared = share_text(plan({}, long, {}))
    assert len(shared) <= SHARE
    assert "其余见完整清单。" in shared
    assert shared.endswith("以窗口或12345答复为准。")
    assert shared.startswith("样例证申领补领 · 您的办理清单")


def test_the_reply_is_one_of_the_contract() -> None:
    reply = checked(plan_reply(plan({}, SERVICE, {"situation": None})))
    assert reply["guide"]["materials"][3]["name"] == "【丢失补领】报失说明"
    assert reply["choices"] == [{"title": "重新列一遍", "text": "帮我列出样例证申领补领的办理清单"}]
    assert {source["document"] for source in reply["sources"]} == {"sample-card"}
