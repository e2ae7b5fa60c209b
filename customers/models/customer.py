"""Somebody who paid the shop."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history


class Customer(models.Model):
    """One mail address is one customer, whatever the letter case.

    `mail_trouble` is what became of mail to that address; it stays until somebody says that the address is good.
    """

    class MailTrouble(models.TextChoices):
        BOUNCED = "bounced", _("Mail comes back")
        COMPLAINED = "complained", _("Marked as spam")

    reference = models.CharField(max_length=32, unique=True)
    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    external_reference = models.CharField(_("shop's own number"), max_length=120, blank=True)
    channel = models.CharField(_("chosen channel"), max_length=20, default="email")
    phone = models.CharField(_("telephone number"), max_length=16, blank=True)
    phone_agreed_at = models.DateTimeField(null=True, blank=True)
    mail_trouble = models.CharField(_("trouble with mail"), max_length=12, choices=MailTrouble, blank=True)
    mail_trouble_at = models.DateTimeField(null=True, blank=True)
    mail_trouble_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    history = history(excluded_fields=["email", "name", "phone", "mail_trouble_reason"])

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="customer_email_once"),
            models.CheckConstraint(
                condition=Q(phone="", phone_agreed_at__isnull=True) | (~Q(phone="") & Q(phone_agreed_at__isnull=False)),
                name="customer_phone_agreed_to",
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="customer_newest")]

    def __str__(self) -> str:
        return self.name or self.email
