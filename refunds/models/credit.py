"""How long store credit is good, and what people do to a customer's credit by hand."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history
from customers.models import CreditAccount

MOST_DAYS = 36_500
MOST_NOTICE_DAYS = 365


class CreditTerms(models.Model):
    """For customers of one country, or for everybody else where `country` is empty. Without `days` it never expires.

    The customer is told `notice_days` before it expires. What a return gives back is good for `grace_days` at least.
    """

    country = models.CharField(_("country"), max_length=2, blank=True, unique=True)
    days = models.PositiveIntegerField(
        _("good for days"), null=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    notice_days = models.PositiveSmallIntegerField(
        _("tell the customer, days before"), default=30, validators=[MaxValueValidator(MOST_NOTICE_DAYS)]
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace after a return"), default=30, validators=[MaxValueValidator(MOST_NOTICE_DAYS)]
    )
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        verbose_name = _("terms of store credit")
        ordering = ["country"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(days__isnull=True) | Q(days__gte=1, days__lte=MOST_DAYS))
                & Q(notice_days__lte=MOST_NOTICE_DAYS, grace_days__lte=MOST_NOTICE_DAYS),
                name="credit_terms_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return self.country or "*"


class CreditCorrection(models.Model):
    """Credit that a person adds or takes, with the reason. Above their limit it waits for somebody else's yes."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a second person")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    reference = models.CharField(max_length=32, unique=True)
    account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="corrections")
    amount_minor = models.BigIntegerField()
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decider = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)

    history = history()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount_minor=0), name="credit_correction_not_zero"),
            models.CheckConstraint(
                condition=Q(decider__isnull=True) | ~Q(decider=F("proposer")), name="credit_correction_other_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decider__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="credit_correction_decided_or_waiting",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at", "id"], condition=Q(state="waiting"), name="credit_correction_waiting"),
            models.Index(fields=["account", "-id"], name="credit_correction_newest"),
        ]

    def __str__(self) -> str:
        return self.reference
