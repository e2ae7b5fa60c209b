"""A view of one of the desk's lists that somebody gave a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history


class SavedView(models.Model):
    """A filter with an order, its owner's alone or shared with everybody. `me` in it is whoever looks.

    `of` names the list (refunds.worklist.kept).
    """

    class Order(models.TextChoices):
        DUE = "due", _("What is due first")
        NEWEST = "newest", _("Newest first")
        OLDEST = "oldest", _("Oldest first")
        AMOUNT = "amount", _("Largest amount first")
        WORTH = "worth", _("Worth most first")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views")
    of = models.CharField(_("list"), max_length=20, default="refunds")
    name = models.CharField(_("name"), max_length=60)
    filter = models.JSONField(default=dict)
    order = models.CharField(max_length=10, choices=Order)
    is_shared = models.BooleanField(_("shared with everybody"), default=False)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint("owner", "of", Lower("name"), name="view_name_once")]
        indexes = [models.Index(fields=["id"], condition=models.Q(is_shared=True), name="view_shared")]

    def __str__(self) -> str:
        return self.name
