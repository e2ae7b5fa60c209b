"""The results of disputes over HTTP, as numbers, and what repeats in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers import clock
from customers.api.base import ApiView, Request, Response, page_of
from customers.api.fields import Currency, Day, OneOf, StrictSerializer, Text
from customers.api.idempotency import once
from customers.errors import NotFound
from customers.shop_days import shop_day
from disputes.actions.follow_pattern import PATTERN_WORDS_LIMIT, finish_pattern, follow_pattern, ignore_pattern
from disputes.models import DisputePattern, ResultDay
from disputes.results.figures import Results, read_results
from disputes.results.period import period_of
from disputes.results.telling import tell_numbers
from refunds import permissions

WRITE = permissions.scope_for(permissions.ANSWER_DISPUTES)
READ = permissions.scope_for(permissions.SEE_DISPUTES)
BASES = [basis.value for basis in ResultDay.Basis]


class ResultsQuery(StrictSerializer):
    since = Day(required=False, help_text="Days of the shop, in its own zone; the present quarter if none are named.")
    until = Day(required=False)
    by = OneOf(BASES, required=False, help_text="Which day of a dispute counts; opened if none is named.")
    currency = Currency(required=False, help_text="Whose sides are told; the one with most disputes if none is named.")


class WinRateOut(serializers.Serializer):
    """Hits of cases, and between which shares the true one lies (Wilson, 95 of 100). Null where there is no case."""

    hits = serializers.IntegerField()
    cases = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)
    low = serializers.FloatField()
    high = serializers.FloatField()


class ResultLineOut(serializers.Serializer):
    """All disputes of the period in a currency, or those of one value of a side. Amounts in minor units."""

    side = serializers.CharField()
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    cases = serializers.IntegerField()
    ended = serializers.IntegerField()
    won = serializers.IntegerField()
    win_rate = WinRateOut(help_text="Of those answered with evidence and then won or lost.")
    disputed_minor = serializers.IntegerField()
    recovered_minor = serializers.IntegerField()
    lost_minor = serializers.IntegerField()
    fees_minor = serializers.IntegerField()
    counter_fees_minor = serializers.IntegerField()
    fees_returned_minor = serializers.IntegerField()
    cost_minor = serializers.IntegerField(help_text="Lost and fees, less the fees that were given back.")
    days_to_answer = serializers.FloatField(allow_null=True)


class CurrencyResultOut(serializers.Serializer):
    """One currency; currencies are never added to each other."""

    currency = serializers.CharField()
    total = ResultLineOut()


class ResultsOut(serializers.Serializer):
    """A period. `counted_at` is up to when everything is in the numbers; null before the first count."""

    since = serializers.DateField()
    until = serializers.DateField()
    by = serializers.ChoiceField(BASES)
    counted_at = serializers.DateTimeField(allow_null=True)
    totals = CurrencyResultOut(many=True)
    currency = serializers.CharField(help_text="Whose sides these are; empty where there is no dispute.")
    sides = ResultLineOut(many=True)


class ResultsView(ApiView):
    """How disputes ended and what they cost."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}

    @extend_schema(operation_id="read_dispute_results", parameters=[ResultsQuery], responses=ResultsOut)
    def get(self, request: Request) -> Response:
        """Read a period. Who answered is told to those who may read reports."""
        asked = self.wanted(ResultsQuery)
        period = period_of(asked.get("since"), asked.get("until"), shop_day(clock.now()))
        person = self.actor.person
        with_people = person is not None and permissions.REPORT in permissions.allowed_moves(person)
        found = read_results(
            period, asked.get("by", ResultDay.Basis.OPENED), asked.get("currency", ""), with_people=with_people
        )
        return Response(ResultsOut(_shown(found)).data)


def _shown(found: Results) -> dict[str, Any]:
    return {
        "since": found.period.first_on,
        "until": found.period.last_on,
        "by": found.basis,
        "counted_at": found.counted_at,
        "totals": [{"currency": code, "total": line} for code, line in found.totals.items()],
        "currency": found.currency,
        "sides": [line for lines in found.sides.values() for line in lines],
    }


class PatternOut(serializers.ModelSerializer):
    """Something that repeats in disputes. `told` says its numbers in a sentence, `words` are whoever's acted last."""

    owner = serializers.CharField(source="owner.email", default=None, allow_null=True)
    told = serializers.SerializerMethodField()
    numbers: Any = serializers.JSONField()

    class Meta:
        model = DisputePattern
        fields: ClassVar = [
            "id", "kind", "subject", "label", "state", "told", "numbers", "first_seen_at", "last_seen_at", "owner",
            "words", "closed_at",
        ]  # fmt: skip

    def get_told(self, pattern: DisputePattern) -> str:
        return tell_numbers(pattern)


class PatternDetailOut(PatternOut):
    """With the numbers of its cases, the newest first, at most 200."""

    cases = serializers.SerializerMethodField()

    class Meta(PatternOut.Meta):
        fields: ClassVar = [*PatternOut.Meta.fields, "cases"]

    def get_cases(self, pattern: DisputePattern) -> list[str]:
        return list(pattern.cases.order_by("-opened_at", "-id").values_list("reference", flat=True)[:200])


class PatternQuery(StrictSerializer):
    state = OneOf(DisputePattern.State.choices, required=False)


class PatternWordsIn(StrictSerializer):
    words = Text(max_length=PATTERN_WORDS_LIMIT)


class PatternFollowIn(PatternWordsIn):
    """`to` is the mail address of the colleague who follows it up; the owner of the key if none is named."""

    to = Text(max_length=254, required=False)


class PatternsView(ApiView):
    """What repeats in disputes."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}
    page_keys: ClassVar = ("-last_seen_at", "-id")

    @extend_schema(operation_id="list_dispute_patterns", parameters=[PatternQuery], responses=page_of(PatternOut))
    def get(self, request: Request) -> Response:
        """List what repeats, that which was seen last first."""
        rows = DisputePattern.objects.select_related("owner")
        if state := self.wanted(PatternQuery).get("state"):
            rows = rows.filter(state=state)
        return self.page(rows, PatternOut)


class PatternView(ApiView):
    """One thing that repeats."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}

    @extend_schema(operation_id="read_dispute_pattern", responses=PatternDetailOut)
    def get(self, request: Request, pattern_id: int) -> Response:
        """Read it with its cases."""
        self.wanted(StrictSerializer)
        return Response(PatternDetailOut(_pattern(pattern_id)).data)


def _pattern(pattern_id: int) -> DisputePattern:
    found = DisputePattern.objects.select_related("owner").filter(pk=pattern_id).first()
    if found is None:
        raise NotFound(_("There is no such pattern."), "pattern_not_found")
    return found


def _move(name: str, summary: str, body: type[StrictSerializer], act: Callable[..., DisputePattern]) -> type[ApiView]:
    """Build the endpoint of what is done about a pattern."""

    class MoveView(ApiView):
        scopes: ClassVar[Mapping[str, str]] = {"POST": WRITE}
        moves: ClassVar[Mapping[str, str]] = {"POST": permissions.NOTE}

        @extend_schema(operation_id=name, summary=summary, request=body, responses={200: PatternDetailOut})
        @once
        def post(self, request: Request, pattern_id: int) -> Response:
            act(actor=self.actor, pattern_id=pattern_id, **self.sent(body))
            return Response(PatternDetailOut(_pattern(pattern_id)).data)

    MoveView.__name__ = "".join(part.title() for part in name.split("_")) + "View"
    return MoveView


FollowPatternView = _move(
    "follow_dispute_pattern", "Follow it up, or give it to a colleague.", PatternFollowIn, follow_pattern
)
FinishPatternView = _move("finish_dispute_pattern", "End it: it has been dealt with.", PatternWordsIn, finish_pattern)
IgnorePatternView = _move("ignore_dispute_pattern", "Ignore it, with the reason.", PatternWordsIn, ignore_pattern)
