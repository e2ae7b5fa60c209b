"""The four records of a refund (request, verdict, try, gateway's object) and what carries them."""

from customers.history import keep_history_rows
from refunds.models.approval import Approval, ApprovalLimit, GoodwillDay, GoodwillLimit, SecondApproval
from refunds.models.attempt import RefundAttempt
from refunds.models.bulk import BulkRow, BulkRun
from refunds.models.decision import PolicyDecision
from refunds.models.event import RefundEvent
from refunds.models.ledger import JournalEntry, JournalLine
from refunds.models.operation import OperationEvent
from refunds.models.outbox import WorkOrder
from refunds.models.plan import RefundPlan
from refunds.models.policy import PolicyVersion
from refunds.models.rail_proposal import RailProposal
from refunds.models.refund import Refund, RefundLine
from refunds.models.revision import RefundRevision
from refunds.models.view import SavedView
from refunds.models.webhook import WebhookEvent
from refunds.statemachine import guard_states

__all__ = [
    "Approval",
    "ApprovalLimit",
    "BulkRow",
    "BulkRun",
    "GoodwillDay",
    "GoodwillLimit",
    "JournalEntry",
    "JournalLine",
    "OperationEvent",
    "PolicyDecision",
    "PolicyVersion",
    "RailProposal",
    "Refund",
    "RefundAttempt",
    "RefundEvent",
    "RefundLine",
    "RefundPlan",
    "RefundRevision",
    "SavedView",
    "SecondApproval",
    "WebhookEvent",
    "WorkOrder",
]

guard_states(Refund, Refund.State.REQUESTED)
guard_states(RefundAttempt, RefundAttempt.State.CREATED, RefundAttempt.State.SENDING)
guard_states(RailProposal, RailProposal.State.OPEN)
guard_states(RefundPlan, RefundPlan.State.OPEN)
guard_states(BulkRun, BulkRun.State.CHECKING)
keep_history_rows(
    ApprovalLimit,
    BulkRun,
    GoodwillLimit,
    PolicyVersion,
    RailProposal,
    Refund,
    RefundAttempt,
    RefundPlan,
    SavedView,
    SecondApproval,
)
