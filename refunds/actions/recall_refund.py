"""Taking back a refund that the gateway has and has not paid: it is asked, and what it says becomes true."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.correlation import working_under
from customers.errors import Conflict, NotFound
from refunds import permissions
from refunds.actions.lock_refund import require_state
from refunds.actions.settle import apply_refund_outcome, lock_attempts
from refunds.events import record
from refunds.flow.gate import standing_of
from refunds.gateways.accounts import gateway_for
from refunds.gateways.discovery import gateway_name
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import Refund, RefundAttempt
from refunds.taking_back import open_attempt_of, require_takes_back

PAID = (OutcomeState.SUCCEEDED, OutcomeState.REVERSED)
UNPAID = (OutcomeState.CANCELED, OutcomeState.FAILED)

log = structlog.get_logger(__name__)


def recall_refund(*, actor: Actor, reference: str) -> Refund:
    """Ask the gateway for the refund back. Nothing is locked meanwhile: a webhook may end it first, and then counts.

    Taken back, the refund has failed and its reservation is free. Raises Conflict where it was not taken back, with
    what to do; how it stands then is written down as ever.
    """
    attempt = _recallable(actor, reference)
    outcome = _ask(attempt)
    attempt = _write_down(attempt, outcome, actor)
    _require_taken_back(attempt, outcome)
    return attempt.refund


def _recallable(actor: Actor, reference: str) -> RefundAttempt:
    refund = Refund.objects.select_related("payment").filter(reference=reference).first()
    if refund is None:
        raise NotFound(_("There is no such refund."), "refund_not_found")
    person = permissions.require(actor, permissions.RECALL)
    permissions.require_not_requester(person, refund)
    require_state(refund, Refund.State.PROCESSING)
    attempt = require_takes_back(open_attempt_of(refund))
    if standing_of(attempt.gateway_account).is_closed:
        raise Conflict(_not_asked(attempt), "gateway_away")
    return attempt


def _ask(attempt: RefundAttempt) -> Outcome:
    try:
        with working_under(attempt.correlation_id):
            return gateway_for(attempt.gateway, attempt.gateway_account).cancel_refund(attempt.gateway_reference)
    except Exception:
        log.exception("gateway.recall_broke", attempt=attempt.reference)
        return Outcome(OutcomeState.UNKNOWN, code="no_answer")


def _write_down(attempt: RefundAttempt, outcome: Outcome, actor: Actor) -> RefundAttempt:
    """Settle what the gateway said, with the person's part in it. Whoever comes second adds nothing."""
    with transaction.atomic(), acting(actor):
        (now,) = lock_attempts([attempt.pk])
        if now.is_open and not outcome.never_sent:
            kind = "refund.recalled" if outcome.state in UNPAID else "refund.not_recalled"
            record(now.refund, kind, actor, gateway_reference=now.gateway_reference)
        return apply_refund_outcome(attempt.pk, outcome, actor)


def _require_taken_back(attempt: RefundAttempt, outcome: Outcome) -> None:
    name = gateway_name(attempt.gateway)
    if outcome.never_sent:
        raise Conflict(_not_asked(attempt), "gateway_away")
    if outcome.state == OutcomeState.UNKNOWN:
        raise Conflict(
            _("%s has not said whether it took this back. It is asked again by itself; pay no other way before that.")
            % name,
            "no_answer",
        )
    if outcome.state in PAID:
        raise Conflict(_("%s has paid this back already. Nothing was taken back.") % name, "already_paid")
    if outcome.state not in UNPAID:
        facts = {"gateway": name, "state": attempt.get_state_display()}
        raise Conflict(
            _(
                "%(gateway)s did not take it back; there it is “%(state)s” and goes on as before."
                " Wait for its end, or ask the gateway's support."
            )
            % facts,
            "not_taken_back",
        )


def _not_asked(attempt: RefundAttempt) -> str:
    name = gateway_name(attempt.gateway)
    return _("%s does not answer now, so nothing was changed. Try again in some minutes.") % name
