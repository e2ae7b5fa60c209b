"""The dispute: what a customer's bank, or a gateway for its buyer, wants back, and how far the case has come."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import history
from customers.models import Payment
from refunds.models import Refund
from refunds.statemachine import Versioned

_OURS = ("inquiry", "needs_response")
_OPEN = (*_OURS, "inquiry_answered", "submitted", "under_review")


class Dispute(Versioned):
    """One case on one payment; a payment may have several. Amount and currency are the dispute's own.

    `word` and `network_code` are the gateway's and the card network's own words, `category` is ours. `respond_by` is
    the gateway's deadline as it told it; `answer_by` is ours, before it, and `calendar_at` when somebody is next
    reminded. `round` counts the times it came back for a new answer (a further stage, a lost case begun anew).
    `worth_minor` is what fighting was roughly worth when it was weighed last. `told_at` is how new the gateway's word
    is that we know. `may_respond`, `may_accept`, `may_refund`, `may_appeal` and `may_offer` (kinds of offers) are the
    gateway's own word on that, empty where it says nothing; `may_acknowledge` is what may be said of goods that the
    customer was to send back. `offer` is the last one that the customer has or had (kind, state, made, amount_minor,
    currency), `offer_leaves` while another is on its way there. `appeal_round` is the round in which an appeal is
    written. `attention` is not empty when a person must look.
    """

    class State(models.TextChoices):
        INQUIRY = "inquiry", _("Inquiry")
        INQUIRY_ANSWERED = "inquiry_answered", _("Inquiry answered")
        INQUIRY_CLOSED = "inquiry_closed", _("Inquiry closed")
        NEEDS_RESPONSE = "needs_response", _("Needs response")
        SUBMITTED = "submitted", _("Submitted")
        UNDER_REVIEW = "under_review", _("Under review")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")
        ACCEPTED = "accepted", _("Accepted")
        EXPIRED = "expired", _("Expired")
        PREVENTED = "prevented", _("Prevented")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Stage(models.TextChoices):
        INQUIRY = "inquiry", _("Inquiry")
        CHARGEBACK = "chargeback", _("Chargeback")
        PRE_ARBITRATION = "pre_arbitration", _("Pre-arbitration")
        ARBITRATION = "arbitration", _("Arbitration")

    class Category(models.TextChoices):
        FRAUDULENT = "fraudulent", _("Fraudulent")
        UNRECOGNIZED = "unrecognized", _("Not recognized")
        NOT_RECEIVED = "product_not_received", _("Not received")
        UNACCEPTABLE = "product_unacceptable", _("Not as described")
        CREDIT = "credit_not_processed", _("Refund not received")
        DUPLICATE = "duplicate", _("Charged twice")
        SUBSCRIPTION = "subscription_canceled", _("Subscription canceled")
        GENERAL = "general", _("Something else")
        NONCOMPLIANT = "noncompliant", _("Against the network's rules")

    class Source(models.TextChoices):
        GATEWAY = "gateway", _("The gateway")
        IMPORT = "import", _("A file")
        API = "api", _("A dispute platform")

    OURS = _OURS
    """It is our turn: something is due."""
    OPEN = _OPEN
    APPEALABLE = ("lost", "expired")
    """Ended against the shop without its giving in: the gateway may look once more."""
    ENDED = ("inquiry_closed", "won", "lost", "accepted", "expired", "prevented", "withdrawn")

    reference = models.CharField(max_length=32, unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="disputes")
    gateway = models.CharField(max_length=32)
    gateway_account = models.CharField(max_length=64)
    gateway_reference = models.CharField(max_length=191)
    source = models.CharField(max_length=10, choices=Source, default=Source.GATEWAY)
    state = FSMField(default=State.NEEDS_RESPONSE, choices=State.choices, protected=True)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.CHARGEBACK)
    round = models.PositiveSmallIntegerField(default=1)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")

    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    worth_minor = models.BigIntegerField(default=0)
    category = models.CharField(max_length=30, choices=Category, default=Category.GENERAL)
    reason = models.CharField(_("the gateway's word for the reason"), max_length=80, blank=True)
    network = models.CharField(max_length=20, blank=True)
    network_code = models.CharField(max_length=20, blank=True)
    word = models.CharField(_("the gateway's word for the state"), max_length=80, blank=True)
    outcome_words = models.CharField(_("what the other side said of its end"), max_length=500, blank=True)

    opened_at = models.DateTimeField(default=clock.now)
    respond_by = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    calendar_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    may_respond = models.BooleanField(null=True)
    may_accept = models.BooleanField(null=True)
    may_refund = models.BooleanField(null=True)
    may_appeal = models.BooleanField(null=True)
    may_offer = models.JSONField(_("kinds of offers that the gateway takes now"), default=list)
    may_acknowledge = models.JSONField(_("what may be said of returned goods now"), default=list)
    offer = models.JSONField(_("the last offer to the customer"), default=dict)
    offer_leaves = models.BooleanField(default=False)
    appeal_round = models.PositiveSmallIntegerField(null=True)
    answers_there = models.PositiveSmallIntegerField(_("answers that the gateway counts"), default=0)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="owned_disputes"
    )
    attention = models.CharField(_("why a person must look"), max_length=300, blank=True)
    stopped_refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, related_name="stopped_by_disputes")
    raw = models.JSONField(_("the gateway's own record"), default=dict)
    created_at = models.DateTimeField(default=clock.now)

    history = history(excluded_fields=["raw", "worth_minor"])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="dispute_amount_positive"),
            models.UniqueConstraint(
                fields=["gateway", "gateway_account", "gateway_reference"], name="dispute_once_per_gateway_reference"
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by", "id"],
                include=["currency", "amount_minor"],
                condition=Q(state__in=_OURS),
                name="dispute_due",
            ),
            models.Index(fields=["owner", "answer_by", "id"], condition=Q(state__in=_OURS), name="dispute_hands"),
            models.Index(
                fields=["respond_by", "id"],
                include=["currency", "amount_minor"],
                condition=Q(state__in=_OURS),
                name="dispute_respond_by",
            ),
            models.Index(
                fields=["currency", "-amount_minor", "-id"], condition=Q(state__in=_OURS), name="dispute_at_stake"
            ),
            models.Index(
                fields=["currency", "-worth_minor", "-id"], condition=Q(state__in=_OURS), name="dispute_by_worth"
            ),
            models.Index(fields=["state", "-opened_at", "-id"], name="dispute_in_state"),
            models.Index(fields=["-opened_at", "-id"], name="dispute_newest"),
            models.Index(fields=["category", "-opened_at", "-id"], name="dispute_of_category"),
            models.Index(fields=["network", "-opened_at", "-id"], name="dispute_of_network"),
            models.Index(fields=["gateway_account", "-opened_at", "-id"], name="dispute_of_account"),
            models.Index(fields=["owner", "-opened_at", "-id"], name="dispute_of_owner"),
            models.Index(fields=["currency", "amount_minor"], name="dispute_of_amount"),
            models.Index(fields=["gateway_reference"], name="dispute_gateway_number"),
            models.Index(fields=["calendar_at"], condition=Q(calendar_at__isnull=False), name="dispute_calendar"),
            models.Index(fields=["answer_by", "id"], condition=~Q(attention=""), name="dispute_attention"),
            models.Index(fields=["finished_at"], condition=Q(finished_at__isnull=False), name="dispute_finished"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state in _OPEN

    @property
    def is_inquiry(self) -> bool:
        return self.stage == self.Stage.INQUIRY

    @property
    def takes_appeal(self) -> bool:
        return self.may_appeal is True and self.state in self.APPEALABLE

    @property
    def is_in_appeal(self) -> bool:
        """Whether what is written in this round is an appeal."""
        return self.takes_appeal and self.appeal_round == self.round

    @property
    def has_offer_out(self) -> bool:
        """Whether the customer has an offer of ours, or soon will; or took it, and it is not paid yet."""
        talks = self.state in (self.State.INQUIRY, self.State.INQUIRY_ANSWERED)
        return talks and (self.offer_leaves or self.offer.get("state") in ("proposed", "accepted"))

    @transition("state", source=[State.INQUIRY, State.EXPIRED], target=State.INQUIRY_ANSWERED)
    def answer_inquiry(self) -> None:
        self._answered()

    @transition("state", source=State.INQUIRY_ANSWERED, target=State.INQUIRY)
    def ask_back(self) -> None:
        """The other side answered in its turn: a new answer is due at the same stage."""
        self._come_back()
        self.round += 1

    @transition("state", source=[State.INQUIRY, State.INQUIRY_ANSWERED, State.EXPIRED], target=State.INQUIRY_CLOSED)
    def close_inquiry(self) -> None:
        self._end()

    @transition(
        "state", source=[State.INQUIRY, State.INQUIRY_ANSWERED, State.INQUIRY_CLOSED], target=State.NEEDS_RESPONSE
    )
    def escalate(self) -> None:
        self._come_back()

    @transition("state", source=State.NEEDS_RESPONSE, target=State.SUBMITTED)
    def submit(self) -> None:
        self._answered()

    @transition("state", source=[State.NEEDS_RESPONSE, State.SUBMITTED, State.EXPIRED], target=State.UNDER_REVIEW)
    def await_review(self) -> None:
        self._answered()

    @transition(
        "state",
        source=[State.UNDER_REVIEW, State.WON, State.LOST, State.EXPIRED, State.ACCEPTED],
        target=State.NEEDS_RESPONSE,
    )
    def begin_anew(self) -> None:
        """A further stage: the other side did not leave it at that, and a new answer is due."""
        self._come_back()
        self.round += 1

    @transition(
        "state",
        source=[State.NEEDS_RESPONSE, State.SUBMITTED, State.UNDER_REVIEW, State.LOST, State.EXPIRED],
        target=State.WON,
    )
    def win(self) -> None:
        self._end()

    @transition(
        "state",
        source=[State.NEEDS_RESPONSE, State.SUBMITTED, State.UNDER_REVIEW, State.WON, State.EXPIRED],
        target=State.LOST,
    )
    def lose(self) -> None:
        self._end()

    @transition("state", source=[State.LOST, State.EXPIRED], target=State.UNDER_REVIEW)
    def appeal(self) -> None:
        """What ended against the shop is looked at once more, with new evidence."""
        self._come_back()
        self._answered()

    @transition("state", source=[State.INQUIRY, State.INQUIRY_ANSWERED, State.NEEDS_RESPONSE], target=State.ACCEPTED)
    def accept(self) -> None:
        self._end()

    @transition("state", source=[State.INQUIRY, State.NEEDS_RESPONSE], target=State.EXPIRED)
    def expire(self) -> None:
        self._end()

    @transition(
        "state",
        source=[State.INQUIRY, State.INQUIRY_ANSWERED, State.NEEDS_RESPONSE, State.EXPIRED],
        target=State.PREVENTED,
    )
    def prevent(self) -> None:
        self._end()

    @transition("state", source=[*_OPEN, State.EXPIRED], target=State.WITHDRAWN)
    def withdraw(self) -> None:
        self._end()

    def _answered(self) -> None:
        """Also a case that we took for missed, where somebody answered elsewhere in time: it has not ended then."""
        self.answered_at = self.answered_at or clock.now()
        self.finished_at = self.calendar_at = None
        self.attention = ""

    def _come_back(self) -> None:
        self.answered_at = self.finished_at = self.escalated_at = None

    def _end(self) -> None:
        self.finished_at = clock.now()
        self.calendar_at = None
        self.attention = ""
