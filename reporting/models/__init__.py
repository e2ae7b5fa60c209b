"""What reporting keeps: the papers that were asked for, what was counted for dashboards, and whose home shows what."""

from customers.history import keep_history_rows
from refunds.statemachine import guard_states
from reporting.models.home_tiles import HomeTiles
from reporting.models.network_day import NetworkDay, NetworksCounted
from reporting.models.refund_month import MonthsCounted, RefundCohort, RefundedCustomers, RefundedMost
from reporting.models.statement import Statement

__all__ = [
    "HomeTiles",
    "MonthsCounted",
    "NetworkDay",
    "NetworksCounted",
    "RefundCohort",
    "RefundedCustomers",
    "RefundedMost",
    "Statement",
]

guard_states(Statement, Statement.State.QUEUED)
keep_history_rows(Statement)
