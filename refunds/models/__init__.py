"""The four records of a refund (request, verdict, try, gateway's object) and what carries them."""

from customers.history import keep_history_rows
from refunds.models.approval import Approval, ApprovalLimit, SecondApproval, StepUpAmount
from refunds.models.attempt import RefundAttempt
from refunds.models.decision import PolicyDecision
from refunds.models.event import RefundEvent
from refunds.models.ledger import JournalEntry, JournalLine
from refunds.models.outbox import WorkOrder
from refunds.models.policy import PolicyVersion
from refunds.models.refund import Refund, RefundLine
from refunds.models.webhook import WebhookEvent
from refunds.statemachine import guard_states

__all__ = [
    "Approval",
    "ApprovalLimit",
    "JournalEntry",
    "JournalLine",
    "PolicyDecision",
    "PolicyVersion",
    "Refund",
    "RefundAttempt",
    "RefundEvent",
    "RefundLine",
    "SecondApproval",
    "StepUpAmount",
    "WebhookEvent",
    "WorkOrder",
]

guard_states(Refund, Refund.State.REQUESTED)
guard_states(RefundAttempt, RefundAttempt.State.CREATED, RefundAttempt.State.SENDING)
keep_history_rows(Refund, RefundAttempt, ApprovalLimit, SecondApproval, StepUpAmount, PolicyVersion)
