"""What members of staff hear of an alert: the owner that it came and that it is due, the leads that nobody answered."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from customers.actors import Actor
from customers.models import User
from customers.money import format_money
from disputes.models import Alert
from refunds.models import StaffNotice
from refunds.staff_notices import leads, tell_about_case

Kind = StaffNotice.Kind
__all__ = ["Kind", "leads", "tell", "tell_owner"]


def tell(people: Iterable[User], kind: str, alert: Alert, actor: Actor, words: str = "") -> None:
    """Put a notice before each of these people, but for the actor and for those whose account is closed."""
    with translation.override(settings.LANGUAGE_CODE):
        facts = _facts(alert)
    tell_about_case(
        list(people),
        kind,
        about=alert.reference,
        link=reverse("disputes:alert", args=[alert.reference]),
        facts=facts,
        actor=actor,
        words=words,
    )


def tell_owner(kind: str, alert: Alert, actor: Actor, words: str = "") -> None:
    """The one who has it; the leads where nobody does."""
    tell([alert.owner] if alert.owner else leads(), kind, alert, actor, words)


def _facts(alert: Alert) -> str:
    customer = str(alert.payment.customer) if alert.payment else ""
    amount = format_money(alert.amount_minor, alert.currency, settings.LANGUAGE_CODE)
    facts = [customer, amount, str(alert.get_provider_display()), str(alert.get_state_display())]
    return " · ".join(fact for fact in facts if fact)[:300]
