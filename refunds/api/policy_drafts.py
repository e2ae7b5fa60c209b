"""Drafts of the policy over HTTP: written, proposed by one person, activated by another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, one_or_not_found, page_of
from customers.api.fields import StrictSerializer, Text, Whole
from customers.api.idempotency import once
from refunds.actions.activate_policy import activate_draft
from refunds.actions.edit_policy_draft import NAME_LIMIT, NOTE_LIMIT, change_draft, create_draft, rebase_draft
from refunds.actions.move_policy_draft import propose_draft, send_draft_back, withdraw_draft
from refunds.api.policy_versions import LIMITS_SHAPE, SETTINGS, ReasonIn
from refunds.draft_fingerprint import draft_hash
from refunds.models import PolicyDraft


class DraftOut(serializers.ModelSerializer):
    """A policy that is being written. `version` goes up with every change; send back the one that you read."""

    owner = serializers.CharField(source="owner.label")
    based_on = serializers.IntegerField(source="based_on.number")

    class Meta:
        model = PolicyDraft
        fields: ClassVar = [
            "reference", "name", "state", "owner", "based_on", "version", "starts_on", "note", "created_at",
            "changed_at",
        ]  # fmt: skip


class DraftDetailOut(DraftOut):
    """A draft with its text. Send `activation_hash` as `seen` to activate exactly this."""

    document = serializers.DictField(help_text="Rule → parameter → value.")
    limits = serializers.DictField(help_text=LIMITS_SHAPE)
    activation_hash = serializers.SerializerMethodField()

    class Meta(DraftOut.Meta):
        fields: ClassVar = [*DraftOut.Meta.fields, "document", "limits", "activation_hash"]

    def get_activation_hash(self, draft: PolicyDraft) -> str:
        return draft_hash(draft)


class DraftIn(StrictSerializer):
    """It starts as a copy of what was activated last."""

    name = Text(max_length=NAME_LIMIT)


class DraftChangeIn(StrictSerializer):
    """The whole draft anew. A rule or parameter that is not named takes its default."""

    version = Whole(min_value=0, max_value=2**31 - 1)
    name = Text(max_length=NAME_LIMIT)
    note = Text(max_length=NOTE_LIMIT, required=False, allow_blank=True)
    starts_on = serializers.DateField(required=False, allow_null=True)
    document = serializers.DictField()
    limits = serializers.DictField(help_text=LIMITS_SHAPE)


class ReadVersionIn(StrictSerializer):
    """`version` of the draft as it was read."""

    version = Whole(min_value=0, max_value=2**31 - 1)


class ActivationIn(StrictSerializer):
    """`seen` is the `activation_hash` of the draft as it was read."""

    seen = Text(max_length=64)


class DraftsView(ApiView):
    """All drafts, and a new one."""

    scopes: ClassVar = {"GET": "refunds:read", "POST": SETTINGS}
    page_keys: ClassVar = ("-created_at", "-id")

    @extend_schema(operation_id="list_policy_drafts", responses=page_of(DraftOut))
    def get(self, request: Request) -> Response:
        """List drafts, newest first."""
        return self.page(_drafts(), DraftOut)

    @extend_schema(operation_id="create_policy_draft", request=DraftIn, responses={201: DraftDetailOut})
    @once
    def post(self, request: Request) -> Response:
        """Begin a draft. Nothing of it holds before a second person activates it."""
        draft = create_draft(actor=self.actor, **self.sent(DraftIn))
        headers = {"Location": f"{request.path}{draft.reference}/"}
        return Response(DraftDetailOut(find_draft(draft.reference)).data, 201, headers=headers)


class DraftView(ApiView):
    """One draft."""

    scopes: ClassVar = {"GET": "refunds:read"}

    @extend_schema(operation_id="read_policy_draft", responses=DraftDetailOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read a draft."""
        return Response(DraftDetailOut(find_draft(reference)).data)


def _move(name: str, action: Callable[..., Any], body: type[StrictSerializer], summary: str) -> type[ApiView]:
    """Build the endpoint of one move."""

    class MoveView(ApiView):
        scopes: ClassVar[Mapping[str, str]] = {"POST": SETTINGS}

        @extend_schema(
            operation_id=f"{name}_policy_draft", summary=summary, request=body, responses={200: DraftDetailOut}
        )
        @once
        def post(self, request: Request, reference: str) -> Response:
            action(actor=self.actor, reference=reference, **self.sent(body))
            return Response(DraftDetailOut(find_draft(reference)).data)

    MoveView.__name__ = f"{name.title().replace('_', '')}DraftView"
    return MoveView


ChangeView = _move("change", change_draft, DraftChangeIn, "Write a draft anew.")
RebaseView = _move("rebase", rebase_draft, ReadVersionIn, "Carry a draft over to the newest version.")
ProposeView = _move("propose", propose_draft, ReadVersionIn, "Put a draft before a second person.")
SendBackView = _move("send_back", send_draft_back, ReasonIn, "Open a proposed draft for changes again.")
WithdrawView = _move("withdraw", withdraw_draft, Nothing, "Give a draft up.")
ActivateView = _move("activate", activate_draft, ActivationIn, "Make exactly what was seen the policy.")


def find_draft(reference: str) -> PolicyDraft:
    return one_or_not_found(_drafts().filter(reference=reference), _("There is no such draft."), "draft_not_found")


def _drafts() -> QuerySet[PolicyDraft]:
    return PolicyDraft.objects.select_related("owner", "based_on")
