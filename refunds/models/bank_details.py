"""Where the money of a bank transfer goes: said by the customer in the portal, sealed, and forgotten once paid."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import history
from customers.models import Customer
from refunds.models.refund import Refund
from refunds.statemachine import Versioned

_LIVING = ("asked", "confirmed")


class BankDetails(Versioned):
    """A question for a bank account, and the answer. One is living per refund.

    This is the only place where a destination of money stands. `sealed_iban` is encrypted and there only while it is
    needed; `last4` is what anybody is shown. `remind_at` is when the customer is asked again, empty once that was done.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for the customer")
        CONFIRMED = "confirmed", _("Confirmed by the customer")
        USED = "used", _("Paid to it")
        REVOKED = "revoked", _("No longer used")
        EXPIRED = "expired", _("Not answered in time")

    LIVING = _LIVING

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="bank_details")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="bank_details")
    state = FSMField(default=State.ASKED, choices=State.choices, protected=True)

    holder = models.CharField(max_length=70, blank=True)
    sealed_iban = models.BinaryField(default=bytes)
    last4 = models.CharField(max_length=4, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    country = models.CharField(max_length=2, blank=True)

    asked_at = models.DateTimeField(default=clock.now)
    remind_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    history = history(excluded_fields=["holder", "sealed_iban", "last4", "bic"])

    class Meta:
        verbose_name = _("bank details")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["refund"], condition=Q(state__in=_LIVING), name="bank_details_one_living"),
            models.CheckConstraint(
                condition=Q(state="confirmed") & ~Q(sealed_iban=b"") & ~Q(holder="") & ~Q(last4="")
                | ~Q(state="confirmed") & Q(sealed_iban=b""),
                name="bank_details_iban_only_while_needed",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="asked"), name="bank_details_expiry"),
            models.Index(
                fields=["remind_at"], condition=Q(state="asked", remind_at__isnull=False), name="bank_details_reminder"
            ),
        ]

    @property
    def place(self) -> str:
        """What the sealed number is bound to: it opens for no other refund."""
        return f"bank_details/{self.refund_id}"

    @transition("state", source=State.ASKED, target=State.CONFIRMED)
    def confirm(self, holder: str, sealed_iban: bytes, last4: str, bic: str, country: str) -> None:
        self.holder, self.sealed_iban, self.last4 = holder, sealed_iban, last4
        self.bic, self.country = bic, country
        self.remind_at, self.confirmed_at = None, clock.now()

    @transition("state", source=State.CONFIRMED, target=State.USED)
    def use_up(self) -> None:
        self._forget()

    @transition("state", source=[State.ASKED, State.CONFIRMED], target=State.REVOKED)
    def revoke(self) -> None:
        self._forget()

    @transition("state", source=State.ASKED, target=State.EXPIRED)
    def expire(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self.sealed_iban, self.bic = b"", ""
        self.remind_at, self.ended_at = None, clock.now()
