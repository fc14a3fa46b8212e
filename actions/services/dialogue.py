"""The navigator's actions: thin."""

from __future__ import annotations

from actions.answering.answerer import answerer
from actions.forms.conversation import Conversation
from actions.forms.form import FormAction
from actions.services.database import store
from actions.services.finding import finder
from actions.services.guide_form import FORM as GUIDE
from actions.services.guide_form import GuideConversation
from actions.services.rating_form import FORM as RATING
from actions.services.rating_form import RatingConversation


class ValidateGuideForm(FormAction):
    """按我的情况列清单."""

    form = GUIDE

    def conversation(self) -> Conversation:
        """Over the content that is live now."""
        base = answerer().base
        return GuideConversation(base.catalogue, finder(base))


class ValidateRatingForm(FormAction):
    """好差评."""

    form = RATING

    def conversation(self) -> Conversation:
        """Over the content that is live now."""
        return RatingConversation(answerer().base.catalogue, store())
