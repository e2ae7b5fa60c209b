"""What shop and customer wrote to each other, and letters to people of the shop; and how far each has come."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only
from customers.models.customer import Customer
from customers.models.document import Document


class Message(models.Model):
    """A letter is written in the transaction that gives the reason for it, and delivered afterwards. `due_at` is the
    next try. `text_number` is the version of the shop's own words that it was written with, 0 for the delivered ones.

    A letter without customer and person is about a case, and goes to an address of which nobody knows whose it is.

    `words` are what somebody wrote to somebody: a colleague in a letter of ours, or the customer in what came in. Then
    `actor` is who wrote, as on events, and `signed` the first name under which the customer reads it. `body_text` of a
    mail that came in is the whole of it, with what it quotes; `left_out` says in sentences what of it was not taken.
    `mail_id` is the name that its sender's program gave it.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not delivered")
        HELD = "held", _("Held back")
        RECEIVED = "received", _("Received")
        DOUBTED = "doubted", _("Waits for a person")
        DISMISSED = "dismissed", _("Put aside")

    class HeldBecause(models.TextChoices):
        OFF = "off", _("This message is turned off.")
        CAP = "cap", _("The customer has had enough messages on this day.")
        BOUNCED = "bounced", _("Mail to this address comes back.")
        COMPLAINED = "complained", _("The customer marked a letter as spam, so only what is needed is sent.")

    class Direction(models.TextChoices):
        OUT = "out", _("From the shop")
        IN = "in", _("To the shop")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="messages")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    about = models.CharField(_("case"), max_length=32, blank=True, db_index=True)
    channel = models.CharField(max_length=20, default="email")
    direction = models.CharField(max_length=3, choices=Direction, default=Direction.OUT)
    actor = models.CharField(max_length=120, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    signed = models.CharField(max_length=150, blank=True)
    words = models.TextField(blank=True)
    left_out = models.TextField(blank=True)
    from_address = models.CharField(max_length=254, blank=True)
    mail_id = models.CharField(max_length=250, blank=True)
    documents = models.ManyToManyField(Document, through="MessageDocument", related_name="messages")
    language = models.CharField(max_length=10, default="en")
    text_number = models.PositiveIntegerField(default=0)
    to_address = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    body_text = models.TextField()
    body_html = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    held_because = models.CharField(max_length=12, choices=HeldBecause, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    correlation_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=False, person__isnull=True)
                | Q(customer__isnull=True, person__isnull=False)
                | Q(customer__isnull=True, person__isnull=True) & ~Q(about=""),
                name="message_one_reader",
            ),
            models.CheckConstraint(
                condition=Q(direction="out", state__in=("queued", "sent", "failed", "held"))
                | Q(direction="in", customer__isnull=False, state__in=("received", "doubted", "dismissed")),
                name="message_state_of_its_direction",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="queued"), name="message_due"),
            models.Index(fields=["customer", "-created_at"], name="message_of_customer"),
            models.Index(fields=["created_at", "id"], condition=Q(state="failed"), name="message_failed"),
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
            models.Index(Lower("to_address"), name="message_to_address"),
            models.Index(fields=["-created_at", "-id"], condition=Q(state="doubted"), name="message_doubted"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_from_customer(self) -> bool:
        return self.direction == self.Direction.IN


class MessageDocument(models.Model):
    """A document that came with a message, or goes with an answer."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="papers")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="in_messages")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["message", "document"], name="message_document_once")]
        triggers = [append_only()]
