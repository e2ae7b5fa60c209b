"""The records of a dispute: the case, what happened to it, what was answered, what it did to the money."""

from customers.history import keep_history_rows
from disputes.models.alert import Alert
from disputes.models.alert_event import AlertEvent
from disputes.models.answer import DisputeAnswer
from disputes.models.answer_file import AnswerFile
from disputes.models.appraisal import Appraisal
from disputes.models.automatic_rule import AutomaticRule
from disputes.models.dispute import Dispute
from disputes.models.draft import DraftFile, EvidenceDraft
from disputes.models.event import DisputeEvent
from disputes.models.fee import DisputeFee
from disputes.models.movement import MoneyMoved
from disputes.models.network_limit import NetworkLimit
from disputes.models.note import DisputeNote
from disputes.models.pattern import DisputePattern
from disputes.models.result import DisputeResult, ResultDay, ResultsCounted, ResultToCount
from disputes.models.staff_time import StaffTime
from disputes.models.statement import CustomerStatement
from disputes.models.tally import WeighingTally
from disputes.models.trace import PaymentTrace
from disputes.models.turn import DisputeTurn
from disputes.models.warning import FraudWarning
from refunds.statemachine import guard_states

guard_states(Alert, Alert.State.RECEIVED)
guard_states(Dispute, Dispute.State.INQUIRY, Dispute.State.NEEDS_RESPONSE)
guard_states(DisputePattern, DisputePattern.State.NEW)
guard_states(DisputeAnswer, DisputeAnswer.State.DUE, DisputeAnswer.State.WAITING)
keep_history_rows(Dispute, DisputeAnswer, DisputePattern, DraftFile, EvidenceDraft, FraudWarning)
keep_history_rows(Alert, AutomaticRule, DisputeFee, StaffTime)

__all__ = [
    "Alert",
    "AlertEvent",
    "AnswerFile",
    "Appraisal",
    "AutomaticRule",
    "CustomerStatement",
    "Dispute",
    "DisputeAnswer",
    "DisputeEvent",
    "DisputeFee",
    "DisputeNote",
    "DisputePattern",
    "DisputeResult",
    "DisputeTurn",
    "DraftFile",
    "EvidenceDraft",
    "FraudWarning",
    "MoneyMoved",
    "NetworkLimit",
    "PaymentTrace",
    "ResultDay",
    "ResultToCount",
    "ResultsCounted",
    "StaffTime",
    "WeighingTally",
]
