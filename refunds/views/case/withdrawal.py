"""The withdrawal by law that a case stands for: its clock, and what the law says."""

from __future__ import annotations

from typing import Any

from customers import clock
from refunds.models import Refund, WithdrawalDeclaration
from refunds.withdrawal_screen import withdrawals_of


def panel(refund: Refund) -> dict[str, Any]:
    declarations = withdrawals_of(refund, refund.events.all())
    return {"withdrawals": [(declaration, _is_late(declaration)) for declaration in declarations]}


def _is_late(declaration: WithdrawalDeclaration) -> bool:
    by = declaration.pay_back_by
    return declaration.state in WithdrawalDeclaration.OPEN and by is not None and by < clock.now()
