"""What a refund now would change: which warnings, alerts and inquiries can still be kept from becoming chargebacks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disputes.models import Alert, Dispute
from disputes.prevention.experience import chance_of_dispute

MOST = 100
INQUIRY_CHANCE = 0.5
"""An inquiry that nobody answers becomes a chargeback about every second time; no network publishes it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One warning, alert or inquiry. `chance` is how likely it becomes a counted chargeback if nobody pays back.

    `stays` says what is counted whatever happens.
    """

    key: str
    label: str | Promise
    url: str
    network: str
    currency: str
    amount_minor: int
    since: datetime
    respond_by: datetime | None
    chance: float
    stays: str | Promise
    chosen: bool


def read_candidates(accounts: Sequence[str], chosen: Collection[str]) -> list[Candidate]:
    """What waits for a decision, what is due first on top; at most a hundred."""
    found = [*_alerts(accounts, chosen), *_inquiries(accounts, chosen)]
    return sorted(found, key=lambda one: (one.respond_by is None, one.respond_by or one.since, one.key))[:MOST]


def avoided_by(candidates: Sequence[Candidate]) -> dict[str, float]:
    """By network, how many chargebacks the chosen ones would probably have become."""
    found: dict[str, float] = {}
    for one in candidates:
        if one.chosen:
            found[one.network] = found.get(one.network, 0.0) + one.chance
    return found


def _alerts(accounts: Sequence[str], chosen: Collection[str]) -> list[Candidate]:
    rows = Alert.objects.filter(state=Alert.State.RECEIVED, paid_outside=False, payment__isnull=False)
    if accounts:
        rows = rows.filter(payment__gateway_account__in=accounts)
    chances: dict[str, float] = {}
    found = []
    for alert in rows.select_related("payment").order_by("answer_by", "id")[:MOST]:
        if alert.provider not in chances:
            chances[alert.provider] = chance_of_dispute(alert).mean
        network = (alert.network or (alert.payment.card_brand if alert.payment else "")).lower()
        found.append(
            Candidate(
                alert.reference,
                alert.get_provider_display(),
                reverse("disputes:alert", args=[alert.reference]),
                network,
                alert.currency,
                alert.amount_minor,
                alert.alerted_at,
                alert.respond_by,
                chances[alert.provider],
                _("The warning itself stays counted.") if alert.is_warning else "",
                alert.reference in chosen,
            )
        )
    return found


def _inquiries(accounts: Sequence[str], chosen: Collection[str]) -> list[Candidate]:
    rows = Dispute.objects.filter(state=Dispute.State.INQUIRY)
    if accounts:
        rows = rows.filter(gateway_account__in=accounts)
    return [
        Candidate(
            one.reference,
            _("Inquiry"),
            reverse("disputes:dispute", args=[one.reference]),
            one.network.lower(),
            one.currency,
            one.amount_minor,
            one.opened_at,
            one.respond_by,
            INQUIRY_CHANCE,
            "",
            one.reference in chosen,
        )
        for one in rows.order_by("answer_by", "id")[:MOST]
    ]
