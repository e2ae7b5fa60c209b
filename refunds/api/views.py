"""Saved views over HTTP, and how much waits in each list."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response
from customers.api.fields import OneOf, StrictSerializer, Text, YesNo
from customers.api.idempotency import once
from customers.errors import BadInput
from refunds.actions.saved_views import NAME_LIMIT, change_view, delete_view, save_view
from refunds.models import SavedView
from refunds.worklist.counts import capped_counts, counted_rows
from refunds.worklist.filters import WorkFilter
from refunds.worklist.kept import REFUNDS
from refunds.worklist.listing import TABS, visible_view, visible_views


class SavedViewOut(serializers.ModelSerializer):
    """A filter with a name. `me` in it is whoever looks."""

    filter = serializers.DictField(help_text="Word of a filter → its value, or a list of values.")
    order = serializers.ChoiceField(SavedView.Order.choices)
    list = serializers.CharField(source="of", help_text="The list that it shows: refunds, or disputes.")
    owner = serializers.CharField(source="owner.label")

    class Meta:
        model = SavedView
        fields: ClassVar = ["id", "list", "name", "filter", "order", "is_shared", "owner", "created_at"]


class SavedViewsOut(serializers.Serializer):
    """The owner's own views first, then what others share."""

    results = SavedViewOut(many=True)


class ListCountOut(serializers.Serializer):
    """`count` is capped ("99+") and empty where counting would be counting far."""

    list = serializers.CharField(help_text="Name of a built-in list, or the number of a saved view.")
    name = serializers.CharField()
    filter = serializers.DictField()
    count = serializers.CharField()


class CountsOut(serializers.Serializer):
    """How much stands in each list."""

    results = ListCountOut(many=True)


class SavedViewsQuery(StrictSerializer):
    list = Text(max_length=20, required=False, help_text="Only the views of this list.")


class SavedViewIn(StrictSerializer):
    list = Text(max_length=20, required=False, help_text="refunds, if nothing is said, or disputes.")
    name = Text(max_length=NAME_LIMIT)
    filter = serializers.DictField(required=False, default=dict, help_text="As in the query of that list.")
    order = OneOf(SavedView.Order.choices, required=False)
    is_shared = YesNo(required=False)


class SavedViewChangeIn(StrictSerializer):
    """What is left out stays as it is."""

    name = Text(max_length=NAME_LIMIT, required=False)
    filter = serializers.DictField(required=False)
    order = OneOf(SavedView.Order.choices, required=False)
    is_shared = YesNo(required=False)


class SavedViewsView(ApiView):
    """The views that the key's owner sees, and a new one."""

    scopes: ClassVar = {"GET": "refunds:read", "POST": "refunds:write"}

    @extend_schema(operation_id="list_views", parameters=[SavedViewsQuery], responses=SavedViewsOut)
    def get(self, request: Request) -> Response:
        """List saved views."""
        of = self.wanted(SavedViewsQuery).get("list", "")
        return Response({"results": SavedViewOut(visible_views(self.actor.person, of), many=True).data})

    @extend_schema(operation_id="save_view", request=SavedViewIn, responses={201: SavedViewOut})
    @once
    def post(self, request: Request) -> Response:
        """Keep a filter under a name."""
        sent = self.sent(SavedViewIn)
        view = save_view(actor=self.actor, of=sent.pop("list", "") or REFUNDS, **sent)
        return Response(SavedViewOut(view).data, 201, headers={"Location": f"{request.path}{view.pk}/"})


class SavedViewView(ApiView):
    """One saved view. `reference` is its number."""

    scopes: ClassVar = {"GET": "refunds:read", "POST": "refunds:write"}

    @extend_schema(operation_id="read_view", responses=SavedViewOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read a saved view."""
        return Response(SavedViewOut(visible_view(self.actor.person, reference)).data)

    @extend_schema(operation_id="change_view", request=SavedViewChangeIn, responses={200: SavedViewOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Rename a view, share it, or let it show something else."""
        view = visible_view(self.actor.person, reference)
        changed = change_view(actor=self.actor, view_id=view.pk, **self.sent(SavedViewChangeIn))
        return Response(SavedViewOut(changed).data)


class SavedViewDeletionView(ApiView):
    """The end of a saved view."""

    scopes: ClassVar = {"POST": "refunds:write"}

    @extend_schema(operation_id="delete_view", request=Nothing, responses={200: SavedViewOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Delete a saved view; answers with what it was."""
        self.sent(Nothing)
        view = visible_view(self.actor.person, reference)
        shown = SavedViewOut(view).data
        delete_view(actor=self.actor, view_id=view.pk)
        return Response(shown)


class CountsView(ApiView):
    """How much waits."""

    scopes: ClassVar = {"GET": "refunds:read"}

    @extend_schema(operation_id="count_lists", responses=CountsOut)
    def get(self, request: Request) -> Response:
        """Count the built-in lists and the saved views, each up to 99."""
        self.wanted(StrictSerializer)
        return Response({"results": _counted(self.actor.person)})


def _counted(person: Any) -> list[dict[str, Any]]:
    lists = [(tab, str(name), chosen) for tab, (name, chosen, _order) in TABS.items()]
    for view in visible_views(person, REFUNDS):
        try:
            lists.append((str(view.pk), view.name, WorkFilter.from_json(view.filter)))
        except BadInput:
            continue
    counts = capped_counts([counted_rows(chosen, person) for _code, _name, chosen in lists])
    return [
        {"list": code, "name": name, "filter": chosen.as_json(), "count": count}
        for (code, name, chosen), count in zip(lists, counts, strict=True)
    ]
