"""What a refund looks like over HTTP."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Prefetch, prefetch_related_objects
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from customers.api.base import shown
from refunds.explained import explain_no
from refunds.fingerprint import seen_hash
from refunds.models import (
    Appeal,
    Approval,
    Feedback,
    PolicyDecision,
    RailProposal,
    Refund,
    RefundAttempt,
    RefundDocument,
    RefundEvent,
    RefundLine,
    RefundRevision,
)
from refunds.queries import decision_of


class ToldAnswerOut(serializers.Serializer):
    """An answer to one of the questions that the policy asks further for the reason."""

    number = serializers.IntegerField(help_text="Which question of the reason, from 1.")
    question = serializers.CharField()
    answer = serializers.CharField()


class RefundOut(serializers.ModelSerializer):
    """A request for money back. `attention` says why a person must look, if one must; `risk_hints` decide nothing."""

    payment = serializers.CharField(source="payment.reference")
    customer = serializers.CharField(source="customer.reference")
    assignee = serializers.CharField(
        source="assignee.email", default=None, allow_null=True, help_text="Whose case it is; null is nobody's."
    )
    plan = serializers.CharField(source="plan.reference", allow_null=True, default=None)
    answers = ToldAnswerOut(many=True)

    class Meta:
        model = Refund
        fields: ClassVar = [
            "reference", "payment", "customer", "plan", "state", "currency", "amount_minor", "goodwill_minor",
            "fee_minor", "fee_waiver", "bonus_minor", "keeps_percent", "revision", "rail", "reason", "reason_text",
            "answers", "exchange_wish",
            "origin", "requested_by", "attention", "risk_hints", "assignee", "decide_by", "escalated_at", "round",
            "created_at", "decided_at", "approved_at", "finished_at", "appeal_until", "appealed_at",
        ]  # fmt: skip


class RefundLineOut(serializers.ModelSerializer):
    """The part of a payment line that goes back; tax is included in the amount."""

    line_id = serializers.IntegerField(source="payment_line_id")
    description = serializers.CharField(source="payment_line.description")

    class Meta:
        model = RefundLine
        fields: ClassVar = ["line_id", "description", "quantity", "amount_minor", "tax_minor", "fee_minor"]


class RuleVerdictOut(serializers.Serializer):
    """What one rule of the policy said."""

    rule = serializers.CharField()
    verdict = serializers.ChoiceField(PolicyDecision.Verdict.choices)
    sentence = serializers.CharField(help_text="For staff.")
    customer_sentence = serializers.CharField(help_text="For the customer.")
    because = serializers.CharField(default="", help_text="What about the request brought it about, for the customer.")
    remedy = serializers.CharField(default="", help_text="What would change a no, for the customer.")


class DecisionOut(serializers.ModelSerializer):
    """The policy's verdict, with every rule."""

    policy_version = serializers.IntegerField(source="policy_version.number")
    rules = RuleVerdictOut(source="rule_verdicts", many=True)

    class Meta:
        model = PolicyDecision
        fields: ClassVar = ["verdict", "policy_version", "rules", "decided_at"]


class ApprovalOut(serializers.ModelSerializer):
    """One person's yes."""

    approver = serializers.CharField(source="approver.label")

    class Meta:
        model = Approval
        fields: ClassVar = ["number", "approver", "approved_at"]


class AttemptOut(serializers.ModelSerializer):
    """One try at the gateway."""

    class Meta:
        model = RefundAttempt
        fields: ClassVar = [
            "reference", "number", "state", "gateway", "gateway_account", "gateway_reference", "failure_code",
            "failure_message", "created_at", "sent_at", "finished_at",
        ]  # fmt: skip


class RevisionOut(serializers.ModelSerializer):
    """One change of the request, with what it asked for before and afterwards."""

    editor = serializers.CharField(source="editor.label", allow_null=True, default=None)
    before = serializers.DictField()
    after = serializers.DictField()

    class Meta:
        model = RefundRevision
        fields: ClassVar = ["number", "editor", "raised", "words", "before", "after", "changed_at"]


class RailProposalOut(serializers.ModelSerializer):
    """A question to the customer about another way for the money. Only a yes changes the rail."""

    state = serializers.ChoiceField(RailProposal.State.choices)
    proposer = serializers.CharField(source="proposer.label")
    recorder = serializers.CharField(source="recorder.label", allow_null=True, default=None)

    class Meta:
        model = RailProposal
        fields: ClassVar = [
            "id", "state", "old_rail", "new_rail", "words", "proposer", "proposed_at", "expires_at", "recorder",
            "answer_words", "answered_at",
        ]  # fmt: skip


class ExplainedRuleOut(serializers.Serializer):
    """A rule that a no stands on. An empty `because` means that nothing more is known than the rule."""

    rule = serializers.CharField(source="code")
    title = serializers.CharField()
    words = serializers.CharField(help_text="The rule in plain words, as it was in force.")
    because = serializers.CharField()
    remedy = serializers.CharField(help_text="What would change it.")


class ExplainedOut(serializers.Serializer):
    """Why it was no. `said` are the words of the person who decided; `remedy` is for a no that names no rule."""

    rules = ExplainedRuleOut(many=True)
    policy_version = serializers.IntegerField(source="version.number", default=None, allow_null=True)
    said = serializers.CharField()
    remedy = serializers.CharField()


class AppealOut(serializers.ModelSerializer):
    """What the customer said when they asked for a second look. Nobody in `barred` decides it."""

    outcome = serializers.ChoiceField(Appeal.Outcome.choices)
    barred = serializers.ListField(child=serializers.IntegerField(), help_text="Numbers of people.")

    class Meta:
        model = Appeal
        fields: ClassVar = ["words", "asked_at", "answer_by", "outcome", "barred"]


class FeedbackOut(serializers.ModelSerializer):
    """How it was for the customer."""

    class Meta:
        model = Feedback
        fields: ClassVar = ["answer", "words", "given_at", "changed_at"]


SHOWN_WITH_IT = (
    Prefetch("lines", RefundLine.objects.select_related("payment_line")),
    Prefetch("decisions", PolicyDecision.objects.select_related("policy_version")),
    Prefetch("approvals", Approval.objects.select_related("approver")),
    Prefetch("papers", RefundDocument.objects.select_related("document")),
    Prefetch("rail_proposals", RailProposal.objects.select_related("proposer", "recorder")),
    Prefetch("revisions", RefundRevision.objects.select_related("editor")),
    "attempts",
)


class RefundOpenedOut(RefundOut):
    """A refund that was opened a moment ago, and what the policy said of it."""

    decision = serializers.SerializerMethodField()

    class Meta(RefundOut.Meta):
        fields: ClassVar = [*RefundOut.Meta.fields, "decision"]

    @extend_schema_field(DecisionOut(allow_null=True))
    def get_decision(self, refund: Refund) -> Any:
        decision = self._decision_on(refund)
        return shown(decision, DecisionOut) if decision else None

    def _decision_on(self, refund: Refund) -> PolicyDecision | None:
        return decision_of(refund)


class RefundDetailOut(RefundOpenedOut):
    """A refund with all that its decision stands on. Send `approval_hash` as `seen` to decide exactly this."""

    lines = RefundLineOut(many=True)
    explained = serializers.SerializerMethodField()
    appeal = serializers.SerializerMethodField()
    feedback = serializers.SerializerMethodField()
    approvals = ApprovalOut(many=True)
    attempts = AttemptOut(many=True)
    revisions = RevisionOut(many=True)
    rail_proposals = RailProposalOut(many=True)
    approval_hash = serializers.SerializerMethodField()
    merged_into = serializers.CharField(
        source="merged_into.reference", default=None, allow_null=True, help_text="The request that this one went into."
    )

    class Meta(RefundOut.Meta):
        fields: ClassVar = [
            *RefundOut.Meta.fields,
            "lines",
            "decision",
            "approvals",
            "attempts",
            "revisions",
            "rail_proposals",
            "approval_hash",
            "merged_into",
            "explained",
            "appeal",
            "feedback",
        ]

    def to_representation(self, refund: Refund) -> dict[str, Any]:
        prefetch_related_objects([refund], *SHOWN_WITH_IT)
        return super().to_representation(refund)

    def _decision_on(self, refund: Refund) -> PolicyDecision | None:
        return refund.decisions.first()  # out of what was prefetched

    @extend_schema_field(ExplainedOut(allow_null=True))
    def get_explained(self, refund: Refund) -> Any:
        why = explain_no(refund) if refund.state == Refund.State.REJECTED else None
        return ExplainedOut(why).data if why else None

    @extend_schema_field(AppealOut(allow_null=True))
    def get_appeal(self, refund: Refund) -> Any:
        appeal = next(iter(refund.appeals.all()), None) if refund.appealed_at else None
        return AppealOut(appeal).data if appeal else None

    @extend_schema_field(FeedbackOut(allow_null=True))
    def get_feedback(self, refund: Refund) -> Any:
        given = Feedback.objects.filter(refund=refund).first() if refund.finished_at else None
        return FeedbackOut(given).data if given else None

    def get_approval_hash(self, refund: Refund) -> str:
        return seen_hash(refund)


class EventOut(serializers.ModelSerializer):
    """Something that happened to the refund. A move carries both states."""

    actor = serializers.CharField(source="actor_label")
    data = serializers.DictField()  # type: ignore[assignment]

    class Meta:
        model = RefundEvent
        fields: ClassVar = ["id", "kind", "from_state", "to_state", "actor", "data", "correlation_id", "happened_at"]
