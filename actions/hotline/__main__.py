"""``python -m actions.hotline``: learn routing from closed tickets, and route texts."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actions.hotline.commands import register
from knowledge.errors import AppError, InputInvalid

if TYPE_CHECKING:
    from actions.hotline.model import Suggestion
    from actions.hotline.tickets_file import Tickets
    from actions.hotline.tuned import Tuned

#: Texts routed at a time, so that memory does not grow with the file.
BATCH = 256
#: With fewer tickets the encoder is not fine-tuned; with 500 that gained half a point to two, with more more.
FEWEST_TO_TUNE = 500


def main() -> int:
    """Run one subcommand; 1 and a Chinese sentence on stderr when its input is of no use."""
    parser = argparse.ArgumentParser(prog="python -m actions.hotline", description="12345 派单：学习和建议")
    commands = parser.add_subparsers(required=True, metavar="命令")
    train = commands.add_parser("train", help="从本市已办结的工单学习派单")
    train.add_argument("tickets", type=Path, metavar="工单.csv", help="列 text、department，可选 category")
    train.add_argument("--model", type=Path, required=True, metavar="文件夹", help="模型写到这里")
    train.set_defaults(run=run_train)
    route = commands.add_parser("route", help="给出派单建议，每行一个 JSON")
    route.add_argument("--model", type=Path, required=True, metavar="文件夹", help="学好的模型")
    route.add_argument("--batch", type=Path, required=True, metavar="文件.jsonl", help="每行一个 {id, text}")
    route.set_defaults(run=run_route)
    register(commands)
    arguments = parser.parse_args()
    try:
        return int(arguments.run(arguments))
    except AppError as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def run_train(arguments: argparse.Namespace) -> int:
    """Learn and save; figures on stdout."""
    from actions.hotline.model import Router
    from actions.hotline.model_file import save
    from actions.hotline.tickets_file import read_tickets
    from knowledge.encoder.runtime import Encoder

    started = time.monotonic()
    tickets = read_tickets(arguments.tickets)
    print(f"读到工单 {len(tickets.texts)} 条，开始学习…", file=sys.stderr)
    encoder = Encoder.load(threads=2)
    tuned = tuned_on(tickets)
    router = Router.learn(tickets, encoder, tuned.reader() if tuned else None)
    save(router, arguments.model, encoder.fingerprint, len(tickets.texts), tuned)
    seconds = time.monotonic() - started
    print(f"已学习：工单 {len(tickets.texts)} 条，部门 {len(router.departments)} 个，用时 {seconds:.1f} 秒")
    return 0


def tuned_on(tickets: Tickets) -> Tuned | None:
    """The encoder tuned on tickets; None where they are few, or the encoder is of a kind that cannot be."""
    from knowledge.encoder.runtime import encoder_folder

    if len(tickets.texts) < FEWEST_TO_TUNE:
        print(f"不到 {FEWEST_TO_TUNE} 条，不微调编码器", file=sys.stderr)
        return None
    from actions.hotline.tuning import tune

    tuned = tune(encoder_folder(), tickets)
    if tuned is None:
        print("这种编码器不能微调，只用其余的方法", file=sys.stderr)
    return tuned


def run_route(arguments: argparse.Namespace) -> int:
    """A line of JSON for each text."""
    from actions.hotline.model_file import load
    from knowledge.encoder.runtime import Encoder

    rows = list(read_batch(arguments.batch))
    encoder = Encoder.load(threads=2)
    router = load(arguments.model, encoder.fingerprint)
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        texts = [row["text"] for row in part]
        for row, suggestion in zip(part, router.suggest(texts, encoder.encode_queries(texts)), strict=True):
            print(json.dumps(line(row["id"], suggestion), ensure_ascii=False))
    return 0


def line(key: Any, suggestion: Suggestion) -> dict[str, Any]:
    """One line of output."""
    departments = [{"name": name, "score": round(score, 4)} for name, score in suggestion.departments]
    return {"id": key, "departments": departments, "category": suggestion.category}


def read_batch(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a batch file; :class:`InputInvalid` with the line of a wrong one."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputInvalid(f"读不了文件 {path}：要有读取权限，编码是 UTF-8") from error
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            raise InputInvalid(f"{path}:{number}: 不是 JSON") from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "id" not in row:
            raise InputInvalid(f"{path}:{number}: 每行要有 id 和 text（文字）")
        yield {"id": row["id"], "text": row["text"][:LONGEST]}


#: Nothing after this many characters changes the department.
LONGEST = 1000

if __name__ == "__main__":
    sys.exit(main())
