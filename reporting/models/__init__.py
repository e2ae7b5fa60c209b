"""What reporting keeps: the papers that were asked for, and the periods that are closed."""

from customers.history import keep_history_rows
from refunds.statemachine import guard_states
from reporting.models.closing import CarriedOver, PeriodClosing, Reopening
from reporting.models.pack import MonthlyPack
from reporting.models.statement import Statement

__all__ = ["CarriedOver", "MonthlyPack", "PeriodClosing", "Reopening", "Statement"]

guard_states(Statement, Statement.State.QUEUED)
guard_states(PeriodClosing, PeriodClosing.State.OPEN)
guard_states(Reopening, Reopening.State.OPEN)
guard_states(MonthlyPack, MonthlyPack.State.QUEUED)
keep_history_rows(Statement, PeriodClosing, Reopening, MonthlyPack)
