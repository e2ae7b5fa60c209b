"""Credit notes: papers that take back part of an invoice. A refund is another thing; each may be without the other."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only
from customers.models import Customer, Payment
from customers.models.issued_paper import CODE_SIGNS
from refunds.models.legal_entity import LegalEntity
from refunds.models.refund import Refund


class CreditNote(models.Model):
    """One document of a series, never changed and never taken away: only a counter-document `voids` one.

    `content` is all that the paper says, as plain values (refunds.credit_notes.content); `checksum` is over it. Amounts
    are minor units and positive, on a counter-document too: there they are charged again.

    Whom it names it goes on naming when a person wants to be forgotten: it belongs to an invoice and is kept as it was
    issued (Directive 2006/112/EC, Articles 219 and 247; how long is each country's law, in Germany section 14b UStG and
    section 147 AO), and there the right to erasure ends (GDPR, Article 17(3)(b)).
    """

    class Kind(models.TextChoices):
        CREDIT = "credit", _("Credit note")
        COUNTER = "counter", _("Cancellation of a credit note")

    number = models.CharField(max_length=60, unique=True)
    serial = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.CREDIT)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="credit_notes")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="credit_notes")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="credit_notes")
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, related_name="credit_notes")
    voids = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="voided_by")
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    invoice_reference = models.CharField(_("invoice"), max_length=120)
    invoiced_on = models.DateField(_("date of the invoice"))
    issued_on = models.DateField()
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    language = models.CharField(max_length=10)
    content = models.JSONField()
    checksum = models.CharField(max_length=64)
    code = models.CharField(max_length=CODE_SIGNS)
    issued_by = models.CharField(max_length=120)
    issued_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "year", "serial"], name="credit_note_serial_once"),
            models.CheckConstraint(
                condition=Q(total_minor=F("net_minor") + F("tax_minor"), net_minor__gte=0, tax_minor__gte=0)
                & Q(total_minor__gt=0),
                name="credit_note_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(kind="counter", voids__isnull=False) | Q(kind="credit", voids__isnull=True),
                name="credit_note_counter_voids",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="credit_note_newest"),
            models.Index(fields=["issued_on"], name="credit_note_day"),
            models.Index(fields=["invoice_reference"], name="credit_note_invoice"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.number

    @property
    def is_void(self) -> bool:
        """Whether a counter-document took it back. Free where `voided_by` was selected."""
        return hasattr(self, "voided_by")


class CreditNotePaper(models.Model):
    """A note as it was printed: PDF/A-3 that carries `cii` (Factur-X), and the same as UBL. Written once.

    In a currency that no e-invoice takes both are empty, and the paper is plain PDF.
    """

    note = models.OneToOneField(CreditNote, on_delete=models.PROTECT, related_name="paper")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    cii = models.TextField()
    ubl = models.TextField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [append_only()]
