"""What every state machine here shares: protected states, a version that goes up by one, and the database's own guard.

The declared transitions are the `@transition` methods of a model. `guard_states` writes the same pairs into
triggers, so that raw SQL, bulk calls and the shell are refused too (django-fsm protects assignment only).
"""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django_fsm import ConcurrentTransitionMixin


class Versioned(ConcurrentTransitionMixin, models.Model):
    """A row whose version goes up by one with every write; writing an older version is refused by the database."""

    version = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_update = not self._state.adding
        super().save(*args, **kwargs)
        if is_update:
            self.version += 1


def declared_pairs(model: type[models.Model]) -> list[tuple[str, str]]:
    """Every (from, to) that the model's transition methods allow."""
    field: Any = model._meta.get_field("state")
    return sorted({(str(t.source), str(t.target)) for t in field.get_all_transitions(model)})


def guard_states(model: type[models.Model], *initial: str) -> None:
    """Let the database refuse an undeclared move, a row born in another state than `initial`, and a stale write."""
    pgtrigger.register(
        pgtrigger.FSM(name="declared_moves", field="state", transitions=declared_pairs(model)),
        pgtrigger.Trigger(
            name="born_in_first_state",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            condition=~pgtrigger.Q(new__state__in=initial),
            func=(
                f"RAISE EXCEPTION 'A new {model._meta.verbose_name} starts as {' or '.join(initial)}, not as %',"
                " NEW.state;"
            ),
        ),
        pgtrigger.Trigger(
            name="version_goes_up",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=(
                "IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime'"
                " USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;"
            ),
        ),
    )(model)
