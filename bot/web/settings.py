"""Settings of the edge: read from environment variables, nothing else, and checked before anything starts.

Each field of ``Settings`` is one variable of the same name in capitals; ``SETTINGS`` lists them with
default and explanation for the documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from limits import RateLimitItem

from actions.storage.engine import default_url
from bot.web.setting_values import (
    database_url,
    decimal,
    flag,
    host,
    http_url,
    level,
    origins,
    rate,
    webhook_secret,
    webhook_url,
    whole,
)
from knowledge.errors import SettingError

#: Values read so far, by field name: what a default may be made of.
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Setting:
    """One environment variable. ``default`` is as one would type it, or how it follows from others."""

    name: str
    default: str
    read: Callable[[str], object]
    help: str
    derive: Callable[[Values], str] | None = None
    #: The value may hold a password: messages never repeat it.
    secret: bool = False

    def value(self, environ: Mapping[str, str], values: Values) -> object:
        """The value in ``environ``, or the default; raises ``ValueError`` with a Chinese sentence."""
        given = environ.get(self.name, "").strip()
        if given:
            return self.read(given)
        return self.read(self.derive(values) if self.derive else self.default)


def _is(
    default: str,
    read: Callable[[str], object],
    help: str,
    derive: Callable[[Values], str] | None = None,
    secret: bool = False,
) -> dict[str, Any]:
    return {"setting": (default, read, help, derive, secret)}


def _local(port: str) -> Callable[[Values], str]:
    return lambda values: f"http://127.0.0.1:{values[port]}"


@dataclass(frozen=True)
class Settings:
    """The edge's settings, all valid."""

    port: int = field(metadata=_is("8080", whole(1, 65533), "对外服务的端口"))
    host: str = field(metadata=_is("127.0.0.1", host, "监听地址；默认只有本机能访问"))
    rasa_port: int = field(
        metadata=_is("PORT+1", whole(1, 65535), "对话服务的本机端口", lambda values: str(values["port"] + 1))
    )
    actions_port: int = field(
        metadata=_is("PORT+2", whole(1, 65535), "动作服务的本机端口", lambda values: str(values["port"] + 2))
    )
    rasa_url: str = field(
        metadata=_is("http://127.0.0.1:RASA_PORT", http_url, "对话服务的地址", _local("rasa_port"))
    )
    actions_url: str = field(
        metadata=_is("http://127.0.0.1:ACTIONS_PORT", http_url, "动作服务的地址", _local("actions_port"))
    )
    data_dir: Path = field(metadata=_is("var", Path, "运行时产生的数据所在的文件夹"))
    database_url: str = field(
        metadata=_is(
            "sqlite:///DATA_DIR/jishitong.db",
            database_url,
            "数据库地址；默认用数据文件夹里的 SQLite，也可写 postgresql://…",
            lambda values: default_url(values["data_dir"]),
            secret=True,
        )
    )
    rate_limit_messages: RateLimitItem = field(metadata=_is("30/minute", rate, "每个会话最多发送的消息数"))
    rate_limit_sessions: RateLimitItem = field(metadata=_is("60/hour", rate, "每个来源地址最多新建的会话数"))
    rate_limit_client_messages: RateLimitItem = field(
        metadata=_is("240/minute", rate, "每个来源地址最多发送的消息数（大厅里多人可能共用一个地址）")
    )
    message_max_chars: int = field(metadata=_is("500", whole(20, 5000), "一条消息最多的字数"))
    session_idle_minutes: int = field(metadata=_is("60", whole(1, 1440), "会话闲置多少分钟后失效"))
    session_max_hours: int = field(metadata=_is("24", whole(1, 168), "会话从建立起最长的小时数，到时失效"))
    retention_days: int = field(
        metadata=_is(
            "90",
            whole(0, 3650),
            "对话记录（已打码、不留身份）在会话结束后保留多少天供质量检查，到期删除；0 表示一结束就删",
        )
    )
    tracker_db: str = field(
        metadata=_is(
            "DATA_DIR/conversations.sqlite",
            str,
            "Rasa 的会话库：文件，或 postgresql:// 地址",
            lambda values: str(values["data_dir"] / "conversations.sqlite"),
            secret=True,
        )
    )
    staff_idle_minutes: int = field(
        metadata=_is("30", whole(1, 1440), "工作人员登录后多少分钟不操作就要重新登录")
    )
    staff_max_hours: int = field(metadata=_is("12", whole(1, 168), "工作人员登录后最长的小时数"))
    turn_timeout_seconds: float = field(metadata=_is("15", decimal(0.05, 120), "等待一次回答的最长秒数"))
    trust_proxy: int = field(
        metadata=_is("0", whole(0, 5), "本服务前面有几层可信的反向代理；0 表示不看 X-Forwarded-For")
    )
    embed_origins: frozenset[str] = field(
        metadata=_is("无", origins, "允许嵌入问答窗口的其他网站，逗号分隔，如 https://www.example.gov.cn")
    )
    hotline_webhook_url: str = field(
        metadata=_is("无", webhook_url, "工单推送到城市平台的地址（见 docs/hotline.md）；无表示不推送")
    )
    hotline_webhook_secret: str = field(
        metadata=_is("无", webhook_secret, "工单推送的签名密钥，至少 16 个字符", secret=True)
    )
    metrics_public: bool = field(metadata=_is("0", flag, "1 表示 /metrics 不限于本机访问"))
    log_level: str = field(metadata=_is("INFO", level, "日志级别：DEBUG、INFO、WARNING、ERROR"))

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings:
        """Settings from ``environ``; raises ``SettingError`` with a line for each unusable value."""
        values: dict[str, Any] = {}
        faults: list[str] = []
        for setting in SETTINGS:
            key = setting.name.lower()
            try:
                values[key] = setting.value(environ, values)
            except ValueError as error:
                given = "" if setting.secret else f"，现在是“{environ.get(setting.name, '')}”"
                faults.append(f"{setting.name}：{error}{given}")
                # Later defaults may be made of this one.
                values[key] = setting.value({}, values)
        if faults:
            raise SettingError("\n".join(faults))
        return cls(**values)


SETTINGS: tuple[Setting, ...] = tuple(
    Setting(item.name.upper(), *item.metadata["setting"]) for item in fields(Settings)
)
