"""Do answers stay the same when thousands of unrelated documents join the index?"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from actions.answering.answerer import answerer_over
from actions.answering.question import Question
from actions.evaluation.case import Case
from actions.evaluation.figures import Figure, share
from actions.evaluation.retrieval import read_lines
from knowledge.catalogue import CONTENT
from knowledge.index.build import build, is_current
from knowledge.index.versions import index_folder

#: Records of another province, as policy documents: unrelated, but in the same words.
DOCUMENTS = 2000


def write_documents(rows: Sequence[dict[str, object]], folder: Path) -> None:
    """One Markdown document a record."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, row in enumerate(rows[:DOCUMENTS]):
        materials = "、".join(map(str, row.get("material_intro") or []))  # type: ignore[call-overload]
        parts = [
            f"---\ntitle: {str(row['TASK_NAME'])!r}\nissuer: {str(row['DEPT_NAME'])!r}\nregion: 广东省\n---",
            f"## 受理条件\n{row.get('accept_standard') or '无'}",
            f"## 申请材料\n{materials or '无'}",
            f"## 办理时限\n法定 {row.get('handle_time')},承诺 {row.get('handle_time_limit')}",
        ]
        (folder / f"elsewhere-{number}.md").write_text("\n\n".join(parts), encoding="utf-8")


def evaluate(data: Path, scratch: Path, cases: Sequence[Case]) -> list[Figure]:
    """Share of the cases whose first reply is the same with the other documents in the index."""
    content, index = scratch / "stability-content", scratch / "stability-index"
    shutil.rmtree(content, ignore_errors=True)
    shutil.copytree(CONTENT, content)
    write_documents(read_lines(data / "service_items" / "guangdong.jsonl"), content / "policies")
    if not is_current(content, index):
        build(content, index)
    before, after = answerer_over(index_folder()), answerer_over(index)
    same = []
    for case in cases:
        if not case.after:
            question = Question(case.q)
            one, other = before.answer(question).replies[0], after.answer(question).replies[0]
            same.append((one["text"], one["outcome"]) == (other["text"], other["outcome"]))
    return [Figure("加入2000份无关文件后答案不变", *share(same), 0.99)]
