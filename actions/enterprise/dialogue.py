"""The actions for enterprises: thin."""

from __future__ import annotations

from actions.answering.answerer import answerer
from actions.enterprise.benefit_form import FORM, BenefitConversation, load_benefits
from actions.forms.conversation import Conversation
from actions.forms.form import FormAction


class ValidateBenefitForm(FormAction):
    """找惠企政策."""

    form = FORM

    def conversation(self) -> Conversation:
        """Over the content that is live now."""
        catalogue = answerer().base.catalogue
        return BenefitConversation(load_benefits(catalogue), catalogue)
