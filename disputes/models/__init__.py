"""The records of a dispute: the case, what happened to it, what was answered, what it did to the money."""

from customers.history import keep_history_rows
from disputes.models.answer import DisputeAnswer
from disputes.models.dispute import Dispute
from disputes.models.event import DisputeEvent
from disputes.models.movement import MoneyMoved
from disputes.models.statement import CustomerStatement
from disputes.models.turn import DisputeTurn
from refunds.statemachine import guard_states

guard_states(Dispute, Dispute.State.INQUIRY, Dispute.State.NEEDS_RESPONSE)
guard_states(DisputeAnswer, DisputeAnswer.State.DUE, DisputeAnswer.State.WAITING)
keep_history_rows(Dispute, DisputeAnswer)

__all__ = ["CustomerStatement", "Dispute", "DisputeAnswer", "DisputeEvent", "DisputeTurn", "MoneyMoved"]
