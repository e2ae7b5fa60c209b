"""A period of the books: prepared, closed with what was checked and what it came to, perhaps opened again by two."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import append_only, history
from refunds.statemachine import Versioned
from reporting.periods import Period


class PeriodClosing(Versioned):
    """Days of the shop, both counted. `starts_at` and `ends_at` are its moments in `zone`, the last one outside.

    From `closing` on the database refuses every journal entry dated before `ends_at` (reporting.closing.guard), so what
    is counted can no longer move. `checks` is what was looked at and found at that moment. `figures` are frozen, minor
    units; `checksum` is over them in one fixed spelling. They count journal entries up to `ledger_entry` and payments
    up to `last_payment`: a payment of these days that became known later lands on the day on which it did.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Being prepared")
        CLOSING = "closing", _("Being closed")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Opened again")

    BARRED = (State.CLOSING, State.CLOSED)
    """In these nothing more can be booked into the period."""

    reference = models.CharField(max_length=32, unique=True)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    zone = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = FSMField(default=State.OPEN, choices=State.choices, protected=True)

    checks = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    checksum = models.CharField(max_length=64, blank=True)
    ledger_entry = models.BigIntegerField(null=True)
    last_payment = models.BigIntegerField(null=True)
    leased_until = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    prepared_by = models.CharField(max_length=120)
    prepared_label = models.CharField(max_length=200)
    closer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)

    history = history(excluded_fields=["figures", "checks"])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="closing_days_in_order"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="closing_moments_in_order"),
            models.CheckConstraint(
                condition=~Q(state__in=("closed", "reopened"))
                | (~Q(checksum="") & Q(closed_at__isnull=False, closer__isnull=False, ledger_entry__isnull=False)),
                name="closing_closed_by_somebody",
            ),
            ExclusionConstraint(
                name="closing_no_day_twice",
                expressions=[
                    (
                        Func("first_on", "last_on", Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    )
                ],
                condition=~Q(state="reopened"),
            ),
        ]
        indexes = [
            models.Index(fields=["-first_on", "-id"], name="closing_newest"),
            models.Index(fields=["-ends_at"], condition=Q(state__in=("closing", "closed")), name="closing_until"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def period(self) -> Period:
        return Period(self.first_on, self.last_on)

    @transition("state", source=State.OPEN, target=State.CLOSING)
    def begin(self) -> None:
        self.trouble = ""

    @transition("state", source=State.CLOSING, target=State.OPEN)
    def refuse(self) -> None:
        self.closer = None

    @transition("state", source=State.CLOSING, target=State.CLOSED)
    def close(self) -> None:
        self.closed_at = clock.now()

    @transition("state", source=State.CLOSED, target=State.REOPENED)
    def reopen(self) -> None:
        self.reopened_at = clock.now()


class CarriedOver(models.Model):
    """What a check found open, taken into the next period by a person, with a reason.

    It holds while exactly the same things are open: `fingerprint` is of them.
    """

    closing = models.ForeignKey(PeriodClosing, on_delete=models.PROTECT, related_name="carried")
    check_code = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["closing", "check_code", "fingerprint"], name="carried_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="carried_with_a_reason"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.closing_id} {self.check_code}"


class Reopening(Versioned):
    """The proposal to open a closed period again. One person proposes, another one decides."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for a second person")
        RELEASED = "released", _("Opened again")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    closing = models.ForeignKey(PeriodClosing, on_delete=models.PROTECT, related_name="reopenings")
    state = FSMField(default=State.OPEN, choices=State.choices, protected=True)
    reason = models.CharField(max_length=500)
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decider = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)

    history = history()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["closing"], condition=Q(state="open"), name="reopening_one_open"),
            models.CheckConstraint(
                condition=~Q(state="released") | (Q(decider__isnull=False) & ~Q(decider=F("proposer"))),
                name="reopening_takes_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.closing_id} {self.state}"

    @transition("state", source=State.OPEN, target=State.RELEASED)
    def release(self) -> None:
        self.decided_at = clock.now()

    @transition("state", source=State.OPEN, target=State.DECLINED)
    def decline(self) -> None:
        self.decided_at = clock.now()

    @transition("state", source=State.OPEN, target=State.WITHDRAWN)
    def withdraw(self) -> None:
        self.decided_at = clock.now()
