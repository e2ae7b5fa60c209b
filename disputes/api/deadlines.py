"""By when disputes are answered: the cases one by one, and each day with its sums, as the calendar shows them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, page_of
from customers.api.fields import Day, StrictSerializer
from customers.errors import BadInput
from customers.shop_days import Period, day_start
from disputes.api.disputes import READ, rows_of_disputes
from disputes.api.shapes import DeadlineOut
from disputes.inbox.days import MOMENTS, due_within
from disputes.models import Dispute
from refunds import permissions

MOST_DAYS = 92


class DeadlineQuery(StrictSerializer):
    since = Day(required=False, help_text="From the begin of this day of the shop.")
    until = Day(required=False, help_text="Up to the begin of this day of the shop.")


class DeadlinesView(ApiView):
    """The disputes that wait for us."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}
    page_keys: ClassVar = ("answer_by", "id")

    @extend_schema(operation_id="list_dispute_deadlines", parameters=[DeadlineQuery], responses=page_of(DeadlineOut))
    def get(self, request: Request) -> Response:
        """List the disputes that wait for us, the one that is due here first comes first."""
        asked: dict[str, date] = self.wanted(DeadlineQuery)
        rows = rows_of_disputes().filter(state__in=Dispute.OURS)
        if since := asked.get("since"):
            rows = rows.filter(answer_by__gte=day_start(since))
        if until := asked.get("until"):
            rows = rows.filter(answer_by__lt=day_start(until))
        return self.page(rows, DeadlineOut)


class DayQuery(StrictSerializer):
    since = Day(help_text="The first day of the shop.")
    until = Day(help_text=f"Up to the begin of this day, {MOST_DAYS} days later at most.")


class DueSumOut(serializers.Serializer):
    currency = serializers.CharField()
    amount_minor = serializers.IntegerField()


class DueDayOut(serializers.Serializer):
    """What falls on a day of the shop: `whose` is "ours" by our own deadline, "theirs" by the gateway's."""

    on = serializers.DateField()
    whose = serializers.ChoiceField(choices=list(MOMENTS))
    cases = serializers.IntegerField()
    sums = DueSumOut(many=True)


class DueDaysOut(serializers.Serializer):
    days = DueDayOut(many=True)


class DueDaysView(ApiView):
    """The calendar of deadlines."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}

    @extend_schema(operation_id="list_days_of_disputes", parameters=[DayQuery], responses=DueDaysOut)
    def get(self, request: Request) -> Response:
        """Tell how many disputes wait for us on each day and their sums by currency; empty days are left out."""
        asked: dict[str, date] = self.wanted(DayQuery)
        since, until = asked["since"], asked["until"]
        if not since < until <= since + timedelta(days=MOST_DAYS):
            raise BadInput(_("Ask for 1 to %d days.") % MOST_DAYS, "bad_days", "until")
        return Response(DueDaysOut({"days": _days(Period(since, until - timedelta(days=1)))}).data)


def _days(period: Period) -> list[dict[str, Any]]:
    return [
        {
            "on": on,
            "whose": whose,
            "cases": due.cases,
            "sums": [{"currency": currency, "amount_minor": minor} for currency, minor in sorted(due.sums.items())],
        }
        for (whose, on), due in sorted(due_within(period).items(), key=lambda found: (found[0][1], found[0][0]))
    ]
