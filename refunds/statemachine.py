"""What every state machine here shares: protected states, a version that goes up by one, and the database's own guard.

The declared transitions are the `@transition` methods of a model. `guard_states` writes the same pairs into
triggers, so that raw SQL, bulk calls and the shell are refused too (django-fsm protects assignment only).
"""

from __future__ import annotations

from typing import Any, Self

import pgtrigger
from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMFieldMixin

from customers.planned_rows import PlannedRow


class Versioned(ConcurrentTransitionMixin, PlannedRow):
    """A row whose version goes up by one with every write; writing an older version is refused by the database.

    Of a row that was read, only what changed is written: to set all forty columns of a refund takes longer to write
    down than to carry out.
    """

    version = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_update, is_whole = not self._state.adding, not args and kwargs.get("update_fields") is None
        if is_update and is_whole and self.__dict__.get("_stored"):
            kwargs["update_fields"] = self._to_write()
        super().save(*args, **kwargs)
        if is_update:
            self.version += 1
        if is_whole:
            self._keep_stored()
        else:
            self._stored: dict[str, Any] = {}

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(*args, **kwargs)
        row._keep_stored()
        return row

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self._stored = {}  # of what is only known in part, all is written

    def _to_write(self) -> list[str]:
        """What differs from what was read, what could have been changed in place, and what guards the row."""
        told = self.__dict__
        return [
            field.name
            for field in self._meta.concrete_fields
            if not field.primary_key and field.attname in told and self._is_new(field, told[field.attname])
        ]

    def _is_new(self, field: Any, value: Any) -> bool:
        if field.name == "version" or isinstance(field, FSMFieldMixin) or isinstance(value, dict | list):
            return True
        return field.attname not in self._stored or bool(self._stored[field.attname] != value)

    def _keep_stored(self) -> None:
        told = self.__dict__
        names = (field.attname for field in self._meta.concrete_fields)
        self._stored = {name: told[name] for name in names if name in told}


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
