"""What is asked further once a reason is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy, gettext_noop

from refunds.policy.facts import Facts
from refunds.policy.parameter_types import parameter
from refunds.policy.questions import CHOICE, TEXT, YES_NO, Question, questions
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict
from refunds.policy.wording import gettext as _

DELIVERED = [
    {"reason": "damaged", "question": gettext_noop("What is broken?"), "kind": TEXT},
    {"reason": "damaged", "question": gettext_noop("Was the parcel damaged as well?"), "kind": YES_NO},
    {
        "reason": "damaged",
        "question": gettext_noop("When did you notice it?"),
        "kind": CHOICE,
        "choices": "when it arrived; within a week; later",
    },
    {"reason": "not_received", "question": gettext_noop("Have you asked your neighbours?"), "kind": YES_NO},
    {"reason": "not_received", "question": gettext_noop("What does the carrier say?"), "kind": TEXT},
    {"reason": "wrong_item", "question": gettext_noop("Which thing did you get instead?"), "kind": TEXT},
    {"reason": "not_as_described", "question": gettext_noop("What is different from its description?"), "kind": TEXT},
]
CHOICES = (gettext_noop("when it arrived"), gettext_noop("within a week"), gettext_noop("later"))
"""The delivered choices, one by one, for the catalogue."""


@dataclass(frozen=True)
class Parameters:
    questions: tuple[Question, ...] = parameter(
        DELIVERED, questions, gettext_lazy("Questions; the answers stand on the case, they decide nothing")
    )


class ReasonQuestions(Rule[Parameters]):
    """
    Once a reason is chosen a few questions follow, so that nobody has to write back and forth. The answers are kept
    with the request and read by whoever decides it.
    """

    code = "reason_questions"
    title = gettext_lazy("Questions")
    parameters = Parameters

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        return self.allow(_("The answers decide nothing by themselves."), _("Thank you for your answers."))

    def plain_words(self, parameters: Parameters) -> str:
        if not parameters.questions:
            return _("We ask for a reason and nothing more; you are free to add a few words.")
        asked = "; ".join(question.told() for question in parameters.questions)
        return _("So that we can decide sooner, we ask: %s.") % asked

    @classmethod
    def remedy(cls) -> str:
        return _("Answers to our questions about the reason change it.")


RULE = ReasonQuestions
