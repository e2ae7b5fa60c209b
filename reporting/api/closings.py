"""Closing of periods over HTTP: prepared, checked, closed by a worker, opened again by two."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, one_or_not_found, page_of
from customers.api.fields import Day, StrictSerializer, Text
from customers.api.idempotency import once
from refunds import permissions
from reporting.actions.close_period import carry_over, close_period, prepare_closing
from reporting.actions.reopen_period import (
    decline_reopening,
    propose_reopening,
    release_reopening,
    withdraw_reopening,
)
from reporting.closing.checks import STATES, run_checks
from reporting.models import PeriodClosing, Reopening

READ = permissions.scope_for(permissions.REPORT)
WRITE = permissions.scope_for(permissions.CLOSE_PERIODS)
WORDS_LIMIT = 500


class ClosingItemOut(serializers.Serializer):
    label = serializers.CharField()  # type: ignore[assignment]
    url = serializers.CharField(help_text=_("the page on which one goes on with it, or nothing"))


class ClosingCheckOut(serializers.Serializer):
    """What one check found. `fingerprint` is of everything that is open; carrying over names it."""

    code = serializers.CharField()
    title = serializers.CharField()
    promise = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    count = serializers.IntegerField()
    fingerprint = serializers.CharField()
    items = ClosingItemOut(many=True)
    firm = serializers.BooleanField(help_text=_("it has to be put right and cannot be carried over"))
    carried_by = serializers.CharField()
    carried_why = serializers.CharField()


class ReopeningOut(serializers.ModelSerializer):
    """A proposal to open a period again."""

    proposer = serializers.CharField(source="proposer.label")
    decider = serializers.CharField(source="decider.label", allow_null=True, default=None)

    class Meta:
        model = Reopening
        fields: ClassVar = ["state", "reason", "proposer", "proposed_at", "decider", "words", "decided_at"]


class ClosingOut(serializers.ModelSerializer):
    """A period. `checksum` is over the frozen figures."""

    closer = serializers.CharField(source="closer.label", allow_null=True, default=None)
    prepared_by = serializers.CharField(source="prepared_label")

    class Meta:
        model = PeriodClosing
        fields: ClassVar = [
            "reference", "first_on", "last_on", "zone", "state", "trouble", "ledger_entry", "checksum", "prepared_by",
            "closer", "created_at", "closed_at", "reopened_at",
        ]  # fmt: skip


class ClosingDetailOut(ClosingOut):
    """The same with its checks (as they are now while it is prepared, else as they were) and frozen figures."""

    checks = serializers.SerializerMethodField()
    figures = serializers.JSONField()
    reopenings = ReopeningOut(many=True)

    class Meta(ClosingOut.Meta):
        fields: ClassVar = [*ClosingOut.Meta.fields, "checks", "figures", "reopenings"]

    @extend_schema(responses=ClosingCheckOut(many=True))
    def get_checks(self, closing: PeriodClosing) -> list[dict[str, Any]]:
        is_open = closing.state == PeriodClosing.State.OPEN
        rows = [result.values() for result in run_checks(closing)] if is_open else closing.checks
        return [dict(ClosingCheckOut(row).data) for row in rows]


class PeriodClosingIn(StrictSerializer):
    """Both days count."""

    first_on = Day()
    last_on = Day()


class CarryingIn(StrictSerializer):
    """What one saw open, and why it may wait."""

    check = Text(max_length=40)
    fingerprint = Text(max_length=64)
    reason = Text(max_length=WORDS_LIMIT)


class ReopeningIn(StrictSerializer):
    reason = Text(max_length=WORDS_LIMIT)


class ReopeningWordsIn(StrictSerializer):
    words = Text(max_length=WORDS_LIMIT, required=False, allow_blank=True, default="")


class ClosingsView(ApiView):
    scopes: ClassVar[Mapping[str, str]] = {"GET": READ, "POST": WRITE}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT}
    page_keys: ClassVar[tuple[str, ...]] = ("-created_at", "-id")

    @extend_schema(operation_id="list_closings", responses=page_of(ClosingOut))
    def get(self, request: Request) -> Response:
        """List periods that are closed, or being closed, newest first."""
        self.wanted(StrictSerializer)
        return self.page(_rows().defer("figures", "checks"), ClosingOut)

    @extend_schema(operation_id="prepare_closing", request=PeriodClosingIn, responses={201: ClosingOut})
    @once
    def post(self, request: Request) -> Response:
        """Begin to close a period. Its checks can be read; nothing is barred yet."""
        closing = prepare_closing(actor=self.actor, **self.sent(PeriodClosingIn))
        return Response(ClosingOut(closing).data, 201, headers={"Location": f"{request.path}{closing.reference}/"})


class ClosingView(ApiView):
    scopes: ClassVar[Mapping[str, str]] = {"GET": READ}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT}

    @extend_schema(operation_id="read_closing", responses=ClosingDetailOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read a period with its checks and frozen figures."""
        self.wanted(StrictSerializer)
        return Response(ClosingDetailOut(_found(reference)).data)


class Move(ApiView):
    """A move on one period, answered with the period."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": WRITE}

    def act(self, action: Callable[..., Any], reference: str, body: type[StrictSerializer] = Nothing) -> Response:
        action(actor=self.actor, reference=reference, **self.sent(body))
        return Response(ClosingOut(_found(reference)).data)


class ClosingClosingView(Move):
    @extend_schema(operation_id="close_period", request=Nothing, responses=ClosingOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Close it: nothing more is booked into it, and a worker checks and freezes it. Read it until it is closed."""
        return self.act(close_period, reference)


class ClosingCarryingView(Move):
    @extend_schema(operation_id="carry_over", request=CarryingIn, responses=ClosingOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Carry over what a check found open, with a reason."""
        return self.act(carry_over, reference, CarryingIn)


class ClosingReopeningView(Move):
    @extend_schema(operation_id="propose_reopening", request=ReopeningIn, responses=ClosingOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Propose to open a closed period again."""
        return self.act(propose_reopening, reference, ReopeningIn)


class ClosingReleaseView(Move):
    @extend_schema(operation_id="release_reopening", request=ReopeningWordsIn, responses=ClosingOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Open it again, as the second person."""
        return self.act(release_reopening, reference, ReopeningWordsIn)


class ClosingDecliningView(Move):
    @extend_schema(operation_id="decline_reopening", request=ReopeningWordsIn, responses=ClosingOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Leave it closed, with a reason."""
        return self.act(decline_reopening, reference, ReopeningWordsIn)


class ClosingWithdrawalView(Move):
    @extend_schema(operation_id="withdraw_reopening", request=Nothing, responses=ClosingOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Take the proposal back."""
        return self.act(withdraw_reopening, reference)


def _rows() -> Any:
    return PeriodClosing.objects.select_related("closer")


def _found(reference: str) -> PeriodClosing:
    rows = _rows().prefetch_related("reopenings__proposer", "reopenings__decider").filter(reference=reference)
    return one_or_not_found(rows, _("There is no such period."), "closing_not_found")
