"""Serving: from an environment to a running edge, and a plain sentence when it cannot start."""

from __future__ import annotations

import errno
import sys
from collections.abc import Mapping

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.web.app import create_app
from bot.web.logs import configure
from bot.web.settings import Settings
from bot.web.turn import Emergency
from knowledge.errors import AppError, SettingError

#: Turns under way when the process is told to stop get this long to finish.
SHUTDOWN_SECONDS = 4.0

_ADDRESS_FAULTS = (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES)

log = structlog.get_logger("edge")


def serve(environ: Mapping[str, str], emergency: Emergency) -> int:
    """Serve until SIGINT or SIGTERM; 2 when the edge cannot start as it is set up."""
    try:
        settings = Settings.read(environ)
    except SettingError as error:
        return _refuse(f"环境变量有误：\n{error}")
    configure(settings.log_level)
    log.info("starting", host=settings.host, port=settings.port)
    try:
        _run(settings, emergency)
    except AppError as error:
        return _refuse(f"无法启动：\n{error}")
    except SQLAlchemyError as error:
        return _refuse(f"数据库打不开（{type(error).__name__}），请检查 DATABASE_URL 和 DATA_DIR。")
    except OSError as error:
        what = (
            f"在 {settings.host}:{settings.port} 上监听"
            if error.errno in _ADDRESS_FAULTS
            else "使用数据文件夹"
        )
        return _refuse(f"无法{what}：{error.strerror}")
    log.info("stopped")
    return 0


def _run(settings: Settings, emergency: Emergency) -> None:
    web.run_app(
        create_app(settings, emergency),
        host=settings.host,
        port=settings.port,
        shutdown_timeout=SHUTDOWN_SECONDS,
        access_log=None,
        print=_listening,
    )


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def _listening(_banner: str) -> None:
    """aiohttp has a line printed when it listens; ours goes to the log like everything else."""
    log.info("listening")
