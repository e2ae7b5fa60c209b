"""The four records of a refund (request, verdict, try, gateway's object) and what carries them."""

from customers.history import keep_history_rows
from refunds.models.appeal import Appeal
from refunds.models.approval import (
    Approval,
    ApprovalLimit,
    GoodwillDay,
    GoodwillLimit,
    SecondApproval,
    StepUpAmount,
)
from refunds.models.asked_question import AskedQuestion
from refunds.models.assignment import AssignmentRule, Turn
from refunds.models.attempt import RefundAttempt
from refunds.models.bank_details import BankDetails
from refunds.models.bulk import BulkRow, BulkRun
from refunds.models.conversation import Conversation
from refunds.models.credit import CreditCorrection, CreditTerms
from refunds.models.credit_note import CreditNote, CreditNotePaper
from refunds.models.decision import PolicyDecision
from refunds.models.delivery import Announcement, Delivery
from refunds.models.difference import Difference
from refunds.models.door import HandOverSecret, UsedNonce, WidgetOrigin
from refunds.models.event import RefundEvent
from refunds.models.feedback import Feedback
from refunds.models.gateway_account import FundsShortage, GatewayAccount, GatewayCheck, GatewaySecret
from refunds.models.ledger import JournalEntry, JournalLine
from refunds.models.legal_entity import CreditNoteSeries, LegalEntity
from refunds.models.note import CaseNote, NoteMention, NoteReference
from refunds.models.notice import StaffNotice
from refunds.models.operation import OperationEvent
from refunds.models.outbox import WorkOrder
from refunds.models.papers import RefundDocument
from refunds.models.plan import RefundPlan
from refunds.models.policy import PolicyActivation, PolicyVersion, PolicyWithdrawal
from refunds.models.policy_draft import PolicyDraft, PolicyDraftEvent
from refunds.models.policy_review import PolicyReminder, PolicyReview
from refunds.models.policy_trial import PolicyTrial
from refunds.models.presence import CasePresence
from refunds.models.rail_proposal import RailProposal
from refunds.models.ready_answer import ReadyAnswer
from refunds.models.reconciliation import ReconciliationRun
from refunds.models.refund import Refund, RefundLine
from refunds.models.rejection import Rejection
from refunds.models.revision import RefundRevision
from refunds.models.seen import SeenCase
from refunds.models.settlement import SettlementDay, SettlementEntry, SettlementReport
from refunds.models.subscription import Subscription, SubscriptionSecret
from refunds.models.times import AnswerTime
from refunds.models.transfer_file import BankAnswer, TransferFile, TransferLine
from refunds.models.view import SavedView
from refunds.models.webhook import WebhookEvent
from refunds.models.withdrawal import WithdrawalDeclaration, WithdrawalPaper
from refunds.models.withdrawal_law import WithdrawalLaw
from refunds.statemachine import guard_states

__all__ = [
    "Announcement",
    "AnswerTime",
    "Appeal",
    "Approval",
    "ApprovalLimit",
    "AskedQuestion",
    "AssignmentRule",
    "BankAnswer",
    "BankDetails",
    "BulkRow",
    "BulkRun",
    "CaseNote",
    "CasePresence",
    "Conversation",
    "CreditCorrection",
    "CreditNote",
    "CreditNotePaper",
    "CreditNoteSeries",
    "CreditTerms",
    "Delivery",
    "Difference",
    "Feedback",
    "FundsShortage",
    "GatewayAccount",
    "GatewayCheck",
    "GatewaySecret",
    "GoodwillDay",
    "GoodwillLimit",
    "HandOverSecret",
    "JournalEntry",
    "JournalLine",
    "LegalEntity",
    "NoteMention",
    "NoteReference",
    "OperationEvent",
    "PolicyActivation",
    "PolicyDecision",
    "PolicyDraft",
    "PolicyDraftEvent",
    "PolicyReminder",
    "PolicyReview",
    "PolicyTrial",
    "PolicyVersion",
    "PolicyWithdrawal",
    "RailProposal",
    "ReadyAnswer",
    "ReconciliationRun",
    "Refund",
    "RefundAttempt",
    "RefundDocument",
    "RefundEvent",
    "RefundLine",
    "RefundPlan",
    "RefundRevision",
    "Rejection",
    "SavedView",
    "SecondApproval",
    "SeenCase",
    "SettlementDay",
    "SettlementEntry",
    "SettlementReport",
    "StaffNotice",
    "StepUpAmount",
    "Subscription",
    "SubscriptionSecret",
    "TransferFile",
    "TransferLine",
    "Turn",
    "UsedNonce",
    "WebhookEvent",
    "WidgetOrigin",
    "WithdrawalDeclaration",
    "WithdrawalLaw",
    "WithdrawalPaper",
    "WorkOrder",
]

guard_states(Refund, Refund.State.REQUESTED)
guard_states(RefundAttempt, RefundAttempt.State.CREATED, RefundAttempt.State.SENDING)
guard_states(PolicyDraft, PolicyDraft.State.DRAFT)
guard_states(PolicyTrial, PolicyTrial.State.QUEUED)
guard_states(RailProposal, RailProposal.State.OPEN)
guard_states(RefundPlan, RefundPlan.State.OPEN)
guard_states(BankDetails, BankDetails.State.ASKED)
guard_states(TransferFile, TransferFile.State.DRAFT)
guard_states(WithdrawalDeclaration, WithdrawalDeclaration.State.RECEIVED)
guard_states(BulkRun, BulkRun.State.CHECKING)
guard_states(GatewayAccount, GatewayAccount.State.OPEN)
guard_states(ReconciliationRun, ReconciliationRun.State.WAITING)
guard_states(SettlementReport, SettlementReport.State.FETCHING, SettlementReport.State.MATCHING)
keep_history_rows(
    AnswerTime,
    ApprovalLimit,
    AssignmentRule,
    BankDetails,
    BulkRun,
    CreditCorrection,
    CreditTerms,
    Difference,
    Feedback,
    GatewayAccount,
    GatewaySecret,
    GoodwillLimit,
    LegalEntity,
    PolicyDraft,
    PolicyVersion,
    RailProposal,
    ReadyAnswer,
    ReconciliationRun,
    Refund,
    RefundAttempt,
    RefundPlan,
    SavedView,
    SecondApproval,
    SettlementReport,
    StepUpAmount,
    Subscription,
    TransferFile,
    WidgetOrigin,
    WithdrawalDeclaration,
    WithdrawalLaw,
)
