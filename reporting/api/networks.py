"""The networks' limits over HTTP: how near they are, what they are, and writing down a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers import clock
from customers.api.base import Request, Response
from customers.api.fields import Day, StrictSerializer, Text, Whole
from customers.api.idempotency import once
from disputes.actions.set_network_limit import LONGEST_SOURCE, set_network_limit
from disputes.weighing.programmes import programmes_on
from refunds import permissions
from reporting.api.reading import READ, ForReporters, known, query_words
from reporting.boards.asked import read_asked
from reporting.networks.radar import as_numbers, read_radar
from reporting.networks.what_if import avoided_by, read_candidates
from reporting.periods import shop_day


class RadarBlipOut(serializers.Serializer):
    """A network's limit: `share` and `limit` of ten thousand, `allowed` cases reach it, `until` are left until then."""

    programme = serializers.CharField()
    network = serializers.CharField()
    cases = serializers.IntegerField()
    sales = serializers.IntegerField()
    share = serializers.IntegerField(allow_null=True)
    limit = serializers.IntegerField()
    least_cases = serializers.IntegerField()
    allowed = serializers.IntegerField()
    until = serializers.IntegerField()
    expected = serializers.IntegerField(help_text="Cases at the month's end, if it goes on like the last four weeks.")
    low = serializers.IntegerField()
    high = serializers.IntegerField()
    expected_sales = serializers.IntegerField()
    expected_share = serializers.IntegerField(allow_null=True)
    level = serializers.ChoiceField(["over", "coming", "near", "far"])
    source = serializers.CharField()  # type: ignore[assignment]
    valid_from = serializers.DateField()


class RadarCandidateOut(serializers.Serializer):
    """A warning, alert or inquiry that a refund now would settle; `chance` that it becomes a chargeback otherwise."""

    key = serializers.CharField()
    network = serializers.CharField()
    currency = serializers.CharField()
    amount_minor = serializers.IntegerField()
    chance = serializers.FloatField()
    chosen = serializers.BooleanField()


class RadarOut(serializers.Serializer):
    blips = RadarBlipOut(many=True)
    candidates = RadarCandidateOut(many=True)


class RadarView(ForReporters):
    """How near the networks' limits are."""

    @extend_schema(
        operation_id="read_network_radar", parameters=query_words((), ("account", "refund")), responses=RadarOut
    )
    def get(self, request: Request) -> Response:
        """Read where each limit stands, and what refunds now would change."""
        asked = read_asked(known(request, ("account", "refund")), ("account",))
        accounts = asked.where.get("account", ())
        candidates = read_candidates(accounts, asked.chosen)
        blips = read_radar(shop_day(clock.now()), accounts, avoided_by(candidates))
        return Response(RadarOut({"blips": [as_numbers(blip) for blip in blips], "candidates": candidates}).data)


class NetworkLimitOut(serializers.Serializer):
    """A limit as it holds today; `limit` is of ten thousand, and both it and `least_cases` must be reached."""

    programme = serializers.CharField(source="code")
    network = serializers.CharField()
    name = serializers.CharField()
    limit = serializers.IntegerField()
    least_cases = serializers.IntegerField()
    valid_from = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]


class NetworkLimitsOut(serializers.Serializer):
    results = NetworkLimitOut(many=True)


class NetworkLimitIn(StrictSerializer):
    """`share` is of ten thousand: 150 is 1.5 %."""

    programme = Text(max_length=20)
    share = Whole(min_value=1, max_value=10_000)
    least_cases = Whole(min_value=0, max_value=1_000_000, required=False, default=0)
    valid_from = Day()
    source = Text(max_length=LONGEST_SOURCE)  # type: ignore[assignment]


class NetworkLimitsView(ForReporters):
    """The limits of the networks."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": READ, "POST": permissions.scope_for(permissions.SET_DISPUTE_RULES)}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT, "POST": permissions.SET_DISPUTE_RULES}

    @extend_schema(operation_id="list_network_limits", responses=NetworkLimitsOut)
    def get(self, request: Request) -> Response:
        """List the limits that hold today."""
        self.wanted(StrictSerializer)
        return Response(self._shown())

    @extend_schema(operation_id="set_network_limit", request=NetworkLimitIn, responses={201: NetworkLimitsOut})
    @once
    def post(self, request: Request) -> Response:
        """Write down a limit that was read somewhere; it holds from its day on."""
        set_network_limit(actor=self.actor, **self.sent(NetworkLimitIn))
        return Response(self._shown(), 201)

    def _shown(self) -> object:
        return NetworkLimitsOut({"results": programmes_on(shop_day(clock.now()))}).data
