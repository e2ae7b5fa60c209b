"""What reporting keeps: the papers that were asked for."""

from customers.history import keep_history_rows
from refunds.statemachine import guard_states
from reporting.models.statement import Statement

__all__ = ["Statement"]

guard_states(Statement, Statement.State.QUEUED)
keep_history_rows(Statement)
