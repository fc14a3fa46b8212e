"""“十四五规划是哪年发的”, “条例还有效吗”: number, dates and state of a document that a question names."""

from __future__ import annotations

import re
from collections import Counter
from math import log

from actions.answering.context import Context
from actions.answering.question import Answered, Reply
from actions.answering.replies import policy_source
from actions.answering.vocabulary import answering
from knowledge.catalogue import Catalogue
from knowledge.formats.policy import Policy, Status
from knowledge.text.asking import FILLER
from knowledge.text.normalise import normalise
from knowledge.text.tokens import bigrams

_ASKS = re.compile(
    "文号|几号文|哪一?年(的|弄|发|出|印|定|公布|制定)|(什么|啥)时候(发|印发|出台|公布|发布|颁布|施行|实施|生效|开始(施行|实施))|"
    "何时(发|印发|出台|公布|发布|颁布|施行|实施|生效)|(印发|发布|施行|实施|生效|成文|出台)的?(时间|日期)|"
    "(还|现在).{0,3}(有效|作数|管用)|失效(了|没)"
)
_STATE = re.compile("有效|作数|管用|失效")
_KIND = re.compile("规划|条例|办法|意见|方案|通知|规定|细则|决定|规则|法(?!院|人|律)")
_QUOTED = re.compile("《(.+?)》")
#: Least share of what the question names that a title must carry, and by how much it must be ahead.
NAMED, AHEAD = 0.6, 0.08


def document_facts(context: Context) -> Answered | None:
    """What the register says of the document; ``None`` when none is named or its facts are not asked for."""
    if not _ASKS.search(context.asked):
        return None
    policy = named_document(context.base.catalogue, context.asked)
    if policy is None or not _known(policy, context.asked) or _answered_better(context, policy):
        return None
    kept = context.question.current_service, context.question.last_aspect
    return Answered([_reply(policy)], *kept)


def named_document(catalogue: Catalogue, text: str) -> Policy | None:
    """The document whose title a question quotes or nearly says; of equal titles the one in force."""
    quoted = _QUOTED.search(text)
    name = quoted[1] if quoted else FILLER.sub(" ", _ASKS.sub(" ", text))
    if quoted is None and not _KIND.search(name):
        return None
    titles = {key: set(bigrams(normalise(policy.header.title))) for key, policy in catalogue.policies.items()}
    spread = Counter(pair for title in titles.values() for pair in title)
    asked = {pair: log(1 + len(titles) / (1 + spread[pair])) for pair in set(bigrams(name)) if len(pair) > 1}
    shares = sorted(((_share(asked, title), key) for key, title in titles.items()), reverse=True)
    if not shares or shares[0][0] < NAMED:
        return None
    near = [catalogue.policies[key] for share, key in shares if share > shares[0][0] - AHEAD]
    current = [policy for policy in near if policy.header.status is Status.IN_FORCE]
    best = near if len(near) == 1 else current
    return best[0] if len(best) == 1 else None


def _known(policy: Policy, text: str) -> bool:
    """Whether the register knows what is asked for: the state always, number and dates not of every document."""
    header = policy.header
    return bool(_STATE.search(text) or header.number or header.issued or header.effective)


def _share(asked: dict[str, float], title: set[str]) -> float:
    total = sum(asked.values())
    return sum(weight for pair, weight in asked.items() if pair in title) / total if total else 0.0


def _answered_better(context: Context, policy: Policy) -> bool:
    """Whether a curated answer about this very document fits."""
    if context.confidence < answering().thresholds.sure:
        return False
    answer = context.base.catalogue.answers.get(context.matches[0].phrase.id)
    return answer is not None and any(source.document == policy.id for source in answer.sources)


def _reply(policy: Policy) -> Reply:
    header, texts = policy.header, answering().texts
    dates = {"成文": header.issued, "施行": header.effective, "有效期到": header.expires}
    facts = [f"文号：{header.number}"] if header.number else []
    facts += [f"发文机关：{header.issuer}"] if header.issuer else []
    facts += [f"{label}：{day.year}年{day.month}月{day.day}日" for label, day in dates.items() if day]
    lines = [f"《{header.title}》", *facts, f"状态：{header.status.value}"]
    if header.status in (Status.EXPIRED, Status.REPEALED):
        lines.append(texts.history)
    return {
        "kind": "answer",
        "outcome": "answered",
        "text": "\n".join(lines),
        "sources": [policy_source(policy)],
    }
