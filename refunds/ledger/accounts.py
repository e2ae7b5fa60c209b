"""The accounts. Debits are positive, credits negative."""

from __future__ import annotations

REFUNDS_GRANTED = "refunds_granted"
"""Contra revenue: what the shop has decided to give back."""

REFUNDS_PAYABLE = "refunds_payable"
"""What is approved and not yet paid."""

STORE_CREDIT = "store_credit"
"""What the shop owes as store credit."""

CREDIT_BONUSES = "credit_bonuses"
"""What the shop gave on top to those who took store credit."""

STORE_CREDIT_SALES = "store_credit_sales"
STORE_CREDIT_EXPIRED = "store_credit_expired"

STORE_CREDIT_CORRECTED = "store_credit_corrected"
"""What people added to customers' credit by hand, less what they took."""

BANK = "bank"

DISPUTED = "disputed"
"""What a gateway took for disputes that have not ended."""

DISPUTES_LOST = "disputes_lost"
DISPUTE_FEES = "dispute_fees"


def gateway_balance(gateway: str, account: str) -> str:
    return f"gateway:{gateway}:{account}"
