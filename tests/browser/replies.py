"""A reply of every kind, as the widget may get it. Names, numbers and places are made up for the tests."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

SOURCE: Json = {
    "document": "yanshi-fa", "title": "演示用居民身份证管理办法", "number": "演示〔2025〕1号", "issuer": "演示机关",
    "issued": "2025-01-02", "section": "第二十三条", "url": "https://www.gov.cn/yanshi/1.htm", "tier": "国家法条",
}  # fmt: skip
TEXT: Json = {"kind": "text", "outcome": "done", "text": "好的。\n\n还有别的事，接着问就行。"}
ANSWER: Json = {
    "kind": "answer", "outcome": "answered",
    "text": "可以补办。文件里说：“公民丢失居民身份证的，应当申请补领新证，并按规定交验有关证明。”\n\n领取时要核对人像和指纹。",
    "sources": [SOURCE, {"document": "two", "title": "演示用第二份文件", "section": "第一条"}],
    "service": {"id": "shenfenzheng", "name": "居民身份证补领", "aspect": "materials"},
}  # fmt: skip
PASSAGE: Json = {
    "kind": "answer", "outcome": "answered", "sources": [SOURCE],
    "text": "企业有权拒绝没有出示检查码的检查。\n\n以上按文件要点整理，以发布机关原文为准。",
}  # fmt: skip
SERVICE: Json = {
    "kind": "service", "outcome": "answered", "text": "新生儿出生一件事：要带三样材料，免交一样。",
    "service": {"id": "xinshenger", "name": "新生儿出生一件事", "aspect": None},
    "guide": {
        "title": "新生儿出生一件事", "visits": "最多跑一次",
        "situation": [{"label": "父母是否已婚", "value": "已婚"}, {"label": "在哪里出生", "value": "本市医院"}],
        "materials": [
            {"name": "父母双方居民身份证", "detail": "原件 1 份"},
            {"name": "居民户口簿", "detail": "原件 1 份", "note": "随父或随母落户的一方"},
            {"name": "结婚证", "exempt": "由部门之间共享，不用再交"},
            {"name": "委托书", "detail": "原件 1 份", "required": False, "note": "请人代办时才要"},
        ],
        "steps": [{"text": "提交申请", "who": "申请人"}, {"text": "审核", "who": "受理窗口", "time": "1 个工作日"}, {"text": "领取结果"}],
        "time_statutory": ["15 个工作日"], "time_promised": ["请向窗口或12345核实"], "time_total": "最长一步 1 个工作日",
        "fee": ["不收费"], "place": ["请向窗口或12345核实"],
        "channels": [{"text": "河南政务服务网", "url": "https://www.gov.cn/"}, {"text": "窗口办理"}],
        "result": ["出生医学证明、户口簿登记页"], "basis": ["演示用文件 第三条"], "checked": "2026-10-01",
        "share": "新生儿出生一件事\n要带：\n1. 父母双方居民身份证（原件）\n2. 居民户口簿（原件）\n免交：结婚证\n收费：不收费",
    },
}  # fmt: skip
CHOICES: Json = {
    "kind": "choices", "outcome": "clarification", "text": "您问的是哪一件？",
    "choices": [{"title": f"选项{n}", "text": f"我选{n}"} for n in "一二三四"] + [{"title": "都不是", "text": "都不是"}],
}  # fmt: skip


def form(step: int, kind: str, label: str, **more: Any) -> Json:
    """A question of the ticket form."""
    choices = more.pop("choices", None)
    answers = more.pop("answers", None)
    reply: Json = {
        "kind": "form", "outcome": "collecting", "text": more.pop("text", label),
        "form": {"name": "ticket", "title": "登记 12345 诉求", "step": step, "of": 5, "field": {"id": f"f{step}", "kind": kind, "label": label, **more}},
    }  # fmt: skip
    if choices:
        reply["choices"] = [{"title": one, "text": one} for one in choices]
    if answers:
        reply["form"]["answers"] = answers
    return reply


FORM_TEXT = form(1, "text", "请说说是什么事", hint="时间、地点、经过，越具体越好。")
FORM_PHONE = form(2, "phone", "联系电话", hint="只用来回复您。", choices=["不留电话"])
FORM_ERROR = form(
    2,
    "phone",
    "联系电话",
    error="电话号码应当是 11 位手机号或带区号的座机。",
    text="这个号码不对，请再填一次。",
)
FORM_PHOTOS = form(3, "photos", "现场照片", optional=True, choices=["没有照片"])
FORM_CHOICE = form(4, "choice", "要不要保密", choices=["要保密", "不用保密", "不知道", "算了，不填了"])
FORM_CONFIRM = form(
    5, "confirm", "请核对", text="请核对下面的内容，没有问题就提交。", choices=["提交", "改电话", "不提交了"],
    answers=[{"label": "诉求", "value": "路灯不亮"}, {"label": "联系电话", "value": "138****5678"}],
)  # fmt: skip
TICKET: Json = {
    "kind": "ticket", "outcome": "done", "text": "已经登记，编号 YS20261123001。请记下编号，随时可以来查。",
    "ticket": {
        "number": "YS20261123001", "status": "处理中", "department": "演示承办单位", "due": "2026-12-01",
        "progress": [
            {"title": "已登记", "at": "2026-11-23T01:02:03+00:00"},
            {"title": "已派单", "at": "2026-11-23T03:00:00+00:00", "text": "派给演示承办单位"},
            {"title": "处理中", "done": False, "text": "承办单位正在核实现场"},
            {"title": "已办结", "done": False}, {"title": "已回访", "done": False},
        ],
    },
}  # fmt: skip


def inspection(verdict: str, label: str, **more: Any) -> Json:
    """What an inspection's code says."""
    return {
        "kind": "inspection", "outcome": "answered", "text": f"{label}。检查码 YS-0001。",
        "inspection": {"code": "YS-0001", "status": "待检查", "verdict": verdict, "label": label, **more},
    }  # fmt: skip


GENUINE = inspection(
    "genuine", "已登记，可以配合", agencies=["演示执法单位", "演示应急单位"], type="日常检查", joint=True,
    window="2026-11-23 09:00–11:00", inspectors=[{"name": "张*", "certificate": "41***01"}, {"name": "李*", "certificate": "41***02"}],
    items=[{"name": "消防设施", "basis": "演示用办法 第五条"}, {"name": "安全台账"}],
    next=["核对来人与证件是否一致。", "检查后可以用本助手评价。"],
)  # fmt: skip
CAUTION = inspection("caution", "不在检查时间内，请先核实", window="2026-11-22 09:00–11:00")
REFUSE = inspection("refuse", "没有登记，可以拒绝检查", next=["请来人出示证件。", "可以拨打 12345 反映。"])
UNKNOWN = inspection("unknown", "没有查到这个检查码")
CONTACT: Json = {
    "kind": "contact", "outcome": "emergency", "text": "请马上拨打 119 报火警。",
    "contacts": [{"title": "火警", "number": "119"}, {"title": "政务服务便民热线", "number": "12345"}],
}  # fmt: skip
RATING: Json = {
    "kind": "choices", "outcome": "collecting", "text": "这次办理您满意吗？",
    "rating": {"subject": "YS20261123001", "title": "请评价办理结果"},
    "choices": [{"title": title, "text": title} for title in ("非常满意", "满意", "基本满意", "不满意", "非常不满意")],
}  # fmt: skip
NO_ANSWER: Json = {
    "kind": "text",
    "outcome": "no_answer",
    "text": "这个问题在现有文件里查不到，请拨打 12345。",
}

#: What a resident writes → what comes back.
SCRIPT: dict[str, list[Json]] = {
    "文字": [TEXT], "回答": [ANSWER], "要点": [PASSAGE], "办事卡": [SERVICE], "选择": [CHOICES], "表单": [FORM_TEXT], "电话": [FORM_PHONE],
    "电话错": [FORM_ERROR], "照片": [FORM_PHOTOS], "选项": [FORM_CHOICE], "核对": [FORM_CONFIRM], "工单": [TICKET], "真码": [GENUINE],
    "存疑": [CAUTION], "拒绝": [REFUSE], "无码": [UNKNOWN], "着火": [CONTACT], "评价": [RATING], "查不到": [NO_ANSWER],
}  # fmt: skip
