"""The records of a dispute: the case, its story, what was answered, its money; and warnings of fraud."""

from customers.history import keep_history_rows
from disputes.models.answer import DisputeAnswer
from disputes.models.dispute import Dispute
from disputes.models.event import DisputeEvent
from disputes.models.movement import MoneyMoved
from disputes.models.warning import FraudWarning
from refunds.statemachine import guard_states

guard_states(Dispute, Dispute.State.INQUIRY, Dispute.State.NEEDS_RESPONSE)
guard_states(DisputeAnswer, DisputeAnswer.State.DUE, DisputeAnswer.State.WAITING)
keep_history_rows(Dispute, DisputeAnswer, FraudWarning)

__all__ = ["Dispute", "DisputeAnswer", "DisputeEvent", "FraudWarning", "MoneyMoved"]
