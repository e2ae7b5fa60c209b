"""The records of a dispute: the case, what happened to it, what was answered, what it did to the money."""

from customers.history import keep_history_rows
from disputes.models.alert import Alert
from disputes.models.alert_event import AlertEvent
from disputes.models.answer import DisputeAnswer
from disputes.models.answer_file import AnswerFile
from disputes.models.dispute import Dispute
from disputes.models.draft import DraftFile, EvidenceDraft
from disputes.models.event import DisputeEvent
from disputes.models.movement import MoneyMoved
from disputes.models.statement import CustomerStatement
from disputes.models.trace import PaymentTrace
from disputes.models.turn import DisputeTurn
from disputes.models.warning import FraudWarning
from refunds.statemachine import guard_states

guard_states(Alert, Alert.State.RECEIVED)
guard_states(Dispute, Dispute.State.INQUIRY, Dispute.State.NEEDS_RESPONSE)
guard_states(DisputeAnswer, DisputeAnswer.State.DUE, DisputeAnswer.State.WAITING)
keep_history_rows(Alert, Dispute, DisputeAnswer, DraftFile, EvidenceDraft, FraudWarning)

__all__ = [
    "Alert",
    "AlertEvent",
    "AnswerFile",
    "CustomerStatement",
    "Dispute",
    "DisputeAnswer",
    "DisputeEvent",
    "DisputeTurn",
    "DraftFile",
    "EvidenceDraft",
    "FraudWarning",
    "MoneyMoved",
    "PaymentTrace",
]
