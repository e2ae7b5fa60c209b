"""Whose case a request becomes by itself: rules in order, the first that fits decides."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history
from customers.models import PaymentLine, User
from refunds.models.refund import Refund


class AssignmentRule(models.Model):
    """An empty condition fits everything; an amount needs its currency. It goes to one person or round a role."""

    position = models.PositiveIntegerField(_("position"), db_index=True)
    reason = models.CharField(_("reason"), max_length=30, choices=Refund.Reason, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    gateway_account = models.CharField(_("gateway account"), max_length=64, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    from_minor = models.BigIntegerField(_("from this amount on"), null=True, blank=True)
    product_kind = models.CharField(_("product kind"), max_length=20, choices=PaymentLine.ProductKind, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="assignment_rules"
    )
    role = models.CharField(_("in turn among the role"), max_length=30, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        verbose_name = _("assignment rule")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, role="") | (Q(person__isnull=True) & ~Q(role="")),
                name="assignment_rule_one_target",
            ),
            models.CheckConstraint(
                condition=Q(from_minor__isnull=True) | (Q(from_minor__gt=0) & ~Q(currency="")),
                name="assignment_rule_amount_has_currency",
            ),
        ]

    def __str__(self) -> str:
        return str(self.position)


class InTurn(models.Model):
    """Whom something was given last. Its row lock makes handing out fair; it is no business row and has no history."""

    last_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    def pass_on(self, people: Sequence[User]) -> User | None:
        """Give the turn to the next of these, who stand in the order of their keys; None where there is nobody."""
        if not people:
            return None
        after = [person for person in people if person.pk > (self.last_person_id or 0)]
        self.last_person = (after or people)[0]
        self.save(update_fields=["last_person"])
        return self.last_person


class Turn(InTurn):
    """Whom a rule gave a case last."""

    rule = models.OneToOneField(AssignmentRule, on_delete=models.CASCADE, related_name="turn")
