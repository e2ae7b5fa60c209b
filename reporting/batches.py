"""Orders of everybody's statements, for screens and programs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.errors import NotFound
from reporting.models import StatementBatch


def find_batch(reference: str) -> StatementBatch:
    """Raises NotFound."""
    found = StatementBatch.objects.filter(reference=reference).first()
    if found is None:
        raise NotFound(_("There is no such order of statements."), "batch_not_found")
    return found
