"""``make eval``: quality figures of the running system, as tables and as JSON.

``python -m actions.evaluation`` runs everything; ``--gate`` only our own golden questions and
exits with 1 when a headline figure fell below the committed baseline; ``--update`` rewrites it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from actions.evaluation import retrieval, routing, stability, tables
from actions.evaluation.ask import ask_all
from actions.evaluation.case import Case, read_cases
from actions.evaluation.figures import (
    Figure,
    afterwards_figures,
    golden_figures,
    misses,
    outside_figures,
    share,
)
from bot.instance import Instance
from knowledge.formats.answer import Outcome

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
BASELINE = GOLDEN / "baseline.json"
#: What a question that is not ours may lead to.
UNANSWERED = (Outcome.OUT_OF_SCOPE, Outcome.NO_ANSWER, Outcome.CLARIFICATION)
OUTSIDE, EMERGENCY = "out_of_scope", "emergency"
#: Written after the golden set, which was tuned against: the folder, how files of near misses begin, what the rest is called.
AFTERWARDS, NEAR, WITHIN = GOLDEN / "afterwards", "near", "within"


def data_folder() -> Path:
    """Third-party question sets: ``EVALUATION_DATA``, else beside the project."""
    return Path(os.environ.get("EVALUATION_DATA") or ROOT.parent / "shared" / "data")


def output_folder() -> Path:
    """Where figures and scratch indexes go."""
    folder = Path(os.environ.get("DATA_DIR") or ROOT / "var").absolute() / "eval"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def chat_figures(data: Path | None) -> tuple[list[Figure], list[dict[str, object]]]:
    """Figures that need the whole chain; ``data`` adds the third-party out-of-scope set."""
    sets: dict[str, list[Case]] = {}
    for stem, case in read_cases(GOLDEN):
        name = stem if stem in (OUTSIDE, EMERGENCY) else "golden"
        sets.setdefault(name, []).append(case)
    for stem, case in read_cases(AFTERWARDS):
        sets.setdefault(NEAR if stem.startswith(NEAR) else WITHIN, []).append(case)
    strangers = data / "out_of_scope" / "utterances.jsonl" if data else None
    if strangers is not None and strangers.is_file():
        rows = retrieval.read_lines(strangers)
        sets["strangers"] = [Case(q=row["text"], kind=row["source"], outcome=UNANSWERED) for row in rows]
    with tempfile.TemporaryDirectory() as scratch, Instance(Path(scratch)) as instance:
        judged = {name: asyncio.run(ask_all(instance.url, cases)) for name, cases in sets.items()}
    figures = golden_figures(judged["golden"])
    figures += outside_figures("超出范围(自编)", judged[OUTSIDE])
    figures += afterwards_figures(judged[WITHIN])
    figures += outside_figures("事后写的题外题", judged[NEAR])
    if "strangers" in judged:
        figures += outside_figures("超出范围(公开集)", judged["strangers"])
    right = (one.outcome in one.case.outcome for one in judged[EMERGENCY])
    figures.append(Figure("紧急情况判断", *share(right), 0.95))
    return figures, [miss for name in judged if name != "strangers" for miss in misses(judged[name])]


def all_figures(data: Path) -> tuple[list[Figure], list[dict[str, object]]]:
    """Everything; sets that are not there are named and left out."""
    figures, missed = chat_figures(data)
    if (data / "policy_qa").is_dir():
        figures += retrieval.evaluate(data, output_folder())
        cases = [case for stem, case in read_cases(GOLDEN) if stem not in (OUTSIDE, EMERGENCY)]
        figures += stability.evaluate(data, output_folder(), cases)
    else:
        print(f"没有公开题集({data}),只用自己的题集。", file=sys.stderr)
    if (data / "hotline").is_dir():
        figures += routing.evaluate(data, output_folder())
    else:
        print(f"没有热线工单集({data / 'hotline'}),不测派单。", file=sys.stderr)
    return figures, missed


def main() -> int:
    """Run, print, write, compare."""
    parser = argparse.ArgumentParser(prog="python -m actions.evaluation", description=__doc__)
    parser.add_argument("--gate", action="store_true", help="只跑自己的题集,退步就报错")
    parser.add_argument("--update", action="store_true", help="把这次的结果写成基线")
    arguments = parser.parse_args()
    started = time.monotonic()
    figures, missed = chat_figures(None) if arguments.gate else all_figures(data_folder())
    print(tables.table(figures))
    result = {"date": time.strftime("%Y-%m-%d"), "seconds": round(time.monotonic() - started),
              "figures": [asdict(figure) for figure in figures]}  # fmt: skip
    text = json.dumps({**result, "misses": missed}, ensure_ascii=False, indent=1)
    (output_folder() / "quality.json").write_text(text, encoding="utf-8")
    worse = tables.fallen(figures, BASELINE)
    if worse:
        print("比基线差了一个百分点以上:", *worse, sep="\n  ")
    if arguments.update:
        BASELINE.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if worse and arguments.gate else 0


if __name__ == "__main__":
    sys.exit(main())
