"""``check``: every fault of the content files with file and line, and what the content holds."""

from __future__ import annotations

import argparse
from datetime import date

from knowledge import city_time
from knowledge.catalogue import Catalogue, load
from knowledge.checks.entries import gaps
from knowledge.commands.arguments import Subparsers, add_content, content_folder, print_faults
from knowledge.formats.service import Kind


def register(subparsers: Subparsers) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser("check", help="检查内容文件，逐条列出问题所在的文件和行")
    add_content(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print faults and a summary; 1 when something is more than a warning."""
    today = city_time.today()
    catalogue = load(content_folder(arguments.content), today=today, lenient=True)
    print_faults(catalogue.faults)
    wrong = sum(not fault.warning for fault in catalogue.faults)
    print(summary(catalogue, today))
    print(f"错误 {wrong} 条，提示 {len(catalogue.faults) - wrong} 条。" + ("" if wrong else "内容可以使用。"))
    return 1 if wrong else 0


def summary(catalogue: Catalogue, today: date) -> str:
    """How many records of each kind there are, and how much is still to be verified."""
    bundles = sum(service.kind is Kind.BUNDLE for service in catalogue.services.values())
    unknown = [len(gaps(service)) for service in catalogue.services.values()]
    phrasings = sum(len(answer.questions) for answer in catalogue.answers.values())
    return (
        f"政策文件 {len(catalogue.policies)} 份（现行有效 {len(catalogue.in_force(today))} 份）；"
        f"办事事项 {len(catalogue.services)} 项（一件事 {bundles} 项）；"
        f"标准答复 {len(catalogue.answers)} 条（问法 {phrasings} 种）；"
        f"同义词 {len(catalogue.synonyms)} 组；"
        f"待核实要素 {sum(unknown)} 处，涉及 {sum(map(bool, unknown))} 项事项。"
    )
