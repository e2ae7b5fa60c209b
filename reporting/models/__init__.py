"""What reporting keeps: the papers that were asked for."""

from customers.history import keep_history_rows
from refunds.statemachine import guard_states
from reporting.models.statement import Statement
from reporting.models.statement_batch import StatementBatch

__all__ = ["Statement", "StatementBatch"]

guard_states(Statement, Statement.State.QUEUED)
guard_states(StatementBatch, StatementBatch.State.QUEUED)
keep_history_rows(Statement, StatementBatch)
