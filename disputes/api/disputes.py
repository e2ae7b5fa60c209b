"""Reading disputes, and bringing them in from a dispute platform."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, page_of
from customers.api.fields import Day, OneOf, SearchWords, StrictSerializer, Text
from customers.api.idempotency import once
from customers.errors import BadInput
from customers.models import User
from disputes.actions.bring_dispute import Brought, bring_dispute, bring_file
from disputes.api.shapes import DisputeDetailOut, DisputeEventOut, DisputeOut
from disputes.evidence.pieces import PIECE_NAMES
from disputes.finding import find_dispute
from disputes.inbox import kept
from disputes.inbox.filters import NAMES, read_filter, that_fit
from disputes.inbox.orders import Order, walk_of
from disputes.inbox.search import disputes_with
from disputes.inbox.tabs import TABS
from disputes.models import Dispute, DisputeEvent
from disputes.record_shape import DisputeIn, record_of
from refunds import permissions
from refunds.worklist.listing import visible_view

READ, WRITE = "disputes:read", "disputes:write"


class DisputeQuery(StrictSerializer):
    """What the lists of the desk know: a list, the filters, and words to look for."""

    view = Text(max_length=18, required=False, help_text="The number of a saved view; what is said beside it counts.")
    tab = OneOf([(name, name) for name in TABS], required=False, help_text="A list of the desk; every dispute if none.")
    account = Text(max_length=64, required=False)
    category = OneOf(Dispute.Category.choices, required=False)
    network = Text(max_length=20, required=False)
    state = OneOf(Dispute.State.choices, required=False)
    owner = Text(max_length=18, required=False, help_text='The id of a person, "me" or "nobody".')
    currency = Text(max_length=3, required=False)
    amount_from = Text(max_length=20, required=False, help_text='In the currency beside it, as "43.10".')
    amount_to = Text(max_length=20, required=False)
    opened_from = Day(required=False, help_text="Days of the shop, in its own zone.")
    opened_to = Day(required=False)
    ended_from = Day(required=False)
    ended_to = Day(required=False)
    due_from = Day(required=False, help_text="Our own deadline, from the begin of this day of the shop.")
    due_to = Day(required=False)
    respond_from = Day(required=False, help_text="The gateway's deadline.")
    respond_to = Day(required=False)
    answered_by = Text(max_length=18, required=False, help_text="The id of a person.")
    shows = OneOf(PIECE_NAMES, required=False, help_text="A piece of evidence that its answer showed.")
    q = SearchWords()
    order = OneOf(
        Order.choices,
        required=False,
        help_text='For the lists "ours" and "mine": what is due first, or, currency by currency, the largest amount or'
        " where fighting is worth most.",
    )


class DisputesView(ApiView):
    """All disputes, and one that a platform brings."""

    scopes: ClassVar = {"GET": READ, "POST": WRITE}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES, "POST": permissions.BRING_DISPUTES}
    page_keys: ClassVar[tuple[str, ...]] = ("-opened_at", "-id")

    @extend_schema(operation_id="list_disputes", parameters=[DisputeQuery], responses=page_of(DisputeOut))
    def get(self, request: Request) -> Response:
        """List disputes, newest first; in the lists "ours" and "mine" the one that is due first, or as ordered."""
        asked = self.wanted(DisputeQuery)
        person = cast("User", self.actor.person)
        if number := asked.pop("view", None):
            view = visible_view(person, str(number), kept.CODE)
            asked = {**view.filter, "order": view.order, **asked}
            asked = asked if TABS[asked["tab"]].is_due else {**asked, "order": ""}
        tab = TABS[asked.get("tab", "all")]
        chosen = read_filter({name: str(asked[name]) for name in NAMES if name in asked})
        rows = tab.rows(that_fit(rows_of_disputes(), chosen, person), person)
        if asked.get("q"):
            rows = rows.filter(pk__in=disputes_with(asked["q"]))
        if asked.get("order") and not tab.is_due:
            raise BadInput(_("Only the lists of what is to be answered can be ordered so."), "bad_order", "order")
        self.page_keys = walk_of(tab.is_due, asked.get("order", ""))  # type: ignore[misc]
        return self.page(rows, DisputeOut)

    @extend_schema(operation_id="bring_dispute", request=DisputeIn, responses={200: DisputeOut, 201: DisputeOut})
    @once
    def post(self, request: Request) -> Response:
        """Open a dispute, or bring one up to date: 201 for a new one, 200 for one that is known."""
        sent = self.sent(DisputeIn)
        dispute, is_new = bring_dispute(actor=self.actor, account=sent["account"], record=record_of(sent))
        shown = DisputeOut(shown_dispute(dispute.reference)).data
        location = {"Location": f"{request.path}{dispute.reference}/"}
        return Response(shown, 201 if is_new else 200, headers=location)


class DisputeView(ApiView):
    """One dispute."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}

    @extend_schema(operation_id="read_dispute", responses=DisputeDetailOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read a dispute with its money, its answers and what may be done about it."""
        self.wanted(StrictSerializer)
        return Response(DisputeDetailOut(shown_dispute(reference), context={"person": self.actor.person}).data)


class DisputeEventsView(ApiView):
    """What happened to a dispute."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}
    page_keys: ClassVar = ("id",)

    @extend_schema(operation_id="list_dispute_events", responses=page_of(DisputeEventOut))
    def get(self, request: Request, reference: str) -> Response:
        """List the events of a dispute, oldest first."""
        self.wanted(StrictSerializer)
        return self.page(DisputeEvent.objects.filter(dispute=shown_dispute(reference)), DisputeEventOut)


class DisputeFileIn(StrictSerializer):
    """A CSV file as text: account, gateway_reference, payment, state, amount, currency, and what more a dispute has."""

    content = Text(max_length=200_000, trim_whitespace=False)


class TroubleOut(serializers.Serializer):
    line = serializers.IntegerField()
    message = serializers.CharField()


class BroughtOut(serializers.Serializer):
    """What a file brought. A bad line keeps no other one back."""

    new = serializers.IntegerField()
    known = serializers.IntegerField()
    wrong = serializers.IntegerField()
    troubles = TroubleOut(many=True)


class DisputeFilesView(ApiView):
    """Files of disputes."""

    scopes: ClassVar = {"POST": WRITE}
    moves: ClassVar = {"POST": permissions.BRING_DISPUTES}

    @extend_schema(operation_id="bring_file_of_disputes", request=DisputeFileIn, responses={201: BroughtOut})
    @once
    def post(self, request: Request) -> Response:
        """Bring in a file of disputes, line by line. The same file twice changes nothing."""
        brought = bring_file(actor=self.actor, content=self.sent(DisputeFileIn)["content"].encode())
        return Response(BroughtOut(told_of(brought)).data, 201)


def told_of(brought: Brought) -> dict[str, Any]:
    troubles = [{"line": number, "message": message} for number, message in brought.troubles[:200]]
    return {"new": brought.new, "known": brought.known, "wrong": brought.wrong, "troubles": troubles}


def shown_dispute(reference: str) -> Dispute:
    """A dispute with what a reader of the API is shown; raise NotFound."""
    return find_dispute(reference, rows_of_disputes().select_related("statement").prefetch_related("moved", "answers"))


def rows_of_disputes() -> QuerySet[Dispute]:
    return Dispute.objects.select_related("payment__customer", "owner", "follows", "stopped_refund")
