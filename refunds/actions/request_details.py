"""What comes with a request beside its price: answers to our questions, a wish for an exchange, a bonus on credit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from customers.card_numbers import mask_card_numbers
from customers.errors import BadInput
from customers.models import Payment
from refunds.actions.words import is_writable
from refunds.models import Refund
from refunds.policy.parameter_types import BadParameter, read_parameters
from refunds.policy.questions import Question, questions_for, read_answers
from refunds.policy.rules.reason_questions import ReasonQuestions
from refunds.policy.rules.store_credit_bonus import StoreCreditBonus, bonus_on
from refunds.queries import policy_of

WISH_LIMIT = 500


def questions_of(payment: Payment, reason: str) -> list[Question]:
    """What the policy in force at purchase asks further for a reason; nothing where it cannot be read."""
    return questions_for(_asked_by_policy(payment), reason)


def questions_by_reason(payment: Payment) -> dict[str, list[Question]]:
    """The questions of every reason that has any."""
    rows = _asked_by_policy(payment)
    return {row.reason: questions_for(rows, row.reason) for row in rows}


def checked_answers(
    payment: Payment, reason: str, answers: Mapping[int, str], *, all_needed: bool
) -> list[dict[str, Any]]:
    """Return what is kept of the answers, {number of the question: answer}. Raises BadInput with field "answers"."""
    if not answers and not all_needed:
        return []
    if not all(is_writable(answer) for answer in answers.values()):
        raise BadInput(_("An answer has a character that cannot be kept."), "bad_answer", "answers")
    kept = read_answers(questions_of(payment, reason), answers, all_needed=all_needed)
    return [{**row, "answer": mask_card_numbers(row["answer"])} for row in kept]


def checked_wish(text: str) -> str:
    """Return what a customer would rather have, which may be nothing; raise BadInput when it is too long."""
    words = text.strip()
    if len(words) > WISH_LIMIT or not is_writable(words):
        raise BadInput(_("Please shorten the text to %d characters.") % WISH_LIMIT, "text_too_long", "exchange_wish")
    return mask_card_numbers(words)


def bonus_for(payment: Payment, rail: str, amount_minor: int) -> int:
    """What comes on top as store credit, in minor units, by the policy in force at purchase."""
    if rail != Refund.Rail.STORE_CREDIT:
        return 0
    document = policy_of(payment).document
    try:
        parameters = read_parameters(StoreCreditBonus.parameters, document.get(StoreCreditBonus.code, {}))
    except BadParameter:
        return 0
    return bonus_on(parameters, rail, amount_minor, payment.currency)


def _asked_by_policy(payment: Payment) -> tuple[Question, ...]:
    document = policy_of(payment).document
    try:
        rows: tuple[Question, ...] = read_parameters(
            ReasonQuestions.parameters, document.get(ReasonQuestions.code, {})
        ).questions
    except BadParameter:
        return ()
    return rows
