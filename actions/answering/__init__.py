"""From a question to replies: a list of small steps over the published knowledge."""

from actions.answering.answerer import Answerer, answerer
from actions.answering.emergency import emergency_reply
from actions.answering.question import Answered, Question

__all__ = ["Answered", "Answerer", "Question", "answerer", "emergency_reply"]
