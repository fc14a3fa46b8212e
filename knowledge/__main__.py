"""``python -m knowledge``: check, import, build, search and report on the content."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from knowledge.commands import check, import_documents, import_services, index, report
from knowledge.commands.arguments import print_faults
from knowledge.errors import AppError, ContentError

COMMANDS = (check, import_documents, import_services, index, report)


class Parser(argparse.ArgumentParser):
    """argparse with its own words in Chinese."""

    def error(self, message: str) -> NoReturn:
        """Bad usage ends with status 2."""
        self.print_usage(sys.stderr)
        print(f"用法错误：{message}（加 --help 看说明）", file=sys.stderr)
        sys.exit(2)


def parser() -> argparse.ArgumentParser:
    """The command line with every subcommand."""
    top = Parser(prog="python -m knowledge", description="济事通知识库：检查、导入、建索引、检索、统计。")
    subparsers = top.add_subparsers(title="命令", metavar="命令", required=True, parser_class=Parser)
    for command in COMMANDS:
        command.register(subparsers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; errors that the project raises on purpose end in one line and status 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Chinese must come out whatever the locale, and a file name may be any bytes.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parsed = parser().parse_args(arguments)
    try:
        status: int = parsed.run(parsed)
        sys.stdout.flush()
    except ContentError as error:
        wrong = [fault for fault in error.faults if not fault.warning]
        print_faults(wrong, sys.stderr)
        print(f"内容文件有 {len(wrong)} 处错误，未能继续。", file=sys.stderr)
        return 1
    except AppError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader (head, less) has gone; nothing more can be said to it, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return 130
    return status


if __name__ == "__main__":
    sys.exit(main())
