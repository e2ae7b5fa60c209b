"""The four records of a refund (request, verdict, try, gateway's object) and what carries them."""

from customers.history import keep_history_rows
from refunds.models.approval import Approval, ApprovalLimit, SecondApproval
from refunds.models.attempt import RefundAttempt
from refunds.models.decision import PolicyDecision
from refunds.models.event import RefundEvent
from refunds.models.ledger import JournalEntry, JournalLine
from refunds.models.outbox import WorkOrder
from refunds.models.policy import PolicyActivation, PolicyVersion, PolicyWithdrawal
from refunds.models.policy_draft import PolicyDraft, PolicyDraftEvent
from refunds.models.policy_review import PolicyReminder, PolicyReview
from refunds.models.policy_trial import PolicyTrial
from refunds.models.refund import Refund, RefundLine
from refunds.models.webhook import WebhookEvent
from refunds.statemachine import guard_states

__all__ = [
    "Approval",
    "ApprovalLimit",
    "JournalEntry",
    "JournalLine",
    "PolicyActivation",
    "PolicyDecision",
    "PolicyDraft",
    "PolicyDraftEvent",
    "PolicyReminder",
    "PolicyReview",
    "PolicyTrial",
    "PolicyVersion",
    "PolicyWithdrawal",
    "Refund",
    "RefundAttempt",
    "RefundEvent",
    "RefundLine",
    "SecondApproval",
    "WebhookEvent",
    "WorkOrder",
]

guard_states(Refund, Refund.State.REQUESTED)
guard_states(RefundAttempt, RefundAttempt.State.CREATED, RefundAttempt.State.SENDING)
guard_states(PolicyDraft, PolicyDraft.State.DRAFT)
guard_states(PolicyTrial, PolicyTrial.State.QUEUED)
keep_history_rows(Refund, RefundAttempt, ApprovalLimit, SecondApproval, PolicyVersion, PolicyDraft)
