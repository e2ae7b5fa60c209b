"""Bulk runs over HTTP: choose, read the check, confirm, follow, stop, and repeat what was not done."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, one_or_not_found, page_of
from customers.api.fields import OneOf, StrictSerializer, Text
from customers.api.idempotency import once
from customers.search import LONGEST, typed
from refunds import permissions
from refunds.actions.confirm_bulk_run import REASON_LIMIT, confirm_bulk_run, stop_bulk_run
from refunds.actions.draft_bulk_run import MOST_ROWS, draft_bulk_run, redo_failed
from refunds.actions.words import PERSONAL_NOTE_LIMIT, WORDS_LIMIT
from refunds.bulk_figures import progress_of, totals_of
from refunds.models import BulkRow, BulkRun
from refunds.worklist.filters import WorkFilter

READ, WRITE = permissions.scope_for(permissions.VIEW), permissions.scope_for(permissions.BULK)


class BulkProgressOut(serializers.Serializer):
    """How many rows there are, and what became of them."""

    rows = serializers.IntegerField()
    unchecked = serializers.IntegerField()
    ready = serializers.IntegerField()
    barred = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()


class BulkTotalOut(serializers.Serializer):
    """The sum of one account and currency, in minor units."""

    gateway_account = serializers.CharField()
    currency = serializers.CharField()
    count = serializers.IntegerField()
    amount_minor = serializers.IntegerField()
    left_out = serializers.IntegerField()


class BulkRunOut(serializers.ModelSerializer):
    """A move on many refunds. It waits in the state checked until it is confirmed."""

    requested_by = serializers.CharField(source="requested_label")
    to = serializers.CharField(source="colleague.email", allow_null=True, default=None)
    repeats = serializers.CharField(source="parent.reference", allow_null=True, default=None)

    class Meta:
        model = BulkRun
        fields: ClassVar = [
            "reference", "move", "state", "words", "note", "to", "reason", "selected", "requested_by", "repeats",
            "created_at", "started_at", "finished_at",
        ]  # fmt: skip


class BulkRunDetailOut(BulkRunOut):
    """A run with its figures, as of its check."""

    progress = serializers.SerializerMethodField()
    totals = serializers.SerializerMethodField()

    class Meta(BulkRunOut.Meta):
        fields: ClassVar = [*BulkRunOut.Meta.fields, "progress", "totals"]

    @extend_schema_field(BulkProgressOut)
    def get_progress(self, run: BulkRun) -> Any:
        return BulkProgressOut(progress_of(run)).data

    @extend_schema_field(BulkTotalOut(many=True))
    def get_totals(self, run: BulkRun) -> Any:
        return BulkTotalOut(totals_of(run), many=True).data


class BulkRowOut(serializers.ModelSerializer):
    """One refund of a run: what its check found, and then what came of it."""

    refund = serializers.CharField(source="refund.reference")

    class Meta:
        model = BulkRow
        fields: ClassVar = [
            "id", "number", "refund", "state", "sentence", "code", "amount_minor", "currency", "gateway_account",
            "worked_at",
        ]  # fmt: skip


class BulkRunIn(StrictSerializer):
    """Either `refunds`, or `filter` with the words of the list's filters; {} is every refund."""

    move = OneOf(BulkRun.Move.choices)
    words = Text(
        max_length=WORDS_LIMIT, required=False, help_text="Needed for a rejection, a question or to hand over."
    )
    note = Text(
        max_length=PERSONAL_NOTE_LIMIT,
        required=False,
        allow_blank=True,
        help_text="Your own, into the customers' letters.",
    )
    to = serializers.EmailField(max_length=254, required=False, help_text="Who gets the cases: needed to hand over.")
    refunds = serializers.ListField(child=Text(max_length=32), required=False, allow_empty=False, max_length=MOST_ROWS)
    filter = serializers.DictField(required=False)
    search = Text(max_length=LONGEST, required=False, help_text="Words that must fit as well, beside a filter.")

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        if "search" in sent and "filter" not in sent:
            raise serializers.ValidationError({"search": _("Search within a filter; {} is every refund.")})
        if ("refunds" in sent) == ("filter" in sent):
            raise serializers.ValidationError({"refunds": _("Name either refunds or a filter.")})
        return sent


class BulkConfirmationIn(StrictSerializer):
    reason = Text(max_length=REASON_LIMIT)


class BulkRunsView(ApiView):
    """All runs, and a new one."""

    scopes: ClassVar = {"GET": READ, "POST": WRITE}
    moves: ClassVar = {"GET": permissions.BULK}
    page_keys: ClassVar = ("-created_at", "-id")

    @extend_schema(operation_id="list_bulk_runs", responses=page_of(BulkRunOut))
    def get(self, request: Request) -> Response:
        """List runs, newest first."""
        self.wanted(StrictSerializer)
        return self.page(BulkRun.objects.select_related("parent", "colleague"), BulkRunOut)

    @extend_schema(operation_id="draft_bulk_run", request=BulkRunIn, responses={201: BulkRunDetailOut})
    @once
    def post(self, request: Request) -> Response:
        """Choose refunds for one move. A worker checks each; nothing moves before the confirmation."""
        sent = self.sent(BulkRunIn)
        chosen = WorkFilter.from_json(sent["filter"]) if "filter" in sent else None
        run = draft_bulk_run(
            actor=self.actor,
            move=sent["move"],
            words=sent.get("words", ""),
            note=sent.get("note", ""),
            to=sent.get("to", ""),
            references=sent.get("refunds", ()),
            chosen=chosen,
            searched=typed(sent.get("search", "")),
        )
        shown = BulkRunDetailOut(run).data
        return Response(shown, 201, headers={"Location": f"{request.path}{run.reference}/"})


class BulkRunView(ApiView):
    """One run."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.BULK}

    @extend_schema(operation_id="read_bulk_run", responses=BulkRunDetailOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read a run with its figures."""
        return Response(BulkRunDetailOut(find_run(reference)).data)


class BulkRowQuery(StrictSerializer):
    state = serializers.ChoiceField(BulkRow.State.choices, required=False)


class BulkRowsView(ApiView):
    """The rows of a run."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.BULK}
    page_keys: ClassVar = ("id",)

    @extend_schema(operation_id="list_bulk_rows", parameters=[BulkRowQuery], responses=page_of(BulkRowOut))
    def get(self, request: Request, reference: str) -> Response:
        """List the rows of a run, in their order."""
        rows = BulkRow.objects.select_related("refund").filter(run=find_run(reference))
        return self.page(rows.filter(**self.wanted(BulkRowQuery)), BulkRowOut)


class BulkConfirmationView(ApiView):
    """Begins a run."""

    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="confirm_bulk_run", request=BulkConfirmationIn, responses={200: BulkRunDetailOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Begin a checked run."""
        confirm_bulk_run(actor=self.actor, reference=reference, **self.sent(BulkConfirmationIn))
        return Response(BulkRunDetailOut(find_run(reference)).data)


class BulkStopView(ApiView):
    """Stops a run."""

    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="stop_bulk_run", request=Nothing, responses={200: BulkRunDetailOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Stop a run. What is done stays done."""
        self.sent(Nothing)
        stop_bulk_run(actor=self.actor, reference=reference)
        return Response(BulkRunDetailOut(find_run(reference)).data)


class BulkAgainView(ApiView):
    """Repeats what a run did not do."""

    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="repeat_bulk_run", request=Nothing, responses={201: BulkRunDetailOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Open a new run over the rows that were not done."""
        self.sent(Nothing)
        again = redo_failed(actor=self.actor, reference=reference)
        return Response(BulkRunDetailOut(again).data, 201)


def find_run(reference: str) -> BulkRun:
    """Find a run; raise NotFound."""
    found = BulkRun.objects.select_related("parent", "colleague").filter(reference=reference)
    return one_or_not_found(found, _("There is no such run."), "bulk_run_not_found")
