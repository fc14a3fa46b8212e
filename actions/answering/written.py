"""Questions that staff wrote an answer for, word for word: where nothing is in doubt no likeness is weighed.

So a wording in the files is answered as its file says, whatever else the files say by and by.
"""

from __future__ import annotations

from actions.answering.context import Context
from actions.answering.matters import matter_answer
from actions.answering.question import Answered
from knowledge.index.phrase import Phrase, Target
from knowledge.text.asking import subject
from knowledge.text.normalise import content_characters, normalise

#: Words that name less (“要本人去吗”) belong to what is being talked about, whoever wrote them.
NAMED = 3


def written(context: Context) -> Answered | None:
    """The answer that these very words lead to. Of a service its guide knows better which part is asked for."""
    phrase = wording(context)
    return None if phrase is None or phrase.target is Target.SERVICE else matter_answer(phrase, context)


def wording(context: Context) -> Phrase | None:
    """The wording of a matter that a question repeats, punctuation aside."""
    phrase = context.base.written.get(content_characters(normalise(context.question.text)))
    if phrase is None or context.current is None or len(subject(phrase.text)) >= NAMED:
        return phrase
    return phrase if context.base.explained.subject_of(phrase) == context.current.id else None
