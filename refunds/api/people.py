"""Who works here, over HTTP: the same acts as on the page. A program has a scope instead of showing itself again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, one_or_not_found, page_of
from customers.api.fields import AmountMinor, Currency, OneOf, StrictSerializer, Text
from customers.api.idempotency import once
from customers.models import Invitation, PeopleEvent, User
from refunds import permissions
from refunds.actions import people as actions
from refunds.actions.invite_person import invite_again, invite_person, withdraw_invitation
from refunds.actions.set_step_up import set_step_up_amount
from refunds.limit_table import limit_table

READ: Mapping[str, str] = {"GET": "people:read"}
WRITE: Mapping[str, str] = {"POST": permissions.scope_for(permissions.PEOPLE)}
BY_ADMIN: Mapping[str, str] = {"GET": permissions.PEOPLE}


class PersonOut(serializers.ModelSerializer):
    """Somebody who works here. A disabled account stays, because its acts stay."""

    name = serializers.CharField(source="label")
    roles = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields: ClassVar = ["id", "email", "name", "roles", "is_active", "date_joined", "last_login"]

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(permissions.ROLES)))
    def get_roles(self, person: User) -> list[str]:
        names = {group.name for group in person.groups.all()} | ({permissions.ADMIN} if person.is_superuser else set())
        return [role for role in permissions.ROLES if role in names]


class PeopleEventOut(serializers.ModelSerializer):
    """Something that was done to an account, a key, or the amount from which one shows oneself."""

    actor = serializers.CharField(source="actor_label")
    data = serializers.DictField()  # type: ignore[assignment]

    class Meta:
        model = PeopleEvent
        fields: ClassVar = ["id", "kind", "about", "actor", "data", "correlation_id", "happened_at"]


class InvitationOut(serializers.ModelSerializer):
    """An invitation. Its link goes to the person by mail and is never shown here."""

    class Meta:
        model = Invitation
        fields: ClassVar = [
            "id", "email", "first_name", "last_name", "roles", "expires_at", "mailed_at", "used_at", "withdrawn_at",
            "created_at",
        ]  # fmt: skip


class RolesIn(StrictSerializer):
    """Exactly these roles, no others."""

    roles = serializers.ListField(child=OneOf([(role, role) for role in permissions.ROLES]), max_length=10)


class InvitationIn(RolesIn):
    email = serializers.EmailField(max_length=254)
    first_name = Text(max_length=150)
    last_name = Text(max_length=150, required=False, allow_blank=True)


class StepUpIn(StrictSerializer):
    """From which amount an approver shows again that it is they, in minor units. Null is no amount: always."""

    currency = Currency()
    step_up_above = AmountMinor(min_value=0, allow_null=True)


class LimitsOut(serializers.Serializer):
    """The limits of one currency, in minor units. Null: nothing, always two people, always showing oneself."""

    currency = serializers.CharField()
    up_to = serializers.DictField(child=serializers.IntegerField(allow_null=True), help_text="By role.")
    second_above = serializers.IntegerField(allow_null=True)
    goodwill = serializers.DictField(
        child=serializers.IntegerField(allow_null=True), help_text="In one refund, by role."
    )
    goodwill_day = serializers.DictField(child=serializers.IntegerField(allow_null=True), help_text="On one day.")
    step_up_above = serializers.IntegerField(allow_null=True)


class PeopleView(ApiView):
    """Everybody who works here."""

    scopes = READ
    moves = BY_ADMIN

    @extend_schema(operation_id="list_people", responses=page_of(PersonOut))
    def get(self, request: Request) -> Response:
        """List people, newest first."""
        return self.page(User.objects.prefetch_related("groups"), PersonOut)


class PersonView(ApiView):
    """Somebody."""

    scopes = READ
    moves = BY_ADMIN

    @extend_schema(operation_id="read_person", responses=PersonOut)
    def get(self, request: Request, person_id: int) -> Response:
        """Read somebody."""
        return Response(PersonOut(_found(person_id)).data)


class PeopleEventsView(ApiView):
    """What was done to accounts, keys and limits."""

    scopes = READ
    moves = BY_ADMIN

    @extend_schema(operation_id="list_people_events", responses=page_of(PeopleEventOut))
    def get(self, request: Request) -> Response:
        """List the events, newest first."""
        return self.page(PeopleEvent.objects.all(), PeopleEventOut)


class InvitationsView(ApiView):
    """Invitations, and a new one."""

    scopes: ClassVar = {**READ, **WRITE}
    moves = BY_ADMIN

    @extend_schema(operation_id="list_invitations", responses=page_of(InvitationOut))
    def get(self, request: Request) -> Response:
        """List invitations, newest first."""
        return self.page(Invitation.objects.all(), InvitationOut)

    @extend_schema(operation_id="invite_person", request=InvitationIn, responses={201: InvitationOut})
    @once
    def post(self, request: Request) -> Response:
        """Invite somebody by mail."""
        invitation, _link = invite_person(actor=self.actor, **self.sent(InvitationIn))
        return Response(InvitationOut(invitation).data, 201)


class InvitationSendingView(ApiView):
    scopes = WRITE

    @extend_schema(operation_id="invite_person_again", request=Nothing, responses={200: InvitationOut})
    @once
    def post(self, request: Request, invitation_id: int) -> Response:
        """Send a new link; the one before opens no more."""
        self.sent(Nothing)
        invitation, _link = invite_again(actor=self.actor, invitation_id=invitation_id)
        return Response(InvitationOut(invitation).data)


class InvitationWithdrawalView(ApiView):
    scopes = WRITE

    @extend_schema(operation_id="withdraw_invitation", request=Nothing, responses={200: InvitationOut})
    @once
    def post(self, request: Request, invitation_id: int) -> Response:
        """Take an invitation back."""
        self.sent(Nothing)
        return Response(InvitationOut(withdraw_invitation(actor=self.actor, invitation_id=invitation_id)).data)


class LimitsView(ApiView):
    """How much each role may release and give. They change with the policy: by a draft and a second person."""

    scopes = READ
    moves = BY_ADMIN

    @extend_schema(operation_id="list_limits", responses=LimitsOut(many=True))
    def get(self, request: Request) -> Response:
        """List the limits of every currency."""
        return Response(LimitsOut(limit_table(), many=True).data)


class StepUpView(ApiView):
    scopes = WRITE

    @extend_schema(operation_id="set_step_up_amount", request=StepUpIn, responses={200: LimitsOut(many=True)})
    @once
    def post(self, request: Request) -> Response:
        """Set from which amount an approver shows again that it is they; the answer is every currency's limits."""
        sent = self.sent(StepUpIn)
        set_step_up_amount(actor=self.actor, currency=sent["currency"], above=sent["step_up_above"])
        return Response(LimitsOut(limit_table(), many=True).data)


def _act(name: str, action: Callable[..., User], summary: str, body: type[StrictSerializer] = Nothing) -> type[ApiView]:
    """Build the endpoint of one act about somebody's account."""

    class ActView(ApiView):
        scopes = WRITE

        @extend_schema(operation_id=name, summary=summary, request=body, responses={200: PersonOut})
        @once
        def post(self, request: Request, person_id: int) -> Response:
            action(actor=self.actor, person_id=person_id, **self.sent(body))
            return Response(PersonOut(_found(person_id)).data)

    ActView.__name__ = f"{name.title().replace('_', '')}View"
    return ActView


RolesView = _act("change_roles", actions.change_roles, "Give somebody exactly these roles.", RolesIn)
DisablingView = _act("disable_person", actions.disable_person, "Shut somebody out, at their next request.")
EnablingView = _act("enable_person", actions.enable_person, "Let somebody in again.")
SecondFactorResetView = _act("reset_second_factor", actions.reset_second_factor, "Remove somebody's second factors.")
SessionsEndingView = _act("end_sessions", actions.end_persons_sessions, "Sign somebody out everywhere.")
PasswordRenewalView = _act("renew_password", actions.require_new_password, "Make somebody choose a new password.")


def _found(person_id: int) -> User:
    rows: Any = User.objects.prefetch_related("groups").filter(pk=person_id)
    return one_or_not_found(rows, _("There is no such person."), "person_not_found")
