"""What a customer signs who disputed a payment by mistake."""

from __future__ import annotations

from django.db import models

from customers import clock
from customers.history import append_only
from disputes.models.dispute import Dispute


class CustomerStatement(models.Model):
    """One per dispute. `text` is what was signed, in the customer's language; `words` is what they added."""

    dispute = models.OneToOneField(Dispute, on_delete=models.PROTECT, related_name="statement")
    name = models.CharField(max_length=120)
    text = models.TextField()
    words = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=10)
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.dispute.reference}: {self.name}"
