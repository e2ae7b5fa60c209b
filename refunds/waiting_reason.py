"""Why an approved refund has not left yet, for whoever looks at its case."""

from __future__ import annotations

from django.utils.translation import gettext as _

from refunds.actions.release_refund import SUBMIT, order_key
from refunds.flow.gate import standing_of
from refunds.models import GatewayAccount, Refund, WorkOrder


def why_it_waits(refund: Refund) -> str:
    """A sentence about the gateway account that it waits for; "" where it waits for nothing but its turn."""
    if refund.state != Refund.State.APPROVED or refund.rail != Refund.Rail.ORIGINAL:
        return ""
    account = refund.payment.gateway_account
    facts = {"account": account}
    paused = GatewayAccount.objects.filter(name=account, state=GatewayAccount.State.PAUSED).first()
    if paused is not None:
        return _("%(who)s paused the gateway account %(account)s: %(why)s") % {
            **facts,
            "who": paused.paused_by,
            "why": paused.pause_reason,
        }
    order = WorkOrder.objects.filter(topic=SUBMIT, key=order_key(refund), waits_for_funds=True).first()
    if order is not None:
        return order.last_error
    standing = standing_of(account)
    if standing.open_seconds or standing.is_tried:
        return _("The gateway account %(account)s does not answer now. It is tried again by itself.") % facts
    if standing.wait_seconds:
        return _("The gateway account %(account)s asked to be left alone for a moment.") % facts
    return ""
