"""What a dispute is worth, what was decided, how such estimates have done. Chances are of ten thousand."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, page_of
from customers.api.fields import StrictSerializer
from disputes.finding import find_dispute
from disputes.models import Appraisal
from disputes.weighing.pressure import pressures
from disputes.weighing.report import bands_of, followed_of
from disputes.weighing.tally import cells_of, last_tally
from disputes.weighing.weigh import weigh
from disputes.weighing.words import sentence_of
from refunds import permissions

READ = permissions.scope_for(permissions.SEE_DISPUTES)


class ChanceOut(serializers.Serializer):
    """Of ten thousand such disputes so many are won; nine times in ten the truth lies between `low` and `high`."""

    likely = serializers.IntegerField()
    low = serializers.IntegerField()
    high = serializers.IntegerField()
    cases = serializers.IntegerField(help_text="Ended disputes that were answered, of every kind.")


class WorthLineOut(serializers.Serializer):
    """A line of the arithmetic: "comes_back", "work", "counter_fee" or "dispute_fee", and what it comes to."""

    name = serializers.CharField()
    of_minor = serializers.IntegerField()
    comes_to_minor = serializers.IntegerField()


class PressureOut(serializers.Serializer):
    """How near a card network's limit the shop is this month. `share` and `limit` are of ten thousand."""

    network = serializers.CharField(source="programme.network")
    programme = serializers.CharField(source="programme.name")
    cases = serializers.IntegerField()
    least_cases = serializers.IntegerField(source="programme.least_cases")
    sales = serializers.IntegerField()
    share = serializers.IntegerField(allow_null=True)
    limit = serializers.IntegerField(source="programme.limit")
    level = serializers.CharField()


class WorthOut(serializers.Serializer):
    """What fighting is worth more than accepting, or for an inquiry more than refunding, in minor units.

    `pays_from` is the chance from which an answer pays, null where none is enough. `not_counted` names what is not
    known here. `low_minor` and `high_minor` are the worth at the ends of the chance's interval.
    """

    advice = serializers.ChoiceField(Appraisal.Advice.choices, source="worth.advice")
    sentence = serializers.SerializerMethodField()
    is_close = serializers.BooleanField(source="worth.is_close")
    currency = serializers.CharField(source="stakes.currency")
    fight_minor = serializers.IntegerField(source="worth.fight_minor")
    low_minor = serializers.IntegerField(source="worth.low_minor")
    high_minor = serializers.IntegerField(source="worth.high_minor")
    pays_from = serializers.IntegerField(source="worth.pays_from", allow_null=True)
    chance = ChanceOut()
    strength = serializers.ChoiceField(Appraisal.Strength.choices)
    readiness = serializers.IntegerField()
    lines = WorthLineOut(source="worth.lines", many=True)
    not_counted = serializers.ListField(source="worth.not_counted", child=serializers.CharField())
    pressure = PressureOut(allow_null=True)

    def get_sentence(self, weighed: object) -> str:
        return sentence_of(weighed)  # type: ignore[arg-type]


class AppraisalOut(serializers.ModelSerializer):
    """What was decided, and what was known then. `by_rule` is true where no person decided."""

    answer = serializers.CharField(source="answer.__str__", default=None, allow_null=True)
    refund = serializers.CharField(source="refund.reference", default=None, allow_null=True)
    by_rule = serializers.SerializerMethodField()
    followed = serializers.BooleanField()
    lines = WorthLineOut(many=True)
    not_counted = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Appraisal
        fields: ClassVar = [
            "id", "round", "decision", "answer", "refund", "by_rule", "actor_label", "why", "advice", "followed",
            "was_close", "chance", "chance_low", "chance_high", "cases", "strength", "readiness", "currency",
            "amount_minor", "fight_minor", "given_minor", "lines", "not_counted", "decided_at",
        ]  # fmt: skip

    def get_by_rule(self, kept: Appraisal) -> bool:
        return kept.rule_id is not None


class BandOut(serializers.Serializer):
    """Estimates between `begins` and `ends` of ten thousand: how many ended, how many were won, and whether it fits."""

    begins = serializers.IntegerField()
    ends = serializers.IntegerField()
    cases = serializers.IntegerField()
    won = serializers.IntegerField()
    estimated = serializers.IntegerField()
    low = serializers.IntegerField(source="seen.low")
    high = serializers.IntegerField(source="seen.high")
    verdict = serializers.ChoiceField([(word, word) for word in ("fits", "high", "low", "few")])


class FollowedOut(serializers.Serializer):
    """What people decided on an advice, and how those disputes ended."""

    advice = serializers.ChoiceField(Appraisal.Advice.choices)
    decision = serializers.ChoiceField(Appraisal.Decision.choices)
    won = serializers.IntegerField()
    lost = serializers.IntegerField()
    other = serializers.IntegerField()


class OutcomesOut(serializers.Serializer):
    """How answered disputes of one kind ended. `strength` is empty where nobody had weighed the evidence."""

    category = serializers.CharField()
    network = serializers.CharField()
    strength = serializers.CharField(allow_blank=True)
    won = serializers.IntegerField()
    lost = serializers.IntegerField()


class WeighingOut(serializers.Serializer):
    """How the estimates have done, as a worker counted last; `counted_at` is null before the first count."""

    counted_at = serializers.DateTimeField(allow_null=True)
    bands = BandOut(many=True)
    followed = FollowedOut(many=True)
    outcomes = OutcomesOut(many=True)
    pressures = PressureOut(many=True)


class WorthView(ApiView):
    """The worth of one dispute."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}

    @extend_schema(operation_id="read_dispute_worth", responses=WorthOut)
    def get(self, request: Request, reference: str) -> Response:
        """Weigh a dispute with what is known at this moment."""
        self.wanted(StrictSerializer)
        return Response(WorthOut(weigh(find_dispute(reference))).data)


class DecisionsView(ApiView):
    """What was decided about one dispute."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}

    @extend_schema(operation_id="list_dispute_decisions", responses=page_of(AppraisalOut))
    def get(self, request: Request, reference: str) -> Response:
        """List what was decided, newest first; how it ended stands on the dispute."""
        self.wanted(StrictSerializer)
        rows = Appraisal.objects.filter(dispute=find_dispute(reference))
        return self.page(rows.select_related("answer__dispute", "refund"), AppraisalOut)


class WeighingView(ApiView):
    """How the estimates have done."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}

    @extend_schema(operation_id="read_weighing", responses=WeighingOut)
    def get(self, request: Request) -> Response:
        """Read how estimates, decisions and outcomes compare, and how near the networks' limits are."""
        self.wanted(StrictSerializer)
        tally = last_tally()
        told = {
            "counted_at": tally.counted_at if tally.pk else None,
            "bands": bands_of(tally),
            "followed": followed_of(tally),
            "outcomes": cells_of(tally),
            "pressures": pressures(tally.networks),
        }
        return Response(WeighingOut(told).data)
