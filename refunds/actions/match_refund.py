"""A person says what a refund that was found at a gateway belongs to: an open request, or just its payment."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from customers.models import Payment
from refunds import permissions
from refunds.actions.adopt_refund import ENDED_WITHOUT_EFFECT, WAITS_FOR_MONEY, take_in
from refunds.actions.close_unmatched import close_unmatched
from refunds.actions.operate import WORDS_LIMIT, write_down
from refunds.errors import Unmatched
from refunds.gateways.accounts import gateway_for
from refunds.gateways.types import Outcome
from refunds.models import Refund, RefundAttempt

MATCHABLE = (*WAITS_FOR_MONEY, Refund.State.FAILED)
REFERENCE_LIMIT = 32


def match_refund(
    *,
    actor: Actor,
    gateway: str,
    account: str,
    gateway_reference: str,
    payment_references: Collection[str],
    to: str,
    words: str,
) -> Refund:
    """Settle the request named by `to`, or a new refund of the payment named by it, with what the gateway did.

    The gateway's own record is read anew; amount and currency are never set by a person. Raises BadInput, Conflict or
    Unmatched; nothing was written then.
    """
    permissions.require(actor, permissions.RECONCILE)
    to, words = _checked(to, words)
    outcome = _read(gateway, account, gateway_reference)
    try:
        with transaction.atomic(), acting(actor):
            payment, request = _meant(to)
            _require_same_place(payment, gateway, account, payment_references)
            _require_not_taken(gateway, account, gateway_reference)
            adopted = take_in(payment, request, outcome, actor, **({"words": words} if words else {}))
            close_unmatched(account, gateway_reference, adopted.sentence, actor)
            write_down(actor, "refund.matched", f"{gateway_reference} {to}", None, words=words)
    except Unmatched as why:
        raise Conflict(str(why), "does_not_fit", "to") from why
    return adopted.refund


def _checked(to: str, words: str) -> tuple[str, str]:
    to, words = to.strip().upper(), words.strip()
    if not to or len(to) > REFERENCE_LIMIT or "\x00" in to:
        raise BadInput(_("Name a refund or a payment by its number, such as RF-2026-000123."), "bad_reference", "to")
    if len(words) > WORDS_LIMIT or "\x00" in words:
        raise BadInput(_("Say it in at most %d characters.") % WORDS_LIMIT, "words_too_long", "words")
    return to, words


def _read(gateway: str, account: str, gateway_reference: str) -> Outcome:
    outcome = gateway_for(gateway, account).read_refund(gateway_reference)
    if outcome.state in ENDED_WITHOUT_EFFECT:
        raise Conflict(
            _("The gateway does not say that this money has left. Look into its console, then try again."),
            "gateway_does_not_confirm",
        )
    return outcome


def _meant(to: str) -> tuple[Payment, Refund | None]:
    """Lock the payment, then the request if one is named."""
    payments = Payment.objects.select_for_update(of=("self",))
    if to.startswith("PM-"):
        payment = payments.filter(reference=to).first()
        if payment is None:
            raise NotFound(_("There is no payment with this number."), "payment_not_found", "to")
        return payment, None
    payment = payments.filter(refunds__reference=to).first()
    request = Refund.objects.select_for_update(of=("self",)).select_related("customer").filter(reference=to).first()
    if payment is None or request is None:
        raise NotFound(_("There is no refund with this number."), "refund_not_found", "to")
    if request.state not in MATCHABLE or request.rail != Refund.Rail.ORIGINAL or request.plan_id:
        raise Conflict(
            _("%(refund)s is “%(state)s” and waits for no money on the original way.")
            % {"refund": request.reference, "state": request.get_state_display()},
            "not_waiting_for_money",
            "to",
        )
    return payment, request


def _require_same_place(payment: Payment, gateway: str, account: str, payment_references: Collection[str]) -> None:
    if (payment.gateway, payment.gateway_account) != (gateway, account):
        raise Conflict(_("%s was paid through another gateway account.") % payment.reference, "other_account", "to")
    named = set(payment_references) - {""}
    if named and payment.gateway_reference not in named:
        raise Conflict(
            _("The gateway names another payment (%(theirs)s) than %(ours)s.")
            % {"theirs": ", ".join(sorted(named)), "ours": payment.reference},
            "other_payment",
            "to",
        )


def _require_not_taken(gateway: str, account: str, gateway_reference: str) -> None:
    taken = RefundAttempt.objects.filter(
        gateway=gateway, gateway_account=account, gateway_reference=gateway_reference
    ).select_related("refund")
    if (attempt := taken.first()) is not None:
        raise Conflict(_("This is the refund %s already.") % attempt.refund.reference, "matched_already")
