"""Letters over HTTP: what customers were told, how far each has come, and sending one again."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, one_or_not_found, page_of
from customers.api.fields import StrictSerializer
from customers.api.idempotency import once
from customers.models import MailNews, Message, Notification
from refunds import permissions
from refunds.actions.resend_letter import resend_letter


class CustomerLetterOut(serializers.ModelSerializer):
    """A letter as it was written. `text_number` is the version of the shop's own words, 0 for the delivered ones."""

    customer = serializers.CharField(source="customer.reference", allow_null=True, default=None)

    class Meta:
        model = Message
        fields: ClassVar = [
            "id", "customer", "kind", "about", "channel", "language", "text_number", "to_address", "subject", "state",
            "held_because", "tries", "created_at", "sent_at",
        ]  # fmt: skip


class DeliveryTryOut(serializers.ModelSerializer):
    class Meta:
        model = Notification
        fields: ClassVar = ["number", "result", "answer", "tried_at"]


class MailNewsOut(serializers.ModelSerializer):
    class Meta:
        model = MailNews
        fields: ClassVar = ["kind", "reason", "happened_at"]


class CustomerLetterDetailOut(CustomerLetterOut):
    """With its text, every try to deliver it, and what the mail service said afterwards. Its links open nothing."""

    deliveries = DeliveryTryOut(source="notifications", many=True)
    news = MailNewsOut(many=True)

    class Meta(CustomerLetterOut.Meta):
        fields: ClassVar = [*CustomerLetterOut.Meta.fields, "body_text", "body_html", "deliveries", "news"]


class LetterQuery(StrictSerializer):
    about = serializers.CharField(required=False, max_length=32, help_text="The number of the refund.")
    customer = serializers.CharField(source="customer__reference", required=False, max_length=32)
    state = serializers.ChoiceField(Message.State.choices, required=False)


class LettersView(ApiView):
    """All letters."""

    scopes: ClassVar = {"GET": "refunds:read"}

    @extend_schema(operation_id="list_letters", parameters=[LetterQuery], responses=page_of(CustomerLetterOut))
    def get(self, request: Request) -> Response:
        """List letters, newest first."""
        letters = _to_customers().defer("body_text", "body_html")
        return self.page(letters.filter(**self.wanted(LetterQuery)), CustomerLetterOut)


class LetterView(ApiView):
    """One letter."""

    scopes: ClassVar = {"GET": "refunds:read"}

    @extend_schema(operation_id="read_letter", responses=CustomerLetterDetailOut)
    def get(self, request: Request, letter: str) -> Response:
        """Read a letter."""
        return Response(CustomerLetterDetailOut(_found(letter)).data)


class LetterResendView(ApiView):
    """A letter back in the post."""

    scopes: ClassVar = {"POST": permissions.scope_for(permissions.ASK)}

    @extend_schema(operation_id="resend_letter", request=Nothing, responses={200: CustomerLetterDetailOut})
    @once
    def post(self, request: Request, letter: str) -> Response:
        """Send a letter again that was not delivered."""
        self.sent(Nothing)
        resend_letter(actor=self.actor, message_id=_found(letter).pk)
        return Response(CustomerLetterDetailOut(_found(letter)).data)


def _found(letter: str) -> Message:
    number = int(letter) if letter.isascii() and letter.isdigit() and len(letter) < 19 else 0
    found: Any = _to_customers().prefetch_related("notifications", "news")
    return one_or_not_found(found.filter(pk=number), _("There is no such letter."), "letter_not_found")


def _to_customers() -> QuerySet[Message]:
    """Letters to colleagues are theirs alone: an invitation lets somebody in."""
    return Message.objects.filter(person__isnull=True, direction=Message.Direction.OUT).select_related("customer")
