"""What a validation error means, in words for the person who edits the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from knowledge.errors import Fault
from knowledge.formats.yaml_lines import Lines, Place, Value

Model = TypeVar("Model", bound=BaseModel)

#: Chinese names of the fields that an editor meets most.
FIELD_NAMES: Mapping[str, str] = {
    "title": "标题", "number": "文号", "issuer": "发文机关", "issued": "成文日期", "effective": "施行日期",
    "expires": "失效日期", "status": "效力状态", "region": "适用地区", "tier": "来源档次", "url": "链接",
    "checked": "核对日期", "review": "复查日期", "topics": "主题", "name": "名称", "kind": "类型",
    "summary": "简介", "aliases": "别名", "everyday": "通俗说法", "applicant": "服务对象",
    "life_stage": "人生或经营阶段", "departments": "部门", "parts": "单项事项", "questions": "问法或情形问题",
    "conditions": "受理条件", "materials": "申请材料", "process": "办理流程", "time_limit": "办理时限",
    "statutory": "法定时限", "promised": "承诺时限", "fee": "收费", "channels": "办理方式",
    "place": "办理地点", "result": "办理结果", "basis": "设定依据", "visits": "到场次数",
    "evaluation": "评价渠道", "faq": "常见问题", "sources": "来源", "source": "来源", "when": "适用情形",
    "answer": "答复", "document": "文件", "section": "章节", "words": "同义词", "canonical": "规范词",
}  # fmt: skip

_QUOTED = re.compile(r"'([^']*)'")
_DATE = "日期要写成 2026-03-01 这样"
_FIXED: Mapping[str, str] = {
    "string_type": "要写文字；如果是数字或日期，请加引号",
    "string_too_short": "不能为空",
    "int_type": "要写整数",
    "int_parsing": "要写整数",
    "int_from_float": "要写整数",
    "float_type": "要写数字",
    "float_parsing": "要写数字",
    "bool_type": "要写 true 或 false",
    "bool_parsing": "要写 true 或 false",
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "tuple_type": "要写成列表，每项一行，以“- ”开头",
    "list_type": "要写成列表，每项一行，以“- ”开头",
    "dict_type": "要写成“字段: 内容”的形式",
    "model_type": "要写成“字段: 内容”的形式",
    "model_attributes_type": "要写成“字段: 内容”的形式",
}


def check(
    model: type[Model], data: Value, lines: Lines, root: Place = ()
) -> tuple[Model | None, list[Fault]]:
    """Validate ``data`` (found at ``root``) as ``model``; the record, or what is wrong with it and where."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
        return None, [_fault(details, lines, root) for details in errors if not _echo(details, errors)]


def _echo(details: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """Whether a list is only called too short because its items are faulty, which is said already."""
    place = details["loc"]
    return details["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in errors
    )


def _fault(details: ErrorDetails, lines: Lines, root: Place) -> Fault:
    place = (*root, *details["loc"])
    return lines.fault(place, _where(details) + explain(details))


def explain(details: ErrorDetails) -> str:
    """The sentence for one pydantic error, without its place."""
    kind, key = details["type"], _named(details["loc"][-1] if details["loc"] else "")
    context = details.get("ctx", {})
    if kind == "missing":
        return f"缺少{key}"
    if kind == "extra_forbidden":
        return f"不认识的字段{key}，请删去或改正拼写"
    if kind == "enum":
        allowed = "、".join(_QUOTED.findall(str(context.get("expected", ""))))
        return f"{key}不能写{_shown(details['input'])}，只能是：{allowed}"
    if kind == "string_pattern_mismatch":
        return f"{key}不能写{_shown(details['input'])}：只能用小写字母、数字和连字符，例如 id-card"
    if kind.endswith("_type") and details["input"] is None:
        return f"{key}没有填写"
    if kind == "value_error":
        return details["msg"].removeprefix("Value error, ")
    return key + _measured(kind, context)


def _measured(kind: str, context: Mapping[str, object]) -> str:
    if kind == "too_short":
        return f"至少要有 {context.get('min_length')} 项"
    if kind == "greater_than_equal":
        return f"不能小于 {context.get('ge')}"
    if kind == "less_than_equal":
        return f"不能大于 {context.get('le')}"
    return _FIXED.get(kind, "写得不对，请对照同类文件检查")


def _named(key: str | int) -> str:
    if isinstance(key, int):
        return f"第 {key + 1} 项"
    if key in ("", "[key]"):
        return "这里"
    name = FIELD_NAMES.get(key)
    return f"“{key}”（{name}）" if name else f"“{key}”"


def _shown(value: object) -> str:
    text = str(value)
    return f"“{text[:30]}…”" if len(text) > 30 else f"“{text}”"


def _where(details: ErrorDetails) -> str:
    """Path of the list or mapping that the faulty value is in, in Chinese."""
    path = place_name(details["loc"][:-1])
    return path + "：" if path else ""


def place_name(place: Place) -> str:
    """A place in a file in Chinese: 申请材料·第 2 项."""
    return "·".join(
        f"第 {part + 1} 项" if isinstance(part, int) else FIELD_NAMES.get(part, part) for part in place
    )
