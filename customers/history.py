"""History of business rows: who, what, before, after. A screen's convenience; the case events are the record.

django-simple-history misses `.update()` and bulk writes (its issues #174, #194), so money never moves that way.
"""

from __future__ import annotations

from inspect import getattr_static
from typing import Any

import pgtrigger
from django.db import models
from simple_history.models import HistoricalRecords

from customers import clock
from customers.actors import current_actor
from customers.together import add


class ActedHistory(models.Model):
    """What every history row adds: the actor's key, also where no person is signed in."""

    history_actor = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True


class ActedRecords(HistoricalRecords):
    """Writes the row that django-simple-history would, with the acting person, the business clock and one statement."""

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        actor = current_actor()
        values = {field.attname: getattr(instance, field.attname) for field in self.fields_included(instance)}
        # asked for its manager, django-simple-history makes a class of it anew each time
        rows = getattr_static(type(instance), self.manager_name).model
        add(
            rows(
                history_date=clock.now(),
                history_type=history_type,
                history_actor=actor.key if actor else "",
                history_user_id=actor.person.pk if actor and actor.person else None,
                **values,
            )
        )


def history(**options: Any) -> HistoricalRecords:
    """Keep history on a model. Personal fields belong in `excluded_fields`: erasure must not fight history."""
    return ActedRecords(bases=[ActedHistory], history_change_reason_field=models.TextField(null=True), **options)


def append_only(name: str = "append_only") -> pgtrigger.Trigger:
    """Refuse UPDATE and DELETE in the database itself."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


def keep_history_rows(*tracked: type[models.Model]) -> None:
    """Make the history tables of these models append-only in the database."""
    for model in tracked:
        pgtrigger.register(append_only())(model.history.model)  # type: ignore[attr-defined]
