"""The moves of a refund, each a resource to POST to, each the action that the page calls too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema

from customers.actors import Actor
from customers.api.base import ApiView, Nothing, Request, Response
from customers.api.fields import OneOf, StrictSerializer, Text
from customers.api.idempotency import once, once_around_a_call
from refunds import permissions
from refunds.actions.appeal_refund import WORDS_LIMIT as APPEAL_LIMIT
from refunds.actions.appeal_refund import appeal_refund
from refunds.actions.approve_refund import approve_refund
from refunds.actions.ask_customer import answer_question, ask_customer
from refunds.actions.assign_refund import HAND_OVER_LIMIT, give_back_refund, hand_over_refund, take_refund
from refunds.actions.bank_details import ask_again
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.escalate_refund import REASON_LIMIT, end_escalation, escalate_refund
from refunds.actions.pay_by_transfer import pay_by_transfer
from refunds.actions.rail_proposals import record_consent, withdraw_proposal
from refunds.actions.recall_refund import recall_refund
from refunds.actions.reject_refund import reject_refund
from refunds.actions.retry_refund import retry_refund
from refunds.actions.words import PERSONAL_NOTE_LIMIT, WORDS_LIMIT
from refunds.api.changes import RailAnswerIn
from refunds.api.refunds import find_refund
from refunds.api.shapes import RefundDetailOut
from refunds.models import Refund


class ApprovalIn(StrictSerializer):
    """`seen` is the `approval_hash` of the refund as it was read. The customer reads `note` in the letter."""

    seen = Text(max_length=64)
    note = Text(max_length=PERSONAL_NOTE_LIMIT, required=False, allow_blank=True)


class RejectionIn(StrictSerializer):
    """The explanation goes to the customer as it is written. `rule` is the code of the policy's rule that it stands on.

    Without one it stands on none, "other", and the explanation alone says why.
    """

    seen = Text(max_length=64)
    explanation = Text(max_length=WORDS_LIMIT)
    rule = Text(max_length=60, required=False)
    note = Text(max_length=PERSONAL_NOTE_LIMIT, required=False, allow_blank=True)


class QuestionIn(StrictSerializer):
    question = Text(max_length=WORDS_LIMIT)
    note = Text(max_length=PERSONAL_NOTE_LIMIT, required=False, allow_blank=True)


class AnswerIn(StrictSerializer):
    answer = Text(max_length=WORDS_LIMIT)


class AppealIn(StrictSerializer):
    """What the customer says about the no, in their own words."""

    words = Text(max_length=APPEAL_LIMIT)


class RetryIn(StrictSerializer):
    """The rail that the refund has by now; another one needs the customer's consent first."""

    rail = OneOf(Refund.Rail.choices, required=False)


class TransferIn(StrictSerializer):
    """The bank's own reference of the transfer that was made."""

    bank_reference = Text(max_length=140)


class HandOverIn(StrictSerializer):
    """`to` is the colleague's mail address, `words` what they should know."""

    to = Text(max_length=254)
    words = Text(max_length=HAND_OVER_LIMIT)


class EscalationIn(StrictSerializer):
    """Why a lead should look."""

    why = Text(max_length=REASON_LIMIT)


class EscalationEndIn(StrictSerializer):
    """How the desk should go on."""

    words = Text(max_length=REASON_LIMIT)


def _move(
    name: str,
    action: Callable[..., Refund],
    body: type[StrictSerializer],
    permission: str,
    summary: str,
    keyed: Callable[[Callable[..., Response]], Callable[..., Response]] = once,
) -> type[ApiView]:
    """Build the endpoint of one move."""

    class MoveView(ApiView):
        scopes: ClassVar[Mapping[str, str]] = {"POST": permissions.scope_for(permission)}

        @extend_schema(operation_id=f"{name}_refund", summary=summary, request=body, responses={200: RefundDetailOut})
        @keyed
        def post(self, request: Request, reference: str) -> Response:
            sent: dict[str, Any] = self.sent(body)
            action(actor=self.actor, reference=reference, **sent)
            return Response(RefundDetailOut(find_refund(reference)).data)

    MoveView.__name__ = f"{name.title()}View"
    return MoveView


def _appeal(*, actor: Actor, reference: str, words: str) -> Refund:
    return appeal_refund(actor=actor, reference=reference, words=words).refund


ApproveView = _move("approve", approve_refund, ApprovalIn, permissions.APPROVE, "Approve exactly what was seen.")
RejectView = _move("reject", reject_refund, RejectionIn, permissions.REJECT, "Turn a refund down.")
AskView = _move("ask_about", ask_customer, QuestionIn, permissions.ASK, "Ask the customer for something missing.")
AnswerView = _move("answer_for", answer_question, AnswerIn, permissions.ASK, "Pass on the customer's answer.")
AppealView = _move(
    "appeal_for", _appeal, AppealIn, permissions.ASK, "Pass on that the customer asks for a second look at a no."
)
CancelView = _move("cancel", cancel_refund, Nothing, permissions.CANCEL, "Take a request back.")
RetryView = _move("retry", retry_refund, RetryIn, permissions.RETRY, "Send a failed refund again.")
RecallView = _move(
    "recall",
    recall_refund,
    Nothing,
    permissions.RECALL,
    "Ask the gateway to take back a refund that it has not paid yet.",
    once_around_a_call,
)
TransferView = _move(
    "record_transfer_of",
    pay_by_transfer,
    TransferIn,
    permissions.PAY_BY_TRANSFER,
    "Record a bank transfer that was made.",
)
AccountQuestionView = _move(
    "ask_for_account_of",
    ask_again,
    Nothing,
    permissions.ASK_FOR_ACCOUNT,
    "Ask the customer again for the bank account that a transfer goes to.",
)
RailAnswerView = _move(
    "record_rail_answer_for",
    record_consent,
    RailAnswerIn,
    permissions.RECORD_CONSENT,
    "Write down what the customer said on the phone about another way for the money.",
)
RailWithdrawalView = _move(
    "withdraw_rail_proposal_of",
    withdraw_proposal,
    Nothing,
    permissions.PROPOSE_RAIL,
    "Withdraw the question about another way for the money.",
)
TakeView = _move("take", take_refund, Nothing, permissions.TAKE, "Make a case one's own.")
GiveBackView = _move("give_back", give_back_refund, Nothing, permissions.TAKE, "Make a case nobody's again.")
HandOverView = _move("hand_over", hand_over_refund, HandOverIn, permissions.TAKE, "Give a case to a colleague.")
EscalateView = _move("escalate", escalate_refund, EscalationIn, permissions.TAKE, "Put a case before the leads.")
EndEscalationView = _move(
    "end_escalation_of", end_escalation, EscalationEndIn, permissions.ASSIGN, "Give an escalated case back to the desk."
)
