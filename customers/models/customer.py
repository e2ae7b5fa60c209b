"""Somebody who paid the shop."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history


class Customer(models.Model):
    """One mail address is one customer, whatever the letter case."""

    reference = models.CharField(max_length=32, unique=True)
    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    external_reference = models.CharField(_("shop's own number"), max_length=120, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    history = history(excluded_fields=["email", "name"])

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="customer_email_once"),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="customer_newest")]

    def __str__(self) -> str:
        return self.name or self.email
