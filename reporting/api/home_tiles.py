"""The tiles of one's own home page over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import Request, Response
from customers.api.fields import StrictSerializer, Text
from customers.api.idempotency import once
from customers.errors import BadInput
from refunds import permissions
from reporting.actions.choose_tiles import choose_tiles
from reporting.api.reading import READ, ForReporters
from reporting.tiles.catalogue import TILES
from reporting.tiles.choice import has_chosen, tiles_of


class HomeTileOut(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    dashboard = serializers.CharField()


class HomeTilesOut(serializers.Serializer):
    """`names` are one's own, in order; `chosen` is false where they are those of the role."""

    names = serializers.ListField(child=serializers.CharField())
    chosen = serializers.BooleanField()
    offered = HomeTileOut(many=True)


class HomeTilesIn(StrictSerializer):
    names = serializers.ListField(child=Text(max_length=60), max_length=60)


class HomeTilesView(ForReporters):
    """The tiles on the home page of whoever owns the key."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": READ, "POST": READ}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT, "POST": permissions.REPORT}

    @extend_schema(operation_id="read_home_tiles", responses=HomeTilesOut)
    def get(self, request: Request) -> Response:
        """Read one's own tiles and all that there are."""
        self.wanted(StrictSerializer)
        return Response(self._shown())

    @extend_schema(operation_id="choose_home_tiles", request=HomeTilesIn, responses={200: HomeTilesOut})
    @once
    def post(self, request: Request) -> Response:
        """Choose one's tiles, in their order."""
        choose_tiles(actor=self.actor, names=self.sent(HomeTilesIn)["names"])
        return Response(self._shown())

    def _shown(self) -> Any:
        person = self.actor.person
        if person is None:
            raise BadInput(_("Only people have a home page."), "no_person")
        offered = [{"name": n, "label": str(tile.label), "dashboard": tile.board} for n, tile in TILES.items()]
        return HomeTilesOut({"names": tiles_of(person), "chosen": has_chosen(person), "offered": offered}).data
