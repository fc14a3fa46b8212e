"""Questions about one paper: “要带户口本吗”, “没有房产证可以吗”, “照片用交不”."""

from __future__ import annotations

import re
from collections.abc import Iterable

_VERB = "(?:带上?|拿上?|交|提供|准备|提交|出示|出具|有|用|打印|复印)?"
_NEED = "(?:还|也|都|是不是)?(?:必须要?|得|需要|非得|用|要|需)(?:再|先|另外|单独)?"
_WHETHER = "(?:要不要|需不需要|用不用|带不带|交不交|是不是要|是不是得|是否需要|是否要)(?:再|先|另外|单独)?"
_ASKS = "(?:吗|么|嘛|不(?=$|[?,。;!])|没(?=$|[?,。;!]))"
_END = "(?=$|[?,。;!吗呢啊呀])"
_WITHOUT = "(?:要是|如果|假如)?(?:没有?|不带|不交|缺了?|少了?)"
_STILL = "(?:还|也|的话|了)?(?:能不能|可不可以|行不行|中不中|能|可以|行|中)(?:办|上|领|报|申请|结|登记)?(?:吗|不|么|嘛)?"
#: Whose the paper is, and qualities of it that are no part of its name.
_OWN = "(?:我的?|俺的?|你的?|本人的?|自己的?|孩子的?|双方的?|(?:一|两)个?人的?|家里的?|一份|一张|那个)?"
_QUALITY = "(?:的)?(?:和|、)?(?:原件|复印件|正本|副本|原本)*"
#: What ends like a paper is one, even if no record knows it.
_PAPERLIKE = (
    "(?:[一-鿿](?<![办领换补考])){1,6}?(?:证明|证书|合同|协议|执照|公章|照片|申请书|申请表|承诺书|委托书|病历|发票|收据|存折|银行卡)|"
    "(?:[一-鿿](?<![办领换补考发给带交拿要用])){1,4}证"
)


class Papers:
    """Names of all papers that records know, to be found in questions."""

    def __init__(self, names: Iterable[str]) -> None:
        known = sorted({name for name in names if len(name) >= 2}, key=len, reverse=True)
        paper = "|".join([*map(re.escape, known), _PAPERLIKE])
        self._known = re.compile("|".join(map(re.escape, known))) if known else None
        named = f"{_OWN}(?P<paper>{paper}){_QUALITY}"
        self._asked = tuple(
            re.compile(frame)
            for frame in (
                f"{_NEED}{_VERB}{named}(?:还|也)?{_ASKS}",
                f"{_WHETHER}{_VERB}{named}{_END}",
                f"{_WITHOUT}{named}{_STILL}",
                f"{named}{_NEED}{_VERB}{_ASKS}",
                f"{named}{_WHETHER}{_VERB}{_END}",
                f"{named}(?:是)?必(?:须|需)的?{_ASKS}",
            )
        )

    def named(self, text: str) -> str | None:
        """The first paper of the records that a text names."""
        found = self._known.search(text) if self._known else None
        return found[0] if found else None

    def asked(self, text: str) -> tuple[str, str] | None:
        """The paper that a question is about, and the question without it; ``None`` if it asks of none."""
        for frame in self._asked:
            found = frame.search(text)
            if found is not None:
                return found["paper"], f"{text[: found.start()]} {text[found.end() :]}".strip()
        return None
