"""How the assistant is put on a page: what ``/embed`` explains."""

from __future__ import annotations

from typing import NamedTuple


class Attribute(NamedTuple):
    """A setting of the script tag, or a variable of the style sheet."""

    name: str
    default: str
    help: str


ATTRIBUTES = (
    Attribute("data-title", "济事通", "对话窗口的标题"),
    Attribute("data-subtitle", "济源示范区办事问答", "标题下面的小字"),
    Attribute("data-label", "问济事通", "页面角上按钮的字"),
    Attribute("data-position", "right", "按钮在右下角（right）还是左下角（left）"),
    Attribute("data-open", "false", "true 表示页面打开时就展开对话窗口"),
    Attribute("data-launcher", "button", "none 表示不显示按钮，由页面自己的按钮打开"),
    Attribute("data-voice", "on", "off 表示不提供语音输入"),
)

VARIABLES = (
    Attribute("--jishitong-accent", "#0b4f94", "主色（按钮、标题栏）；和白字的对比度要在 4.5 以上"),
    Attribute("--jishitong-accent-dark", "#083a6e", "主色的深色（鼠标停留时）"),
    Attribute("--jishitong-accent-tint", "#eaf2fb", "主色的浅色（底色）"),
    Attribute("--jishitong-corner", "12px", "窗口圆角"),
    Attribute("--jishitong-font", "系统字体", "字体"),
)

CALLS = (
    Attribute("Jishitong.open()", "", "打开对话窗口"),
    Attribute("Jishitong.close()", "", "关上"),
    Attribute("Jishitong.toggle()", "", "打开或关上"),
    Attribute("Jishitong.ask(“…”)", "", "打开并替居民发出一句话"),
    Attribute("Jishitong.clear()", "", "删除这次对话（本机和服务器）"),
)

EVENTS = (
    Attribute("jishitong:ready", "", "助手装好了"),
    Attribute("jishitong:open", "", "窗口打开了"),
    Attribute("jishitong:close", "", "窗口关上了"),
    Attribute("jishitong:message", "", "居民发了一句话（不带内容）"),
    Attribute("jishitong:reply", "", "有了答复；detail 是 id、kind、outcome，不带内容"),
    Attribute("jishitong:cleared", "", "对话被删除了"),
)


def snippet(home: str) -> str:
    """The one tag."""
    return f'<script src="{home}/widget.js" data-title="济事通" defer></script>'


def policy(home: str) -> str:
    """What a page with a content policy has to allow."""
    return f"script-src {home}; style-src {home}; connect-src {home}; img-src {home} blob:"
