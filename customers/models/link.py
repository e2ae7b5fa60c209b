"""A single-use sign-in link for a customer. Only a hash of its token is kept."""

from __future__ import annotations

from django.db import models

from customers import clock
from customers.models.customer import Customer


class PortalLink(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="portal_links")
    token_hash = models.CharField(max_length=64, unique=True)
    leads_to = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
