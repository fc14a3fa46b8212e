"""``import-services``: service records of another system, through a mapping file, to a catalogue of their own."""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

from tqdm import tqdm

from knowledge.commands.arguments import Subparsers, content_folder
from knowledge.importing.services import Refused, import_services, read_mapping
from knowledge.importing.services.batch import unmapped

#: So many refused records are told one by one; the rest are counted.
TOLD = 20


def register(subparsers: Subparsers) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser("import-services", help="按对照表把外地的办事指南导入成单独的事项目录")
    parser.add_argument("file", type=Path, metavar="文件", help="每行一条记录的 .jsonl，或带表头的 .csv")
    parser.add_argument("--mapping", type=Path, required=True, metavar="对照表.yml", help="字段对照表")
    parser.add_argument("--into", type=Path, required=True, metavar="文件夹", help="导入到哪个新文件夹")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Import with a progress bar; 1 when a record was refused or there was none."""
    started = time.monotonic()
    mapping = read_mapping(arguments.mapping)
    taken = unknown = 0
    refused: list[Refused] = []
    found = import_services(arguments.file, mapping, arguments.into, content_folder(None))
    for outcome in tqdm(found, desc="导入", unit="项"):
        if isinstance(outcome, Refused):
            refused.append(outcome)
        else:
            taken += 1
            unknown += outcome.gaps
    for one in refused[:TOLD]:
        print(f"✗ {arguments.file}:{one.line}: {one.reason}")
    if len(refused) > TOLD:
        print(f"……另有 {len(refused) - TOLD} 项被拒绝")
    left = unmapped(arguments.file, mapping)
    if left:
        print(f"没有对应要素的字段：{'、'.join(left)}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"导入 {taken} 项，拒绝 {len(refused)} 项；待核实要素 {unknown} 处；"
        f"用时 {time.monotonic() - started:.1f} 秒，内存峰值 {peak:.0f} MB；存放在 {arguments.into}"
    )
    return 1 if refused or not taken else 0
