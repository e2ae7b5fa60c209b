"""Trials of a draft over HTTP: started, watched, stopped, read."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, one_or_not_found, page_of
from customers.api.idempotency import once
from refunds.actions.try_policy import cancel_trial, try_draft
from refunds.api.policy_drafts import find_draft
from refunds.api.policy_versions import SETTINGS
from refunds.models import PolicyTrial
from refunds.trial_figures import VERDICTS, figures


class MovedOut(serializers.Serializer):
    """How many requests would go from one verdict to another; the same on both sides is no change."""

    before = serializers.CharField()
    after = serializers.CharField()
    requests = serializers.IntegerField()


class MoneyMovedOut(serializers.Serializer):
    """The amount of all requests with a verdict, by the version in force and by the draft."""

    currency = serializers.CharField()
    verdict = serializers.CharField()
    before_minor = serializers.IntegerField()
    after_minor = serializers.IntegerField()


class RuleMovedOut(serializers.Serializer):
    """How often a rule answers otherwise, in requests that would have ended otherwise."""

    rule = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    requests = serializers.IntegerField()


class ExampleOut(serializers.Serializer):
    """A request that would have ended otherwise, and what the draft says of it."""

    before = serializers.CharField()
    after = serializers.CharField()
    refund = serializers.CharField()
    amount_minor = serializers.IntegerField()
    currency = serializers.CharField()
    why = serializers.CharField()


class TrialResultOut(serializers.Serializer):
    """What was counted so far, over the requests that were looked at and not scaled up."""

    otherwise = serializers.IntegerField()
    verdicts = MovedOut(many=True)
    money = MoneyMovedOut(many=True)
    rules = RuleMovedOut(many=True)
    examples = ExampleOut(many=True)
    unreadable = serializers.IntegerField(help_text="Requests whose kept facts could not be read; left out.")


class TrialOut(serializers.ModelSerializer):
    """A draft tried on past requests. One in `one_in` of `total` is looked at; `tried` says how far it is."""

    draft = serializers.CharField(source="draft.reference")
    against = serializers.IntegerField(source="against.number")

    class Meta:
        model = PolicyTrial
        fields: ClassVar = [
            "reference", "draft", "against", "state", "since", "until", "total", "one_in", "tried", "trouble",
            "requested_label", "created_at", "finished_at",
        ]  # fmt: skip


class TrialDetailOut(TrialOut):
    """A trial with its figures."""

    result = serializers.SerializerMethodField()

    class Meta(TrialOut.Meta):
        fields: ClassVar = [*TrialOut.Meta.fields, "result"]

    @extend_schema_field(TrialResultOut)
    def get_result(self, trial: PolicyTrial) -> Any:
        return TrialResultOut(_result(trial)).data


class TrialsView(ApiView):
    """The trials of a draft, and a new one."""

    scopes: ClassVar = {"GET": "refunds:read", "POST": SETTINGS}
    page_keys: ClassVar = ("-id",)

    @extend_schema(operation_id="list_policy_trials", responses=page_of(TrialOut))
    def get(self, request: Request, reference: str) -> Response:
        """List the trials of a draft, newest first."""
        return self.page(_trials().filter(draft=find_draft(reference)), TrialOut)

    @extend_schema(operation_id="try_policy_draft", request=Nothing, responses={201: TrialOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Try a draft on the requests of the last 90 days. A worker does it: read the trial again."""
        self.sent(Nothing)
        trial = try_draft(actor=self.actor, reference=reference)
        headers = {"Location": f"/api/v1/policy/trials/{trial.reference}/"}
        return Response(TrialOut(trial).data, 201, headers=headers)


class TrialView(ApiView):
    """One trial."""

    scopes: ClassVar = {"GET": "refunds:read"}

    @extend_schema(operation_id="read_policy_trial", responses=TrialDetailOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read how far a trial is and what it found."""
        return Response(TrialDetailOut(_find(reference)).data)


class TrialCancellationView(ApiView):
    scopes: ClassVar = {"POST": SETTINGS}

    @extend_schema(
        operation_id="cancel_policy_trial", summary="Stop a trial.", request=Nothing, responses={200: TrialDetailOut}
    )
    @once
    def post(self, request: Request, reference: str) -> Response:
        self.sent(Nothing)
        cancel_trial(actor=self.actor, reference=reference)
        return Response(TrialDetailOut(_find(reference)).data)


def _result(trial: PolicyTrial) -> dict[str, Any]:
    found = figures(trial)
    return {
        "otherwise": found.otherwise,
        "verdicts": [
            {"before": old, "after": new, "requests": count}
            for old, counts in found.rows
            for new, count in zip(VERDICTS, counts, strict=True)
            if count
        ],
        "money": [
            {"currency": currency, "verdict": verdict, "before_minor": before, "after_minor": after}
            for currency, sums in found.money
            for verdict, before, after in sums
        ],
        "rules": [
            {"rule": code, "before": old, "after": new, "requests": count}
            for code, moves in found.moved_rules
            for old, new, count in moves
        ],
        "examples": [{"before": old, "after": new, **case} for old, new, cases in found.examples for case in cases],
        "unreadable": found.unreadable,
    }


def _find(reference: str) -> PolicyTrial:
    return one_or_not_found(_trials().filter(reference=reference), _("There is no such trial."), "trial_not_found")


def _trials() -> QuerySet[PolicyTrial]:
    return PolicyTrial.objects.select_related("draft", "against")
