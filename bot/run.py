"""Start everything: ``python -m bot.run``. Checks the ports, then becomes supervisord."""

from __future__ import annotations

import getpass
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from knowledge.errors import AppError, SettingError

ROOT = Path(__file__).parents[1]


def environment(given: Mapping[str, str], root: Path = ROOT) -> dict[str, str]:
    """What the three processes need, filled in where it is not set; ports follow ``PORT``."""
    port = _port(given, "PORT", 8080)
    data = Path(given.get("DATA_DIR") or root / "var").absolute()
    own = {
        "PORT": str(port),
        "RASA_PORT": str(_port(given, "RASA_PORT", port + 1)),
        "ACTIONS_PORT": str(_port(given, "ACTIONS_PORT", port + 2)),
        "DATA_DIR": str(data),
        "APP_PYTHON": str(root / ".venv/bin/python"),
        "RASA_PYTHON": str(root / ".venv-rasa/bin/python"),
        "RUN_USER": getpass.getuser(),
        "TRACKER_DB": given.get("TRACKER_DB") or str(data / "conversations.sqlite"),
        "ENCODER_DIR": given.get("ENCODER_DIR") or str(data / "models" / "encoder"),
        "RASA_MODEL_DIR": given.get("RASA_MODEL_DIR") or str(data / "models" / "rasa"),
        "INDEX_DIR": given.get("INDEX_DIR") or str(data / "index"),
        "PYTHONPATH": str(root),
        "RASA_TELEMETRY_ENABLED": "false",
        "HF_HUB_OFFLINE": "1",
        "ORT_DISABLE_TELEMETRY": "1",
        # One thread a process: two cores are shared by three of them.
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        # Without this glibc keeps an arena for each thread and memory creeps up.
        "MALLOC_ARENA_MAX": "2",
        "PYTHONUNBUFFERED": "1",
    }
    own["ACTIONS_URL"] = f"http://127.0.0.1:{own['ACTIONS_PORT']}"
    own["RASA_URL"] = f"http://127.0.0.1:{own['RASA_PORT']}"
    return {**given, **own}


def _port(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name) or str(default)
    if not text.isdecimal() or len(text) > 5 or not 1 <= int(text) <= 65535:
        raise SettingError(f"环境变量 {name}={text} 不是可用的端口号(1–65535)")
    return int(text)


def check_ports(settings: Mapping[str, str]) -> None:
    """Raise :class:`SettingError` when a port is taken, before anything is started."""
    names = ("PORT", "RASA_PORT", "ACTIONS_PORT")
    if len({settings[name] for name in names}) < len(names):
        raise SettingError(f"{'、'.join(names)} 三个端口要各不相同")
    for name in names:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", int(settings[name])))
            except OSError as error:
                raise SettingError(f"端口 {settings[name]}({name})已被占用,请用 PORT=… 另选一个") from error


def main() -> NoReturn:
    """Replace this process by supervisord, so that signals reach it directly."""
    try:
        settings = environment(os.environ)
        check_ports(settings)
    except AppError as error:
        sys.exit(str(error))
    Path(settings["DATA_DIR"], "run").mkdir(parents=True, exist_ok=True)
    os.chdir(ROOT)
    print(f"正在启动济事通,就绪后打开 http://127.0.0.1:{settings['PORT']} (Ctrl-C 停止)", flush=True)
    supervisord = str(ROOT / ".venv/bin/supervisord")
    os.execve(supervisord, [supervisord, "-n", "-c", str(ROOT / "bot/supervisord.conf")], settings)  # noqa: S606


if __name__ == "__main__":
    main()
