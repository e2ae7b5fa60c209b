"""The versions of the policy, two texts side by side, and who answers for it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet, Value
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from customers import clock
from customers.api.base import ApiView, Request, Response, page_of
from customers.api.fields import StrictSerializer, Text, Whole
from customers.api.idempotency import once
from customers.errors import NotFound
from refunds import permissions
from refunds.actions.activate_policy import withdraw_version
from refunds.actions.edit_policy_draft import NOTE_LIMIT
from refunds.actions.review_policy import confirm_policy, current_review, set_policy_review
from refunds.models import PolicyReview, PolicyVersion
from refunds.policy.plain import tell_policy
from refunds.policy_sides import ENDED, IN_FORCE, SCHEDULED, WITHDRAWN, compare_sides, side_of
from refunds.queries import policy_in_force

SETTINGS = permissions.scope_for(permissions.EDIT_POLICY)
LIMITS_SHAPE = (
    "approval, goodwill and goodwill_day → role → currency → minor units; second → currency → minor units. "
    "Goodwill names the same currencies for one refund and for one day."
)


class VersionOut(serializers.ModelSerializer):
    """A version of the policy: it holds for what is bought from its start on, until the next one starts."""

    state = serializers.SerializerMethodField(help_text="in_force, scheduled, ended or withdrawn")
    proposed_by = serializers.CharField(source="activation.proposed_by.label", default=None, allow_null=True)
    activated_by = serializers.CharField(source="activation.activated_by.label", default=None, allow_null=True)
    activated_at = serializers.DateTimeField(source="activation.activated_at", default=None, allow_null=True)
    withdrawn_at = serializers.DateTimeField(source="withdrawal.withdrawn_at", default=None, allow_null=True)

    class Meta:
        model = PolicyVersion
        fields: ClassVar = [
            "number", "state", "summary", "starts_at", "proposed_by", "activated_by", "activated_at", "withdrawn_at",
        ]  # fmt: skip

    def get_state(self, version: PolicyVersion) -> str:
        if hasattr(version, "withdrawal"):
            return WITHDRAWN
        if version.number == version.in_force:  # type: ignore[attr-defined]
            return IN_FORCE
        return SCHEDULED if version.starts_at > clock.now() else ENDED


class PlainRuleOut(serializers.Serializer):
    """A rule as customers read it."""

    rule = serializers.CharField(source="code")
    title = serializers.CharField()
    words = serializers.CharField()


class VersionDetailOut(VersionOut):
    """A version with everything in it. `limits` is null where it left the limits of roles as they were."""

    document = serializers.DictField(help_text="Rule → parameter → value.")
    limits = serializers.DictField(allow_null=True, help_text=LIMITS_SHAPE)
    rules = serializers.SerializerMethodField()

    class Meta(VersionOut.Meta):
        fields: ClassVar = [*VersionOut.Meta.fields, "document", "limits", "rules"]

    @extend_schema_field(PlainRuleOut(many=True))
    def get_rules(self, version: PolicyVersion) -> list[dict[str, str]]:
        return PlainRuleOut(tell_policy(version.document), many=True).data  # type: ignore[return-value]


class ReasonIn(StrictSerializer):
    """Why, for whoever reads it later."""

    why = Text(max_length=NOTE_LIMIT)


class ComparisonQuery(StrictSerializer):
    left = serializers.CharField(max_length=32, help_text="A version (v3) or a draft (PD-2026-000001).")
    right = serializers.CharField(max_length=32, help_text="The same.")


class PolicyDifferenceOut(serializers.Serializer):
    """One parameter, or one limit of a role, that is not the same; each side in lines of words."""

    rule = serializers.CharField()
    title = serializers.CharField()
    parameter = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    left = serializers.ListField(child=serializers.CharField())
    right = serializers.ListField(child=serializers.CharField())


class ComparisonOut(serializers.Serializer):
    """Only what differs."""

    left = serializers.CharField()
    right = serializers.CharField()
    differences = PolicyDifferenceOut(many=True)


class ReviewIn(StrictSerializer):
    """With `owner` (a person's number) it says who answers for the policy; without, that it was looked at."""

    owner = Whole(min_value=1, max_value=2**31 - 1, required=False)
    review_on = serializers.DateField()


class ReviewOut(serializers.ModelSerializer):
    """Who answers for the policy, and when it is looked at again."""

    owner = serializers.CharField(source="owner.label")
    made_by = serializers.CharField(source="made_by.label")

    class Meta:
        model = PolicyReview
        fields: ClassVar = ["owner", "review_on", "kind", "made_by", "made_at"]


class VersionsView(ApiView):
    """Every version of the policy."""

    scopes: ClassVar = {"GET": "refunds:read"}
    page_keys: ClassVar = ("-number",)

    @extend_schema(operation_id="list_policy_versions", responses=page_of(VersionOut))
    def get(self, request: Request) -> Response:
        """List versions, newest first."""
        return self.page(_versions(), VersionOut)


class VersionView(ApiView):
    """One version."""

    scopes: ClassVar = {"GET": "refunds:read"}

    @extend_schema(operation_id="read_policy_version", responses=VersionDetailOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read a version by its name, for example v3."""
        return Response(VersionDetailOut(_version(reference)).data)


class VersionWithdrawalView(ApiView):
    scopes: ClassVar = {"POST": SETTINGS}

    @extend_schema(
        operation_id="withdraw_policy_version",
        summary="Take a version back before its start.",
        request=ReasonIn,
        responses={200: VersionDetailOut},
    )
    @once
    def post(self, request: Request, reference: str) -> Response:
        withdraw_version(actor=self.actor, number=_version(reference).number, **self.sent(ReasonIn))
        return Response(VersionDetailOut(_version(reference)).data)


class ComparisonView(ApiView):
    """Two versions or drafts side by side."""

    scopes: ClassVar = {"GET": "refunds:read"}

    @extend_schema(operation_id="compare_policies", parameters=[ComparisonQuery], responses=ComparisonOut)
    def get(self, request: Request) -> Response:
        """Compare two versions or drafts."""
        wanted = self.wanted(ComparisonQuery)
        left, right = side_of(wanted["left"]), side_of(wanted["right"])
        changes = [change for rule in compare_sides(left, right) for change in rule.changes]
        return Response(ComparisonOut({"left": left.label, "right": right.label, "differences": changes}).data)


class ReviewView(ApiView):
    """Owner of the policy and day of the next look."""

    scopes: ClassVar = {"GET": "refunds:read", "POST": SETTINGS}

    @extend_schema(operation_id="read_policy_review", responses=ReviewOut)
    def get(self, request: Request) -> Response:
        """Read who answers for the policy."""
        return Response(ReviewOut(_review()).data)

    @extend_schema(operation_id="set_policy_review", request=ReviewIn, responses={200: ReviewOut})
    @once
    def post(self, request: Request) -> Response:
        """Set owner and day, or say that the policy was reviewed and nothing is to change."""
        sent = self.sent(ReviewIn)
        if "owner" in sent:
            set_policy_review(actor=self.actor, owner_id=sent["owner"], review_on=sent["review_on"])
        else:
            confirm_policy(actor=self.actor, review_on=sent["review_on"])
        return Response(ReviewOut(_review()).data)


def _versions() -> QuerySet[PolicyVersion]:
    joined = PolicyVersion.objects.select_related("activation__proposed_by", "activation__activated_by", "withdrawal")
    return joined.annotate(in_force=Value(policy_in_force(clock.now()).number))


def _version(name: str) -> PolicyVersion:
    number = name.removeprefix("v")
    sound = number.isascii() and number.isdecimal() and len(number) <= 6
    found = _versions().filter(number=int(number)).first() if sound else None
    if found is None:
        raise NotFound(_("There is no such version."), "version_not_found")
    return found


def _review() -> Any:
    found = current_review()
    if found is None:
        raise NotFound(_("Nobody answers for the policy yet."), "no_owner")
    return found
