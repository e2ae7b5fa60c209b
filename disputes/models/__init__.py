"""The records of a dispute: the case, what happened to it, what was answered, what it did to the money."""

from customers.history import keep_history_rows
from disputes.models.answer import DisputeAnswer
from disputes.models.answer_file import AnswerFile
from disputes.models.dispute import Dispute
from disputes.models.draft import DraftFile, EvidenceDraft
from disputes.models.event import DisputeEvent
from disputes.models.movement import MoneyMoved
from disputes.models.note import DisputeNote
from disputes.models.pattern import DisputePattern
from disputes.models.result import DisputeResult, ResultDay, ResultsCounted, ResultToCount
from disputes.models.statement import CustomerStatement
from disputes.models.trace import PaymentTrace
from disputes.models.turn import DisputeTurn
from disputes.models.warning import FraudWarning
from refunds.statemachine import guard_states

guard_states(Dispute, Dispute.State.INQUIRY, Dispute.State.NEEDS_RESPONSE)
guard_states(DisputePattern, DisputePattern.State.NEW)
guard_states(DisputeAnswer, DisputeAnswer.State.DUE, DisputeAnswer.State.WAITING)
keep_history_rows(Dispute, DisputeAnswer, DisputePattern, DraftFile, EvidenceDraft, FraudWarning)

__all__ = [
    "AnswerFile",
    "CustomerStatement",
    "Dispute",
    "DisputeAnswer",
    "DisputeEvent",
    "DisputeNote",
    "DisputePattern",
    "DisputeResult",
    "DisputeTurn",
    "DraftFile",
    "EvidenceDraft",
    "FraudWarning",
    "MoneyMoved",
    "PaymentTrace",
    "ResultDay",
    "ResultToCount",
    "ResultsCounted",
]
