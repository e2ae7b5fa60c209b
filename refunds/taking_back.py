"""Whether a gateway takes back a refund that it has already, and why not: what its adapter says that it can do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.errors import Conflict
from refunds.gateways.accounts import gateway_for
from refunds.gateways.discovery import gateway_name
from refunds.gateways.errors import GatewayError
from refunds.gateways.types import Capabilities
from refunds.models import Refund, RefundAttempt


def open_attempt_of(refund: Refund) -> RefundAttempt | None:
    """The try that has not ended; costs no query where the tries are prefetched."""
    return next((attempt for attempt in refund.attempts.all() if attempt.is_open), None)


def require_takes_back(attempt: RefundAttempt | None) -> RefundAttempt:
    """Return the try where its gateway takes it back as it stands; raise Conflict with the reason otherwise."""
    if attempt is None:
        raise Conflict(_("Nothing of it is at a gateway now."), "not_at_gateway")
    if refusal := _why_not(attempt):
        raise Conflict(refusal, "not_recallable")
    return attempt


def states_in_words(can: Capabilities) -> str:
    """The states of a try in which it is taken back, as people read them; "" for none."""
    return ", ".join(str(state.label) for state in RefundAttempt.State if state.value in can.cancel)


def _why_not(attempt: RefundAttempt) -> str:
    name = gateway_name(attempt.gateway)
    try:
        can = gateway_for(attempt.gateway, attempt.gateway_account).capabilities
    except GatewayError:
        return _("The gateway account %s is not set up here.") % attempt.gateway_account
    if not can.cancel:
        return _("%s takes no refund back once it was sent.") % name
    if not attempt.gateway_reference:
        return _("%s has not said yet that it has this refund. It is asked by itself; try again then.") % name
    if attempt.state not in can.cancel:
        facts = {"gateway": name, "states": states_in_words(can)}
        return _("%(gateway)s takes a refund back only while it is there: %(states)s.") % facts
    return ""
