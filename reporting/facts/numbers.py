"""The numbers under which sources stand in tables and triggers; they never change."""

from __future__ import annotations

PAYMENTS = 1
REFUNDS = 2
CREDIT = 3
DISPUTE_MONEY = 4
REQUESTS = 5
DECISIONS = 6
FAILURES = 7
DISPUTES_OPENED = 8
DISPUTES_ENDED = 9
FEES = 10
DISPUTED = 11
CHARGEBACKS = 12
WARNINGS = 13
