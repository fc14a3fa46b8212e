"""Every conversation file, held with the real system."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.instance import Instance
from tests.e2e.conversation import Conversation, Turn, conversation_files, read_conversation
from tests.e2e.judging import Heard, problem_faults, reply_faults
from tests.e2e.resident import Answer, Resident
from tests.e2e.staging import staged


def parameter(path: Path) -> Any:
    """A conversation file; one with a known fault must fail until the fault is mended, and then say so no more."""
    fault = read_conversation(path).known_fault
    marks = [pytest.mark.xfail(reason=fault, strict=True)] if fault else []
    return pytest.param(path, id=f"{path.parent.name}/{path.stem}", marks=marks)


@pytest.mark.parametrize("path", [parameter(path) for path in conversation_files()])
def test_conversation(path: Path, new_resident: Callable[[], Resident], system: Instance) -> None:
    conversation = staged(read_conversation(path), system)
    faults = list(hold(conversation, new_resident()))
    assert not faults, f"{conversation.name}\n" + "\n".join(faults)


def hold(conversation: Conversation, resident: Resident) -> Iterator[str]:
    """Say everything and yield what is wrong with what came back."""
    buttons: dict[str, str] = {}
    ticket = ""
    kept: list[tuple[Turn, list[dict[str, Any]]]] = []
    for number, turn in enumerate(conversation.turns, 1):
        if turn.choose is not None and turn.choose not in buttons:
            yield f"第 {number} 轮:没有按钮“{turn.choose}”,只有 {list(buttons)}"
            return
        said = buttons[turn.choose] if turn.choose else (turn.say or "") * turn.times
        answer = resident.say(said.replace("{ticket}", ticket))
        faults = list(faults_of(turn, answer))
        if faults:
            said = turn.choose or (turn.say or "")[:40]
            yield f"第 {number} 轮“{said}”:" + ";".join(faults) + f"\n  实际答复:{shortened(answer)}"
        if answer.status == 200:
            buttons = Heard(answer.replies).choices
            ticket = next(
                (reply["ticket"]["number"] for reply in answer.replies if "ticket" in reply), ticket
            )
            kept.append((turn, answer.replies))
    yield from transcript_faults(kept, resident.transcript())


def faults_of(turn: Turn, answer: Answer) -> Iterator[str]:
    """What is wrong with the answer to one turn."""
    if turn.expect.problem is not None:
        yield from problem_faults(answer, turn.expect)
    else:
        yield from reply_faults(answer, turn.expect)


def transcript_faults(
    kept: list[tuple[Turn, list[dict[str, Any]]]], transcript: list[dict[str, Any]]
) -> Iterator[str]:
    """What is wrong with what a reload of the page would show."""
    replies = [entry["reply"] for entry in transcript if entry["from"] == "bot"]
    if replies != [reply for _, given in kept for reply in given]:
        yield f"对话记录里的答复和当时给的不一样:{[reply['text'][:20] for reply in replies]}"
    texts = [entry["text"] for entry in transcript if entry["from"] == "user"]
    if len(texts) != len(kept):
        yield f"说了 {len(kept)} 句,对话记录里有 {len(texts)} 句:{texts}"
    for (turn, _), text in zip(kept, texts, strict=False):
        if turn.expect.recorded is not None and turn.expect.recorded != text:
            yield f"对话记录应为“{turn.expect.recorded}”,却是“{text}”"


def shortened(answer: Answer) -> str:
    """The answer in a few lines."""
    if answer.status != 200:
        return f"{answer.status} {answer.body}"
    heard = Heard(answer.replies)
    first = {key: heard.first.get(key) for key in ("outcome", "kind", "service")}
    sources = [(source["document"], source["title"]) for source in heard.sources]
    return f"{first} 出处 {sources} 按钮 {list(heard.choices)}\n  {heard.text[:300]}"
