"""What may be done about an alert now, and why the others may not: one list for the page and the API."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from disputes.actions.decide_alert import MAY_REFUND, refunds_that_answer, why_no_refund
from disputes.models import Alert
from refunds import permissions
from refunds.models import Refund


@dataclass(frozen=True, slots=True)
class Possible:
    """One way on; `why_not` is empty where it is open."""

    name: str
    title: str
    why_not: str


def possibilities(alert: Alert, allowed: set[str], refunds: list[Refund] | None = None) -> list[Possible]:
    """Match, refund now, count a refund that is there, leave alone; each open or barred with its reason."""
    there = refunds_that_answer(alert) if refunds is None else refunds
    answers = _right(permissions.ANSWER_DISPUTES, allowed)
    return [
        Possible("matching", _("Name the payment"), _why_no_matching(alert) or answers),
        Possible("refunding", _("Pay back now"), why_no_refund(alert) or _right(permissions.REQUEST, allowed)),
        Possible("answering", _("Count a refund that is there"), _why_not_counted(alert, there) or answers),
        Possible("leaving", _("Leave it alone"), _why_not_left(alert) or answers),
    ]


def _why_no_matching(alert: Alert) -> str:
    return "" if alert.payment_id is None else _("The payment is found.")


def _why_not_counted(alert: Alert, there: list[Refund]) -> str:
    if alert.state not in MAY_REFUND:
        return _has_its_answer(alert)
    return "" if there else _("No refund of this payment gives back what the alert is about.")


def _why_not_left(alert: Alert) -> str:
    if alert.state != Alert.State.RECEIVED:
        return _has_its_answer(alert)
    return _("The network has paid this back already. Find its payment.") if alert.paid_outside else ""


def _has_its_answer(alert: Alert) -> str:
    return _("This alert is already “%s”.") % alert.get_state_display()


def _right(move: str, allowed: set[str]) -> str:
    return "" if move in allowed else _("Your role does not allow this.")
