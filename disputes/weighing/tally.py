"""Counting the shop's own history: how answered disputes ended, how the estimates did, what the networks count.

Only what ended won or lost after an answer counts; a late win is a win. A worker counts; pages read what it counted.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Least

from customers import clock
from customers.models import Payment
from customers.shop_days import day_start, shop_day
from disputes.models import Appraisal, Dispute, DisputeAnswer, FraudWarning, WeighingTally
from disputes.weighing.chance import WHOLE, Cell

BANDS = 5
"""Estimates are looked at in fifths."""

_ENDED = (Dispute.State.WON, Dispute.State.LOST)
_ANSWERED = Q(answered_at__isnull=False) | Q(answers_there__gt=0)


def count_anew() -> WeighingTally:
    """Count everything and keep it."""
    tally, _created = WeighingTally.objects.update_or_create(
        pk=1,
        defaults={
            "outcomes": _outcomes(),
            "bands": _bands(),
            "advice": _advice(),
            "networks": _networks(clock.now()),
            "counted_at": clock.now(),
        },
    )
    return tally


def last_tally() -> WeighingTally:
    """What was counted last; an empty one where nobody has counted yet."""
    return WeighingTally.objects.first() or WeighingTally()


def cells_of(tally: WeighingTally) -> list[Cell]:
    return [Cell(*row) for row in tally.outcomes]


def _ended() -> QuerySet[Dispute]:
    return Dispute.objects.filter(_ANSWERED, state__in=_ENDED)


def _last_fights() -> QuerySet[Appraisal]:
    """The last estimate of each dispute that was answered, if the answer came to the gateway."""
    handed_in = Appraisal.objects.filter(
        decision=Appraisal.Decision.FIGHT, answer__state=DisputeAnswer.State.TAKEN, dispute__state__in=_ENDED
    )
    return handed_in.order_by("dispute", "-id").distinct("dispute")


def _outcomes() -> list[list[Any]]:
    fights = Appraisal.objects.filter(dispute=OuterRef("pk"), decision=Appraisal.Decision.FIGHT).order_by("-id")
    rows = (
        _ended()
        .annotate(strength=Coalesce(Subquery(fights.values("strength")[:1]), Value("")))
        .values("category", "network", "strength")
        .annotate(won=Count("pk", filter=Q(state="won")), lost=Count("pk", filter=Q(state="lost")))
        .order_by("category", "network", "strength")
    )
    return [[row[name] for name in ("category", "network", "strength", "won", "lost")] for row in rows]


def _bands() -> list[list[int]]:
    """Per fifth of the estimates: how many there were, how many were won, and the sum of the estimates."""
    width = WHOLE // BANDS
    rows = (
        Appraisal.objects.filter(pk__in=_last_fights().values("pk"))
        .annotate(band=Least(F("chance") / width, BANDS - 1))
        .values("band")
        .annotate(cases=Count("pk"), won=Count("pk", filter=Q(dispute__state="won")), estimated=Sum("chance"))
        .order_by("band")
        .values_list("band", "cases", "won", "estimated")
    )
    return [list(row) for row in rows]


def _advice() -> list[list[Any]]:
    """How often people did as advised, and how that ended."""
    decided = Appraisal.objects.order_by("dispute", "-id").distinct("dispute").values("pk")
    rows = (
        Appraisal.objects.filter(pk__in=decided, rule=None)
        .values("advice", "decision", "dispute__state")
        .annotate(cases=Count("pk"))
        .order_by("advice", "decision", "dispute__state")
    )
    return [[row["advice"], row["decision"], row["dispute__state"], row["cases"]] for row in rows]


def _networks(now: datetime) -> dict[str, dict[str, int]]:
    """For each network: this month's chargebacks, fraud warnings and payments, and last month's payments."""
    first = shop_day(now).replace(day=1)
    this_month, last_month = day_start(first), day_start((first - timedelta(days=1)).replace(day=1))
    disputes = Dispute.objects.filter(opened_at__gte=this_month).exclude(stage=Dispute.Stage.INQUIRY)
    disputes = disputes.exclude(state=Dispute.State.PREVENTED)  # ended by the network's own program: not counted
    paid = Payment.objects.exclude(card_brand="")
    counts = {
        "disputes": _by("network", disputes),
        "warnings": _by("payment__card_brand", FraudWarning.objects.filter(warned_at__gte=this_month)),
        "payments": _by("card_brand", paid.filter(captured_at__gte=this_month)),
        "payments_before": _by("card_brand", paid.filter(captured_at__gte=last_month, captured_at__lt=this_month)),
    }
    names = {name for found in counts.values() for name in found if name}
    return {name: {what: found.get(name, 0) for what, found in counts.items()} for name in sorted(names)}


def _by(field: str, rows: QuerySet[Any]) -> dict[str, int]:
    return dict(rows.order_by().values_list(field).annotate(cases=Count("pk")))
