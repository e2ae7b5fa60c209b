"""The ledger's accounts as finance maps them, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from refunds.ledger import accounts

GATEWAY = "gateway"

OUR_ACCOUNTS: dict[str, object] = {
    accounts.REFUNDS_GRANTED: _("Refunds granted (less revenue)"),
    accounts.REFUNDS_PAYABLE: _("Refunds payable"),
    GATEWAY: _("Balance at a gateway"),
    accounts.BANK: _("Bank"),
    accounts.STORE_CREDIT: _("Store credit owed"),
    accounts.CREDIT_BONUSES: _("Bonuses on store credit"),
    accounts.STORE_CREDIT_SALES: _("Sales paid with store credit"),
    accounts.STORE_CREDIT_EXPIRED: _("Store credit expired"),
    accounts.STORE_CREDIT_CORRECTED: _("Store credit corrected by hand"),
    accounts.DISPUTED: _("Disputed, open"),
    accounts.DISPUTES_LOST: _("Disputes lost"),
    accounts.DISPUTE_FEES: _("Dispute fees"),
}
TAXED = (accounts.REFUNDS_GRANTED,)
"""Of these the amount is split by the tax rates of the sale; the others move money, which has none."""


def taken_apart(account: str) -> tuple[str, str]:
    """Name and gateway account: "gateway:stripe:shop" is ("gateway", "shop")."""
    if account.startswith(f"{GATEWAY}:"):
        return GATEWAY, account.split(":", 2)[2]
    return account, ""
