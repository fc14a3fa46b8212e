"""``build``, ``search``, ``versions``, ``publish``, ``rollback``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.commands.arguments import Subparsers, add_content, content_folder
from knowledge.errors import IndexMissing, InputInvalid
from knowledge.index.versions import Versions, check_encoder, index_folder, verify

if TYPE_CHECKING:
    from knowledge.index.search import Hit, Searcher


def register(subparsers: Subparsers) -> None:
    """Add the subcommands."""
    build = subparsers.add_parser("build", help="由内容文件生成索引新版本并启用")
    add_content(build)
    _add_index(build)
    build.add_argument("--draft", action="store_true", help="只生成,不启用(之后用 publish 启用)")
    build.add_argument("--if-stale", action="store_true", help="内容和编码器都没有变化时什么也不做")
    build.set_defaults(run=run_build)
    search = subparsers.add_parser("search", help="在索引里检索")
    search.add_argument("question", nargs="?", metavar="问题")
    _add_index(search)
    search.add_argument("--batch", type=Path, metavar="文件.jsonl", help="每行一个 {id, question}")
    search.add_argument("--top", type=_positive, default=5, metavar="N", help="给出几个文件(默认 5)")
    search.add_argument("--json", action="store_true", help="输出 JSON")
    search.set_defaults(run=run_search)
    versions = subparsers.add_parser("versions", help="列出索引版本")
    _add_index(versions)
    versions.set_defaults(run=run_versions)
    publish = subparsers.add_parser("publish", help="启用一个已生成的版本(默认最新)")
    publish.add_argument("version", nargs="?", metavar="版本")
    _add_index(publish)
    publish.set_defaults(run=run_publish)
    rollback = subparsers.add_parser("rollback", help="退回到一个旧版本")
    rollback.add_argument("version", metavar="版本")
    _add_index(rollback)
    rollback.set_defaults(run=run_publish)


def _add_index(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--index", type=Path, default=None, metavar="文件夹", help="索引文件夹(默认 var/index)"
    )


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError("须在 1 到 1000 之间")
    return number


def _versions(arguments: argparse.Namespace) -> Versions:
    return Versions(arguments.index or index_folder())


def run_build(arguments: argparse.Namespace) -> int:
    """Build a version; the live one stays in use if anything is wrong."""
    from knowledge.index.build import build, is_current

    content, index = content_folder(arguments.content), arguments.index or index_folder()
    if arguments.if_stale and is_current(content, index):
        return 0
    built = build(content, index, live=not arguments.draft)
    state = "未启用(草稿)" if arguments.draft else "已启用"
    print(
        f"版本 {built.version.name} {state}:文件 {built.documents} 份,段落 {built.chunks} 段,用时 {built.seconds:.1f} 秒"
    )
    return 0


def run_versions(arguments: argparse.Namespace) -> int:
    """One line a version, the live one marked."""
    versions = _versions(arguments).all()
    for version in versions:
        facts = version.manifest
        mark = "* 使用中" if version.live else ""
        print(
            f"{version.name}  文件 {facts['documents']}  段落 {facts['chunks']}  {facts['built_at']} {mark}".rstrip()
        )
    if not versions:
        print("还没有索引版本。")
    return 0


def run_publish(arguments: argparse.Namespace) -> int:
    """Make a version live after checking its files."""
    versions = _versions(arguments)
    known = versions.all()
    if not known:
        raise IndexMissing("还没有索引版本,请先运行 python -m knowledge build")
    version = versions.get(arguments.version) if arguments.version else known[0]
    versions.make_live(version.name)
    print(f"现在使用版本 {version.name}")
    return 0


def run_search(arguments: argparse.Namespace) -> int:
    """Answer one question or a file of them with passages, best first, one a document."""
    if (arguments.question is None) == (arguments.batch is None):
        raise InputInvalid("请给出一个问题,或用 --batch 给出问题文件,二者取一")
    questions = (
        list(_read_batch(arguments.batch))
        if arguments.batch
        else [{"id": "", "question": arguments.question}]
    )
    searcher = _searcher(_versions(arguments))
    for row in questions:
        hits = [_hit(hit) for hit in searcher.search(row["question"], arguments.top)]
        if arguments.batch:
            print(json.dumps({"id": row["id"], "hits": hits}, ensure_ascii=False))
        elif arguments.json:
            print(json.dumps({"question": row["question"], "hits": hits}, ensure_ascii=False, indent=1))
        else:
            _print_hits(hits)
    return 0


def _searcher(versions: Versions) -> Searcher:
    from knowledge.encoder.runtime import Encoder
    from knowledge.index.search import Searcher

    version = versions.current()
    verify(version)
    encoder = Encoder.load(threads=2)
    check_encoder(version, encoder.fingerprint)
    return Searcher(version.folder, encoder)


def _read_batch(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputInvalid(f"读不了问题文件 {path}:{error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputInvalid(f"{path}:{number}: 不是 JSON:{error.msg}") from error
        if not isinstance(row, dict) or not isinstance(row.get("question"), str) or "id" not in row:
            raise InputInvalid(f"{path}:{number}: 每行须有 id 和 question(文字)")
        yield row


def _hit(hit: Hit) -> dict[str, Any]:
    chunk = hit.chunk
    return {
        "document": chunk.document, "section": chunk.section, "score": round(hit.score, 4), "text": chunk.text,
        "title": chunk.title, "anchor": chunk.anchor,
    }  # fmt: skip


def _print_hits(hits: list[dict[str, Any]]) -> None:
    if not hits:
        print("没有找到。", file=sys.stderr)
    for number, hit in enumerate(hits, 1):
        print(f"{number}. [{hit['score']:.3f}] {hit['title']}  {hit['section']}  ({hit['document']})")
        print("   " + hit["text"].replace("\n", "\n   "))
