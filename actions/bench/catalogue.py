"""What becomes of speed, memory and precision when the catalogue grows from ours to a whole city's.

Services of another province, imported through the mapping file, are put beside our own in a scratch
folder, and the same questions are answered from both. ``python -m actions.bench.catalogue CONTENT
INDEX`` measures one catalogue in a process of its own, so that memory is that catalogue's alone.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from actions.answering.answerer import Answerer
from actions.answering.base import Base
from actions.answering.question import Question
from actions.bench.questions import GOLDEN
from actions.bench.rows import Row, percentile
from actions.evaluation.case import Case, Judged, read_cases
from actions.evaluation.figures import share
from bot.instance import ROOT
from knowledge.catalogue import CONTENT, load
from knowledge.checks.names import wording
from knowledge.encoder.runtime import Encoder
from knowledge.formats.service import Aspect, Service
from knowledge.importing.services import import_services, read_mapping
from knowledge.index.build import build, is_current
from knowledge.index.live import Live
from knowledge.index.versions import Versions
from knowledge.index.watching import Watcher

MAPPING = ROOT / "knowledge" / "importing" / "services" / "guangdong.yml"
EDITED = "services/id-card.yml"
#: Imported services that are asked for, and how each aspect is asked.
SAMPLE = 300
ASKED = {
    Aspect.MATERIALS: "{}需要什么材料",
    Aspect.TIME_LIMIT: "{}多久能办好",
    Aspect.PLACE: "{}在哪里办",
    Aspect.CONDITIONS: "{}要符合什么条件",
}
BUILD_WITHIN = 3600


def measure(records: Path, folder: Path) -> list[Row]:
    """Both catalogues, side by side; ``records`` are foreign services, ``folder`` keeps the scratch indexes."""
    folder.mkdir(parents=True, exist_ok=True)
    both = folder / "both"
    mix(records, both)
    own, grown = (
        _measured(content, folder / name) for content, name in ((CONTENT, "own-index"), (both, "both-index"))
    )
    return rows(own, grown)


def mix(records: Path, both: Path) -> None:
    """Our content with the foreign services beside it; those called like one of ours are left out."""
    scratch = both.with_name("imported")
    for folder in (both, scratch):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(CONTENT, both)
    for _ in import_services(records, read_mapping(MAPPING), scratch, CONTENT):
        pass
    ours = {wording(name) for service in load(CONTENT).services.values() for name in _names(service)}
    for service in load(scratch).services.values():
        if wording(service.name) not in ours:
            shutil.copyfile(
                scratch / "services" / f"{service.id}.yml", both / "services" / f"{service.id}.yml"
            )
    with (both / "departments.yml").open("a", encoding="utf-8") as departments:
        departments.write("\n" + (scratch / "departments.yml").read_text(encoding="utf-8"))


def _names(service: Service) -> Sequence[str]:
    return (service.name, *service.aliases, *service.everyday)


def _measured(content: Path, index: Path) -> dict[str, Any]:
    """The figures of one catalogue, from a process of its own."""
    done = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-m", "actions.bench.catalogue", str(content), str(index)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=BUILD_WITHIN,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def rows(own: dict[str, Any], grown: dict[str, Any]) -> list[Row]:
    """The same figures at both sizes."""
    found: list[Row] = []
    for figures in (own, grown):
        section = f"目录规模：{figures['services']} 个事项"
        found += [
            Row(section, "段落", figures["chunks"], "段"),
            Row(section, "从头建索引", figures["built"], "秒"),
            Row(section, "改一条后重建", figures["rebuilt"], "秒"),
            Row(section, "改一条后载入", figures["loaded"], "秒"),
            Row(section, "检索 p50", figures["search_p50"], "毫秒"),
            Row(section, "检索 p95", figures["search_p95"], "毫秒"),
            Row(section, "回答 p50", figures["answer_p50"], "毫秒"),
            Row(section, "回答 p95", figures["answer_p95"], "毫秒"),
            Row(section, "回答进程的内存", figures["memory"], "MB"),
            Row(section, "自编题集事项找对", figures["right"]),
            Row(section, "自编题集答错还很肯定", figures["wrong"]),
        ]
        if figures["foreign"] is not None:
            found.append(Row(section, "外地事项按名称和方面问，事项找对", figures["foreign"]))
            found.append(Row(section, "外地事项按名称和方面问，方面找对", figures["foreign_aspect"]))
    return found


def figures_of(content: Path, index: Path) -> dict[str, Any]:
    """Everything about one catalogue; the index is built if it is not there."""
    encoder = Encoder.load()
    built = _built(content, index, encoder)
    live = Live(index, lambda version: Base.load(version, encoder))
    answerer, base = Answerer(live), live.get()
    cases = [
        case for stem, case in read_cases(GOLDEN) if case.in_scope and not case.after and stem != "emergency"
    ]
    answered, times = _answered(answerer, cases)
    searched = _timed(base.searcher.search, [case.q for case in cases])
    foreign, _ = _answered(answerer, foreign_cases(base.catalogue.services.values()))
    memory = psutil.Process().memory_info().rss / 1024**2
    rebuilt, loaded = _edited(content, index, encoder)
    aspects = [one.right_aspect for one in foreign if one.right_aspect is not None]
    return {
        "services": len(base.catalogue.services), "chunks": len(base.searcher.chunks), "built": built,
        "rebuilt": rebuilt, "loaded": loaded, "memory": memory,
        "search_p50": percentile(searched, 0.5), "search_p95": percentile(searched, 0.95),
        "answer_p50": percentile(times, 0.5), "answer_p95": percentile(times, 0.95),
        "right": share(one.right_matter for one in answered)[0],
        "wrong": share(one.confidently_wrong for one in answered)[0],
        "foreign": share(one.right_matter for one in foreign)[0] if foreign else None,
        "foreign_aspect": share(aspects)[0] if foreign else None,
    }  # fmt: skip


def foreign_cases(services: Sequence[Service] | Any) -> list[Case]:
    """Questions for a sample of imported services, each for one aspect in turn."""
    imported = [service for service in services if service.id.startswith("gd-")]
    some = random.Random(6).sample(imported, min(SAMPLE, len(imported)))  # noqa: S311 (a sample, not a secret)
    aspects = list(ASKED)
    return [
        Case(q=ASKED[aspect].format(service.name), services=(service.id,), aspect=(aspect,))
        for service, aspect in ((service, aspects[at % len(aspects)]) for at, service in enumerate(some))
    ]


def _built(content: Path, index: Path, encoder: Encoder) -> float:
    """Seconds to build from nothing; kept beside the index, because an index that is there is not built again."""
    note = index.with_suffix(".seconds")
    if not (is_current(content, index, encoder.fingerprint) and note.is_file()):
        shutil.rmtree(index, ignore_errors=True)
        seconds = build(content, index, encoder=encoder).seconds
        note.write_text(str(seconds), encoding="ascii")
    return float(note.read_text(encoding="ascii"))


def _edited(content: Path, index: Path, encoder: Encoder) -> tuple[float, float]:
    """Seconds until an edited record is published, and until the new version is loaded; all on a copy."""
    copies = index.with_name("edited"), index.with_name("edited-index")
    for source, copy in zip((content, index), copies, strict=True):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(source, copy)
    record = copies[0] / EDITED
    record.write_text(
        record.read_text(encoding="utf-8").replace("value: 60\n", "value: 59\n"), encoding="utf-8"
    )
    started = time.monotonic()
    Watcher(copies[0], copies[1], encoder, lambda: None, index.with_name("faults.json")).publish()
    between = time.monotonic()
    Base.load(Versions(copies[1]).current(), encoder)
    finished = time.monotonic()
    for copy in copies:
        shutil.rmtree(copy)
    return between - started, finished - between


def _answered(answerer: Answerer, cases: Sequence[Case]) -> tuple[list[Judged], list[float]]:
    """What is answered, and the milliseconds that each answer took."""
    found: list[Judged] = []

    def ask(case: Case) -> None:
        found.append(Judged(case, answerer.answer(Question(case.q)).replies[0]))

    return found, _timed(ask, cases)


def _timed(call: Callable[[Any], object], arguments: Sequence[Any]) -> list[float]:
    spent: list[float] = []
    for argument in arguments:
        started = time.perf_counter()
        call(argument)
        spent.append((time.perf_counter() - started) * 1000)
    return spent


def main() -> None:
    """Measure one catalogue and print the figures as one line of JSON."""
    content, index = map(Path, sys.argv[1:3])
    print(json.dumps(figures_of(content, index)))


if __name__ == "__main__":
    main()
