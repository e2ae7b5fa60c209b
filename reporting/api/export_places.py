"""Places and schedules of exports over HTTP. A secret goes in and never comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, page_of
from customers.api.fields import OneOf, StrictSerializer, Text, Whole, YesNo
from customers.api.idempotency import once, once_around_a_call
from refunds import permissions
from reporting.actions import export_places as acts
from reporting.actions.schedule_exports import all_schedules, schedule_export, turn_schedule
from reporting.models import ExportDelivery, ExportPlace, ExportSchedule

READ, SET = permissions.scope_for(permissions.EXPORT), permissions.scope_for(permissions.SET_BOOKS)


class ExportDeliveryOut(serializers.ModelSerializer):
    """One file on its way to one place."""

    export = serializers.CharField(source="export.reference")

    class Meta:
        model = ExportDelivery
        fields: ClassVar = ["export", "state", "tries", "next_at", "answer", "created_at", "delivered_at"]


class ExportPlaceOut(serializers.ModelSerializer):
    """A place; `settings` hold nothing secret. `test_trouble` is empty where the last test arrived."""

    settings = serializers.DictField()

    class Meta:
        model = ExportPlace
        fields: ClassVar = ["id", "label", "kind", "settings", "created_by", "created_at", "tested_at", "test_trouble"]


class ExportPlaceWithLogOut(ExportPlaceOut):
    """The same with the last fifty deliveries, newest first."""

    deliveries = serializers.SerializerMethodField()

    class Meta(ExportPlaceOut.Meta):
        fields: ClassVar = [*ExportPlaceOut.Meta.fields, "deliveries"]

    def get_deliveries(self, place: ExportPlace) -> list[dict[str, str]]:
        rows = place.deliveries.select_related("export").order_by("-created_at", "-id")[:50]
        return ExportDeliveryOut(rows, many=True).data  # type: ignore[return-value]


class ExportPlaceIn(StrictSerializer):
    """`settings`: of a folder `folder`; of SFTP `host`, `port`, `user`, `path`, `host_key`; of S3 `bucket`, `user`, and
    maybe `endpoint`, `region`, `path`. `people` are mail addresses of colleagues."""

    label = Text(max_length=80)  # type: ignore[assignment]
    kind = OneOf(choices=ExportPlace.Kind.choices)
    settings = serializers.DictField(child=Text(max_length=2_000, allow_blank=True), required=False)
    secret = Text(max_length=acts.LONGEST_SECRET, required=False, trim_whitespace=False)
    people = serializers.ListField(child=Text(max_length=254), required=False, max_length=20)


class ExportPlaceSecretIn(StrictSerializer):
    secret = Text(max_length=acts.LONGEST_SECRET, trim_whitespace=False)


class ExportScheduleOut(serializers.ModelSerializer):
    """`day` is of the week (1 Monday) or of the month; `hour` in the shop's zone."""

    owner = serializers.CharField(source="owner.label")

    class Meta:
        model = ExportSchedule
        fields: ClassVar = [
            "id", "saved", "place", "rhythm", "day", "hour", "attaches", "is_on", "next_at", "owner", "created_at",
        ]  # fmt: skip


class ExportScheduleIn(StrictSerializer):
    saved = Whole(min_value=1, max_value=2**62)
    place = Whole(min_value=1, max_value=2**62)
    rhythm = OneOf(choices=ExportSchedule.Rhythm.choices)
    day = Whole(min_value=1, max_value=28, required=False)
    hour = Whole(min_value=0, max_value=23, required=False)
    attaches = YesNo(required=False)


class TurnIn(StrictSerializer):
    is_on = YesNo()


class ForKeepers(ApiView):
    """Read by who may export, set by who keeps the books."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": READ, "POST": SET}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.EXPORT}
    page_keys: ClassVar[tuple[str, ...]] = ("-created_at", "-id")


class ExportPlacesView(ForKeepers):
    """All places, and a new one."""

    @extend_schema(operation_id="list_export_places", responses=page_of(ExportPlaceOut))
    def get(self, request: Request) -> Response:
        """List the places, newest first."""
        self.wanted(StrictSerializer)
        return self.page(ExportPlace.objects.filter(removed_at=None), ExportPlaceOut)

    @extend_schema(operation_id="add_export_place", request=ExportPlaceIn, responses={201: ExportPlaceOut})
    @once
    def post(self, request: Request) -> Response:
        """Add a place. Private addresses are refused when a file is brought there."""
        given = {"settings": {}, **self.sent(ExportPlaceIn)}
        return Response(ExportPlaceOut(acts.add_export_place(actor=self.actor, **given)).data, 201)


class ExportPlaceView(ForKeepers):
    """One place."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": READ}

    @extend_schema(operation_id="read_export_place", responses=ExportPlaceWithLogOut)
    def get(self, request: Request, place_id: int) -> Response:
        """Read a place with its last deliveries."""
        self.wanted(StrictSerializer)
        return Response(ExportPlaceWithLogOut(acts.found_place(place_id)).data)


class ExportPlaceTestView(ForKeepers):
    """Trying a place out."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": SET}

    @extend_schema(operation_id="test_export_place", request=Nothing, responses=ExportPlaceOut)
    @once_around_a_call
    def post(self, request: Request, place_id: int) -> Response:
        """Write a small file there now; `test_trouble` says how it went."""
        self.sent(Nothing)
        return Response(ExportPlaceOut(acts.try_export_place(actor=self.actor, place_id=place_id)).data)


class ExportPlaceSecretView(ForKeepers):
    """Another secret."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": SET}

    @extend_schema(operation_id="set_export_place_secret", request=ExportPlaceSecretIn, responses=ExportPlaceOut)
    @once
    def post(self, request: Request, place_id: int) -> Response:
        """Use another password or key from now on."""
        given = self.sent(ExportPlaceSecretIn)
        return Response(ExportPlaceOut(acts.set_place_secret(actor=self.actor, place_id=place_id, **given)).data)


class ExportPlaceRemovalView(ForKeepers):
    """Taking a place away."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": SET}

    @extend_schema(operation_id="remove_export_place", request=Nothing, responses=ExportPlaceOut)
    @once
    def post(self, request: Request, place_id: int) -> Response:
        """Remove a place and forget its secret; its schedules stop."""
        self.sent(Nothing)
        return Response(ExportPlaceOut(acts.remove_export_place(actor=self.actor, place_id=place_id)).data)


class ExportSchedulesView(ForKeepers):
    """All schedules, and a new one."""

    @extend_schema(operation_id="list_export_schedules", responses=page_of(ExportScheduleOut))
    def get(self, request: Request) -> Response:
        """List the schedules, newest first."""
        self.wanted(StrictSerializer)
        return self.page(all_schedules(), ExportScheduleOut)

    @extend_schema(operation_id="schedule_export", request=ExportScheduleIn, responses={201: ExportScheduleOut})
    @once
    def post(self, request: Request) -> Response:
        """Make a saved export again and again, and bring it to a place."""
        given = self.sent(ExportScheduleIn)
        saved, place = given.pop("saved"), given.pop("place")
        added = schedule_export(actor=self.actor, saved_id=saved, place_id=place, **given)
        return Response(ExportScheduleOut(added).data, 201)


class ExportScheduleTurningView(ForKeepers):
    """On and off."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": SET}

    @extend_schema(operation_id="turn_export_schedule", request=TurnIn, responses=ExportScheduleOut)
    @once
    def post(self, request: Request, schedule_id: int) -> Response:
        """Turn a schedule on, from its next day, or off."""
        turned = turn_schedule(actor=self.actor, schedule_id=schedule_id, **self.sent(TurnIn))
        return Response(ExportScheduleOut(turned).data)
