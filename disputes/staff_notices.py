"""What members of staff hear of a dispute: the owner what is theirs to do, the leads what went wrong."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from customers.actors import Actor
from customers.models import User
from customers.money import format_money
from disputes.models import Dispute, DisputePattern
from refunds.models import StaffNotice
from refunds.staff_notices import leads, tell_about_case

Kind = StaffNotice.Kind
__all__ = ["leads", "on_news", "tell", "tell_of_pattern"]


def tell(people: Iterable[User | None], kind: str, dispute: Dispute, actor: Actor, words: str = "") -> None:
    """Put a notice before each of these people, but for the actor and for those whose account is closed."""
    with translation.override(settings.LANGUAGE_CODE):
        facts = _facts(dispute)
    tell_about_case(
        [person for person in people if person is not None],
        kind,
        about=dispute.reference,
        link=reverse("disputes:dispute", args=[dispute.reference]),
        facts=facts,
        actor=actor,
        words=words,
    )


def on_news(dispute: Dispute, actor: Actor, *, moved: bool, opened: bool) -> None:
    """A new or returned case goes to its owner, an ended one too; where nobody has it, the leads hear of it."""
    people = [dispute.owner] if dispute.owner else leads()
    if dispute.state in Dispute.OURS and (opened or moved):
        tell(people, Kind.DISPUTE_NEW, dispute, actor)
    elif moved and dispute.state in Dispute.ENDED and not opened:
        tell(people, Kind.DISPUTE_ENDED, dispute, actor, dispute.outcome_words)
    if moved and dispute.state == Dispute.State.EXPIRED:
        tell([lead for lead in leads() if lead not in people], Kind.DISPUTE_ENDED, dispute, actor)


def tell_of_pattern(
    pattern: DisputePattern, actor: Actor, people: Iterable[User] | None = None, words: str = ""
) -> None:
    """Put what repeats before these people, else before the leads."""
    with translation.override(settings.LANGUAGE_CODE):
        facts = f"{pattern.get_kind_display()} · {pattern.label}"[:300]
        about = _("Pattern %d") % pattern.pk
    tell_about_case(
        leads() if people is None else list(people),
        Kind.DISPUTE_PATTERN,
        about=about,
        link=reverse("disputes:pattern", args=[pattern.pk]),
        facts=facts,
        actor=actor,
        words=words,
    )


def _facts(dispute: Dispute) -> str:
    amount = format_money(dispute.amount_minor, dispute.currency, settings.LANGUAGE_CODE)
    facts = [str(dispute.payment.customer), amount, str(dispute.get_category_display()), dispute.get_state_display()]
    return " · ".join(map(str, facts))[:300]
