"""The further questions of each reason as fields of a form, for the portal and for the desk alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from customers.models import Payment
from refunds.actions.request_details import questions_by_reason
from refunds.policy.questions import CHOICE, LONGEST_ANSWER, NO, YES, YES_NO, Question

Questions = dict[str, list[Question]]


def answer_name(reason: str, number: int) -> str:
    """The name of a question's field."""
    return f"answer_{reason}_{number}"


def add_questions(form: forms.Form, payment: Payment) -> Questions:
    """Give a form every reason's questions, as the policy of the purchase asks them. None is required by itself."""
    by_reason = questions_by_reason(payment)
    for reason, questions in by_reason.items():
        for number, question in enumerate(questions, 1):
            form.fields[answer_name(reason, number)] = _field(question)
    return by_reason


def question_fields(
    form: forms.Form, reason: str, questions: Iterable[Question]
) -> list[tuple[forms.BoundField, bool]]:
    """The fields of one reason, each with whether an answer is needed."""
    asked = enumerate(questions, 1)
    return [(form[answer_name(reason, number)], question.is_needed) for number, question in asked]


def answers_in(cleaned: Mapping[str, Any], reason: str, by_reason: Mapping[str, list[Question]]) -> dict[int, str]:
    """What was answered to the questions of a reason, by their numbers."""
    numbers = range(1, len(by_reason.get(reason, ())) + 1)
    return {number: answer for number in numbers if (answer := cleaned.get(answer_name(reason, number)))}


def _field(question: Question) -> forms.Field:
    if question.kind == CHOICE:
        options = [(option, _(option)) for option in question.options()]
        return forms.ChoiceField(label=question.words, choices=[("", _("Please choose")), *options], required=False)
    if question.kind == YES_NO:
        options = [(YES, _("Yes")), (NO, _("No"))]
        return forms.ChoiceField(label=question.words, choices=options, required=False, widget=forms.RadioSelect)
    return forms.CharField(label=question.words, required=False, max_length=LONGEST_ANSWER)
